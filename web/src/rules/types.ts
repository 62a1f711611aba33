// What the engine says of a rule file, of its problems, and of a household in which it is at work.

import type { Instrument, Texts } from "../engine/types";

export interface Step {
  name: string;
  title: Texts;
  formula: string;
  person: boolean;
  reference: string;
}

/** A rule file as data. */
export interface Rule extends Instrument {
  payer: string | null;
  payee: string | null;
  unit: string;
  period: "year" | "month";
  system: string | null;
  file: string;
  rules: Step[];
  functions: { name: string; arguments: string[]; rules: Step[] }[];
  uses: string[];
  levers: { name: string; formula: string }[];
}

export interface RuleFile {
  instrument: Rule;
  text: string;
}

/** A problem of a file; the span counts bytes of its UTF-8. */
export interface Problem {
  code: string;
  path: string;
  line: number | null;
  column: number | null;
  span: [number, number] | null;
  message: string;
  found: string;
  allowed: string;
  remedy: string;
}

export type Explained = boolean | number | string;

export interface ExplainedStep {
  instrument: string;
  name: string;
  formula: string;
  values: Explained[];
  reads: { name: string; values: Explained[] }[];
}

/** An instrument at work in a household of the people. */
export interface Example {
  pays: boolean;
  members: { age: number | null; earnings: number | null }[];
  explanation: {
    unit: string;
    id: string;
    currency: string;
    year: number;
    laws: { label: string; steps: ExplainedStep[]; amounts: { name: string; values: Explained[] }[] }[];
  };
}
