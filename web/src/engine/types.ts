// What the engine gives, as JSON has it.

import type { Compared } from "../compare/rows";

export type Language = "en" | "zh";
export type Texts = Record<string, string>;

/** A value as a study may write it. */
export type Value = number | boolean | string | null | Value[] | { [key: string]: Value };

/** A study as its file states it, in JSON. */
export interface Study {
  format: number;
  name: string;
  title?: string | Texts;
  description?: string | Texts;
  notes?: string | Texts;
  reference?: string;
  population?: Value;
  system?: string;
  year?: number;
  /** The years that it states, as in 2025:2034. */
  years?: string;
  scenario?: string | { name: string; set?: Record<string, Value> };
  baseline?: Reform;
  reform?: Reform;
  options?: Record<string, Value>;
  instruments?: Value[];
  package?: string;
  countries?: Record<string, Value>;
}

export interface Reform {
  add?: string[];
  remove?: string[];
  replace?: string[];
  set?: Record<string, Value>;
}

export interface Listed {
  name: string;
  title: Texts;
}

export interface Listing {
  model_version: string;
  packages: Listed[];
  systems: (Listed & { currency: string; years: number[]; instruments: string[] })[];
  /** Countries to which a study can be carried, by the names of their systems. */
  countries: (Listed & { code: string; currency: string; population: string; years: number[]; full_time_pay: number; workers: number })[];
  populations: Listed[];
  scenarios: Listed[];
  instruments: (Listed & { kind: string; unit: string })[];
  package_descriptions: Record<string, Texts>;
  instrument_notes: Record<string, Texts>;
  scenario_notes: Record<string, Texts>;
  /** Instruments of a system's own that are not law there and may be added, by the name of the system. */
  offers: Record<string, (Listed & { kind: string; unit: string; notes: Texts })[]>;
}

/** What became of a study in another country. */
export interface Carry {
  country: string;
  title: Texts;
  home: string;
  home_title: Texts;
  currency: string;
  year: number;
  home_year: number;
  population: string;
  full_time_pay: [number, number];
  workers: [number, number];
  /** Values that are otherwise there; `before` is null where only the country has one. */
  values: { law: string; name: string; unit: string; why: "study" | "default" | "country"; before: Value; after: Value }[];
  held: string[];
  left_out: string[];
  note: Texts;
}

export interface Parameter {
  name: string;
  title: Texts;
  note: Texts;
  reference: string;
  assumption: boolean;
  form: "number" | "truth" | "choice" | "concept" | "list" | "table" | "schedule";
  unit: string;
  range: [number, number] | null;
  step: number | null;
  options: string[];
  of: string | null;
  by: { name: string; category: string | null; values: string[] }[];
  schedule: { kind: string; over: string; above: boolean; scale: number } | null;
  default: Value;
  set: { from: string | null; value: Value }[];
}

export interface Instrument {
  name: string;
  title: Texts;
  notes: Texts;
  reference: string;
  kind: string;
  parameters: Parameter[];
}

/** The scenario and the instruments of a study's law. */
export interface Law {
  model_version: string;
  instruments: Instrument[];
  system: string;
  currency: string;
  year: number;
  added: string[];
  changed: string[];
  /** Numbers that are neither law nor published, by `instrument.parameter`, with the values that the study was opened with. */
  assumptions: { parameter: string; value: string; low: number | null; high: number | null }[];
  /** Titles of the values of categories, by category and value. */
  value_titles: Record<string, Record<string, Texts>>;
  span: Span;
}

/** The years over which a study can be run: those from its own on that its law is held for. */
export interface Span {
  first: number;
  last: number;
  /** Whether its scenario lives through months, so that one year differs from the next. */
  hasMonths: boolean;
}

/** What is known of a run over years. */
export interface ToldYears {
  years: number[];
  /** How many of them are worked out. */
  done: number;
  figures: Figure[];
  /** Once all are. */
  fingerprint: string | null;
}

/** People of one's own: a CSV file, and the mapping file that reads it where there is one. */
export interface OwnFiles {
  name: string;
  bytes: Uint8Array;
  mapping: { name: string; text: string } | null;
}

/** People of one's own as a study names them. */
export interface OwnPeople {
  file: string;
  /** The mapping file, or the population whose mapping reads the file. */
  mapping: string;
  /** The mapping file that was made for the file's columns. */
  made: string | null;
  system: string;
}

/** What is wrong, as the command line tells it. */
export interface Refusal {
  message: string;
  problems: { code: string; file: string; path: string; line: number | null; column: number | null; message: string; remedy: string }[];
}

/** A column that a file of people may have. */
export interface OwnColumn {
  name: string;
  title: Texts;
  entity: string;
  unit: string;
  range: [number, number] | null;
  words: string[];
  is_required: boolean;
}

/** How people who were made from a recipe meet its targets. */
export interface Calibration {
  head: {
    recipe: string;
    households: number;
    persons: number;
    represented: number;
    seed: number;
    converged: boolean;
    calibrated: number;
    met: number;
    worst_miss: number;
    effective_households: number;
    fingerprint: string;
  };
  targets: { id: string; role: string; wanted: number; raw_ratio: number; got: number; ratio: number; met: boolean; standing: string; reference: string }[];
}

/** A term of the figures with its meaning. */
export interface Term {
  name: string;
  term: string;
  meaning: string;
}

/** An option of a study, in the engine's words. */
export interface StudyOption {
  name: string;
  title: Texts;
  definition: Texts;
  form: "truth" | "choice" | "share" | "whole";
  choices?: { name: string; title: Texts }[];
  range?: [number, number];
  default: boolean | string | number;
  /** When what it asks for is told: with every figure, with a whole run, by runs of its own after that, or over years. */
  answer: "tick" | "run" | "own_runs" | "years";
}

export type Choice = "scenario" | "place" | "package";

export interface Cell {
  name: string;
  label: string;
  figure: string;
  value: number | null;
  beside: number | null;
  unit: string;
  note: string;
}

export interface Headline {
  sentence: string;
  parts: { text: string; choice: Choice | null }[];
  cells: Cell[];
}

export interface Column {
  name: string;
  title: string;
  unit: string;
  cells: (number | null)[] | string[];
  shown: string[];
}

export interface Table {
  name: string;
  title: string;
  keys: string[];
  columns: Column[];
}

export interface Figure {
  name: string;
  question: string;
  sentence: string;
  title: string;
  definition: string;
  axis: { unit: string; factor: number; caption: string };
  table: Table;
  more: Table[];
}

/** The study of the page, and the one that is set beside it. */
export type Side = "a" | "b";

/** What a tick gives: everything that is shown while a slider is held. */
export interface Frame {
  side: Side;
  /** Both studies beside each other, where there are two. */
  compared: Compared | null;
  headline: Headline;
  figures: Figure[];
  /** Whether it holds no more than the figures that were asked for. */
  isPart: boolean;
  /** The net cost, and what the move since the slider was pressed did to it, as the page says it. */
  netCost: number;
  moved: string | null;
  /** What the engine took, in milliseconds. */
  millis: number;
}

/** The names of figures, with spaces between: those wanted, all if there are none, and those of them that are told whole. */
export interface Wanted {
  only: string;
  open: string;
}

/** A frame on its way: `shown` is the JSON of its headline and its figures. */
export interface Ticked {
  side: Side;
  compared: Compared | null;
  shown: string;
  netCost: number;
  moved: string | null;
  millis: number;
}

/** What a whole run gives. */
export interface Settled {
  headline: Headline;
  figures: Figure[];
  fingerprint: string;
  model: string;
  population: string;
  households: number;
  /** Whether the people are made up from a recipe. */
  isSynthetic: boolean;
  /** The visitor's own file that the people are of. */
  ownFile: string | null;
}
