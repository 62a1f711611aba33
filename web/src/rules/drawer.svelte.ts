// What the drawer of a rule holds: the text that is written, whether it is sound, and what it would do.

import { app } from "../state.svelte";
import { hasFile, ownRule, template, withRule, withoutRule, type Written } from "./own";
import { placeOf } from "./places";
import { type RuleSource, remember, sourceOf } from "./source";
import type { Problem, Rule } from "./types";
import { words } from "../engine/network";
import type { Checked } from "../engine/rules";
import type { Study } from "../engine/types";
import { PROBLEMS } from "../texts/problems";

/** What was written and not used, by law, side and name of the rule, until the page is left. */
const drafts = new Map<string, string>();

export class Draft {
  source = $state.raw<RuleSource | null>(null);
  text = $state("");
  problems = $state.raw<Problem[]>([]);
  /** Worked cases of the file that expect another value. */
  cases = $state.raw<Problem[]>([]);
  /** The engine's words where the rule is sound and the study with it is not. */
  refused = $state("");
  isChecking = $state(false);
  /** The rule that is written and could be used. */
  written = $state.raw<Written | null>(null);

  /** A draft is of the rule of one law and of one side: another country's rule of that name is another rule. */
  readonly #key: string;
  #rule: Written | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #ended = false;

  constructor(
    readonly name: string,
    readonly isNew: boolean,
  ) {
    this.#key = [app.law?.system ?? "", app.side, name].join("/");
  }

  /** What the text is when nothing is written. */
  get begun(): string {
    return this.source?.text ?? template(this.name);
  }

  get isWritten(): boolean {
    return this.text !== this.begun;
  }

  get rule(): Rule | null {
    return this.source?.rule ?? null;
  }

  /** Whether there is something to use: what is written and sound, or a new rule that is not in the study. */
  get canUse(): boolean {
    return this.written !== null && this.refused === "" && !this.isChecking && (this.isWritten || this.isNew);
  }

  get canGoBack(): boolean {
    return this.isWritten || (this.source?.isOwn === true && this.source.original !== null);
  }

  async begin(): Promise<void> {
    if (!this.isNew) this.source = await sourceOf(this.name);
    this.text = drafts.get(this.#key) ?? this.begun;
    if (this.isNew || this.isWritten) this.#check();
  }

  type(text: string): void {
    if (text === this.text) return;
    this.text = text;
    drafts.set(this.#key, text);
    clearTimeout(this.#timer);
    this.isChecking = true;
    this.#timer = setTimeout(() => void this.#check(), 250);
  }

  /** Checks what is written and shows what it would cost; of several the latest counts. */
  async #check(): Promise<void> {
    const [turn, text, study, law] = [++this.#turn, this.text, app.history?.now.study, app.law];
    if (!study || !law) return;
    this.isChecking = true;
    let checked: Checked;
    try {
      checked = await app.engine.asked((engine) => engine.check(text, study, law.system, this.name));
    } catch (error) {
      // Nothing is known of the text: it is checked again when it is next changed.
      if (turn !== this.#turn || this.#ended) return;
      this.refused = words(error);
      this.isChecking = false;
      return;
    }
    const { problems, cases, rule } = checked;
    if (turn !== this.#turn || this.#ended) return;
    const taken = rule && this.#takenName(rule, study);
    this.problems = taken ? [taken] : problems;
    this.cases = cases;
    this.#rule = this.problems.length > 0 ? null : rule;
    const refused = this.#rule ? await app.preview(this.isWritten || this.isNew ? this.#with(study, this.#rule) : null) : "";
    if (turn !== this.#turn || this.#ended) return;
    this.refused = refused;
    this.written = this.#rule;
    this.isChecking = false;
  }

  /** A rule must not take the name of another one. */
  #takenName(rule: Written, study: Study): Problem | null {
    const name = String(rule.name);
    if (!this.isNew && name === this.name) return null;
    const law = app.law;
    const listing = app.listing;
    const isTaken = law?.instruments.some((found) => found.name === name) || (listing && law && hasFile({ listing, system: law.system }, name)) || ownRule(study, name) !== undefined;
    if (!isTaken && this.isNew) return null;
    const at = this.text.search(/^name\s*=/m);
    const bytes = (place: number) => new TextEncoder().encode(this.text.slice(0, place)).length;
    const end = this.text.indexOf("\n", at);
    const message = isTaken ? app.t("rule_name_taken", { name }) : app.t("rule_name_kept", { name: this.name });
    return { code: "name", file: "", path: "name", line: this.text.slice(0, at).split("\n").length, column: 1, span: at < 0 ? null : [bytes(at), bytes(end)], message, found: name, allowed: "", remedy: "" };
  }

  #with(study: Study, rule: Written): Study {
    const { listing, law } = app;
    if (!listing || !law) return study;
    return withRule(study, { listing, system: law.system }, rule, this.source?.rule);
  }

  /** Takes what is written into the study: one step that can be undone. */
  async use(): Promise<boolean> {
    const study = app.history?.now.study;
    const rule = this.written;
    if (!study || !rule || !this.canUse) return false;
    remember(rule, this.text);
    this.refused = await app.restructure(this.#with(study, rule), false);
    if (this.refused !== "") return false;
    drafts.delete(this.#key);
    const name = String(rule.name);
    if (!app.opened.includes(name)) app.opened = [...app.opened, name];
    this.#ended = true;
    return true;
  }

  /** The text as it was; what the study holds itself goes back to what the catalogue has. */
  async back(): Promise<void> {
    clearTimeout(this.#timer);
    drafts.delete(this.#key);
    const study = app.history?.now.study;
    const { listing, law } = app;
    if (study && listing && law && this.source?.isOwn && this.source.original !== null) {
      await app.restructure(withoutRule(study, { listing, system: law.system }, this.name));
      this.source = await sourceOf(this.name);
    }
    this.text = this.begun;
    this.problems = [];
    this.cases = [];
    this.refused = "";
    this.written = null;
    await this.#check();
  }

  /** Leaves the study as the history has it. */
  end(): void {
    clearTimeout(this.#timer);
    if (!this.#ended) void app.preview(null);
    this.#ended = true;
  }

  /** Where the problems stand in the text, with what is said below them. */
  marks(): { from: number; to: number; text: string; isRemark: boolean }[] {
    return [...this.problems, ...this.cases]
      .filter((problem) => problem.span !== null)
      .map((problem) => ({ from: placeOf(this.text, problem.span?.[0] ?? 0), to: placeOf(this.text, problem.span?.[1] ?? 0), text: told(problem), isRemark: this.cases.includes(problem) }));
  }
}

/** A problem in a sentence: what is wrong, and how to mend it. */
export function told(problem: Problem): string {
  const remedy = problem.remedy || (problem.allowed && problem.allowed.length < 120 ? app.t("rule_allowed", { allowed: problem.allowed }) : "");
  const heading = app.language === "zh" ? (PROBLEMS[problem.code] ?? "") : "";
  return [heading, problem.message, remedy].filter(Boolean).join(app.language === "zh" && heading ? "：" : "; ");
}
