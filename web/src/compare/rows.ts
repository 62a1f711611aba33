// Two studies on the same people beside each other: A, B, and B less A, of what the engine's figures show.

import type { Figure, Headline, Language, Table } from "../engine/types";

/** What a tick showed of a study. */
export interface Written {
  language: Language;
  headline: Headline;
  figures: Figure[];
}

export interface Pair {
  key: string;
  /** The engine's words; empty where the page has its own for the key. */
  label: string;
  a: number | null;
  b: number | null;
  shown: { a: string; b: string; difference: string };
}

/** A figure of both studies, row by row. */
export interface PairedCard {
  name: string;
  question: string;
  caption: string;
  /** What the figure says of itself. */
  definition: string;
  /** Whether each row has a scale of its own. */
  isOwnScale: boolean;
  pairs: Pair[];
}

export interface Compared {
  rows: Pair[];
  cards: PairedCard[];
}

export type Show = (unit: string, number: number) => string;

export interface Value {
  unit: string;
  value: number | null;
}

/** A difference of two numbers in the words of its unit, with its sign. */
export function difference(unit: string, a: number | null, b: number | null, show: Show): string {
  if (a === null || b === null) return "–";
  if (["share", "rate", "change"].includes(unit)) return show("points", b - a);
  const text = show(unit, b - a);
  return b > a && !/^0(\.0*)?$/.test(text) ? `+${text}` : text;
}

export function pair(key: string, label: string, a: Value | undefined, b: Value | undefined, show: Show): Pair {
  const unit = a?.unit ?? b?.unit ?? "money";
  const [x, y] = [a?.value ?? null, b?.value ?? null];
  const text = (value: number | null) => (value === null ? "–" : show(unit, value));
  return { key, label, a: x, b: y, shown: { a: text(x), b: text(y), difference: difference(unit, x, y, show) } };
}

/** Without a reform, net cost and every change are nothing by definition. */
function hasReform(written: Written): boolean {
  return written.headline.cells.some((cell) => cell.name === "net_cost");
}

function figure(written: Written, name: string): Figure | undefined {
  return written.figures.find((found) => found.name === name);
}

export function read(table: Table | undefined, key: string, name: string): Value | undefined {
  const column = table?.columns.find((found) => found.name === name);
  const at = table?.keys.indexOf(key) ?? -1;
  const cell = column?.cells[at];
  return column && at >= 0 ? { unit: column.unit, value: typeof cell === "number" ? cell : null } : undefined;
}

function cell(written: Written, name: string): Value | undefined {
  const found = written.headline.cells.find((known) => known.name === name);
  return found && { unit: found.unit, value: found.value };
}

function headlines(a: Written, b: Written, show: Show): Pair[] {
  const label = (name: string) => [a, b].flatMap((side) => side.headline.cells).find((found) => found.name === name)?.label ?? "";
  const both = (of: (written: Written) => Value | undefined): [Value | undefined, Value | undefined] => [of(a), of(b)];
  const cost = both((side) => cell(side, "net_cost") ?? { unit: "money", value: 0 });
  const gain = both((side) => cell(side, "gain_lose") ?? { unit: "share", value: 0 });
  const lose = both((side) => {
    const found = side.headline.cells.find((known) => known.name === "gain_lose");
    return { unit: "share", value: found ? found.beside : 0 };
  });
  const tenth = both((side) => (hasReform(side) ? read(figure(side, "deciles")?.table, "1", "relative_change") : { unit: "change", value: 0 }));
  const gini = both((side) => read(figure(side, "inequality")?.table, "gini", hasReform(side) ? "reform" : "baseline"));
  const named = figure(a, "inequality")?.table;
  const giniLabel = named?.columns[0]?.shown[named.keys.indexOf("gini")] ?? "";
  const rows = [
    pair("net_cost", label("net_cost"), ...cost, show),
    pair("protected", label("protected"), ...both((side) => cell(side, "protected")), show),
    pair("poverty", label("poverty"), ...both((side) => cell(side, "poverty")), show),
    pair("gain", "", ...gain, show),
    pair("lose", "", ...lose, show),
    pair("poorest", "", ...tenth, show),
    pair("gini", giniLabel, ...gini, show),
  ];
  return rows.filter((row) => row.a !== null || row.b !== null);
}

interface Shape {
  /** The keys of the rows, and what they are called. */
  rows: (table: Table) => { key: string; label: string }[];
  value: (table: Table, key: string, isReform: boolean) => Value | undefined;
  /** What holds of a study without a reform: nothing, or what its figure says of today's law. */
  isChange: boolean;
  isOwnScale?: boolean;
  /** What a row that a study's figure lacks stands for. */
  absent?: number;
}

export const byKey = (table: Table) => table.keys.map((key, at) => ({ key, label: table.columns[0]?.shown[at] ?? key }));
const inRow = (columns: string[]) => (table: Table) => table.columns.filter((column) => columns.includes(column.name)).map((column) => ({ key: column.name, label: column.title }));
const SEGMENTS = ["protected", "job_kept_or_found", "enough_income", "benefit_not_enough", "entitled_not_claimed", "not_entitled"];
const BANDS = ["gain_above_5_percent", "gain_up_to_5_percent", "no_change", "loss_up_to_5_percent", "loss_above_5_percent"];
const standing = (table: Table, key: string, isReform: boolean) => read(table, key, isReform ? "reform" : "baseline");

const SHAPES: Record<string, Shape> = {
  budget: { rows: byKey, value: (table, key) => read(table, key, "amount"), isChange: true, absent: 0 },
  coverage: { rows: inRow(SEGMENTS), value: (table, key, isReform) => read(table, isReform ? "reform" : "baseline", key), isChange: false },
  deciles: { rows: byKey, value: (table, key) => read(table, key, "relative_change"), isChange: true },
  winners: { rows: inRow(BANDS), value: (table, key) => read(table, "all", key), isChange: true },
  poverty: { rows: byKey, value: standing, isChange: false },
  inequality: { rows: byKey, value: standing, isChange: false, isOwnScale: true },
  regions: { rows: byKey, value: (table, key) => read(table, key, "relative_change"), isChange: true },
};

/** The figures that two studies are compared by. */
export const COMPARED = Object.keys(SHAPES);

/** The rows of all tables in the order of the first; what only others have stands before its last row, which sums up. */
function rows(shape: Shape, first: Table, others: (Table | undefined)[]): { key: string; label: string }[] {
  const found = shape.rows(first).map((row) => ({ ...row }));
  for (const row of others.flatMap((table) => (table ? shape.rows(table) : []))) {
    const known = found.find((own) => own.key === row.key);
    if (!known) found.splice(-1, 0, { ...row });
    // A step that costs one package and brings another money has two names.
    else if (!known.label.split(" / ").includes(row.label)) known.label += ` / ${row.label}`;
  }
  return found;
}

function card(name: string, shape: Shape, a: Written, b: Written, show: Show): PairedCard | null {
  // What is drawn is named by a study with a reform, where there is one.
  const leader = (shape.isChange && !hasReform(a) ? figure(b, name) : figure(a, name)) ?? figure(b, name);
  if (!leader || leader.table.keys.length === 0 || (shape.isChange && !hasReform(a) && !hasReform(b))) return null;
  const unitOf = (key: string) => shape.value(leader.table, key, true)?.unit ?? leader.axis.unit;
  const of = (written: Written, key: string): Value | undefined => {
    const isReform = hasReform(written);
    const own = figure(written, name)?.table;
    const unit = unitOf(key);
    if (shape.isChange && !isReform) return { unit, value: name === "winners" && key === "no_change" ? 1 : 0 };
    const found = own && shape.value(own, key, isReform);
    return found ?? (shape.absent === undefined ? undefined : { unit, value: shape.absent });
  };
  const pairs = rows(shape, leader.table, [a, b].map((side) => (shape.isChange && !hasReform(side) ? undefined : figure(side, name)?.table))).map(({ key, label }) => pair(key, label, of(a, key), of(b, key), show));
  return { name, question: leader.question, caption: leader.axis.caption, definition: leader.definition, isOwnScale: shape.isOwnScale ?? false, pairs };
}

/** Both studies beside each other. */
export function compared(a: Written, b: Written, show: Show): Compared {
  const cards = Object.entries(SHAPES).map(([name, shape]) => card(name, shape, a, b, show));
  return { rows: headlines(a, b, show), cards: cards.filter((found) => found !== null) };
}
