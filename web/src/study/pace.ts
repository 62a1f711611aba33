// Whether the device keeps up with a slider.

/** What a frame may take, in milliseconds, before figures follow on release alone. */
export const SLOW = 120;

/** Frames that are looked at. */
const FRAMES = 9;

export class Pace {
  #millis: number[] = [];

  add(millis: number): void {
    this.#millis = [...this.#millis, millis].slice(-FRAMES);
  }

  clear(): void {
    this.#millis = [];
  }

  get median(): number {
    const sorted = [...this.#millis].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** The first frames warm up, and tell nothing. */
  get isSlow(): boolean {
    return this.#millis.length >= 3 && this.median > SLOW;
  }
}
