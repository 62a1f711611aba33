// What is typed into a field: it stays as long as it is refused, Escape brings the value back, and a value that comes from elsewhere takes
// its place.

import { untrack } from "svelte";
import type { Said } from "../state/speech.svelte";

/** What a field is of; to be made while its component is. */
interface Of {
  /** Reads the value: when it changes, what was typed gives way. */
  watch: () => unknown;
  /** Takes a text, or says what speaks against it. */
  accept: (text: string) => Said | null;
  /** Shows what speaks against the text, or nothing any more. */
  refuse: (said: Said | null) => void;
}

type Typing = { currentTarget: HTMLInputElement };

export class Typed {
  /** The text in the place of the value; `null`: the value stands. */
  text = $state<string | null>(null);
  readonly #of: Of;

  constructor(of: Of) {
    this.#of = of;
    $effect(() => {
      of.watch();
      untrack(() => this.#settle());
    });
  }

  #settle(): void {
    this.text = null;
    this.#of.refuse(null);
  }

  #commit(text: string): void {
    const refused = this.#of.accept(text);
    this.#of.refuse(refused);
    this.text = refused === null ? null : text;
  }

  oninput = (event: Event & Typing): void => {
    this.text = event.currentTarget.value;
  };

  onkeydown = (event: KeyboardEvent & Typing): void => {
    if (event.key === "Enter") this.#commit(event.currentTarget.value);
    else if (event.key === "Escape" && this.text !== null) {
      // What the field stands in stays open.
      event.stopPropagation();
      this.#settle();
    }
  };

  onblur = (event: Event & Typing): void => {
    if (this.text !== null) this.#commit(event.currentTarget.value);
  };
}
