// A household as a visitor states it, and the description that the engine reads. Amounts are kept as the engine has them.

import type { Cell, Column, Columns } from "./types";

export type Role = "you" | "partner" | "adult" | "child";

export interface Member {
  /** A number that stays with the person while others come and go. */
  id: number;
  role: Role;
  /** What is stated, by column. */
  cells: Record<string, Cell>;
}

export interface Family {
  members: Member[];
  /** What is stated of the units, by column. */
  units: Record<string, Cell>;
}

/** Who is who: told by the member's place in the family, never asked. */
const ROLES = ["is_head", "is_spouse", "is_dependent"];
/** What a form asks first; what else the law reads stands behind "more". */
const FIRST = ["age", "labour_status", "earnings", "wages", "previous_earnings", "unemployed_months", "displaced"];
const FIRST_OF_CHILD = ["age"];
const AT_WORK = ["employee", "short_time", "public_job"];
const ON_OWN = ["gig", "informal", "self_employed"];

export function columnOf(columns: Columns, name: string): Column | undefined {
  return columns.columns.find((column) => column.name === name);
}

/** The columns of a person that a form shows: those asked first, then the others that the law reads. */
export function asked(columns: Columns, role: Role): { first: Column[]; more: Column[] } {
  const wanted = role === "child" ? FIRST_OF_CHILD : FIRST;
  const shown = columns.columns.filter(
    (column) => column.entity === "person" && column.unit !== "pointer" && !ROLES.includes(column.name) && (column.is_read || column.name === "age" || column.name === columns.varied),
  );
  const first = wanted.flatMap((name) => shown.filter((column) => column.name === name));
  return { first, more: shown.filter((column) => !first.includes(column)) };
}

/** The columns of household and other units that a form shows. */
export function askedOfUnits(columns: Columns): Column[] {
  return columns.columns.filter((column) => column.entity !== "person" && column.unit !== "pointer" && column.is_read && column.formula === null);
}

/** The column whose value stands in where nothing is stated; `null` where a formula or a constant does. */
export function standsIn(columns: Columns, column: Column): Column | null {
  return column.formula !== null && /^\w+$/.test(column.formula) ? (columnOf(columns, column.formula) ?? null) : null;
}

/** What a member has in a column, stated or not; `null` where a formula of the system tells it. */
export function valueOf(columns: Columns, member: Member, column: Column): Cell | null {
  const stated = member.cells[column.name];
  if (stated !== undefined) return stated;
  const other = standsIn(columns, column);
  return other ? valueOf(columns, member, other) : column.default;
}

/** A round amount near another: two digits. */
function round(amount: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, amount))) - 1);
  return Math.round(amount / power) * power;
}

/** The pay of a full year that is typical among the people, a multiple of twelve hundred so that a month's is round. */
export function typicalPay(columns: Columns): number {
  const found = columnOf(columns, columns.varied)?.typical ?? 30_000;
  return Math.max(1_200, Math.round(round(found) / 1_200) * 1_200);
}

/** A couple with a child, one of whom has lost the job to automation where the law knows of that. */
export function usualFamily(columns: Columns): Family {
  const pay = typicalPay(columns);
  const you: Member = { id: 1, role: "you", cells: { age: 43, [columns.varied]: pay } };
  const family: Family = {
    members: [
      columnOf(columns, "labour_status")?.is_read ? withWork(columns, you, "unemployed") : you,
      { id: 2, role: "partner", cells: { age: 40, [columns.varied]: Math.round((pay * 0.6) / 1_200) * 1_200 } },
      { id: 3, role: "child", cells: { age: 8 } },
    ],
    units: {},
  };
  for (const member of family.members.slice(0, 1)) {
    if (columnOf(columns, "insured_months")?.is_read) member.cells["insured_months"] = 60;
    if (columnOf(columns, "displaced")?.is_read) member.cells["displaced"] = true;
  }
  return family;
}

/** The member with another labour status, and what goes with it: pay and months out of work follow. */
export function withWork(columns: Columns, member: Member, status: string): Member {
  const number = (name: string) => Number(columnOf(columns, name) ? (valueOf(columns, member, columnOf(columns, name) as Column) ?? 0) : 0);
  const cells: Record<string, Cell> = { ...member.cells, labour_status: status };
  const has = (name: string) => columnOf(columns, name) !== undefined;
  const [pay, before] = [number(columns.varied), number("previous_earnings")];
  if (status === "unemployed") {
    if (pay > 0 && has("previous_earnings")) cells["previous_earnings"] = pay;
    cells[columns.varied] = 0;
    if (has("unemployed_months") && number("unemployed_months") === 0) cells["unemployed_months"] = 12;
  } else {
    if (AT_WORK.includes(status) && pay === 0 && before > 0) cells[columns.varied] = before;
    if (ON_OWN.includes(status) && has("self_employment_income") && number("self_employment_income") === 0 && before > 0) cells["self_employment_income"] = before;
    delete cells["previous_earnings"];
    delete cells["unemployed_months"];
    delete cells["displaced"];
  }
  return { ...member, cells };
}

/** The family with so many adults and children; the last come and go. */
export function withSize(columns: Columns, family: Family, adults: number, children: number): Family {
  const grown = family.members.filter((member) => member.role !== "child").slice(0, Math.max(1, adults));
  const young = family.members.filter((member) => member.role === "child").slice(0, Math.max(0, children));
  let id = Math.max(...family.members.map((member) => member.id));
  while (grown.length < adults) grown.push({ id: (id += 1), role: grown.length === 1 ? "partner" : "adult", cells: { age: grown.length === 1 ? 40 : 22, [columns.varied]: 0, ...(columnOf(columns, "labour_status") ? { labour_status: "inactive" } : {}) } });
  while (young.length < children) young.push({ id: (id += 1), role: "child", cells: { age: Math.max(0, 8 - 3 * young.length) } });
  return { ...family, members: [...grown, ...young] };
}

/** The highest earnings of the budget line: well beyond what is usual and what the household has. */
export function lineEnd(columns: Columns, family: Family): number {
  const you = family.members[0];
  const column = columnOf(columns, columns.varied);
  const own = you && column ? Number(valueOf(columns, you, column) ?? 0) : 0;
  const most = Math.max(2.5 * typicalPay(columns), 1.5 * own);
  const power = 10 ** Math.floor(Math.log10(most / 12));
  return Math.ceil(most / 12 / power) * power * 12;
}

/** The description as the engine reads it. */
export function described(columns: Columns, family: Family): Record<string, unknown> {
  const person = columns.columns.filter((column) => column.entity === "person");
  const has = (name: string) => person.some((column) => column.name === name);
  // A column that one member states is stated for all: where none is, the engine takes a constant, not the member's own.
  const stated = person.filter((column) => family.members.some((member) => member.cells[column.name] !== undefined));
  const persons = family.members.map((member) => {
    const cells: Record<string, Cell> = {};
    for (const column of stated) {
      const value = valueOf(columns, member, column);
      if (value !== null) cells[column.name] = value;
    }
    if (has("labour_status") && member.role === "child" && member.cells["labour_status"] === undefined) cells["labour_status"] = "inactive";
    if (has("is_head")) cells["is_head"] = member.role === "you";
    if (has("is_spouse")) cells["is_spouse"] = member.role === "partner";
    if (has("is_dependent")) cells["is_dependent"] = member.role === "child";
    return cells;
  });
  const units: Record<string, Record<string, Cell>> = {};
  for (const column of columns.columns) {
    const value = family.units[column.name];
    if (column.entity !== "person" && value !== undefined) (units[column.entity] ??= {})[column.name] = value;
  }
  return { format: 1, persons, ...units, vary: { column: columns.varied, person: 1, from: 0, to: lineEnd(columns, family), points: 101 } };
}
