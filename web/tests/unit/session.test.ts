// The study that is worked on, before an engine that refuses what the test tells it to and answers when it is told to.

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Instrument, Law, Parameter, Settled, Study, Value } from "../../src/engine/types";
import type { Step } from "../../src/state/session.svelte";
import { normalised, settings } from "../../src/study/study";

const fake = vi.hoisted(() => {
  const known = {
    opened: [] as unknown[],
    held: null as unknown,
    ticks: [] as (number | null)[],
    law: null as unknown,
    /** What an opening waits for. */
    gate: Promise.resolve() as Promise<unknown>,
    refuses: (_: unknown) => false,
  };
  class Engine {
    async open(study: unknown) {
      await known.gate;
      if (known.refuses(study)) throw new Error("no such instrument");
      known.opened.push(study);
      return known.law;
    }
    async set(_: string, value: unknown, study: unknown) {
      known.held = study;
      await Promise.resolve();
      if (known.refuses(value)) throw new Error("thresholds must rise");
    }
    hold(study: unknown) {
      known.held = study;
    }
    tick(_: string, since: number | null) {
      known.ticks.push(since);
    }
    turn() {}
    async settle() {}
    async shown() {
      return "";
    }
  }
  return { known, Engine };
});
vi.mock("../../src/engine/client", () => ({ Engine: fake.Engine }));

const { known } = fake;
const { Moves } = await import("../../src/state/moves.svelte");

class Page extends Moves {
  protected wanted() {
    return { only: "", open: "" };
  }
  protected async writeLink(): Promise<void> {}
  openStudy(study: Study): Promise<void> {
    const step: Step = { study, base: study, first: study, isFile: true };
    return this.changes.run(() => this.begin(step));
  }
}

const parameter = { name: "x", title: {}, note: {}, form: "number", unit: "", range: [0, 100], step: 1, options: [], of: null, by: [], schedule: null, default: 1, set: [] } as unknown as Parameter;
const instrument = { name: "a", title: {}, notes: {}, reference: "", kind: "benefit", parameters: [parameter] } as Instrument;
const study: Study = normalised({ format: 1, name: "mine", reform: { add: ["a"] } });
const other: Study = normalised({ format: 1, name: "mine", reform: { add: ["a", "b"] } });
const value = (page: Page): Value | undefined => settings(page.study as Study)["a.x"];
const rest = () => new Promise((done) => setTimeout(done));

let page: Page;
beforeEach(async () => {
  Object.assign(known, { opened: [], held: null, ticks: [], gate: Promise.resolve(), refuses: () => false });
  known.law = { instruments: [instrument], added: ["a"], changed: [] } as unknown as Law;
  page = new Page();
  await page.openStudy(study);
});

describe("a value that the engine refuses", () => {
  it("is taken back, told, and no step of undo", async () => {
    known.refuses = (found) => found === 13;
    page.change(instrument, parameter, 13);
    expect(value(page)).toBe(13);
    await rest();
    expect(value(page)).toBeUndefined();
    expect(settings(known.held as Study)["a.x"]).toBeUndefined();
    expect(page.history?.past.length).toBe(0);
    expect(page.refusals).toEqual({ "a.x": "thresholds must rise" });
    expect(page.isPackage).toBe(true);
    page.change(instrument, parameter, 14);
    await rest();
    expect(page.refusals).toEqual({});
    expect(value(page)).toBe(14);
  });

  it("gives way, under a slider that is held, to the last one that was taken", async () => {
    known.refuses = (found) => found === 13;
    page.press();
    page.slide(instrument, parameter, 12);
    await rest();
    page.slide(instrument, parameter, 13);
    await rest();
    expect(value(page)).toBe(12);
    page.release();
    expect(page.history?.past.length).toBe(1);
    expect(value(page)).toBe(12);
  });

  it("of a whole study is told once, and the study stays", async () => {
    known.refuses = (found) => (found as Study).name === "worse";
    expect(await page.restructure({ ...other, name: "worse" })).toBe("no such instrument");
    expect(page.banner?.key).toBe("refused");
    expect(page.study?.name).toBe("mine");
    page.change(instrument, parameter, 5);
    await rest();
    expect(page.banner).toBeNull();
  });
});

describe("changes that overlap", () => {
  it("come one after the other: a slider that is let go while a study is opened moves in that study", async () => {
    let go = () => {};
    known.gate = new Promise<void>((done) => (go = done));
    const made = page.restructure(other);
    page.press();
    page.slide(instrument, parameter, 7);
    page.release();
    expect(value(page)).toBeUndefined();
    go();
    await made;
    await rest();
    expect(page.study?.reform?.add).toEqual(["a", "b"]);
    expect(value(page)).toBe(7);
    expect(page.isHeld).toBe(false);
    expect(page.history?.past.length).toBe(2);
  });

  it("leave nothing of a rule whose trial ends while it is opened", async () => {
    let go = () => {};
    known.gate = new Promise<void>((done) => (go = done));
    const tried = page.preview(other);
    const overtaken = page.preview({ ...other, name: "later" });
    const left = page.preview(null);
    go();
    await Promise.all([tried, overtaken, left]);
    expect(known.opened.map((found) => (found as Study).reform?.add)).toEqual([["a"], ["a", "b"], ["a"]]);
    expect(page.told.since).toBeNull();
    expect(known.ticks.at(-1)).toBeNull();
  });

  it("leave what runs of its own told to the study before, while another is tried", async () => {
    page.told.settle({ headline: { sentence: "", parts: [], cells: [] }, figures: [], fingerprint: "abc" } as unknown as Settled);
    page.told.ask([]);
    expect(page.told.fingerprint).toBe("abc");
    await page.preview(other);
    expect([page.told.fingerprint, page.told.isAskedOld]).toEqual(["", true]);
  });

  it("let what is held become a step before it is undone", async () => {
    page.press();
    page.slide(instrument, parameter, 5);
    await page.undo();
    expect(page.isHeld).toBe(false);
    expect(value(page)).toBeUndefined();
    await page.redo();
    expect(value(page)).toBe(5);
  });
});

it("works out what a press has stopped, also where nothing was moved", async () => {
  vi.useFakeTimers();
  page.press();
  page.release();
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  vi.useRealTimers();
});
