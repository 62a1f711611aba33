import { describe, expect, it } from "vitest";
import type { Study } from "../../src/engine/types";
import { OWN_PACKAGE, asOpened, departures, isAltered, mended, touched } from "../../src/study/departures";
import { begin, push, undo } from "../../src/study/history";
import { normalised, withInstrument, withSettings, withValue } from "../../src/study/study";

const first: Study = normalised({
  format: 1,
  name: "mine",
  population: "stylised",
  scenario: "ai-central",
  reform: { add: ["basic_income"], set: { "basic_income.oldest": 64 } },
});

describe("a package that was changed", () => {
  const base = first;
  const edited = { ...first, reform: { ...first.reform, replace: ["child_benefit"] }, instruments: [{ name: "child_benefit" }] };

  it("is one of other instruments, rules or values, and not one that meets another shock or other people", () => {
    expect(isAltered(first, first)).toBe(false);
    expect(isAltered(first, { ...first, scenario: { name: "ai-high" } })).toBe(false);
    expect(isAltered(first, withValue(first, "scenario.share", 0.1))).toBe(false);
    expect(isAltered(first, { ...first, population: "us" })).toBe(false);
    expect(isAltered(first, withValue(first, "basic_income.oldest", 70))).toBe(true);
    expect(isAltered(first, edited)).toBe(true);
    expect(touched(first, withInstrument(edited, "basic_income", false))).toEqual(["basic_income", "child_benefit"]);
    // What is built from today's law is nobody's package.
    const own = { ...first, name: OWN_PACKAGE };
    expect(isAltered(own, withInstrument(own, "learning_account", true))).toBe(false);
  });

  it("is again as it was opened, on the people and under the shock that were chosen", () => {
    const other = withValue({ ...withInstrument(edited, "learning_account", true), population: "us", scenario: { name: "ai-high" } }, "scenario.share", 0.1);
    const back = asOpened(first, other, base);
    expect(isAltered(first, back)).toBe(false);
    expect([back.population, back.scenario, back.instruments]).toEqual(["us", { name: "ai-high" }, undefined]);
    expect(asOpened(first, edited, base)).toEqual(first);
  });
});

describe("what is lost with a study", () => {
  it("is nothing of one that is as it was opened", () => {
    expect(departures(first, first)).toBe(0);
    expect(departures(first, withValue(withValue(first, "a.b", 1), "a.b", undefined))).toBe(0);
  });

  it("is each value, instrument and rule, and the scenario, the people and the year", () => {
    expect(departures(first, withValue(first, "basic_income.oldest", 70))).toBe(1);
    const added = withInstrument(first, "learning_account", true);
    expect(departures(first, added)).toBe(1);
    expect(departures(first, withValue(added, "learning_account.amount", 5))).toBe(1);
    expect(departures(first, withInstrument(first, "basic_income", false))).toBe(1);
    const edited = { ...first, reform: { ...first.reform, replace: ["child_benefit"] }, instruments: [{ name: "child_benefit" }] };
    expect(departures(first, edited)).toBe(1);
    expect(departures(first, { ...first, scenario: { name: "ai-high" } })).toBe(1);
    expect(departures(first, { ...first, population: { file: "own.csv", mapping: "own.toml" } })).toBe(1);
    expect(departures(first, { ...first, year: 2030 })).toBe(1);
    expect(departures(first, withSettings({ ...first, population: "x" }, {}))).toBe(2);
  });
});

describe("a value that the engine refuses", () => {
  const isSame = (a: { x: number }, b: { x: number }) => a.x === b.x;
  const mend = (step: { x: number }) => (step.x === 9 ? { x: 2 } : step);

  it("leaves no step behind", () => {
    const history = push(push(begin({ x: 1 }), { x: 2 }), { x: 9 });
    expect(mended(history, mend, isSame)).toEqual({ past: [{ x: 1 }], now: { x: 2 }, future: [] });
  });

  it("is not redone either", () => {
    const history = undo(push(push(begin({ x: 1 }), { x: 2 }), { x: 9 }));
    expect(mended(history, mend, isSame)).toEqual({ past: [{ x: 1 }], now: { x: 2 }, future: [] });
  });

  it("stays where it was taken before", () => {
    const history = push(push(begin({ x: 9 }), { x: 1 }), { x: 3 });
    expect(mended(history, mend, isSame)).toEqual(history);
  });
});
