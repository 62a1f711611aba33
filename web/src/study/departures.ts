// How far a study has gone from the one that it was opened as, and what becomes of a value that the engine refuses.

import type { Study, Value } from "../engine/types";
import type { History } from "./history";
import { same, settings, withSettings } from "./study";

/** The package that a visitor begins from today's law. */
export const OWN_PACKAGE = "own-package";

/** Instruments that came, went or have another rule than in the study as it was opened. */
function touchedOf(first: Study, study: Study): Set<string> {
  const [before, after] = [first.reform ?? {}, study.reform ?? {}];
  const instruments = new Set<string>();
  for (const list of ["add", "remove", "replace"] as const) {
    const [had, has] = [new Set(before[list]), new Set(after[list])];
    for (const name of new Set([...had, ...has])) if (had.has(name) !== has.has(name)) instruments.add(name);
  }
  const rules = (of: Study) => new Map((of.instruments ?? []).map((rule) => [String((rule as { name?: Value } | null)?.name), rule]));
  const [old, own] = [rules(first), rules(study)];
  for (const name of new Set([...old.keys(), ...own.keys()])) if (!same(old.get(name), own.get(name))) instruments.add(name);
  return instruments;
}

/** The same of a package that has a name of its own; what a visitor builds from today's law is nobody's package changed. */
export function touched(first: Study, study: Study): string[] {
  return study.name === OWN_PACKAGE ? [] : [...touchedOf(first, study)];
}

/** Whether a package is another than it was opened as: its instruments, their rules or values. What happens to whom stands apart. */
export function isAltered(first: Study, study: Study): boolean {
  if (study.name === OWN_PACKAGE) return false;
  const set = (of: Study) => Object.fromEntries(Object.entries(settings(of)).filter(([key]) => !key.startsWith("scenario.")));
  return touched(first, study).length > 0 || !same(set(first), set(study));
}

/** The study with the package as it was opened; people, year, options and what happens stay, the latter with the values that `base` has. */
export function asOpened(first: Study, study: Study, base: Study): Study {
  const { instruments: _, ...rest } = study;
  const scenario = Object.entries(settings(base)).filter(([key]) => key.startsWith("scenario."));
  const own = Object.entries(settings(first)).filter(([key]) => !key.startsWith("scenario."));
  const bare = { ...rest, ...(first.instruments ? { instruments: first.instruments } : {}), ...(first.reform ? { reform: first.reform } : {}) };
  return withSettings(bare, Object.fromEntries([...own, ...scenario]));
}

/** The number of things in which two studies differ: values, instruments, rules of their own, scenario, people, year, options. */
export function departures(first: Study, study: Study): number {
  const instruments = touchedOf(first, study);
  let count = instruments.size;
  const [had, has] = [settings(first), settings(study)];
  for (const key of new Set([...Object.keys(had), ...Object.keys(has)])) {
    // The values of an instrument that came or went are counted with it.
    if (!instruments.has(key.split(".")[0] ?? "") && !same(had[key], has[key])) count += 1;
  }
  const scenario = (of: Study) => (typeof of.scenario === "object" ? of.scenario.name : (of.scenario ?? "none"));
  if (scenario(first) !== scenario(study)) count += 1;
  if (!same(first.population, study.population)) count += 1;
  if (first.year !== study.year) count += 1;
  const [asked, asks] = [first.options ?? {}, study.options ?? {}];
  for (const name of new Set([...Object.keys(asked), ...Object.keys(asks)])) if (!same(asked[name], asks[name])) count += 1;
  return count;
}

/**
 * A history whose last steps are mended: a step that is then as the one before it, which `isSame` says, is gone. Steps before the
 * present one were taken by the engine and stay.
 */
export function mended<T>(history: History<T>, mend: (step: T) => T, isSame: (a: T, b: T) => boolean): History<T> {
  const now = mend(history.now);
  const last = history.past.at(-1);
  const future = history.future.map(mend).filter((step, at, all) => !isSame(step, all[at - 1] ?? now));
  if (now !== history.now && last !== undefined && isSame(last, now)) return { past: history.past.slice(0, -1), now: last, future };
  return { past: history.past, now, future };
}
