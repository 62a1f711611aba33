// The study that is set beside that of the page: on the same people, under the same scenario and year.

import type { Study, Value } from "../engine/types";
import { same } from "../study/study";

/** A package as a study on the people and under the scenario of another, where both belong to one law. */
export function besideOf(other: Study, chosen: Study): Study {
  if (chosen.system !== other.system) return chosen;
  const { scenario: _scenario, ...rest } = chosen;
  return {
    ...rest,
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
export function mismatch(a: Study, b: Study): "law" | "people" | "year" | "scenario" | null {
  const differ = (x: unknown, y: unknown) => !same(x as Value | undefined, y as Value | undefined);
  if (differ(a.system, b.system)) return "law";
  if (differ(a.population, b.population)) return "people";
  if (differ(a.year, b.year)) return "year";
  if (differ(a.scenario, b.scenario)) return "scenario";
  return null;
}
