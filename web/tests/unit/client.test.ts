// What takes longer than a whole run, before workers that are lost, or refuse, as often as the test says.

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LostWorker } from "../../src/engine/lost";
import type { Figure, Settled, Study } from "../../src/engine/types";

const fake = vi.hoisted(() => {
  const known = {
    /** What a worker of long runs does: it answers, it is lost, it refuses, or it never ends. */
    does: [] as ("answer" | "lose" | "refuse" | "wait")[],
    asked: 0,
  };
  function begun() {
    const long = (answer: unknown) => () => {
      known.asked += 1;
      const next = known.does.shift() ?? "answer";
      if (next === "answer") return Promise.resolve(answer);
      if (next === "refuse") return Promise.reject(new Error("no such people"));
      if (next === "lose") worker.onerror();
      return new Promise(() => {});
    };
    const worker = {
      onerror: () => {},
      addEventListener: () => {},
      terminate: () => {},
      remote: {
        start: async () => {},
        complete: async () => {},
        open: async () => ({}),
        settle: async () => ({ figures: [] }),
        asked: long([{ name: "incentives" }]),
        incentives: long([{ name: "incentives" }]),
        besides: async () => [],
      },
    };
    return worker;
  }
  return { known, begun };
});
vi.mock("comlink", () => ({ wrap: (worker: { remote: unknown }) => worker.remote }));
vi.mock("../../src/engine/early", () => ({ begun: fake.begun, first: fake.begun(), compiled: async () => ({}), rest: async () => ({}) }));

const { known } = fake;
const { Engine } = await import("../../src/engine/client");

const study: Study = { format: 1, name: "mine", options: { incentives: true } };
const told: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  // The locks by which a lost worker is noticed are not those of this process.
  vi.stubGlobal("navigator", {});
  Object.assign(known, { does: [], asked: 0 });
  told.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function settled(...does: typeof known.does) {
  const engine = new Engine();
  engine.onsettled = (_: Settled) => void told.push("settled");
  engine.onasked = (figures: Figure[]) => void told.push(figures.map((figure) => figure.name).join());
  engine.onunasked = () => void told.push("unasked");
  engine.onproblem = (error) => void told.push(String(error));
  await engine.open(study);
  known.does = does;
  void engine.settle("en");
  await vi.advanceTimersByTimeAsync(5000);
  return engine;
}

it("is asked again of another worker where one is lost", async () => {
  await settled("lose", "lose");
  expect(told).toEqual(["settled", "incentives"]);
  expect(known.asked).toBe(3);
});

it("is given up, and told so, where workers are lost again and again", async () => {
  await settled("lose", "lose", "lose", "lose");
  expect(told).toEqual(["settled", "unasked"]);
  expect(known.asked).toBe(4);
});

it("is given up where the engine refuses it, in the engine's words", async () => {
  await settled("refuse");
  expect(told).toEqual(["settled", "unasked", "Error: no such people"]);
  expect(known.asked).toBe(1);
});

it("of a study that has changed is neither asked again nor told", async () => {
  const engine = await settled("wait");
  expect(known.asked).toBe(1);
  engine.hold({ ...study, name: "other" });
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).toEqual(["settled"]);
  expect(known.asked).toBe(1);
});

it("is the same of two studies beside each other", async () => {
  const engine = await settled();
  engine.hold(study, "b");
  known.does = ["answer", "lose"];
  expect(await engine.besides("incentives", "en")).toEqual([]);
  known.does = ["lose", "lose", "lose", "lose"];
  await expect(engine.besides("incentives", "en")).rejects.toThrow(LostWorker);
  known.does = ["wait"];
  const overtaken = engine.besides("incentives", "en");
  await vi.advanceTimersByTimeAsync(0);
  engine.hold(study, "b");
  expect(await overtaken).toBeNull();
});
