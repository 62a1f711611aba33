// What an open card may show: its chart, other measures of it, and the tables behind it, each as a chart where one fits.

import { column } from "../charts/scale";
import type { Figure, Table } from "../engine/types";

export interface CardView {
  name: string;
  title: string;
  /** The chart; `table` where a table says it best. */
  kind: "waterfall" | "coverage" | "deciles" | "winners" | "dots" | "indices" | "lorenz" | "ranking" | "yield" | "losses" | "steps" | "amounts" | "years" | "table";
  table: Table;
  /** The column that is drawn; of several years which marks are. */
  measure: string;
  /** The figure whose sentence and definition stand with it. */
  figure: Figure;
}

const FIRST: Record<string, CardView["kind"]> = {
  budget: "waterfall",
  coverage: "coverage",
  deciles: "deciles",
  winners: "winners",
  poverty: "dots",
  inequality: "indices",
  regions: "ranking",
  incentives: "dots",
};

/** Measures beside the first one that a figure's own table holds. */
const MEASURES: Record<string, string[]> = {
  deciles: ["mean_change"],
  regions: ["mean_change", "poverty_reform_rate", "winners_share"],
};

function kindOf(figure: Figure, table: Table): CardView["kind"] {
  if (column(table, "gain_above_5_percent") && column(table, "loss_above_5_percent")) return "winners";
  if (figure.name === "budget" && column(table, "gross_cost") && column(table, "net_cost")) return "amounts";
  if (figure.name === "poverty" && column(table, "baseline") && column(table, "reform")) return "dots";
  if (figure.name === "coverage" && column(table, "baseline") && column(table, "reform")) return "steps";
  return "table";
}

/** Each benefit that is lost with the part of the package because of which it is, in its name. */
function becauseOf(table: Table): Table {
  const [lost, cause, ...numbers] = table.columns;
  if (!lost || !cause) return table;
  const shown = lost.shown.map((name, at) => `${name} ← ${cause.shown[at]}`);
  return { ...table, columns: [{ ...lost, title: `${lost.title} ← ${cause.title}`, cells: shown, shown }, ...numbers.filter((column) => column.unit !== "text")] };
}

/** What the net yield is, as its table defines it. */
function netOf(table: Table): string {
  const said = (name: string) => column(table, name)?.shown[table.keys.indexOf("net_yield")] ?? "";
  const [name, meaning] = [said("figure"), said("definition")];
  return name && meaning ? `${name}${/[\u4e00-\u9fff]/.test(name) ? "：" : ": "}${meaning.charAt(0).toLowerCase()}${meaning.slice(1)}` : "";
}

const isYield = (table: Table) => table.name.startsWith("levy_yield.") && table.keys.length > 0;

/** The views of a figure; `others` are figures that stand in the same card. */
export function viewsOf(figure: Figure, others: Figure[]): CardView[] {
  if (figure.name === "years" || figure.table.name === "years_fund") return yearsOf([figure, ...others]);
  // What is left of a levy comes before what all levies bring.
  if (figure.more.some(isYield)) return [...figure.more.filter(isYield), figure.table, ...figure.more.filter((table) => !isYield(table))].filter((table) => table.keys.length > 0).map((table, at): CardView => ({ name: at === 0 ? "chart" : `more ${table.name}`, title: table.title, kind: isYield(table) ? "yield" : "table", table, measure: "", figure: isYield(table) ? { ...figure, definition: netOf(table) || figure.definition } : figure }));
  if (figure.name === "interactions" && figure.table.keys.length > 0) return [{ name: "chart", title: figure.table.title, kind: "losses", table: becauseOf(figure.table), measure: "amount_lost", figure }, ...viewsOf({ ...figure, name: "" }, others).slice(1)];
  if (figure.name === "shock") return [{ name: "chart", title: figure.table.title, kind: "table", table: figure.table, measure: "", figure }];
  const kind = FIRST[figure.name] ?? "table";
  const measure = kind === "deciles" || kind === "ranking" ? "relative_change" : "";
  const title = column(figure.table, measure)?.title ?? figure.table.title;
  const found: CardView[] = [{ name: "chart", title, kind, table: figure.table, measure, figure }];
  for (const name of MEASURES[figure.name] ?? []) {
    const other = column(figure.table, name);
    if (other) found.push({ name, title: other.title, kind: name.startsWith("poverty") ? "dots" : kind, table: figure.table, measure: name, figure });
  }
  for (const other of others) found.push({ name: other.name, title: other.title, kind: "lorenz", table: other.table, measure: "", figure: other });
  for (const table of figure.more) {
    if (table.keys.length > 0) found.push({ name: `more ${table.name}`, title: table.title, kind: kindOf(figure, table), table, measure: "", figure });
  }
  return found;
}

/** The views of several years: each figure's chart, then the tables behind them. */
function yearsOf(figures: Figure[]): CardView[] {
  const charts = figures.flatMap((figure): CardView[] => {
    const { table } = figure;
    const first: CardView = { name: figure.name, title: figure.title, kind: "years", table, measure: column(table, "closing") ? "years_fund" : figure.name, figure };
    const out = figure.name === "years_states" ? column(table, "out_of_work") : undefined;
    return out ? [{ ...first, name: "out_of_work", title: out.title, measure: "out_of_work" }, first] : [first];
  });
  const tables = figures.flatMap((figure) => figure.more.filter((table) => table.keys.length > 0).map((table): CardView => ({ name: `more ${table.name}`, title: table.title, kind: "table", table, measure: "", figure })));
  return [...charts, ...tables];
}
