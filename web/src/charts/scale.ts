// Scales of the charts.

import type { Column, Table } from "../engine/types";

export type Domain = [number, number];

export function column(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The numbers of a column; where there is none, or a cell is not defined, `null`. */
export function numbers(table: Table, name: string): (number | null)[] {
  const found = column(table, name);
  return table.keys.map((_, at) => {
    const cell = found?.cells[at];
    return typeof cell === "number" ? cell : null;
  });
}

export function shown(table: Table, name: string): string[] {
  return column(table, name)?.shown ?? table.keys.map(() => "");
}

/** A domain that, while a slider is held, only grows. */
export function steady(): (next: Domain, isHeld: boolean) => Domain {
  let last: Domain | null = null;
  return (next, isHeld) => {
    if (isHeld && last) last = [Math.min(last[0], next[0]), Math.max(last[1], next[1])];
    else last = next;
    return last;
  };
}

/** A scale from a domain to pixels. */
export function linear([low, high]: Domain, from: number, to: number): (value: number) => number {
  const width = high - low || 1;
  return (value) => from + ((value - low) / width) * (to - from);
}

/** Round numbers within a domain: about `count`, and three where finer steps give them, for one or two tell no scale. */
export function ticks([low, high]: Domain, count = 4): number[] {
  const raw = (high - low) / count;
  if (!(raw > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const digits = [0.5, 1, 2, 2.5, 5, 10];
  let digit = digits.findIndex((found) => found * power >= raw);
  let found: number[] = [];
  do {
    const step = (digits[digit] ?? 10) * power;
    found = [];
    for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1) found.push(Number((at * step).toPrecision(12)));
    digit -= 1;
  } while (found.length < 3 && digit >= 0);
  return found;
}

/** A tick as the axis writes it: a plain number. */
export function plain(number: number): string {
  return String(Number(number.toPrecision(6))).replace("-", "\u2212");
}

/** About how wide a text stands at 12.5 px; a Chinese sign is as wide as high. */
export function widthOf(text: string, size = 12.5): number {
  let width = 0;
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e80 ? size : size * 0.58;
  return width;
}

/** How high the rows of a chart are: names of two lines keep apart. */
export function pitchOf(names: string[], room: number, usual: number): number {
  return names.some((name) => fitted(name, room).length > 1) ? Math.max(usual, 36) : usual;
}

/** A name in at most two lines that fit the room, about; the second is cut where it does not. */
export function fitted(name: string, room: number, size = 12.5): string[] {
  if (widthOf(name, size) <= room) return [name];
  const isChinese = /[\u2e80-\uffff]/.test(name);
  const parts = isChinese ? (name.match(/[^][：，、；。）”]*/gu) ?? []) : name.split(/(?<=[ -])/);
  let first = "";
  while (parts.length > 1 && widthOf((first + parts[0]).trimEnd(), size) <= room) first += parts.shift() ?? "";
  if (first === "") return [cut(name, room, size)];
  const rest = parts.join("");
  const earlier = isChinese ? betterBreak(name, first.length) : first.length;
  if (earlier > 0 && widthOf(name.slice(earlier).trim(), size) <= room) return [name.slice(0, earlier).trimEnd(), name.slice(earlier).trim()];
  return [first.trimEnd(), cut(rest, room, size)];
}

/** Where a Chinese name is best broken that may be broken at `last` at the latest: at a space or a mark, else in its middle where little would be left. */
function betterBreak(name: string, last: number): number {
  const head = name.slice(0, last);
  const mark = Math.max(head.lastIndexOf(" "), head.lastIndexOf("："), head.lastIndexOf("，")) + 1 || head.lastIndexOf("（");
  if (mark > 0) return mark;
  return name.length - last < 4 ? Math.ceil(name.length / 2) : last;
}

/** As much of a text as the room holds, with a sign that there is more. */
function cut(text: string, room: number, size: number): string {
  if (widthOf(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, size) > room) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}
