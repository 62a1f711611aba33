// A rule as it holds in the study: what it says of itself, and the text of its file.

import { app } from "../state.svelte";
import { type Written, ownRule } from "./own";
import { ruleText } from "./text";
import type { Rule } from "./types";

export interface RuleSource {
  rule: Rule;
  text: string;
  /** The text without what the study changes; `null` where the study alone has the rule. */
  original: string | null;
  isOwn: boolean;
}

/** Texts as they were written, by what they say: a study keeps no comments. */
const written = new Map<string, string>();

export function remember(rule: Written, text: string): void {
  written.set(JSON.stringify(rule), text);
}

/** The rule of a name; `null` where there is none. */
export async function sourceOf(name: string): Promise<RuleSource | null> {
  const law = app.law;
  if (!law) return null;
  const held = law.instruments.find((found) => found.name === name) as Rule | undefined;
  const file = await app.engine.asked((engine) => engine.rule(name, law.system)).catch(() => null);
  const own = ownRule(app.study, name);
  if (own && held) return { rule: held, text: written.get(JSON.stringify(own)) ?? ruleText(own), original: file?.text ?? null, isOwn: true };
  if (!file) return null;
  return { rule: held ?? file.instrument, text: file.text, original: file.text, isOwn: false };
}

/** The titles of the system's names; asked once for each system. */
const asked = new Map<string, Promise<Record<string, import("../engine/types").Texts>>>();

export function titlesOf(system: string): Promise<Record<string, import("../engine/types").Texts>> {
  const known = asked.get(system);
  if (known) return known;
  const answer = app.engine.asked((engine) => engine.names(system));
  asked.set(system, answer);
  answer.catch(() => asked.delete(system));
  return answer;
}
