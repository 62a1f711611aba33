import { describe, expect, it } from "vitest";
import { asked, askedOfUnits, described, lineEnd, usualFamily, valueOf, withSize, withWork } from "../../src/household/describe";
import { entered, written } from "../../src/household/entry";
import { labelAt, nearest, segmentAt, stairs } from "../../src/household/line";
import { type Writer, exact, listed, tell } from "../../src/household/tell";
import type { Column, Columns, HouseholdResult, Point, Source } from "../../src/household/types";

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  title: { en: name, zh: name },
  entity: "person",
  unit: "currency/year",
  range: [0, 1e12],
  options: [],
  default: 0,
  formula: null,
  is_read: true,
  typical: null,
  ...more,
});

const columns: Columns = {
  varied: "earnings",
  columns: [
    column("age", { unit: "age", range: [0, 120], default: 40 }),
    column("is_head", { unit: "truth", default: false }),
    column("is_spouse", { unit: "truth", default: false }),
    column("is_dependent", { unit: "truth", default: false }),
    column("labour_status", { unit: "category", options: [{ value: "employee", title: { en: "", zh: "" } }, { value: "unemployed", title: { en: "", zh: "" } }], default: "employee" }),
    column("insured_months", { unit: "months", range: [0, 720] }),
    column("unemployed_months", { unit: "months", range: [0, 12] }),
    column("displaced", { unit: "truth", default: false }),
    column("previous_earnings", { default: null, formula: "earnings" }),
    column("earnings", { typical: 29_640 }),
    column("firm_size", { unit: "category", is_read: false, default: "none" }),
    column("rent", { entity: "household", unit: "currency/month" }),
    column("children_in_household", { entity: "household", unit: "count", default: null, formula: "count(person.age < 18)" }),
  ],
};

const persons = (family: ReturnType<typeof usualFamily>) => described(columns, family)["persons"] as Record<string, unknown>[];

describe("the form", () => {
  it("asks what the law reads, and who is who is never asked", () => {
    const { first, more } = asked(columns, "you");
    expect(first.map((found) => found.name)).toEqual(["age", "labour_status", "earnings", "previous_earnings", "unemployed_months", "displaced"]);
    expect(more.map((found) => found.name)).toEqual(["insured_months"]);
    expect(asked(columns, "child").first.map((found) => found.name)).toEqual(["age"]);
    expect(askedOfUnits(columns).map((found) => found.name)).toEqual(["rent"]);
  });

  it("begins with a couple and a child, one out of work with the pay that is typical", () => {
    const [you, partner, child] = persons(usualFamily(columns));
    expect(you).toMatchObject({ is_head: true, labour_status: "unemployed", earnings: 0, previous_earnings: 30_000, unemployed_months: 12, displaced: true, insured_months: 60 });
    expect(partner).toMatchObject({ is_spouse: true, labour_status: "employee", earnings: 18_000, displaced: false });
    expect(child).toMatchObject({ is_dependent: true, labour_status: "inactive", earnings: 0 });
  });

  it("states a column for all once one member states it, each with the member's own", () => {
    // The engine would take nothing for the former pay of those who are silent.
    expect(persons(usualFamily(columns))[1]).toMatchObject({ previous_earnings: 18_000 });
  });

  it("lets pay and months follow work", () => {
    const you = usualFamily(columns).members[0]!;
    const back = withWork(columns, you, "employee");
    expect(back.cells).toMatchObject({ labour_status: "employee", earnings: 30_000 });
    expect(back.cells["displaced"]).toBeUndefined();
    expect(valueOf(columns, back, columns.columns[8]!)).toBe(30_000);
    expect(withWork(columns, back, "unemployed").cells).toMatchObject({ earnings: 0, previous_earnings: 30_000, unemployed_months: 12 });
  });

  it("adds and removes people", () => {
    const family = usualFamily(columns);
    const more = withSize(columns, family, 3, 2);
    expect(more.members.map((member) => member.role)).toEqual(["you", "partner", "adult", "child", "child"]);
    expect(new Set(more.members.map((member) => member.id)).size).toBe(5);
    expect(withSize(columns, more, 1, 0).members.map((member) => member.role)).toEqual(["you"]);
    expect(withSize(columns, family, 0, 0).members).toHaveLength(1);
  });

  it("varies the first person's earnings to a round end beyond what is earned", () => {
    expect(lineEnd(columns, usualFamily(columns))).toBe(84_000);
    const rich = usualFamily(columns);
    rich.members[0]!.cells["earnings"] = 240_000;
    expect(lineEnd(columns, rich)).toBe(360_000);
    expect(described(columns, { ...usualFamily(columns), units: { rent: 700 } })).toMatchObject({ household: { rent: 700 }, vary: { column: "earnings", person: 1 } });
  });

  it("writes a year's amounts a month, and reads them back", () => {
    const pay = columns.columns[9]!;
    expect(written(pay, 30_000)).toBe("2500");
    expect(written(pay, 29_640.4)).toBe("2470.03");
    expect(entered(pay, "2,600")).toEqual({ value: 31_200 });
    expect(entered(pay, "a lot")).toEqual({ refused: "not_a_number" });
    expect(entered(columns.columns[0]!, "130")).toEqual({ refused: "allowed", low: "0", high: "120" });
  });
});

const writer: Writer = {
  language: "en",
  full: (numbers) => numbers.map((number) => String(Math.round(number)).replace("-", "\u2212")),
  money: (amount) => `${Math.round(amount)} crowns`,
  currency: "crowns",
};
const words = { market: "Work", other: "Other", yes: "yes", no: "no" };
const sources: Source[] = [
  { name: "tax", title: { en: "Income tax", zh: "所得税" }, kind: "tax", reference: "sec. 1", rules: [{ name: "base", title: { en: "Base", zh: "税基" }, formula: "earnings", person: true, reference: "" }] },
  { name: "aid", title: { en: "Aid", zh: "补助" }, kind: "benefit", reference: "sec. 2", rules: [] },
  { name: "none", title: { en: "Nothing", zh: "无" }, kind: "benefit", reference: "", rules: [] },
  { name: "course", title: { en: "Course", zh: "课程" }, kind: "service", reference: "", rules: [] },
];
const named = (name: string, values: number[]) => ({ name, unit: "money a year", values });
const law = (label: "baseline" | "reform", aid: number) => ({
  label,
  steps: [{ instrument: "tax", name: "base", title: "", reference: "sec. 1 (2)", formula: "earnings", unit: "money a year", values: [24_000, 0], reads: [named("earnings", [24_000, 0])] }],
  amounts: [named("tax", [2_400]), named("aid", [aid]), named("none", [0]), named("course", [120])],
  concepts: [named("market_income", [24_000])],
});
const result: HouseholdResult = {
  explanation: { unit: "household", id: "1", currency: "XXX", year: 2025, laws: [law("baseline", 0), law("reform", 6_000)] },
  varied: "earnings of person 1",
  today: 24_000,
  baseline: 22_800,
  reform: 28_800,
  budget_line: [
    { earnings: 0, baseline: 0, reform: 6_000, baseline_marginal_rate: 0.1, reform_marginal_rate: 0.6, kink: false, jump: false },
    { earnings: 11_999.99, baseline: 10_800, reform: 10_800, baseline_marginal_rate: -10_000, reform_marginal_rate: 0.1, kink: true, jump: true },
    { earnings: 12_000.01, baseline: 11_800, reform: 10_800, baseline_marginal_rate: 0.1, reform_marginal_rate: 0.1, kink: true, jump: true },
    { earnings: 36_000, baseline: 33_000, reform: 32_000, baseline_marginal_rate: null, reform_marginal_rate: null, kink: false, jump: false },
  ],
};

describe("what the engine worked out", () => {
  const told = tell(result, sources, writer, words);

  it("adds up to net income, what nothing else explains in a row of its own", () => {
    expect(told.rows.map((row) => [row.name, ...row.shown])).toEqual([
      ["market_income", "2000", "2000", "0"],
      ["other", "100", "100", "0"],
      ["tax", "\u2212200", "\u2212200", "0"],
      ["aid", "0", "500", "+500"],
    ]);
    const sum = (pick: "law" | "reform") => told.rows.reduce((total, row) => total + row[pick], 0);
    expect([sum("law"), sum("reform")]).toEqual([22_800, 28_800]);
    expect(told.net.shown).toEqual(["1900", "2400", "+500"]);
    expect(told.words).toEqual({ net: "2400 crowns", difference: "500 crowns", sign: 1 });
    expect(told.nothing).toEqual(["Nothing"]);
    expect(told.beside.map((row) => row.name)).toEqual(["course"]);
  });

  it("opens a row to its steps and references, in the language", () => {
    const row = tell(result, sources, { ...writer, language: "zh" }, words).rows.find((found) => found.name === "tax")!;
    expect(row.title).toBe("所得税");
    expect(row.references).toEqual(["sec. 1", "sec. 1 (2)"]);
    expect(row.steps).toEqual([{ name: "base", title: "税基", formula: "earnings", law: "24,000 · 0", reform: "24,000 · 0", reads: [named("earnings", [24_000, 0])] }]);
  });

  it("tells no slope where the line jumps, and that beyond it for who stands before", () => {
    expect(told.points.map((point) => point.lawKeeps === null)).toEqual([false, true, false, true]);
    expect(segmentAt(told.points, 1_000)?.lawKeeps).toBeCloseTo(90);
    expect(segmentAt(told.points, 2_000)?.reformKeeps).toBeCloseTo(90);
  });

  it("writes a formula's numbers exactly", () => {
    expect([exact(0.0125), exact(-3), exact(12_345.678), exact(2_500)]).toEqual(["0.0125", "\u22123", "12,345.68", "2500"]);
    expect(listed([true, false], words)).toBe("yes · no");
    expect(listed([0.3, 0.3], words)).toBe("0.3");
  });
});

describe("the chart", () => {
  const point = (earnings: number, law: number, reform: number, lawKeeps: number | null): Point => ({ earnings, law, reform, shown: ["", "", ""], lawKeeps, reformKeeps: lawKeeps });

  it("joins steps of one height, clips them, and leaves a gap at a jump", () => {
    const points = [point(0, 0, 0, 50), point(10, 5, 5, 50), point(20, 10, 10, -400), point(30, -30, -30, null), point(30.001, 0, 0, 90), point(40, 9, 9, null)];
    expect(stairs(points, (found) => found.lawKeeps)).toEqual([
      { from: 0, to: 20, keeps: 50 },
      { from: 20, to: 30, keeps: -100 },
      { from: 30.001, to: 40, keeps: 90 },
    ]);
  });

  it("finds the nearest point, and a place for labels where the lines are apart", () => {
    const points = [0, 25, 50, 75, 100].map((earnings) => point(earnings, earnings, earnings + (earnings === 50 ? 30 : 1), 50));
    expect(nearest(points, 61)).toBe(2);
    expect(labelAt(points, 0)).toBe(2);
  });
});
