// What the charts by year draw: which columns stand as bars on each other, and which as lines.

import { type Domain, column, numbers, widthOf } from "./scale";
import type { Figure, Table } from "../engine/types";

export interface Mark {
  /** The column. */
  name: string;
  /** A colour of the page. */
  fill: string;
  /** Whether it stands below the line of nothing. */
  isBelow?: boolean;
  isHatched?: boolean;
  /** The column that is taken off. */
  less?: string;
}

export interface Marks {
  bars: Mark[];
  lines: Mark[];
}

/** What is drawn of a figure, by the name of the view. */
const MARKS: Record<string, Marks> = {
  years: {
    bars: [
      { name: "cost_of_shock", fill: "base" },
      { name: "net_cost", fill: "accent" },
    ],
    lines: [],
  },
  years_states: {
    bars: [
      { name: "unemployed", fill: "loss" },
      { name: "training", fill: "loss2" },
      { name: "short_time", fill: "mid" },
      { name: "public_job", fill: "pale" },
      { name: "new_job", fill: "gain2" },
      { name: "inactive", fill: "hatch" },
      { name: "retired", fill: "neutral" },
    ],
    lines: [],
  },
  out_of_work: {
    bars: [],
    lines: [
      { name: "out_of_work_baseline", fill: "base" },
      { name: "out_of_work", fill: "accent" },
    ],
  },
  years_poverty: {
    bars: [],
    lines: [
      { name: "before_shock", fill: "ink" },
      { name: "baseline", fill: "base" },
      { name: "reform", fill: "accent" },
    ],
  },
  years_fund: {
    bars: [
      { name: "inflow", fill: "mid" },
      { name: "topped_up", fill: "pale" },
      { name: "paid", fill: "base", isBelow: true },
      { name: "claimed", fill: "hatch", isBelow: true, isHatched: true, less: "paid" },
    ],
    lines: [{ name: "closing", fill: "accent" }],
  },
};

/** The marks of a view whose columns the table has, and which are somewhere more than nothing. */
export function marksOf(view: string, table: Table): Marks {
  const known = MARKS[view] ?? { bars: [], lines: [] };
  // Without a package the net cost is that of all law, which the shock's is part of.
  const isPart = (mark: Mark) => view !== "years" || mark.name !== "net_cost" || column(table, "gross_cost") !== undefined;
  const isThere = (mark: Mark) => isPart(mark) && valuesOf(mark, table).some((value) => value !== null && value !== 0);
  return { bars: known.bars.filter(isThere), lines: known.lines.filter((mark) => column(table, mark.name)) };
}

/** The values of a mark, a row each. */
export function valuesOf(mark: Mark, table: Table): (number | null)[] {
  const [own, less] = [numbers(table, mark.name), numbers(table, mark.less ?? "")];
  return own.map((value, at) => {
    if (value === null) return null;
    // A hair more that is claimed than paid is rounding.
    const left = value - (less[at] ?? 0);
    const number = mark.less && Math.abs(left) < Math.abs(value) * 1e-9 ? 0 : left;
    return mark.isBelow ? -number : number;
  });
}

/** From where to where each bar of a year stands: those above nothing on each other, those below under each other. */
export function stacked(values: (number | null)[]): Domain[] {
  let [high, low] = [0, 0];
  return values.map((value) => {
    const from = (value ?? 0) < 0 ? low : high;
    const to = from + (value ?? 0);
    if (to < from) low = to;
    else high = to;
    return [from, to];
  });
}

/** What is shown: with bars from nothing on, of lines alone what they span with some room; counts begin at nothing. */
export function domainOf(figure: Figure, ends: number[], hasBars: boolean): Domain {
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length === 0) return [0, 1];
  if (hasBars || figure.axis.unit === "people") return [Math.min(0, low), Math.max(0, high) || 1];
  const margin = (high - low) * 0.25 || high * 0.1 || 0.01;
  return [Math.max(0, low - margin), high + margin];
}

/** Titles beside each other, in as many lines as they need. */
export function placed<T extends { title: string }>(entries: T[], width: number, swatch: number): (T & { x: number; line: number })[] {
  let [left, line] = [0, 0];
  return entries.map((entry) => {
    const wide = swatch + widthOf(entry.title) + 18;
    if (left > 0 && left + wide - 18 > width) [left, line] = [0, line + 1];
    left += wide;
    return { ...entry, x: left - wide, line };
  });
}
