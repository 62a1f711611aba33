// Pure operations on a study: what the rail changes, and what differs between two.

import type { Instrument, Language, Law, Parameter, Study, Value } from "../engine/types";

/** A parameter of an instrument as a study names it. */
export function keyOf(instrument: Instrument, parameter: Parameter): string {
  return `${instrument.kind === "scenario" ? "scenario" : instrument.name}.${parameter.name}`;
}

/** The title in a language, in English where it is missing. */
export function titled(texts: Record<string, string> | string | undefined, language: Language, name = ""): string {
  if (typeof texts === "string") return texts;
  return texts?.[language] || texts?.en || name;
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  const whole = text.trim();
  let depth = 0;
  for (let at = 0; at < whole.length; at += 1) {
    const sign = whole.charAt(at);
    if ("(（".includes(sign)) depth += 1;
    else if (")）".includes(sign)) depth -= 1;
    // A stop within brackets ends no sentence, nor does one within a number or a name.
    else if (depth <= 0 && ("。；".includes(sign) || (".;".includes(sign) && !/\S/.test(whole.charAt(at + 1))))) return whole.slice(0, at) + (sign === ";" ? "." : sign === "；" ? "。" : sign);
  }
  return whole;
}

/** The study with its values written in one way: `"instrument.parameter" = value`, the scenario as a table. */
export function normalised(study: Study): Study {
  const scenario = typeof study.scenario === "string" ? { name: study.scenario } : study.scenario;
  const reform = study.reform ?? {};
  const set: Record<string, Value> = {};
  for (const [key, value] of Object.entries(reform.set ?? {})) {
    if (key.includes(".") || typeof value !== "object" || value === null || Array.isArray(value)) set[key] = value;
    else for (const [name, inner] of Object.entries(value)) set[`${key}.${name}`] = inner;
  }
  return { ...study, ...(scenario ? { scenario } : {}), reform: { ...reform, set } };
}

/** Whether a study neither changes the law nor lets anything happen. */
export function isIdle({ scenario, reform = {} }: Study): boolean {
  const name = typeof scenario === "object" ? scenario.name : scenario;
  const changes = [reform.add, reform.remove, reform.replace, Object.keys(reform.set ?? {})];
  return (name ?? "none") === "none" && changes.every((list) => (list ?? []).length === 0);
}

/** The study as its file has it: a reform that changes nothing is left out, for a study without one has other results. */
export function plain(study: Study): Study {
  const { add = [], remove = [], replace = [], set = {} } = study.reform ?? {};
  if (add.length + remove.length + replace.length + Object.keys(set).length > 0) return study;
  const { reform, ...rest } = study;
  return reform ? rest : study;
}

/** All values that a study sets in its reform and its scenario. */
export function settings(study: Study): Record<string, Value> {
  const scenario = typeof study.scenario === "object" ? (study.scenario.set ?? {}) : {};
  const of = Object.entries(scenario).map(([name, value]) => [`scenario.${name}`, value] as const);
  return { ...study.reform?.set, ...Object.fromEntries(of) };
}

/** The study with these settings in the place of its own. */
export function withSettings(study: Study, values: Record<string, Value>): Study {
  const set: Record<string, Value> = {};
  const own: Record<string, Value> = {};
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("scenario.")) own[key.slice("scenario.".length)] = value;
    else set[key] = value;
  }
  const scenario = typeof study.scenario === "string" ? { name: study.scenario } : study.scenario;
  const chosen = scenario && { name: scenario.name, ...(Object.keys(own).length ? { set: own } : {}) };
  return { ...study, ...(chosen ? { scenario: chosen } : {}), reform: { ...study.reform, set } };
}

/** The study with a value set; `undefined` sets none. */
export function withValue(study: Study, key: string, value: Value | undefined): Study {
  const values = settings(study);
  if (value === undefined) delete values[key];
  else values[key] = value;
  return withSettings(study, values);
}

/** The study with an option set; what says no more than the study as it was opened, or nothing at all, is left out. */
export function withOption(study: Study, name: string, value: Value, standard: Value, first: Study): Study {
  const { options: own = {}, ...rest } = study;
  const { [name]: _, ...others } = own;
  const options = same(value, standard) && !(name in (first.options ?? {})) ? others : { ...others, [name]: value };
  return Object.keys(options).length > 0 || first.options ? { ...rest, options } : rest;
}

/** The study with an instrument added or taken away, and what was set of it forgotten. */
export function withInstrument(study: Study, name: string, isThere: boolean): Study {
  const reform = study.reform ?? {};
  const without = (list?: string[]) => (list ?? []).filter((known) => known !== name);
  const kept = Object.fromEntries(Object.entries(reform.set ?? {}).filter(([key]) => !key.startsWith(`${name}.`)));
  if (isThere) {
    const wasRemoved = reform.remove?.includes(name);
    const add = wasRemoved ? (reform.add ?? []) : [...without(reform.add), name];
    return { ...study, reform: { ...reform, add, remove: without(reform.remove) } };
  }
  const wasAdded = reform.add?.includes(name);
  // A rule that the study holds itself stands there for the reform that adds it.
  const own = study.instruments?.filter((rule) => !(typeof rule === "object" && rule !== null && "name" in rule && rule.name === name));
  const { instruments: _, ...rest } = study;
  if (wasAdded && own) study = own.length > 0 ? { ...rest, instruments: own } : rest;
  const remove = wasAdded ? without(reform.remove) : [...without(reform.remove), name];
  return { ...study, reform: { ...reform, add: without(reform.add), remove, set: kept } };
}

/** Whether two values are the same, whatever the order of their entries. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  const of = (from: object, key: string) => (from as Record<string, Value>)[key];
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(of(a, key), of(b, key)));
}

/** What must be told the engine to come from one study to the other: values, or `null` where more than values differs. */
export function difference(from: Study, to: Study): Record<string, Value | undefined> | null {
  const bare = (study: Study) => withSettings(study, {}) as unknown as Value;
  if (!same(bare(from), bare(to))) return null;
  const [before, after] = [settings(from), settings(to)];
  const changed: Record<string, Value | undefined> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!same(before[key], after[key])) changed[key] = after[key];
  }
  return changed;
}

/** The name of the study as it is in its own country: a study that was carried has the name of the country's system behind it. */
export function homeName(study: Study): string {
  const ending = `-${study.system}`;
  return study.name.endsWith(ending) ? study.name.slice(0, -ending.length) : study.name;
}

/** The value that the package gives a parameter. */
export function packaged(parameter: Parameter): Value {
  return parameter.set.at(-1)?.value ?? parameter.default;
}

/** The parts of a law as the rail shows them. */
export interface Blocks {
  shock: Instrument | null;
  spending: Instrument[];
  money: Instrument[];
  rest: Instrument[];
}

const LEVIES = ["tax", "contribution", "employer_contribution", "levy"];

/** Sorts a law into what happens, what the package pays, where its money comes from, and the rest of the law. */
export function blocks(law: Law): Blocks {
  const shock = law.instruments.find((instrument) => instrument.kind === "scenario") ?? null;
  const others = law.instruments.filter((instrument) => instrument !== shock && instrument.parameters.length > 0);
  const named = new Set([...law.added, ...law.changed]);
  const own = others.filter((instrument) => named.has(instrument.name));
  const isLevy = (instrument: Instrument) => LEVIES.some((kind) => instrument.kind.includes(kind));
  return {
    shock,
    spending: own.filter((instrument) => !isLevy(instrument)),
    money: own.filter(isLevy),
    rest: others.filter((instrument) => !named.has(instrument.name)),
  };
}
