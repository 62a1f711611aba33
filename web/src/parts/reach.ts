// The scale of a figure in the strip: it holds nought, the figure and today's law, and grows where a figure leaves it.

import type { Cell } from "../engine/types";

/** The ends of a scale. */
export type Reach = readonly [low: number, high: number];

/** Where the scale of a share ends at first; a whole one where nothing is said. */
const WIDE: Record<string, number> = { poverty: 0.4 };
/** How much further a scale of money goes than the first figure, so that there is room on both sides of it. */
const ROOM = 1.6;
/** How much further a scale goes than a figure that has left it. */
const GROWTH = 1.25;

/** The scale of a cell, which grows from the one that it had. */
export function reachOf(cell: Pick<Cell, "name" | "unit" | "value" | "beside">, known?: Reach): Reach {
  const values = [cell.value, cell.beside].filter((value) => value !== null);
  const isMoney = cell.unit === "money";
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const limit = isMoney ? Infinity : 1;
  let [low, high] = known ?? (isMoney ? [least * ROOM, most * ROOM] : [0, WIDE[cell.name] ?? 1]);
  if (most > high) high = Math.min(limit, most * GROWTH);
  if (least < low) low = least * GROWTH;
  return high > low ? [low, high] : [low, low + 1];
}

/** Where a value stands on a scale, in percent of its length. */
export function placeOf([low, high]: Reach, value: number): number {
  return Math.min(100, Math.max(0, (100 * (value - low)) / (high - low)));
}
