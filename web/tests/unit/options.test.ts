// Options of a study, and what is told of those that take runs of their own.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { viewsOf } from "../../src/cards/views";
import { stepsOfYield } from "../../src/charts/yield";
import { besideOf, mismatch } from "../../src/compare/beside";
import { alike, asideCards, workPays } from "../../src/compare/aside";
import { Asides } from "../../src/compare/asides.svelte";
import type { PairedCard } from "../../src/compare/rows";
import { LostWorker } from "../../src/engine/lost";
import type { Figure, Study, Table, Unit } from "../../src/engine/types";
import { departures } from "../../src/study/departures";
import { decode, encode } from "../../src/study/fragment";
import { withOption } from "../../src/study/study";
import { Told } from "../../src/told.svelte";

const study = (options?: Study["options"]): Study => ({ format: 1, name: "mine", system: "s", ...(options ? { options } : {}) });

function table(name: string, keys: string[], columns: Record<string, [Unit, (number | null)[] | string[]]>): Table {
  return { name, title: name, keys, columns: Object.entries(columns).map(([name, [unit, cells]]) => ({ name, title: name, unit, cells, shown: cells.map(String) })) };
}
const figure = (name: string, own: Table, more: Table[] = []): Figure => ({ name, question: `${name}?`, sentence: `${name}.`, title: "title", definition: "", axis: { unit: "rate", factor: 0.01, caption: "axis" }, table: own, more });

describe("an option of a study", () => {
  it("stands in it as long as it says more than nothing", () => {
    const plain = study();
    const asked = withOption(plain, "incentives", true, false, plain);
    expect(asked.options).toEqual({ incentives: true });
    expect(departures(plain, asked)).toBe(1);
    expect(withOption(asked, "incentives", false, false, plain)).toEqual(plain);
  });

  it("that a package states stays in it, also at what holds without it", () => {
    const stated = study({ attribution: "stacked" });
    const other = withOption(stated, "attribution", "shapley", "shapley", stated);
    expect(other.options).toEqual({ attribution: "shapley" });
    expect(withOption(other, "attribution", "stacked", "shapley", stated)).toEqual(stated);
  });

  it("is in the link", async () => {
    const asked = study({ seed: 7, poverty_line_share: 0.5, levies: true });
    expect(await decode(`#${await encode(asked)}`)).toEqual(asked);
  });

  it("that measures keeps two studies apart, one that only asks for more does not", () => {
    expect(mismatch(study(), study({ incentives: true }))).toBeNull();
    const [a, b] = [study({ seed: 2, calm: true }), study({ attribution: "stacked", weighting: "households" })];
    expect(mismatch(a, b)).toBe("options");
    const aligned = besideOf(a, b);
    expect(aligned.options).toEqual({ attribution: "stacked", seed: 2 });
    expect(mismatch(a, aligned)).toBeNull();
  });

  it("keeps no two studies apart of which one writes out what holds without it", () => {
    const written = study({ poverty_line_share: 0.6, weighting: "persons", seed: 1 });
    expect(mismatch(study(), written)).toBeNull();
    expect(mismatch(study({ seed: 1 }), study({ weighting: "persons" }))).toBeNull();
    expect(mismatch(study(), study({ poverty_line_share: 0.5 }))).toBe("options");
  });
});

describe("what is left of a levy", () => {
  const keys = ["static_yield", "slower_adoption", "own_erosion", "statutory_yield", "given_back", "net_yield", "net_share", "work_kept"];
  const values = [100, -20, 0, 80, -30, 50, 0.625, 12];

  it("goes down in steps from one sum to the next", () => {
    expect(stepsOfYield(keys, values, true).map(({ key, from, to }) => [key, from, to])).toEqual([
      ["static_yield", 0, 100],
      ["slower_adoption", 100, 80],
      ["own_erosion", 80, 80],
      ["statutory_yield", 0, 80],
      ["given_back", 80, 50],
      ["net_yield", 0, 50],
    ]);
    expect(stepsOfYield(keys, values, false).map(({ key }) => key)).not.toContain("own_erosion");
  });

  it("is what the card of the levies shows first, once it is worked out", () => {
    const bare = figure("levies", table("levies", ["ai_levy"], { instrument: ["text", ["L"]] }));
    expect(viewsOf(bare, []).map((view) => view.kind)).toEqual(["table"]);
    const more = [table("levy_yield.ai_levy", keys, { value: ["money", values] }), table("levy_bearers.ai_levy", ["rest"], { bearer: ["text", ["r"]] })];
    expect(viewsOf({ ...bare, more }, []).map(({ name, kind }) => [name, kind])).toEqual([
      ["chart", "yield"],
      ["more levies", "table"],
      ["more levy_bearers.ai_levy", "table"],
    ]);
  });
});

describe("what takes runs of its own", () => {
  const told = () => new Told({ language: () => "en", t: (key) => key, isHeld: () => false, whole: () => {}, money: async (amount) => String(amount) });
  const levies = figure("levies", table("levies", ["x"], { amount: ["money", [1]] }));
  const asked = [{ ...levies, sentence: "Kept: 1.", more: [table("levy_yield.x", ["net_yield"], { value: ["money", [1]] })] }, figure("incentives", table("t", [], {}))];

  it("stands beside the figures of ticks, and is old once something moves", () => {
    const page = told();
    page.figures = [levies];
    page.ask(asked);
    expect(page.whole.map((found) => [found.name, found.sentence, found.more.length])).toEqual([["levies", "Kept: 1.", 1], ["incentives", "incentives.", 0]]);
    page.stir();
    expect(page.isAskedOld).toBe(true);
    expect(page.whole[0]?.sentence).toBe("levies.");
    expect(page.whole[0]?.more.length).toBe(1);
    // What is taken along is of the study as it stands alone.
    expect(page.current.map((found) => [found.name, found.more.length])).toEqual([["levies", 0]]);
    page.ask(asked);
    expect(page.current.map((found) => [found.name, found.more.length])).toEqual([["levies", 1], ["incentives", 0]]);
  });

  it("that cannot be worked out is gone, until something moves", () => {
    const page = told();
    page.figures = [levies];
    page.ask(asked);
    page.stir();
    page.unask();
    expect(page.isUnasked).toBe(true);
    expect(page.whole).toEqual([levies]);
    page.stir();
    expect(page.isUnasked).toBe(false);
    page.unask();
    page.ask(asked);
    expect([page.isUnasked, page.isAskedOld]).toEqual([false, false]);
  });

  it("takes the place of what a tick tells of the same", () => {
    const page = told();
    page.figures = [levies, figure("shock", table("t", ["calm"], {}))];
    page.ask([figure("shock", table("t", ["shock", "calm"], {}))]);
    expect(page.whole.map((found) => [found.name, found.table.keys.length])).toEqual([["levies", 1], ["shock", 2]]);
    // What only a tick tells stays, and moves with it.
    page.ask(asked);
    page.stir();
    page.figures = [levies, figure("shock", table("t", ["shock", "calm", "package"], {}))];
    expect(page.whole.map((found) => [found.name, found.table.keys.length])).toEqual([["levies", 1], ["shock", 3], ["incentives", 0]]);
  });

  it("is forgotten with another study, not with another option of the same", () => {
    const page = told();
    const first = study();
    page.begin(first);
    page.ask(asked);
    page.begin(first);
    expect(page.asked.length).toBe(2);
    page.begin(study());
    expect(page.asked).toEqual([]);
  });
});

describe("what work pays in two studies", () => {
  const show = (_: string, number: number) => String(number);
  const rates = (median: number, law: string) => table("incentives", [`marginal/${law}`], { rate: ["text", ["Marginal"]], law: ["text", [law]], median: ["rate", [median]], p90: ["rate", [0.9]] });
  const withReform = figure("incentives", table("m", ["1", "2"], { decile: ["text", ["1", "2"]], baseline: ["rate", [0.2, 0.3]], reform: ["rate", [0.4, 0.5]] }), [rates(0.45, "reform")]);
  const bare = figure("incentives", table("m", ["1", "2"], { decile: ["text", ["1", "2"]], baseline: ["rate", [0.2, 0.3]] }), [rates(0.25, "baseline")]);

  it("is that of the reform, and without one that of today's law", () => {
    const [byTenth, spread] = workPays(withReform, bare, show);
    expect(byTenth?.pairs.map(({ a, b }) => [a, b])).toEqual([[0.4, 0.2], [0.5, 0.3]]);
    expect(spread?.pairs.map(({ key, a, b }) => [key, a, b])).toEqual([["median", 0.45, 0.25], ["p90", 0.9, 0.9]]);
  });

  it("has no card where nobody earns", () => {
    const none = figure("incentives", table("m", ["1"], { decile: ["text", ["1"]], baseline: ["rate", [null]] }), []);
    expect(workPays(none, none, show)).toEqual([]);
  });

  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is forgotten with another package on either side, not with another value", async () => {
    const card: PairedCard = { name: "work", question: "", caption: "", definition: "", pairs: [], isOwnScale: false };
    const work = new Asides(() => ({ besides: async (question) => (question === "incentives" ? [card] : []) }));
    const shown = () => work.cards.map((found) => [found.card.name, found.isOld]);
    const [a, b, other] = [study(), study(), study()];
    work.begin(a, b);
    work.follow("en", false);
    await vi.advanceTimersByTimeAsync(5000);
    work.follow("en", true);
    work.begin(a, b);
    expect([shown(), work.isOld]).toEqual([[["work", true]], true]);
    work.begin(a, other);
    expect(work.cards).toEqual([]);
  });

  it("is told to be missing where it cannot be worked out, also without words, until something changes", async () => {
    const work = new Asides(() => ({ besides: () => Promise.reject(new LostWorker()) }));
    work.follow("en", false);
    await vi.advanceTimersByTimeAsync(5000);
    expect([work.problem, work.cards.length]).toEqual(["", 0]);
    work.follow("en", false);
    expect(work.problem).toBeNull();
  });

  it("is asked for once nothing moves, and an answer that was overtaken is not shown", async () => {
    const answers: ((cards: never[]) => void)[] = [];
    const ask = vi.fn((_: string) => new Promise<never[]>((done) => answers.push(done)));
    const work = new Asides(() => ({ besides: ask }));
    work.follow("en", true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(ask).not.toHaveBeenCalled();
    work.follow("en", false);
    work.follow("en", false);
    await vi.advanceTimersByTimeAsync(5000);
    expect(ask).toHaveBeenCalledTimes(1);
    work.follow("en", false);
    answers[0]?.([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(work.isOld).toBe(true);
    await vi.advanceTimersByTimeAsync(5000);
    answers[1]?.([]);
    await vi.advanceTimersByTimeAsync(0);
    // The second question is asked once the first is answered.
    expect([ask.mock.calls.map(([question]) => question), work.isOld]).toEqual([["incentives", "incentives", "asked"], true]);
    answers[2]?.([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(work.isOld).toBe(false);
  });

  it("does not keep what follows from being told where it cannot be worked out", async () => {
    const card: PairedCard = { name: "shock", question: "", caption: "", definition: "", pairs: [], isOwnScale: false };
    const work = new Asides(() => ({ besides: (question) => (question === "asked" ? Promise.resolve([card]) : Promise.reject(new Error("nobody earns"))) }));
    work.follow("en", false);
    await vi.advanceTimersByTimeAsync(5000);
    expect([work.problem, work.cards.map((found) => found.card.name), work.isOld]).toEqual(["nobody earns", ["shock"], false]);
  });
});

describe("what either of two studies asks for", () => {
  const show = (_: string, number: number) => String(number);
  const cards = (a: Figure[], b: Figure[]) => asideCards("asked", a, b, show).map(({ name, pairs }) => [name, pairs.map(({ key, label, a, b }) => [key, label, a, b])]);

  it("is asked of both, and nothing else is changed", () => {
    const [a, b] = [study({ interactions: true, seed: 3 }), study({ without_gains: true, calm: false })];
    expect(alike([a, b]).map((found) => found.options)).toEqual([{ interactions: true, seed: 3, without_gains: true }, { interactions: true, without_gains: true, calm: false }]);
    const plain = [study({ incentives: true }), study()] as [Study, Study];
    expect(alike(plain)).toEqual(plain);
  });

  it("has a card of each levy from gross to net, where only one study has it too", () => {
    const steps = (net: number) => table("levy_yield.robots", ["static_yield", "own_erosion", "net_yield", "net_share"], { figure: ["text", ["Gross", "Lost", "Net", "Share"]], value: ["money", [10, 0, net, net / 10]] });
    const own = figure("levies", table("levies", [], {}), [steps(7), table("levy_bearers.robots", ["rest"], { amount: ["money", [10]] })]);
    expect(cards([own], [])).toEqual([["levy_yield_robots", [["static_yield", "Gross", 10, 0], ["net_yield", "Net", 7, 0]]]]);
    expect(cards([figure("levies", table("levies", [], {}))], [])).toEqual([]);
  });

  it("has the largest of what is lost and of what is paid twice in either", () => {
    const lost = (rows: [string, number][]) => table("losses", rows.map(([key]) => key), { instrument: ["text", rows.map(([key]) => key)], because_of: ["text", rows.map(() => "grant")], amount_lost: ["money", rows.map(([, amount]) => amount)] });
    const twice = table("double_payments", ["a/b"], { instrument: ["text", ["a"]], with: ["text", ["b"]], overlap: ["money", [5]] });
    const many = Array.from({ length: 9 }, (_, at): [string, number] => [`x${at}`, 10 + at]);
    const found = cards([figure("interactions", lost([["aid", 3]]), [twice])], [figure("interactions", lost([["aid", 90], ...many]), [table("double_payments", [], {})])]);
    expect(found.map(([name, pairs]) => [name, pairs?.length])).toEqual([["interactions", 8], ["double_payments", 1]]);
    expect(found[0]?.[1]?.slice(0, 2)).toEqual([["aid", "aid \u2190 grant", 3, 90], ["x8", "x8 \u2190 grant", null, 18]]);
    expect(found[1]?.[1]).toEqual([["a/b", "a + b", 5, null]]);
  });

  it("has what each run of the shock costs, and nothing for a run that a study lacks", () => {
    const shock = (keys: string[], costs: number[]) => figure("shock", table("shock", keys, { run: ["text", keys], cost: ["money", costs] }));
    expect(cards([shock(["shock", "package"], [1, 2])], [shock(["shock"], [1])])).toEqual([["shock", [["shock", "shock", 1, 1], ["package", "package", 2, null]]]]);
  });
});
