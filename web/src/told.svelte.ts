// What the engine told of the study that is open: its figures, and what is said of them.

import type { Compared } from "./compare/rows";
import type { Figure, Frame, Headline, Language, Settled, Study, Term } from "./engine/types";
import { Pace } from "./study/pace";
import type { TextKey } from "./texts";

/** What must be asked of the page. */
export interface Asked {
  language: () => Language;
  t: (key: TextKey, holes?: Record<string, string | number>) => string;
  /** Whether a slider is held. */
  isHeld: () => boolean;
  /** Has the engine tell every figure, where it was asked for some. */
  whole: () => void;
  /** An amount of money in words. */
  money: (amount: number) => Promise<string>;
}

/** Milliseconds without a part of the figures after which all of them are asked for. */
const REST = 150;
/** For how long a move is told after the release of its slider, in milliseconds. */
const TOLD = 1200;

export class Told {
  headline = $state.raw<Headline | null>(null);
  figures = $state.raw<Figure[]>([]);
  settled = $state.raw<Settled | null>(null);
  /** What the study asks for by runs of its own, and what is left of its levies: of the study as it stands, or as it was. */
  asked = $state.raw<Figure[]>([]);
  /** Whether they are of an older study. */
  isAskedOld = $state(false);
  /** Whether they cannot be worked out for the study as it stands. */
  isUnasked = $state(false);
  /** Both studies beside each other, where there are two. */
  compared = $state.raw<Compared | null>(null);
  /** The terms of the figures, in the language of the page. */
  glossary = $state.raw<Term[]>([]);
  /** Whether what only a whole run tells belongs to an older study. */
  isStale = $state(true);
  /** Whether the figures are those of the page's build. */
  isForetold = $state(false);
  /** What a move did to the net cost. */
  moved = $state<string | null>(null);
  /** What the last tick took. */
  millis = $state(0);
  /** The sentence for those who hear the page. */
  said = $state("");
  /** Whether figures follow on release alone, because the device is slow for these people. */
  isSlow = $state(false);
  /** What is there of a file of people that is being loaded, in bytes; a total of 0 is not known. */
  loading = $state.raw<{ done: number; total: number } | null>(null);

  /** The fingerprint of what is shown; empty while it is worked out. */
  get fingerprint(): string {
    return this.isStale ? "" : (this.settled?.fingerprint ?? "");
  }

  /** The study, as it was opened, of which the figures are: scales are kept as long as it is the same. */
  first = $state.raw<Study | null>(null);
  #opened: Study | null = null;

  netCost: number | null = null;
  /** The net cost before what is shown and not yet taken; `null`: what is shown is the study. */
  since: number | null = null;
  #asked: Asked;
  #pace = new Pace();
  #heldMillis: number | null = null;
  /** The net cost that was told last, and what it was before; `null`: nothing was told. */
  #lastSaid: number | null = null;
  #change: { by: number; language: Language } | null = null;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  /** Takes what the build of the page worked out, until the engine here has. */
  foretell(found: { headline: Headline; figures: Figure[] }): void {
    this.headline = found.headline;
    this.figures = found.figures;
    this.isForetold = true;
  }

  /** Takes the frame of the side that is worked on. */
  take(frame: Frame): void {
    const isHeld = this.#asked.isHeld();
    this.isForetold = false;
    this.first = this.#opened;
    this.headline = frame.headline;
    this.figures = frame.isPart ? this.#joined(frame.figures) : frame.figures;
    this.#clock(frame, isHeld);
    this.loading = null;
    this.#pace.add(frame.millis);
    // Nothing moves under a slider that is held: the line that says so waits.
    if (!isHeld) this.isSlow = this.#pace.isSlow;
    this.netCost = frame.netCost;
    if (isHeld || this.since !== null) this.moved = frame.moved;
  }

  /** Takes a whole run, and says what became of the figures. */
  settle(settled: Settled): void {
    this.headline = settled.headline;
    this.figures = settled.figures;
    this.settled = settled;
    this.isStale = false;
    void this.#say(settled);
  }

  /** Takes what the study asks for by runs of its own. */
  ask(figures: Figure[]): void {
    this.asked = figures;
    this.isAskedOld = this.isUnasked = false;
  }

  /** What the study asks for cannot be worked out: what was told before stands no longer. */
  unask(): void {
    this.asked = [];
    this.isUnasked = true;
  }

  /** Every figure of one year: those of ticks, of which the levies say more once that is worked out, and those that were asked for. */
  get whole(): Figure[] {
    const levies = this.asked.find((figure) => figure.name === "levies");
    const others = this.asked.filter((figure) => figure !== levies);
    // What a tick tells of the shock is less than what was asked for.
    const found = this.figures.filter((figure) => !others.some((other) => other.name === figure.name));
    return [...found.map((figure) => (figure.name === "levies" && levies ? { ...(this.isAskedOld ? figure : levies), more: levies.more } : figure)), ...others];
  }

  /** What is told of the study as it stands alone. */
  get current(): Figure[] {
    return this.isAskedOld ? this.figures : this.whole;
  }

  /** Another study is opened, which was `first` once: frames of the one before say nothing of its pace. */
  begin(first: Study): void {
    // What was asked of another study stands no longer.
    if (this.#opened !== first) this.asked = [];
    this.#opened = first;
    this.#age();
    this.#pace.clear();
  }

  /** What is shown is the study again. */
  forget(): void {
    this.since = this.moved = null;
  }

  /** The study changed in part, or another is tried: what only runs of its own tell belongs to the one before. */
  stir(): void {
    this.#age();
    clearTimeout(this.#idle);
  }

  #age(): void {
    this.isStale = this.isAskedOld = true;
    this.isUnasked = false;
  }

  /** A slider was let go. */
  rest(): void {
    clearTimeout(this.#idle);
    setTimeout(() => !this.#asked.isHeld() && (this.moved = null), TOLD);
  }

  /** What a tick took is told on release: of a held slider that of its last move. */
  #clock(frame: Frame, isHeld: boolean): void {
    if (frame.isPart) this.#heldMillis = frame.millis;
    if (isHeld || frame.isPart) return;
    this.millis = this.#heldMillis ?? frame.millis;
    this.#heldMillis = null;
  }

  /** The new figures in the place of their old ones. The others follow when nothing has moved for a moment. */
  #joined(found: Figure[]): Figure[] {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(this.#asked.whole, REST);
    return this.figures.map((old) => {
      const next = found.find((figure) => figure.name === old.name);
      if (!next) return old;
      // A card that is closed tells its tables only now: until then it keeps those that it told.
      const missing = old.more.filter((table) => !next.more.some((known) => known.name === table.name));
      return missing.length > 0 ? { ...next, more: [...next.more, ...missing] } : next;
    });
  }

  async #say(settled: Settled): Promise<void> {
    const [before, now] = [this.#lastSaid, this.netCost];
    const { language, t, money } = this.#asked;
    this.#lastSaid = now;
    // What was said is said again where the language alone has changed.
    const isRetold = before === now && this.#change !== null && this.#change.language !== language();
    if (before === null || now === null || (before === now && !isRetold)) return;
    const by = isRetold && this.#change ? this.#change.by : now - before;
    this.#change = { by, language: language() };
    const change = t(by > 0 ? "said_more" : "said_less", { x: await money(Math.abs(by)) });
    const cells = settled.headline.cells.map((cell, at) => `${cell.label} ${cell.figure}${at === 0 ? change : ""}`);
    const [between, stop] = language() === "zh" ? ["；", "。"] : [". ", "."];
    this.said = cells.join(between) + stop;
  }
}
