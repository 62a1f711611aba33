import { describe, expect, it } from "vitest";
import { type Mark, domainOf, marksOf, placed, stacked, valuesOf } from "../../src/charts/years";
import type { Figure, Study, Table } from "../../src/engine/types";
import { yearsLine } from "../../src/study/reproduce";
import { isIdle } from "../../src/study/study";

const number = (name: string, cells: (number | null)[]) => ({ name, title: name, unit: "money" as const, cells, shown: cells.map(String) });
const fund: Table = {
  name: "years_fund",
  title: "",
  keys: ["2025", "2026"],
  columns: [number("inflow", [10, 20]), number("topped_up", [0, 0]), number("paid", [8, 20]), number("claimed", [12, 20 + 1e-10]), number("closing", [2, 2])],
};
const figure = (unit: string) => ({ axis: { unit, factor: 1, caption: "" } }) as Figure;

describe("charts by year", () => {
  it("draw what is there: no budget's part where it adds nothing", () => {
    const { bars, lines } = marksOf("years_fund", fund);
    expect(bars.map((bar) => bar.name)).toEqual(["inflow", "paid", "claimed"]);
    expect(lines.map((line) => line.name)).toEqual(["closing"]);
    expect(marksOf("years_states", fund)).toEqual({ bars: [], lines: [] });
  });

  it("draw of a study without a package what the shock costs, and not all law", () => {
    const table = (names: string[]): Table => ({ ...fund, name: "years", columns: names.map((name) => number(name, [1, 2])) });
    expect(marksOf("years", table(["net_cost", "cost_of_shock"])).bars.map((bar) => bar.name)).toEqual(["cost_of_shock"]);
    expect(marksOf("years", table(["net_cost", "gross_cost", "cost_of_shock"])).bars.map((bar) => bar.name)).toEqual(["cost_of_shock", "net_cost"]);
  });

  it("show what is claimed and not paid below what is paid, without a hair of rounding", () => {
    const claimed = marksOf("years_fund", fund).bars[2] as Mark;
    expect(valuesOf(claimed, fund)).toEqual([-4, -0]);
    expect(valuesOf({ name: "closing", fill: "" }, fund)).toEqual([2, 2]);
    expect(valuesOf({ name: "nothing", fill: "" }, fund)).toEqual([null, null]);
  });

  it("stack what is above nothing apart from what is below", () => {
    expect(stacked([3, -1, 2, null, -4])).toEqual([
      [0, 3],
      [0, -1],
      [3, 5],
      [5, 5],
      [-1, -5],
    ]);
  });

  it("begin money and counts at nothing, and rates near what they span", () => {
    expect(domainOf(figure("money"), [5, 9], true)).toEqual([0, 9]);
    expect(domainOf(figure("money"), [-5, -1], true)).toEqual([-5, 1]);
    expect(domainOf(figure("people"), [5, 9], false)).toEqual([0, 9]);
    const [low, high] = domainOf(figure("rate"), [0.16, 0.18], false);
    expect(low).toBeGreaterThan(0.15);
    expect(high).toBeLessThan(0.19);
    expect(domainOf(figure("money"), [], true)).toEqual([0, 1]);
  });

  it("set titles beside each other until the line is full", () => {
    const found = placed([{ title: "abcdefgh" }, { title: "abcdefgh" }, { title: "abcdefgh" }], 200, 20);
    expect(found.map((entry) => entry.line)).toEqual([0, 0, 1]);
    expect(found[2]?.x).toBe(0);
  });
});

it("tells how to have the years elsewhere", () => {
  expect(yearsLine("bundle", true, { first: 2025, last: 2034 })).toBe("commonweal run bundle --years 2025:2034");
  expect(yearsLine("mine", false, { first: 2025, last: 2026 })).toBe("commonweal run mine.toml --years 2025:2026");
});

it("tells a study in which nothing happens from others", () => {
  const study: Study = { format: 1, name: "s", reform: { set: {} } };
  expect(isIdle(study)).toBe(true);
  expect(isIdle({ ...study, scenario: { name: "none" } })).toBe(true);
  expect(isIdle({ ...study, scenario: "ai-years" })).toBe(false);
  expect(isIdle({ ...study, reform: { add: ["basic_income"], set: {} } })).toBe(false);
  expect(isIdle({ ...study, reform: { set: { "basic_income.adult_amount": 1 } } })).toBe(false);
});
