// What the page asks of rules: files, titles, whether a text is sound. A part of the worker.

import type { Problem, RuleFile } from "../rules/types";
import { ownRules } from "../rules/own";
import { ruleText } from "../rules/text";
import { withSystem } from "./files";
import { answered } from "./answers";
import * as wasm from "./glue/commonweal_wasm.js";
import type { Study, Texts, Value } from "./types";

export interface Checked {
  problems: Problem[];
  /** Worked cases that expect something else. */
  cases: Problem[];
  rule: { [key: string]: Value } | null;
}

export const rules = {
  /** A rule of a system, of all systems, or a scenario. */
  rule(name: string, system: string): Promise<RuleFile> {
    return withSystem(system, () => answered("rule", wasm.rule(name, system)));
  },

  /** The titles of columns, concepts and parameters of a system. */
  names(system: string): Promise<Record<string, Texts>> {
    return withSystem(system, () => answered("names", wasm.names(system)));
  },

  /** The problems of a text, in the study that is to hold it; and what it is where nothing but its worked cases is wrong. */
  async check(text: string, study: Study, system: string, name: string): Promise<Checked> {
    const beside = ownRules(study).filter((own) => own.name !== name);
    const files = Object.fromEntries(beside.map((own) => [`instruments/${String(own.name)}.toml`, ruleText(own)]));
    const found = await withSystem(system, () => answered("check_rule", wasm.check_rule(`${name}.toml`, text, system, JSON.stringify(files))));
    // Whoever changes a formula changes what its worked cases should give: they are told, and stay out of the study.
    const cases = found.filter((problem) => problem.code === "case-differs");
    const problems = found.filter((problem) => problem.code !== "case-differs");
    if (problems.length > 0) return { problems, cases, rule: null };
    const rule = JSON.parse(wasm.toml_json(text)) as { [key: string]: Value };
    if (cases.length > 0) delete rule.cases;
    return { problems, cases, rule };
  },
};
