// What the engine says of a household, as JSON has it.

import type { Texts } from "../engine/types";

/** What a column holds in a description. */
export type Cell = number | boolean | string;

/** A column by which a household is described. */
export interface Column {
  name: string;
  title: Texts;
  entity: string;
  unit: string;
  range: [number, number] | null;
  options: { value: string; title: Texts }[];
  default: Cell | null;
  formula: string | null;
  /** Whether the law of the study reads it. */
  is_read: boolean;
  /** Of an amount of persons, the middle of the positive ones among the people. */
  typical: number | null;
}

export interface Columns {
  /** The income that is varied. */
  varied: string;
  columns: Column[];
}

export interface Named {
  name: string;
  values: Cell[];
}

export interface Step {
  instrument: string;
  name: string;
  title: string;
  reference: string;
  formula: string;
  values: Cell[];
  reads: Named[];
}

export interface ExplainedLaw {
  label: string;
  steps: Step[];
  amounts: Named[];
  concepts: Named[];
}

export interface BudgetPoint {
  earnings: number;
  baseline: number;
  reform: number;
  baseline_marginal_rate: number | null;
  reform_marginal_rate: number | null;
  kink: boolean;
}

/** What `Explorer.household` gives. */
export interface HouseholdResult {
  explanation: { unit: string; id: string; currency: string; year: number; laws: ExplainedLaw[] };
  varied: string;
  today: number;
  baseline: number;
  reform: number;
  budget_line: BudgetPoint[];
}

/** What the law's files say of an instrument, as far as a household is told by it. */
export interface Source {
  name: string;
  title: Texts;
  kind: string;
  reference: string;
  rules: { name: string; title: Texts }[];
}

/** Three numbers a month with their texts: today's law, the package, the change. */
export interface Triple {
  law: number;
  reform: number;
  shown: [string, string, string];
}

/** A step of an instrument as it is shown. */
export interface ToldStep {
  name: string;
  title: string;
  formula: string;
  law: string;
  reform: string;
  /** The names that its formula reads, with their values. */
  reads: Named[];
}

/** A row of the table: an amount that reaches the household, with its steps. */
export interface ToldRow extends Triple {
  name: string;
  title: string;
  references: string[];
  steps: ToldStep[];
}

/** A point of the budget line, a month. */
export interface Point {
  earnings: number;
  law: number;
  reform: number;
  shown: [string, string, string];
  /** Of 100 more, what remains; `null` at the end and where the line jumps. */
  lawKeeps: number | null;
  reformKeeps: number | null;
}

/** A household as the page tells it. */
export interface Told {
  net: Triple;
  /** Net income and the difference, as a sentence writes them. */
  words: { net: string; difference: string; sign: -1 | 0 | 1 };
  currency: string;
  rows: ToldRow[];
  /** Titles of what the law holds and this household neither gets nor pays. */
  nothing: string[];
  /** Titles of what is paid for the household and not to it, with the amounts. */
  beside: ToldRow[];
  today: number;
  points: Point[];
}
