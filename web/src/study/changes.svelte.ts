// Changes of the study one after the other: each begins when the one before has ended, so that none is overtaken.

/** Milliseconds after which the page shows that a change is under way. */
export const PATIENCE = 300;
/** Milliseconds without an answer, or a part of one, after which the page says so and offers a way on. */
export const SILENCE = 20_000;

export class Changes {
  /** Whether one has been under way for so long that the page says so. */
  isLong = $state(false);
  /** Whether the one that is under way may never end: those that wait for it wait too. */
  isSilent = $state(false);
  #waiting: (() => Promise<unknown>)[] = [];
  #isRunning = false;
  #long: ReturnType<typeof setTimeout> | undefined;
  #silent: ReturnType<typeof setTimeout> | undefined;

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Acts at once where nothing is under way, else in its turn. What fails fails for its caller alone. */
  run<T>(act: () => Promise<T>): Promise<T> {
    return this.#take(act, (turn) => this.#waiting.push(turn));
  }

  /** Acts before all that waits. */
  runNext<T>(act: () => Promise<T>): Promise<T> {
    return this.#take(act, (turn) => this.#waiting.unshift(turn));
  }

  /** Something of what is asked for has come: it is waited for anew. */
  stir(): void {
    clearTimeout(this.#silent);
    this.isSilent = false;
    if (this.#isRunning) this.#silent = setTimeout(() => (this.isSilent = true), SILENCE);
  }

  #take<T>(act: () => Promise<T>, line: (turn: () => Promise<T>) => void): Promise<T> {
    return new Promise<T>((kept, failed) => {
      line(() => {
        const made = act();
        made.then(kept, failed);
        return made;
      });
      if (this.#isRunning) return;
      this.#isRunning = true;
      this.#long = setTimeout(() => (this.isLong = true), PATIENCE);
      this.#next();
    });
  }

  #next(): void {
    const turn = this.#waiting.shift();
    this.#isRunning = turn !== undefined;
    this.stir();
    if (turn) {
      const next = () => this.#next();
      turn().then(next, next);
      return;
    }
    clearTimeout(this.#long);
    this.isLong = false;
  }
}
