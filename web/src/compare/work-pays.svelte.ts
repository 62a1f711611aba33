// What work pays in two studies beside each other. It takes runs of its own, so it follows once nothing has moved for a while.

import type { Engine } from "../engine/client";
import { words } from "../engine/network";
import type { Language, Study } from "../engine/types";
import type { PairedCard } from "./rows";

/** Milliseconds without a change before it is worked out. */
const REST = 1200;

export class WorkPays {
  cards = $state.raw<PairedCard[]>([]);
  /** Whether the cards are of older studies. */
  isOld = $state(true);
  /** The engine's words where it cannot be worked out, which are none where the calculation itself stops again and again. */
  problem = $state<string | null>(null);
  #engine: () => Pick<Engine, "workPays">;
  /** The studies, as they were opened, of which the cards are. */
  #firsts: (Study | null)[] = [];
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(engine: () => Pick<Engine, "workPays">) {
    this.#engine = engine;
  }

  /** What was told of other packages stands no longer. */
  begin(...firsts: (Study | null)[]): void {
    if (firsts.some((first, at) => first !== this.#firsts[at])) [this.cards, this.isOld, this.problem] = [[], true, null];
    this.#firsts = firsts;
  }

  /** A study has changed, or the language: worked out anew unless a slider is held. */
  follow(language: Language, isHeld: boolean): void {
    [this.isOld, this.problem] = [true, null];
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
    try {
      const cards = await this.#engine().workPays(language);
      if (number !== this.#asked || cards === null) return;
      [this.cards, this.isOld, this.problem] = [cards, false, null];
    } catch (error) {
      if (number === this.#asked) [this.cards, this.problem] = [[], words(error)];
    }
  }
}
