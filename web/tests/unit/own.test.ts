import { expect, it, vi } from "vitest";
import type { Law, OwnPeople, Parameter, Study } from "../../src/engine/types";
import { fileOf, filesBeside, onPeople, sorted } from "../../src/own/own";
import { households } from "../../src/parts/households";
import { commandLine, python } from "../../src/study/reproduce";
import { isTodaysLaw } from "../../src/study/same-law";
import { Pace, SLOW } from "../../src/study/pace";
import { written } from "../../src/method/written";
import { canCompute } from "../../src/engine/able";

const study: Study = { format: 1, name: "test", population: "stylised", system: "stylised" };
const people: OwnPeople = { file: "mine.csv", mapping: "mine.toml", made: "format = 1", system: "stylised" };

it("names the file of one’s own as the command line reads it", () => {
  const own = onPeople(study, people);
  expect(own.population).toEqual({ file: "mine.csv", mapping: "mine.toml" });
  expect(fileOf(own)).toBe("mine.csv");
  expect(fileOf(study)).toBeNull();
  expect(fileOf({ ...study, population: { recipe: "stylised", households: 10 } })).toBeNull();
});

it("tells the data from the mapping, and what is neither", () => {
  const files = ["a.toml", "B.CSV", "c.csv", "d.xlsx"].map((name) => ({ name }));
  const found = sorted(files);
  expect([found.data?.name, found.mapping?.name]).toEqual(["B.CSV", "a.toml"]);
  expect(found.rest.map((file) => file.name)).toEqual(["c.csv", "d.xlsx"]);
  expect(sorted([{ name: "x.txt" }]).data).toBeNull();
});

it("names the files that must lie beside the study", () => {
  expect(filesBeside(people)).toEqual(["mine.csv", "mine.toml"]);
  expect(filesBeside({ ...people, mapping: "us-cps-sample", made: null })).toEqual(["mine.csv"]);
  const first = (text: string) => text.split("\n")[0];
  expect(first(python("test", false, "", filesBeside(people)))).toBe("# with the study file, test.toml, and mine.csv and mine.toml beside it");
  expect(first(commandLine("test", false, ""))).toBe("# with the study file, test.toml, in this folder");
});

it("is slow only when most frames are, and not by the first", () => {
  const pace = new Pace();
  pace.add(SLOW * 9);
  expect(pace.isSlow).toBe(false);
  for (let at = 0; at < 9; at += 1) pace.add(SLOW / 4);
  expect(pace.isSlow).toBe(false);
  for (let at = 0; at < 5; at += 1) pace.add(SLOW + 1);
  expect(pace.isSlow).toBe(true);
  pace.clear();
  expect(pace.isSlow).toBe(false);
});

it("knows today’s law again, also where its own values are set", () => {
  const parameter = { name: "rate", default: 0.2, set: [] } as unknown as Parameter;
  const law = { instruments: [{ name: "tax", kind: "tax", parameters: [parameter] }] } as unknown as Law;
  expect(isTodaysLaw(study, law)).toBe(true);
  expect(isTodaysLaw({ ...study, reform: { set: { "tax.rate": 0.2 } } }, law)).toBe(true);
  expect(isTodaysLaw({ ...study, reform: { set: { "tax.rate": 0.3 } } }, law)).toBe(false);
  expect(isTodaysLaw({ ...study, reform: { set: { "tax.other": 0.2 } } }, law)).toBe(false);
  expect(isTodaysLaw({ ...study, reform: { add: ["grant"] } }, law)).toBe(false);
});

it("writes numbers of rules with their unit, and households by the language", () => {
  expect(written("share", 0.07, "en")).toBe("7%");
  expect(written("currency/year", 1200, "en")).toBe("1,200 a year");
  expect(written("months", 12, "zh")).toBe("12 个月");
  expect([written("age", 1, "en"), written("age", 30, "en"), written("months", 1, "en")]).toEqual(["1 year", "30 years", "1 month"]);
  expect([households(56_809_851, "zh"), households(27_500, "zh"), households(56_809_851, "en")]).toEqual(["5,681 万", "2.75 万", "56,809,851"]);
  expect(written("", -0.5, "en")).toBe("\u22120.5");
  expect(households(50_000, "en")).toBe("50,000");
  expect(households(50_000, "zh")).toBe("5 万");
  expect(households(40, "zh")).toBe("40 ");
});

it("sees whether a browser has vectors, workers that are modules, and packed links", () => {
  // A browser that knows the option reads it before it refuses the address.
  const known = class {
    constructor(_: string, options: { type?: string }) {
      throw new SyntaxError(options.type);
    }
  };
  vi.stubGlobal("Worker", known);
  expect(canCompute()).toBe(true);
  vi.stubGlobal("DecompressionStream", class {
    constructor() {
      throw new TypeError("deflate-raw");
    }
  });
  expect(canCompute()).toBe(false);
  vi.unstubAllGlobals();
  vi.stubGlobal("Worker", class {
    terminate() {}
  });
  expect(canCompute()).toBe(false);
  vi.unstubAllGlobals();
});
