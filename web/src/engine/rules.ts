// What the page asks of rules: files, titles, whether a text is sound. A part of the worker.

import type { Problem, RuleFile } from "../rules/types";
import { ownRules } from "../rules/own";
import { ruleText } from "../rules/text";
import * as wasm from "./glue/commonweal_wasm.js";
import type { Study, Texts, Value } from "./types";

export const rules = {
  /** A rule of a system, of all systems, or a scenario. */
  rule(name: string, system: string): RuleFile {
    return JSON.parse(wasm.rule(name, system)) as RuleFile;
  },

  /** The titles of columns, concepts and parameters of a system. */
  names(system: string): Record<string, Texts> {
    return JSON.parse(wasm.names(system)) as Record<string, Texts>;
  },

  /** The problems of a text, in the study that is to hold it; and what it is where it has none. */
  check(text: string, study: Study, system: string, name: string): { problems: Problem[]; rule: { [key: string]: Value } | null } {
    const beside = ownRules(study).filter((own) => own.name !== name);
    const files = Object.fromEntries(beside.map((own) => [`instruments/${String(own.name)}.toml`, ruleText(own)]));
    const problems = JSON.parse(wasm.check_rule(`${name}.toml`, text, system, JSON.stringify(files))) as Problem[];
    return { problems, rule: problems.length > 0 ? null : (JSON.parse(wasm.toml_json(text)) as { [key: string]: Value }) };
  },
};
