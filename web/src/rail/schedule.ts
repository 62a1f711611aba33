// The rows of a schedule: thresholds with what begins there, in groups where it is told apart by a category, with several numbers in a row
// where it is a polynomial.

import type { Parameter, Value } from "../engine/types";

type Path = (string | number)[];

export interface Cell {
  path: Path;
  value: number;
  /** 0: the threshold; from 1 on the numbers of the row. */
  column: number;
}

export interface Group {
  /** The values of the categories that the rows are of. */
  keys: string[];
  rows: Cell[][];
}

/** Whether the value at a place is the rows of one schedule. */
function isRows(value: Value): value is Value[][] {
  return Array.isArray(value) && value.length > 0 && value.every((row) => Array.isArray(row) && typeof row[0] === "number" && row.length > 1);
}

/** The schedules of a value, one for each of its categories. */
export function groupsOf(value: Value, by: Parameter["by"] = [], path: Path = [], keys: string[] = []): Group[] {
  if (isRows(value)) {
    const rows = value.map((row, at) =>
      row.flatMap((cell, column): Cell[] => {
        if (typeof cell === "number") return [{ path: [...path, at, column], value: cell, column }];
        return Array.isArray(cell) ? cell.flatMap((inner, index) => (typeof inner === "number" ? [{ path: [...path, at, column, index], value: inner, column: column + index }] : [])) : [];
      }),
    );
    return [{ keys, rows }];
  }
  if (Array.isArray(value)) return value.flatMap((inner, at) => groupsOf(inner, by, [...path, at], [...keys, by[keys.length]?.values[at] ?? String(at + 1)]));
  if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([key, inner]) => groupsOf(inner, by, [...path, key], [...keys, key]));
  return [];
}

/** A value with another number at a place. */
export function withNumber(from: Value, path: Path, number: number): Value {
  const [head, ...rest] = path;
  if (head === undefined) return number;
  if (Array.isArray(from)) return from.map((inner, at) => (at === head ? withNumber(inner, rest, number) : inner));
  const table = from as Record<string, Value>;
  return { ...table, [head]: withNumber(table[String(head)] ?? 0, rest, number) };
}

/** Between what a threshold must lie: above the one before, below the one after. */
export function between(rows: Cell[][], at: number): { low: number | null; high: number | null } {
  return { low: rows[at - 1]?.[0]?.value ?? null, high: rows[at + 1]?.[0]?.value ?? null };
}
