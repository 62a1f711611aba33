// The run over several years: what the engine has told of it, and when it is begun.

import type { Engine } from "./engine/client";
import type { Figure, Language, Span, ToldYears } from "./engine/types";

/** What must be asked of the page. */
export interface Asked {
  engine: () => Engine;
  language: () => Language;
  /** The years that the open study can be run over. */
  span: () => Span | null;
  /** The fingerprint of the page's study as it stands; `null` while that is worked out. */
  settled: () => string | null;
  /** Whether the study neither changes the law nor lets anything happen. */
  isIdle: () => boolean;
  /** The card that is open. */
  open: () => string | null;
}

/** The cards that show several years. */
export const YEARS_CARDS = ["years", "fund"];

export class YearsRun {
  told = $state.raw<ToldYears | null>(null);
  isRunning = $state(false);
  /** Whether what is told is of an older study. */
  isOld = $state(false);
  /** The study that the visitor asked the years of, by its fingerprint. */
  #asked = $state<string | null>(null);
  /** The study that is told, or being run. */
  #of: string | null = null;
  /** The study that the engine would not run, which is not tried again. */
  #refused: string | null = null;
  #page: Asked;

  constructor(page: Asked) {
    this.#page = page;
  }

  get span(): Span | null {
    return this.#page.span();
  }

  /** Whether there is something to be told of more than one year; until the law is known there may be. */
  get isPossible(): boolean {
    const span = this.span;
    return !span || (span.last > span.first && !this.#page.isIdle());
  }

  /** A figure of the run, where the first year is there. */
  figure(name: string): Figure | undefined {
    return this.told?.figures.find((figure) => figure.name === name);
  }

  /** Whether every year is there, of the study as it stands. */
  get isWhole(): boolean {
    return this.told !== null && this.told.fingerprint !== null && !this.isOld && this.#page.settled() === this.#of;
  }

  /** Begins the run for the study as it stands. */
  ask(): void {
    this.#asked = this.#page.settled();
  }

  /**
   * Begins the run where a card that shows it is open, the scenario has months, or the visitor asked for it; lets go of what belongs to
   * another study. To be called in an effect, which follows what all this depends on.
   */
  follow(): void {
    const [of, span, asked] = [this.#page.settled(), this.span, this.#asked];
    const isShown = YEARS_CARDS.includes(this.#page.open() ?? "");
    // The whole run of the study comes first; what it interrupts is begun again.
    if (of === null || !span || !this.isPossible) return;
    const isWanted = isShown || span.hasMonths || asked === of;
    if (of === this.#of && (this.isRunning || this.isWhole || of === this.#refused || !isWanted)) return;
    if (isWanted) void this.#run(of, span);
    else this.#forget();
  }

  take(told: ToldYears): void {
    this.told = told;
    this.isOld = false;
  }

  tell(language: Language): void {
    if (this.told) void this.#page.engine().tellYears(language);
  }

  async #run(of: string, span: Span): Promise<void> {
    this.#of = of;
    this.isOld = this.told !== null;
    this.isRunning = true;
    const isRefused = await this.#page.engine().years(this.#page.language(), span);
    if (this.#of !== of) return;
    if (isRefused) this.#refused = of;
    this.isRunning = false;
  }

  #forget(): void {
    this.#of = null;
    this.told = null;
    this.isRunning = false;
    this.#page.engine().endYears();
  }
}
