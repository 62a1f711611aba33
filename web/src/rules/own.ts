// The rules that a study holds itself: what an edited or a new one does to it.

import type { Instrument, Law, Listing, Study, Value } from "../engine/types";

export type Written = { [key: string]: Value };

/** What there is without the study: the catalogue, and the name of the system that it runs on. */
export interface Around {
  listing: Listing;
  system: string;
}

/** The rules that stand in a study. */
export function ownRules(study: Study): Written[] {
  return (study.instruments ?? []).filter((rule): rule is Written => typeof rule === "object" && rule !== null && !Array.isArray(rule));
}

export function ownRule(study: Study | null, name: string): Written | undefined {
  return study ? ownRules(study).find((rule) => rule.name === name) : undefined;
}

/** Whether an instrument is law before the reform, so that a rule of its name replaces it. */
export function isLaw(study: Study, { listing, system: named }: Around, name: string): boolean {
  const system = listing.systems.find((listed) => listed.name === named);
  const { add = [], replace = [] } = study.baseline ?? {};
  return (system?.instruments ?? []).includes(name) || add.includes(name) || replace.includes(name);
}

/** Whether there is a file of that name without the study. */
export function hasFile({ listing, system: named }: Around, name: string): boolean {
  const system = listing.systems.find((listed) => listed.name === named);
  return listing.instruments.some((listed) => listed.name === name) || (system?.instruments ?? []).includes(name);
}

const without = (list: string[] | undefined, name: string) => (list ?? []).filter((known) => known !== name);

/** The study with a rule of its own, in the place of the one of its name. Values of parameters that it no longer has are left out. */
export function withRule(study: Study, around: Around, rule: Written, before?: Instrument): Study {
  const name = String(rule.name);
  const parameters = typeof rule.parameters === "object" && rule.parameters !== null ? Object.keys(rule.parameters) : [];
  const gone = (before?.parameters ?? []).filter((parameter) => !parameters.includes(parameter.name)).map((parameter) => `${name}.${parameter.name}`);
  const reform = study.reform ?? {};
  const set = Object.fromEntries(Object.entries(reform.set ?? {}).filter(([key]) => !gone.includes(key)));
  const list = isLaw(study, around, name) ? "replace" : "add";
  const known = ownRules(study);
  const at = known.findIndex((own) => own.name === name);
  const instruments = at < 0 ? [...known, rule] : known.map((own, place) => (place === at ? rule : own));
  const listed = reform[list]?.includes(name) ? reform[list] : [...(reform[list] ?? []), name];
  return { ...study, instruments, reform: { ...reform, [list]: listed, remove: without(reform.remove, name), set } };
}

/** The study without a rule of its own: what is law, or a file of the catalogue, holds again; what is only its own is gone. */
export function withoutRule(study: Study, around: Around, name: string): Study {
  const instruments = ownRules(study).filter((own) => own.name !== name);
  const reform = study.reform ?? {};
  const isGone = !hasFile(around, name);
  const add = isGone ? without(reform.add, name) : (reform.add ?? []);
  const set = Object.fromEntries(Object.entries(reform.set ?? {}).filter(([key]) => !isGone || !key.startsWith(`${name}.`)));
  const { instruments: _, ...rest } = study;
  return { ...rest, ...(instruments.length > 0 ? { instruments } : {}), reform: { ...reform, add, replace: without(reform.replace, name), set } };
}

/** A name that no instrument has yet. */
export function freeName(wanted: string, taken: string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) if (!taken.includes(`${wanted}_${number}`)) return `${wanted}_${number}`;
}

/** The name of a new rule, which the visitor may change. */
export function newName(law: Law | null, listing: Listing | null): string {
  return freeName("my_benefit", [...(law?.instruments ?? []), ...(listing?.instruments ?? [])].map((found) => found.name));
}

/** A rule to begin with: one amount for everybody of an age. */
export function template(name: string): string {
  return `# A rule that works, to be changed: every figure follows while you type.
format = 1
name = "${name}"
title = { en = "My benefit", zh = "我的津贴" }
kind = "benefit"
unit = "person"
period = "month"

[parameters]
payment = { unit = "currency/month", default = 50, range = [0, 5000], step = 5, assumption = true, title = { en = "Amount a month", zh = "月金额" } }
youngest = { unit = "age", default = 25, range = [0, 120], step = 1, assumption = true, title = { en = "Youngest age", zh = "最低年龄" } }
oldest = { unit = "age", default = 64, range = [0, 120], step = 1, assumption = true, title = { en = "Oldest age", zh = "最高年龄" } }

[rules]
of_age = { formula = "youngest <= age <= oldest", title = { en = "Of the age that counts", zh = "年龄符合" } }
amount = { formula = "payment if of_age else 0", title = { en = "Benefit a month", zh = "月津贴" } }

[interaction]
counts_in = { taxable_income = false, means_test_income = true }
`;
}
