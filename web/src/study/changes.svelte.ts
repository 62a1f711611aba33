// Changes of the study one after the other: each begins when the one before has ended, so that none is overtaken.

/** Milliseconds after which the page shows that a change is under way. */
export const PATIENCE = 300;

export class Changes {
  /** Whether one has been under way for so long that the page says so. */
  isLong = $state(false);
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get isRunning(): boolean {
    return this.#count > 0;
  }

  /** Acts at once where nothing is under way, else in its turn. What fails fails for its caller alone. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const isFirst = this.#count === 0;
    this.#count += 1;
    if (isFirst) this.#timer = setTimeout(() => (this.isLong = true), PATIENCE);
    const made = isFirst ? act() : this.#last.then(act);
    this.#last = made.then(
      () => this.#end(),
      () => this.#end(),
    );
    return made;
  }

  #end(): void {
    this.#count -= 1;
    if (this.#count > 0) return;
    clearTimeout(this.#timer);
    this.isLong = false;
  }
}
