// What an open card may show: its chart, other measures of it, and the tables behind it, each as a chart where one fits.

import { column } from "../charts/scale";
import type { Figure, Table } from "../engine/types";

export interface CardView {
  name: string;
  title: string;
  /** The chart; `table` where a table says it best. */
  kind: "waterfall" | "coverage" | "deciles" | "winners" | "dots" | "indices" | "lorenz" | "ranking" | "steps" | "amounts" | "table";
  table: Table;
  /** The column that is drawn. */
  measure: string;
}

const FIRST: Record<string, CardView["kind"]> = {
  budget: "waterfall",
  coverage: "coverage",
  deciles: "deciles",
  winners: "winners",
  poverty: "dots",
  inequality: "indices",
  regions: "ranking",
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

/** The views of a figure. */
export function viewsOf(figure: Figure, lorenz: Figure | undefined): CardView[] {
  const kind = FIRST[figure.name] ?? "table";
  const measure = kind === "deciles" || kind === "ranking" ? "relative_change" : "";
  const title = column(figure.table, measure)?.title ?? figure.table.title;
  const found: CardView[] = [{ name: "chart", title, kind, table: figure.table, measure }];
  for (const name of MEASURES[figure.name] ?? []) {
    const other = column(figure.table, name);
    if (other) found.push({ name, title: other.title, kind: name.startsWith("poverty") ? "dots" : kind, table: figure.table, measure: name });
  }
  if (figure.name === "inequality" && lorenz) found.push({ name: "lorenz", title: lorenz.title, kind: "lorenz", table: lorenz.table, measure: "" });
  for (const table of figure.more) {
    if (table.keys.length > 0) found.push({ name: `more ${table.name}`, title: table.title, kind: kindOf(figure, table), table, measure: "" });
  }
  return found;
}
