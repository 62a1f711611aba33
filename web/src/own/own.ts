// A study on the visitor's own people, and the files that these come in.

import type { OwnPeople, Study } from "../engine/types";

/** The data file that a study names for its people; `null` where they are no file of one's own. */
export function fileOf(study: Study | null): string | null {
  const people = study?.population;
  return typeof people === "object" && people !== null && "file" in people ? String(people.file) : null;
}

/** The study with these people, as its file names them. */
export function onPeople(study: Study, people: OwnPeople): Study {
  return { ...study, population: { file: people.file, mapping: people.mapping } };
}

/** Of the files that were chosen the data and the mapping; what neither is, and what is too many. */
export function sorted<T extends { name: string }>(files: T[]): { data: T | null; mapping: T | null; rest: T[] } {
  const ends = (ending: string) => files.filter((file) => file.name.toLowerCase().endsWith(ending));
  const [data = null] = ends(".csv");
  const [mapping = null] = ends(".toml");
  return { data, mapping, rest: files.filter((file) => file !== data && file !== mapping) };
}

/** Files beside the study that its people need: those that are no part of the program. */
export function filesBeside(people: OwnPeople | null): string[] {
  if (!people) return [];
  return people.mapping.endsWith(".toml") ? [people.file, people.mapping] : [people.file];
}
