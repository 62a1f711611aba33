// What the page knows of a study and its figures. What the engine itself gives stands in types.generated.ts, made from its schemas; here is
// what the page makes of it.

import type { Compared } from "../compare/rows";
import type { Answers, Figure, Headline, Instrument, Study as StudyFile, StudyDescription, Value } from "./types.generated";

export type { Answers, Calibration, Carry, Cell, Choice, Column, Figure, Headline, Instrument, Listing, OwnColumn, Parameter, Problem, Shown, StudyOption, Table, Term, Texts, ToldYears, Unit, Value } from "./types.generated";

export type Language = "en" | "zh";

/** A study as its file states it; the page sets its options by the names that the engine tells. */
export interface Study extends Omit<StudyFile, "options"> {
  options?: Record<string, Value>;
}

export type Reform = NonNullable<Study["reform"]>;
export type Listed = Answers["catalog"]["packages"][number];

/** The scenario and the instruments of a study's law. */
export interface Law extends Pick<StudyDescription, "model_version" | "system" | "currency" | "year" | "assumptions" | "value_titles"> {
  instruments: Instrument[];
  added: string[];
  changed: string[];
  span: Span;
}

/** The years over which a study can be run: those from its own on that its law is held for. */
export interface Span {
  first: number;
  last: number;
  /** Whether its scenario lives through months, so that one year differs from the next. */
  hasMonths: boolean;
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
  problems: Answers["problems"];
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
  /** The columns of that file which its mapping does not read. */
  unread: string[];
}
