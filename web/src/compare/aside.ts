// What takes runs of its own, of two studies beside each other: a card of each thing that either tells.

import type { Figure, Study, Table } from "../engine/types";
import { isOfYield } from "../charts/yield";
import { type Pair, type PairedCard, type Show, byKey, pair, read } from "./rows";

/** What is asked after in turn: what work pays, then what the studies' options ask for and what is left of their levies. */
export const QUESTIONS = ["incentives", "asked"] as const;
export type Question = (typeof QUESTIONS)[number];

/** The options that ask for a card here; what work pays is told whether it is asked for or not. */
const OPTIONS = ["interactions", "without_gains", "calm"] as const;
/** So many rows of a list that may be long are drawn, the largest. */
const MOST = 8;
/** What of a levy is a smaller share of its largest figure is left out. */
const TRIFLE = 1e-6;

/** Both studies, each asking for what either asks for. */
export function alike(studies: [Study, Study]): [Study, Study] {
  const asked = OPTIONS.filter((name) => studies.some((study) => study.options?.[name] === true));
  const own = Object.fromEntries(asked.map((name) => [name, true]));
  return studies.map((study) => (asked.length > 0 ? { ...study, options: { ...study.options, ...own } } : study)) as [Study, Study];
}

/** The cards of a question, from what both studies answer. */
export function asideCards(question: Question, a: Figure[], b: Figure[], show: Show): PairedCard[] {
  const named = (name: string): [Figure | undefined, Figure | undefined] => [a, b].map((figures) => figures.find((figure) => figure.name === name)) as [Figure | undefined, Figure | undefined];
  if (question === "incentives") {
    const [first, second] = named("incentives");
    return first && second ? workPays(first, second, show) : [];
  }
  return [...levies(...named("levies"), show), ...meetings(...named("interactions"), show), ...shocks(...named("shock"), show)];
}

type Found = Figure | undefined;

/** The law of which a study tells what work pays: its own, or today's. */
const lawOf = (figure: Figure) => (figure.table.columns.some((column) => column.name === "reform") ? "reform" : "baseline");

/** What work pays in two studies beside each other, by tenth and over all earners; no card of what nobody has. */
export function workPays(a: Figure, b: Figure, show: Show): PairedCard[] {
  const byTenth = byKey(a.table).map(({ key, label }) => pair(key, label, read(a.table, key, lawOf(a)), read(b.table, key, lawOf(b)), show));
  const all = a.more[0];
  const at = (figure: Figure) => `marginal/${lawOf(figure)}`;
  const spread = (all?.columns ?? []).filter((column) => column.unit !== "text").map(({ name, title }) => pair(name, title, read(a.more[0], at(a), name), read(b.more[0], at(b), name), show));
  const rate = all?.columns[0]?.shown[all.keys.indexOf(at(a))] ?? "";
  const cards = [
    { name: a.name, question: a.question, caption: a.title, pairs: byTenth },
    { name: "marginal", question: rate, caption: a.axis.caption, pairs: spread },
  ];
  return cards.filter(({ pairs }) => pairs.some((found) => found.a !== null || found.b !== null)).map((card) => ({ ...card, definition: a.definition, isOwnScale: false }));
}

/** The rows of either table by key, those of the first before what only the second has; `absent` is what a row stands for that a table lacks. */
function joined(a: Table | undefined, b: Table | undefined, column: string, labelOf: (table: Table, at: number) => string, absent: 0 | null, show: Show): Pair[] {
  const labels = new Map<string, string>();
  for (const table of [a, b]) table?.keys.forEach((key, at) => labels.has(key) || labels.set(key, labelOf(table, at)));
  const unit = [a, b].map((table) => table?.columns.find((found) => found.name === column)?.unit).find((found) => found !== undefined) ?? "money";
  const of = (table: Table | undefined, key: string) => (table?.keys.includes(key) ? read(table, key, column) : { unit, value: absent });
  return [...labels].map(([key, label]) => pair(key, label, of(a, key), of(b, key), show));
}

/** The larger amount of a row. */
const size = (row: Pair) => Math.max(Math.abs(row.a ?? 0), Math.abs(row.b ?? 0));
const text = (table: Table, column: string, at: number) => table.columns.find((found) => found.name === column)?.shown[at] ?? "";
const heading = (table: Table | undefined, column: string) => table?.columns.find((found) => found.name === column)?.title ?? "";

/** What is left of each levy that either study has. */
function levies(a: Found, b: Found, show: Show): PairedCard[] {
  const leader = a ?? b;
  const of = (figure: Found) => (figure?.more ?? []).filter((table) => table.name.startsWith("levy_yield."));
  const names = [...new Set([...of(a), ...of(b)].map((table) => table.name))];
  return names.flatMap((name) => {
    const [own, other] = [a, b].map((figure) => of(figure).find((table) => table.name === name));
    const pairs = joined(own, other, "value", (table, at) => text(table, "figure", at), 0, show).filter((row) => isOfYield(row.key));
    const largest = Math.max(...pairs.map(size));
    const told = pairs.filter((row) => size(row) > largest * TRIFLE);
    const caption = [a, b].find((figure) => of(figure).some((table) => table.name === name))?.axis.caption ?? "";
    return leader && told.length > 0 ? [{ name: name.replace(".", "_"), question: (own ?? other)?.title ?? "", caption, definition: leader.definition, isOwnScale: false, pairs: told }] : [];
  });
}

/** How benefits meet: what is lost because of a part of either package, and what is paid twice. Of what is no part of a package nothing is told. */
function meetings(a: Found, b: Found, show: Show): PairedCard[] {
  const leader = a ?? b;
  if (!leader) return [];
  const card = (name: string, question: string, tables: (Table | undefined)[], column: string, between: [string, string], sign: string): PairedCard | null => {
    const label = (table: Table, at: number) => between.map((own) => text(table, own, at)).join(sign);
    const all = joined(tables[0], tables[1], column, label, null, show);
    const pairs = all.sort((x, y) => size(y) - size(x)).slice(0, MOST);
    const caption = tables.map((table) => heading(table, column)).find(Boolean) ?? "";
    return pairs.length > 0 ? { name, question, caption, definition: leader.definition, isOwnScale: false, pairs } : null;
  };
  const more = [a?.more[0], b?.more[0]];
  const cards = [
    card("interactions", leader.question, [a?.table, b?.table], "amount_lost", ["instrument", "because_of"], " ← "),
    card("double_payments", more.find(Boolean)?.title ?? "", more, "overlap", ["instrument", "with"], " + "),
  ];
  return cards.filter((found) => found !== null);
}

/** The shock told otherwise: what each run costs. */
function shocks(a: Found, b: Found, show: Show): PairedCard[] {
  const leader = a ?? b;
  if (!leader) return [];
  const keys = [...new Set([a, b].flatMap((figure) => figure?.table.keys ?? []))];
  const named = (key: string) => [a, b].flatMap((figure) => (figure ? byKey(figure.table) : [])).find((row) => row.key === key)?.label ?? key;
  const pairs = keys.map((key) => pair(key, named(key), read(a?.table, key, "cost"), read(b?.table, key, "cost"), show));
  return [{ name: "shock", question: leader.question, caption: leader.axis.caption, definition: leader.definition, isOwnScale: false, pairs }];
}
