// A household: what the engine says of it, and what the page makes of that.

import type { Answers, ExplainedName, Instrument } from "../engine/types.generated";

export type { ExplainedStep as Step, HouseholdResult } from "../engine/types.generated";
export type Columns = Answers["columns"];
export type Column = Columns["columns"][number];
/** What a column holds in a description. */
export type Cell = number | boolean | string;
export type ExplainedLaw = Answers["household"]["explanation"]["laws"][number];
export type Named = ExplainedName;

/** What the law's files say of an instrument, as far as a household is told by it. */
export type Source = Pick<Instrument, "name" | "title" | "kind" | "reference" | "rules">;

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
