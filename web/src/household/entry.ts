// How a field writes a column and reads what is typed: amounts of a year are entered a month, shares in percent.

import { decimalsOf, read, write } from "../study/values";
import type { Column } from "./types";

/** What a field's number is multiplied by to be the column's. */
export function factorOf(column: Column): number {
  return column.unit === "currency/year" ? 12 : column.unit === "share" ? 0.01 : 1;
}

/** A value as its field writes it: amounts to the cent, other numbers as they are. */
export function written(column: Column, value: number): string {
  const number = value / factorOf(column);
  const most = column.unit.startsWith("currency") ? 2 : 4;
  const rounded = Number(number.toFixed(most));
  return write({ factor: 1, decimals: Math.min(most, decimalsOf(rounded)) }, rounded);
}

export type Entry = { value: number } | { refused: "not_a_number" } | { refused: "allowed"; low: string; high: string };

/** What was typed, as a value of the column, or why it is none. */
export function entered(column: Column, text: string): Entry {
  const number = read({ factor: 1 }, text);
  if (number === null) return { refused: "not_a_number" };
  const value = Number((number * factorOf(column)).toFixed(6));
  const [low, high] = column.range ?? [-1e12, 1e12];
  if (value < low || value > high) return { refused: "allowed", low: written(column, low), high: written(column, high) };
  return { value };
}
