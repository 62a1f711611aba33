import { describe, expect, it, vi } from "vitest";
import { Unreached, fetched, isUnreached } from "../../src/engine/network";
import { copied } from "../../src/parts/copy";
import { takesText } from "../../src/parts/typing";
import { commandLine, fromFolder, python, yearOf } from "../../src/study/reproduce";

it("leaves the undo of a field to the field", () => {
  for (const type of ["text", "search", "number", "url"]) expect(takesText({ tagName: "INPUT", type }), type).toBe(true);
  expect(takesText({ tagName: "TEXTAREA" })).toBe(true);
  expect(takesText({ tagName: "DIV", isContentEditable: true })).toBe(true);
  for (const type of ["range", "checkbox", "file"]) expect(takesText({ tagName: "INPUT", type }), type).toBe(false);
  expect(takesText({ tagName: "BUTTON" })).toBe(false);
  expect(takesText(null)).toBe(false);
});

describe("copying", () => {
  it("says whether it was done", async () => {
    const texts: string[] = [];
    expect(await copied("abc", { writeText: async (text) => void texts.push(text) })).toBe(true);
    expect(texts).toEqual(["abc"]);
    expect(await copied("abc", { writeText: () => Promise.reject(new Error("not allowed")) })).toBe(false);
    vi.stubGlobal("navigator", {});
    expect(await copied("abc")).toBe(false);
    vi.unstubAllGlobals();
  });
});

describe("a file of the page", () => {
  it("that cannot be had is known by its name, also when it comes from a worker", async () => {
    const answers: (() => Promise<Response>)[] = [() => Promise.reject(new TypeError("Failed to fetch")), async () => new Response("", { status: 503 })];
    for (const answer of answers) {
      vi.stubGlobal("fetch", answer);
      const error: unknown = await fetched("x.json").catch((found: unknown) => found);
      expect(error).toBeInstanceOf(Unreached);
      // As it arrives through the channel to a worker.
      const { message, name } = error as Error;
      expect(isUnreached(Object.assign(new Error(message), { name }))).toBe(true);
    }
    vi.stubGlobal("fetch", async () => new Response("there"));
    expect(await (await fetched("x.json")).text()).toBe("there");
    vi.unstubAllGlobals();
    expect(isUnreached(new Error("no study is open"))).toBe(false);
  });
});

it("runs elsewhere the package by its name, and any other study from its file", () => {
  expect(fromFolder("three-tier-safety-net", true).command).toBe("cargo run --release -- run three-tier-safety-net");
  expect(fromFolder("mine", false).command).toBe("# with the study file, mine.toml, in this folder\ncargo run --release -- run mine.toml");
  expect(fromFolder("mine", false).python).toContain('cw.run("mine.toml")');
  expect(python("mine", false, "abc")).toContain('cw.run("mine.toml")\nassert result.fingerprint == "abc"');
  expect(commandLine("mine", true, "")).toBe("commonweal run mine\ncommonweal report mine -o mine.html\n");
  expect(commandLine("mine", false, "abc", [], "en", yearOf({ format: 1, name: "mine", years: "2026:2029" }))).toContain("commonweal run mine.toml --year 2026 --json | grep -q abc");
  expect(yearOf({ format: 1, name: "mine", year: 2026 })).toBe(undefined);
  expect(commandLine("mine", false, "", [], "zh")).toContain("commonweal report mine.toml --language zh -o mine.html");
});
