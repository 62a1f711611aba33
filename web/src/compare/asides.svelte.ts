// What takes runs of its own, of the study that is set beside that of the page and of that: it follows once nothing has moved for a while,
// one question after the other.

import type { Engine } from "../engine/client";
import { words } from "../engine/network";
import type { Language, Study } from "../engine/types";
import { QUESTIONS, type Question } from "./aside";
import type { PairedCard } from "./rows";

/** Milliseconds without a change before it is worked out. */
const REST = 1200;

export class Asides {
  #told = $state.raw<Partial<Record<Question, PairedCard[]>>>({});
  /** The questions that are answered for the studies as they stand. */
  #known = $state.raw<Question[]>([]);
  /** The engine's words where something cannot be worked out, which are none where the calculation itself stops again and again. */
  problem = $state<string | null>(null);
  #engine: () => Pick<Engine, "besides">;
  /** The studies, as they were opened, of which the cards are. */
  #firsts: (Study | null)[] = [];
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: () => Pick<Engine, "besides">) {
    this.#engine = engine;
  }

  /** The cards, and whether each is of older studies. */
  get cards(): { card: PairedCard; isOld: boolean }[] {
    return QUESTIONS.flatMap((question) => (this.#told[question] ?? []).map((card) => ({ card, isOld: !this.#known.includes(question) })));
  }

  /** Whether something is not told yet of the studies as they stand. */
  get isOld(): boolean {
    return this.#known.length < QUESTIONS.length;
  }

  /** What was told of other packages stands no longer. */
  begin(...firsts: (Study | null)[]): void {
    if (firsts.some((first, at) => first !== this.#firsts[at])) [this.#told, this.#known, this.problem] = [{}, [], null];
    this.#firsts = firsts;
  }

  /** A study has changed, or the language: worked out anew unless a slider is held. */
  follow(language: Language, isHeld: boolean): void {
    [this.#known, this.problem] = [[], null];
    this.#asked += 1;
    clearTimeout(this.#timer);
    if (!isHeld) this.#timer = setTimeout(() => void this.#ask(language), REST);
  }

  /** Nobody looks any more. */
  leave(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  async #ask(language: Language): Promise<void> {
    const number = this.#asked;
    for (const question of QUESTIONS) {
      let cards: PairedCard[] | null = [];
      try {
        cards = await this.#engine().besides(question, language);
      } catch (error) {
        if (number === this.#asked) this.problem ??= words(error);
      }
      if (number !== this.#asked || cards === null) return;
      this.#told = { ...this.#told, [question]: cards };
      this.#known = [...this.#known, question];
    }
  }
}
