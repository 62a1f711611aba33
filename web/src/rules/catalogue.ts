// The rules that can be read, in groups: those of the package, of today's law, what happens, and what may be added.

import type { Law, Listing, Texts } from "../engine/types";

export interface Entry {
  name: string;
  title: Texts;
  kind: string;
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
    { group: "rules_other" as const, entries: listing.instruments.filter((listed) => !there.has(listed.name)) },
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
