// The study that is set beside that of the page: on the same people, under the same scenario and year.

import words from "../../../core/src/figures/study_options.json";
import type { Study, StudyOption, Value } from "../engine/types";
import { same } from "../study/study";

/** The options by which figures are measured: two studies with others cannot be set against each other. */
const MEASURED = ["poverty_line_share", "weighting", "seed"];
/** What they are where a study says nothing. */
const DEFAULTS = Object.fromEntries((words as unknown as StudyOption[]).filter(({ name }) => MEASURED.includes(name)).map((option) => [option.name, option.default]));

const measured = (study: Study) => Object.fromEntries(Object.entries(study.options ?? {}).filter(([name]) => MEASURED.includes(name)));
const without = (options: Study["options"]) => Object.fromEntries(Object.entries(options ?? {}).filter(([name]) => !MEASURED.includes(name)));

/** A package as a study on the people and under the scenario of another, measured as that is, where both belong to one law. */
export function besideOf(other: Study, chosen: Study): Study {
  if (chosen.system !== other.system) return chosen;
  const { scenario: _scenario, options: own, ...rest } = chosen;
  const options = { ...without(own), ...measured(other) };
  return {
    ...rest,
    ...(own || Object.keys(options).length > 0 ? { options } : {}),
    ...(other.population !== undefined ? { population: other.population } : {}),
    ...(other.year !== undefined ? { year: other.year } : {}),
    ...(other.scenario !== undefined ? { scenario: other.scenario } : {}),
  };
}

/** Today's law as a package that changes nothing. */
export function todaysLaw(other: Study, title: { en: string; zh: string }): Study {
  const { description: _description, notes: _notes, reference: _reference, package: _package, ...rest } = other;
  return { ...rest, name: "todays-law", title, reform: {} };
}

/** What keeps two studies from being set against each other; `null`: nothing. */
export function mismatch(a: Study, b: Study): "law" | "people" | "year" | "scenario" | "options" | null {
  const differ = (x: unknown, y: unknown) => !same(x as Value | undefined, y as Value | undefined);
  if (differ(a.system, b.system)) return "law";
  if (differ(a.population, b.population)) return "people";
  if (differ(a.year, b.year)) return "year";
  if (differ(a.scenario, b.scenario)) return "scenario";
  if (differ({ ...DEFAULTS, ...measured(a) }, { ...DEFAULTS, ...measured(b) })) return "options";
  return null;
}
