// What the engine works out of a household, as the page shows it: rows that add up to net income, a month each, and the budget line.

import type { Language, Texts } from "../engine/types";
import { headed } from "../rules/naming";
import { titled } from "../study/study";
import type { Cell, ExplainedLaw, HouseholdResult, Named, Point, Source, Step, Told, ToldRow, ToldStep, Triple } from "./types";

/** How the engine writes numbers. */
export interface Writer {
  language: Language;
  /** Numbers with all their digits, for tables. */
  full(numbers: number[]): string[];
  /** An amount with its currency, for a sentence. */
  money(amount: number): string;
  /** The word for the currency. */
  currency: string;
}

/** What a row that is no instrument is called. */
export interface Words {
  market: string;
  other: string;
  yes: string;
  no: string;
}

const ADDED = ["benefit", "insurance_benefit", "credit"];
const TAKEN = ["tax", "contribution"];
const MONTHS = 12;
/** Two points of the line closer than this stand on both sides of a jump. */
export const SAME = 0.1;
/** Changes of an amount below half a unit of currency are none. */
const NOTHING = 0.5;

function sum(found: Named | undefined): number {
  return (found?.values ?? []).reduce<number>((total, value) => total + (typeof value === "number" ? value : 0), 0);
}

function amount(law: ExplainedLaw, name: string): number {
  return sum(law.amounts.find((known) => known.name === name));
}

function concept(law: ExplainedLaw, name: string): number {
  return sum(law.concepts.find((known) => known.name === name));
}

/** A number of a formula: a rate with its decimals, an amount with its digits. */
export function exact(number: number): string {
  const decimals = Math.abs(number) < 10 ? 4 : 2;
  const text = String(Number(Math.abs(number).toFixed(decimals)));
  const [whole = "", rest] = text.split(".");
  const grouped = whole.length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${number < 0 && Number(text) !== 0 ? "\u2212" : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

/** The values of a step: one where all members have the same. */
export function listed(values: Cell[], words: Pick<Words, "yes" | "no">, word = (value: string) => value.replaceAll("_", " ")): string {
  const texts = values.map((value) => (typeof value === "number" ? exact(value) : typeof value === "boolean" ? (value ? words.yes : words.no) : word(value)));
  return texts.every((text) => text === texts[0]) ? (texts[0] ?? "") : texts.join(" · ");
}

/** A change with its sign, as its text has it. */
function signed(number: number, text: string): string {
  return number > 0 && !/^0(\.0*)?$/.test(text) ? `+${text}` : text;
}

function triple(writer: Writer, law: number, reform: number): Triple {
  // What is shown adds up: the change is that of the shown amounts.
  const [a, b] = [Math.round(law / MONTHS) + 0, Math.round(reform / MONTHS) + 0];
  const [first = "", second = "", change = ""] = writer.full([a, b, b - a]);
  return { law, reform, shown: [first, second, signed(b - a, change)] };
}

function steps(name: string, laws: [ExplainedLaw, ExplainedLaw], source: Source | undefined, writer: Writer, words: Words): ToldStep[] {
  const of = (law: ExplainedLaw) => law.steps.filter((step) => step.instrument === name);
  const [before, after] = [of(laws[0]), of(laws[1])];
  const all = [...after, ...before.filter((step) => !after.some((known) => known.name === step.name))];
  const title = (step: Step) => {
    const texts: Texts | undefined = source?.rules.find((rule) => rule.name === step.name)?.title;
    return headed(texts, step.title || step.name, writer.language);
  };
  return all.map((step) => {
    const old = before.find((known) => known.name === step.name);
    const now = after.find((known) => known.name === step.name);
    return {
      name: step.name,
      title: title(step),
      formula: step.formula,
      law: old ? listed(old.values, words) : "",
      reform: now ? listed(now.values, words) : "",
      reads: step.reads,
    };
  });
}

function line(result: HouseholdResult, writer: Writer): Point[] {
  const points = result.budget_line;
  const texts = writer.full(points.flatMap((point) => [point.earnings, point.baseline, point.reform].map((number) => number / MONTHS)));
  return points.map((point, at) => {
    const next = points[at + 1];
    const isJump = next !== undefined && next.earnings - point.earnings < SAME;
    const keeps = (rate: number | null) => (rate === null || isJump ? null : 100 * (1 - rate));
    return {
      earnings: point.earnings / MONTHS,
      law: point.baseline / MONTHS,
      reform: point.reform / MONTHS,
      shown: [texts[3 * at] ?? "", texts[3 * at + 1] ?? "", texts[3 * at + 2] ?? ""],
      lawKeeps: keeps(point.baseline_marginal_rate),
      reformKeeps: keeps(point.reform_marginal_rate),
    };
  });
}

/** A household in words and numbers. */
export function tell(result: HouseholdResult, sources: Source[], writer: Writer, words: Words): Told {
  const [law, reform = law] = result.explanation.laws;
  if (!law || !reform) throw new Error("no law was explained");
  const laws: [ExplainedLaw, ExplainedLaw] = [law, reform];
  const names = [...new Set(laws.flatMap((known) => known.amounts.map((found) => found.name)))];
  const row = (name: string, sign: number): ToldRow => {
    const source = sources.find((known) => known.name === name);
    const told = triple(writer, sign * amount(law, name), sign * amount(reform, name));
    const own = laws.flatMap((known) => known.steps.filter((step) => step.instrument === name));
    const references = [...new Set([source?.reference ?? "", ...own.map((step) => step.reference)])].filter((text) => text !== "");
    return { ...told, name, title: titled(source?.title, writer.language, name.replaceAll("_", " ")), references, steps: steps(name, laws, source, writer, words) };
  };
  const kind = (name: string) => sources.find((known) => known.name === name)?.kind ?? "";
  const isThere = (found: Triple) => Math.abs(found.law) >= NOTHING || Math.abs(found.reform) >= NOTHING;
  const own = names.filter((name) => ADDED.includes(kind(name)) || TAKEN.includes(kind(name))).map((name) => row(name, TAKEN.includes(kind(name)) ? -1 : 1));
  const others = names.filter((name) => !own.some((known) => known.name === name)).map((name) => row(name, 1));
  const market = { ...triple(writer, concept(law, "market_income"), concept(reform, "market_income")), name: "market_income", title: words.market, references: [], steps: [] };
  const net = triple(writer, result.baseline, result.reform);
  const told = own.reduce((total, found) => ({ law: total.law + found.law, reform: total.reform + found.reform }), { law: market.law, reform: market.reform });
  const rest = { ...triple(writer, net.law - told.law, net.reform - told.reform), name: "other", title: words.other, references: [], steps: [] };
  const difference = (net.reform - net.law) / MONTHS;
  return {
    net,
    words: { net: writer.money(net.reform / MONTHS), difference: writer.money(Math.abs(difference)), sign: Math.abs(difference) < NOTHING ? 0 : difference > 0 ? 1 : -1 },
    currency: writer.currency,
    rows: [market, ...(isThere(rest) ? [rest] : []), ...own.filter(isThere)],
    nothing: own.filter((found) => !isThere(found)).map((found) => found.title),
    beside: others.filter(isThere),
    today: result.today / MONTHS,
    points: line(result, writer),
  };
}
