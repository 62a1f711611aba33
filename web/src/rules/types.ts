// What the engine says of a rule file, of its problems, and of a household in which it is at work.

import type { ExplainedValue, Rule as RuleStep } from "../engine/types.generated";

export type { Example, ExplainedStep, Instrument as Rule, Problem, RuleFile } from "../engine/types.generated";
export type Explained = ExplainedValue;
export type Step = RuleStep;
