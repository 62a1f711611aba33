// The rules that can be read, in groups: those of the package, of today's law, what happens, and what may be added.

import type { Law, Listing, Texts } from "../engine/types";

export interface Entry {
  name: string;
  title: Texts;
  kind: string;
}

/** An instrument that a package may add. */
export interface Addable extends Entry {
  notes: Texts | undefined;
}

/** What may be added to the law of a system: its own instruments beside the law, and those for any system, of which its own take the place. */
export function addable(listing: Listing, system: string): Addable[] {
  const own = listing.offers[system] ?? [];
  const named = new Set(own.map((found) => found.name));
  const common = listing.instruments.filter((found) => !named.has(found.name)).map((found) => ({ ...found, notes: listing.instrument_notes[found.name] }));
  return [...own, ...common];
}

/** What is said of an entry that the law does not hold, or of one that it shares with other systems. */
export function noteOf(listing: Listing, system: string, name: string): Texts | undefined {
  return addable(listing, system).find((found) => found.name === name)?.notes ?? listing.scenario_notes[name.replaceAll("_", "-")];
}

export type Group = "rules_package" | "rules_law" | "rules_shock" | "rules_other";

export function groupsOf(law: Law, listing: Listing): { group: Group; entries: Entry[] }[] {
  const named = new Set([...law.added, ...law.changed]);
  const own = law.instruments.filter((found) => found.kind !== "scenario");
  const there = new Set(law.instruments.map((found) => found.name));
  const scenarios = law.instruments.filter((found) => found.kind === "scenario");
  const others = listing.scenarios
    .map((listed) => ({ ...listed, name: listed.name.replaceAll("-", "_"), kind: "scenario" }))
    .filter((listed) => !there.has(listed.name));
  return [
    { group: "rules_package" as const, entries: own.filter((found) => named.has(found.name)) },
    { group: "rules_law" as const, entries: own.filter((found) => !named.has(found.name)) },
    { group: "rules_other" as const, entries: addable(listing, law.system).filter((listed) => !there.has(listed.name)) },
    { group: "rules_shock" as const, entries: [...scenarios, ...others] },
  ].filter(({ entries }) => entries.length > 0);
}

/** The entries whose title, name or note has all the words. */
export function found(entries: Entry[], words: string, textsOf: (entry: Entry) => string): Entry[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = textsOf(entry).toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
