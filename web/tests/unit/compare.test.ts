import { describe, expect, it } from "vitest";
import { besideOf, mismatch, todaysLaw } from "../../src/compare/beside";
import { type Written, compared, difference } from "../../src/compare/rows";
import { sentence, verdicts } from "../../src/compare/sentence";
import type { Figure, Study, Table, Unit } from "../../src/engine/types";
import { decode, encode } from "../../src/study/fragment";

const show = (unit: string, number: number) => {
  if (unit === "points") return `${number < 0 ? "\u2212" : number > 0 ? "+" : ""}${Math.abs(number * 100).toFixed(1)} points`;
  return unit === "money" ? String(number).replace("-", "\u2212") : `${Math.round(number * 100)}%`;
};

function table(keys: string[], columns: Record<string, [Unit, (number | null)[] | string[]]>): Table {
  return { name: "t", title: "t", keys, columns: Object.entries(columns).map(([name, [unit, cells]]) => ({ name, title: name, unit, cells, shown: cells.map(String) })) };
}

function figure(name: string, own: Table): Figure {
  return { name, question: `${name}?`, sentence: "", title: "", definition: "", axis: { unit: "money", factor: 1, caption: "caption" }, table: own, more: [] };
}

function written(cost: number, shielded: number, poor: number, steps: string[]): Written {
  return {
    language: "en",
    headline: {
      sentence: "",
      parts: [],
      cells: [
        { name: "net_cost", label: "Net cost", figure: "", value: cost, beside: 0, unit: "money", note: "" },
        { name: "protected", label: "Protected", figure: "", value: shielded, beside: 0.4, unit: "share", note: "" },
        { name: "poverty", label: "Poor", figure: "", value: poor, beside: 0.2, unit: "rate", note: "" },
        { name: "gain_lose", label: "", figure: "", value: 0.5, beside: 0.1, unit: "share", note: "" },
      ],
    },
    figures: [
      figure("budget", table(steps, { step: ["text", steps], amount: ["money", steps.map((_, at) => cost + at)] })),
      figure("poverty", table(["all"], { group: ["text", ["All"]], baseline: ["rate", [0.2]], reform: ["rate", [poor]] })),
    ],
  };
}

/** Today's law without a reform: its cells are others, its figures those of the level. */
const bare: Written = {
  language: "en",
  headline: { sentence: "", parts: [], cells: [{ name: "poverty", label: "Poor", figure: "", value: 0.2, beside: null, unit: "rate", note: "" }] },
  figures: [figure("budget", table(["paid_out"], { step: ["text", ["Paid"]], amount: ["money", [999]] })), figure("poverty", table(["all"], { group: ["text", ["All"]], baseline: ["rate", [0.2]] }))],
};

describe("B less A", () => {
  it("names a step by what it does in either package", () => {
    const [lost, back] = [written(70, 0.66, 0.101, ["tax_back", "net_cost"]), written(64, 0.58, 0.096, ["tax_back", "net_cost"])];
    const named = (side: Written, name: string) => (side.figures[0]!.table.columns[0]!.shown = [name, "Net cost"]);
    named(lost, "Tax lost");
    named(back, "Tax back");
    expect(compared(lost, back, show).cards.find(({ name }) => name === "budget")?.pairs.map(({ label }) => label)).toEqual(["Tax lost / Tax back", "Net cost"]);
    expect(compared(lost, lost, show).cards.find(({ name }) => name === "budget")?.pairs.map(({ label }) => label)).toEqual(["Tax lost", "Net cost"]);
  });

  it("is told with its sign, shares in points", () => {
    expect(difference("money", 5, 8, show)).toBe("+3");
    expect(difference("money", 8, 5, show)).toBe("\u22123");
    expect(difference("money", 5, 5, show)).toBe("0");
    expect(difference("share", 0.5, 0.25, show)).toBe("\u221225.0 points");
    expect(difference("share", null, 0.25, show)).toBe("–");
  });

  it("stands for each measure and each row of a figure", () => {
    const found = compared(written(70, 0.66, 0.101, ["paid_out", "net_cost"]), written(64, 0.58, 0.096, ["paid_out", "raised", "net_cost"]), show);
    expect(found.rows.map((row) => [row.key, row.shown.difference])).toEqual([
      ["net_cost", "\u22126"],
      ["protected", "\u22128.0 points"],
      ["poverty", "\u22120.5 points"],
      ["gain", "0.0 points"],
      ["lose", "0.0 points"],
    ]);
    const budget = found.cards.find((card) => card.name === "budget")!;
    expect(budget.pairs.map((pair) => [pair.key, pair.a, pair.b])).toEqual([
      ["paid_out", 70, 64],
      ["raised", 0, 65],
      ["net_cost", 71, 66],
    ]);
  });

  it("takes nothing for the cost and the changes of a study without a reform", () => {
    const found = compared(written(70, 0.66, 0.1, ["net_cost"]), bare, show);
    expect(found.rows.find((row) => row.key === "net_cost")).toMatchObject({ a: 70, b: 0 });
    expect(found.rows.find((row) => row.key === "gain")).toMatchObject({ a: 0.5, b: 0 });
    expect(found.cards.find((card) => card.name === "budget")!.pairs).toMatchObject([{ key: "net_cost", a: 70, b: 0 }]);
    expect(found.cards.find((card) => card.name === "poverty")!.pairs).toMatchObject([{ a: 0.1, b: 0.2 }]);
  });
});

describe("the sentence", () => {
  const t = (key: string, holes: Record<string, string> = {}) => ({ compare_both: "[A] {a}; [B] {b}.", compare_a_alone: "[A] {a}, against [B].", compare_b_alone: "[B] {b}, against [A].", compare_alike: "[A] and [B] alike." })[key]?.replace(/\{(\w)\}/g, (_, name: string) => holes[name] ?? "") ?? key;
  const rows = (a: Written, b: Written) => compared(a, b, show).rows;
  const said = (a: Written, b: Written) => sentence(rows(a, b), "en", t).map((part) => ("side" in part ? part.side : part.text)).join("|");

  it("says what speaks for either", () => {
    const [dear, cheap] = [written(70, 0.66, 0.2, ["net_cost"]), written(64, 0.58, 0.1, ["net_cost"])];
    expect(verdicts(rows(dear, cheap))).toEqual({ a: ["compare_protects"], b: ["compare_cheaper", "compare_fewer_poor"] });
    expect(said(dear, cheap)).toBe("a| compare_protects; |b| compare_cheaper and compare_fewer_poor.");
    expect(said(written(70, 0.66, 0.1, ["net_cost"]), written(80, 0.6, 0.2, ["net_cost"]))).toBe("a| compare_protects, compare_cheaper and compare_fewer_poor, against |b|.");
    expect(said(dear, dear)).toBe("a| and |b| alike.");
  });

  it("does not tell apart what is shown alike", () => {
    expect(verdicts(rows(written(70, 0.661, 0.1, ["net_cost"]), written(70, 0.664, 0.1, ["net_cost"])))).toEqual({ a: [], b: [] });
  });
});

describe("the study beside the page's", () => {
  const a: Study = { format: 1, name: "a", system: "here", year: 2025, population: "people", scenario: { name: "ai", set: { share: 0.1 } }, reform: { add: ["x"] } };

  it("has the people, year and scenario of the page's, where the law is the same", () => {
    const b = besideOf(a, { format: 1, name: "b", system: "here", year: 2030, population: "others", reform: { add: ["y"] } });
    expect(b).toMatchObject({ name: "b", year: 2025, population: "people", scenario: a.scenario, reform: { add: ["y"] } });
    expect(mismatch(a, b)).toBe(null);
    const calm = besideOf({ ...a, scenario: undefined } as unknown as Study, { ...a, name: "b" });
    expect("scenario" in calm).toBe(false);
    expect(mismatch(a, besideOf(a, { format: 1, name: "far", system: "there" }))).toBe("law");
  });

  it("tells what keeps two studies from being compared", () => {
    expect(mismatch(a, { ...a, population: "others" })).toBe("people");
    expect(mismatch(a, { ...a, year: 2026 })).toBe("year");
    expect(mismatch(a, { ...a, scenario: { name: "ai" } })).toBe("scenario");
    expect(todaysLaw(a, { en: "Law", zh: "法律" }).reform).toEqual({});
  });

  it("enters the link after the first, in the same form, and comes back", async () => {
    const b = { ...a, name: "b" };
    const fragment = await encode(a, "compare", b);
    expect(fragment).toMatch(/^compare\/1\.[\w-]+\/1\.[\w-]+$/);
    expect(await decode(`#${fragment}`)).toEqual(a);
    expect(await decode(`#${fragment}`, 2)).toEqual(b);
    expect(await decode(`#${await encode(a, "compare")}`, 2)).toBe(null);
    await expect(decode("#compare/1.x/9.abc", 2)).rejects.toThrow("version 9");
  });
});
