// The study that is worked on and the one beside it: how it is opened, tried, and taken back where the engine refuses it. What moves
// in it stands in moves.svelte.ts.

import { tick } from "svelte";
import { Engine } from "../engine/client";
import { words } from "../engine/network";
import type { Frame, Instrument, Law, Parameter, Side, Study, Value } from "../engine/types";
import { Changes } from "../study/changes.svelte";
import { departures, isAltered, mended, touched } from "../study/departures";
import { type History, begin, push } from "../study/history";
import { blocks, difference, keyOf, packaged, same, settings, withSettings, withValue } from "../study/study";
import { Told } from "../told.svelte";
import { Speech } from "./speech.svelte";

/** What can be undone. */
export interface Step {
  study: Study;
  /** The study with the values of its package, beside which a value counts as changed. */
  base: Study;
  /** The study as it was opened. */
  first: Study;
  /** Whether that is a package as its file has it. */
  isFile: boolean;
}

/** A side that is not worked on, as it was left. */
interface Kept {
  law: Law | null;
  history: History<Step>;
  opened: string[];
}

/** A value that moves, and the last one of it that the engine took. */
export interface Move {
  key: string;
  side: Side;
  sound: Value | undefined;
}

export const isSameStudy = (a: Study, b: Study) => same(a as unknown as Value, b as unknown as Value);
const isSameStep = (a: Step, b: Step) => a.base === b.base && isSameStudy(a.study, b.study);

export abstract class Session extends Speech {
  /** Whether a slider is held. */
  isHeld = $state(false);
  /** Instruments that are open in the rail. */
  opened = $state<string[]>([]);
  history = $state.raw<History<Step> | null>(null);
  /** The study while a slider is held; the history takes it on release. */
  held = $state.raw<Study | null>(null);
  /** The engine's words for values that it refused, by the name of the setting; the study has the value before. */
  refusals = $state.raw<Record<string, string>>({});
  /** The side that rail, pickers and undo work on: A is the page's study; B stands beside it where two are compared. */
  side = $state<Side>("a");
  /** The other side. */
  beside = $state.raw<Kept | null>(null);

  /** What other views ask beside the figures of the study. */
  readonly engine = new Engine();
  /** Changes of the study, one after the other. */
  readonly changes = new Changes();
  /** What the engine told of the study. */
  readonly told: Told = new Told({
    language: () => this.language,
    t: (key, holes) => this.t(key, holes),
    isHeld: () => this.isHeld,
    whole: () => this.engine.tick(this.language, this.isHeld ? this.pressedAt : null),
    money: (amount) => this.money(amount),
  });

  /** The net cost when the slider was pressed that is held. */
  protected pressedAt: number | null = null;
  #pending: ReturnType<typeof setTimeout> | undefined;
  protected move: Move | null = null;
  /** Rules that were tried and not taken are shown; each attempt has a number. */
  #isPreviewing = false;
  #previews = 0;
  /** Told when the first figures are painted: what can wait begins after that. */
  #paint: () => void = () => {};
  protected readonly painted = new Promise<void>((done) => (this.#paint = done));

  study = $derived<Study | null>(this.held ?? this.history?.now.study ?? null);
  base = $derived<Study | null>(this.history?.now.base ?? null);
  values = $derived(this.study ? settings(this.study) : {});
  blocks = $derived(this.law ? blocks(this.law) : null);
  changed = $derived.by(() => {
    if (!this.law) return [] as string[];
    const found: string[] = [];
    for (const instrument of this.law.instruments)
      for (const parameter of instrument.parameters) if (this.isChanged(instrument, parameter)) found.push(keyOf(instrument, parameter));
    return found;
  });
  /** Instruments that came, went or have another rule than in the package as it was opened. */
  touched = $derived.by(() => {
    const now = this.history?.now;
    return now && this.study ? touched(now.first, this.study) : [];
  });
  /** Whether the package is another than the one whose name it bears. */
  isAltered = $derived.by(() => {
    const now = this.history?.now;
    return now !== undefined && this.study !== null && isAltered(now.first, this.study);
  });
  /** Whether the study is a package as its file has it. */
  isPackage = $derived.by(() => {
    const now = this.history?.now;
    return now !== undefined && now.isFile && this.study !== null && isSameStudy(this.study, now.first);
  });

  /** A slider is let go. */
  abstract release(): void;
  protected abstract letGo(): void;
  /** Writes the study into the address. */
  protected abstract writeLink(): Promise<void>;

  /** The value of a parameter in the study. */
  value(instrument: Instrument, parameter: Parameter): Value {
    return this.values[keyOf(instrument, parameter)] ?? parameter.default;
  }

  isChanged(instrument: Instrument, parameter: Parameter): boolean {
    return !same(this.value(instrument, parameter), packaged(parameter));
  }

  /** How much of what the visitor did is lost when another study takes the place of this one. */
  protected get leftBehind(): number {
    const now = this.history?.now;
    return now ? departures(now.first, now.study) : 0;
  }

  /** Acts now, or after the changes that are under way. */
  protected inTurn(act: () => void): void {
    if (this.changes.isRunning) void this.changes.run(async () => act());
    else act();
  }

  // Both sides.

  /** The study of a side. */
  studyOf(side: Side): Study | null {
    return side === this.side ? this.study : (this.beside?.history.now.study ?? null);
  }

  /** The study of a side as it was opened. */
  firstOf(side: Side): Study | null {
    return this.historyOf(side)?.now.first ?? null;
  }

  /** The name of a side's package, marked where that is another by now. */
  nameOf(side: Side): string {
    const [study, first] = [this.studyOf(side), this.firstOf(side)];
    return this.titled(study?.title, study?.name) + (study && first && isAltered(first, study) ? this.t("altered") : "");
  }

  protected historyOf(side: Side): History<Step> | null {
    return side === this.side ? this.history : (this.beside?.history ?? null);
  }

  protected get other(): Side {
    return this.side === "a" ? "b" : "a";
  }

  /** Works on the other side; this one stays as it is. */
  turn(side: Side): void {
    this.inTurn(() => this.turned(side));
  }

  protected turned(side: Side): void {
    if (side === this.side || !this.beside || !this.history) return;
    this.letGo();
    clearTimeout(this.#pending);
    const kept = { law: this.law, history: this.history, opened: this.opened };
    [this.law, this.history, this.opened] = [this.beside.law, this.beside.history, this.beside.opened];
    this.beside = kept;
    this.side = side;
    this.notice = null;
    this.refusals = {};
    this.told.begin(this.history.now.first);
    this.engine.turn(side);
    this.engine.tick(this.language, null);
    this.later(0);
  }

  /** Takes a step on the other side, which is B then. */
  protected async setAside(step: Step): Promise<void> {
    const law = await this.lay(step, "b");
    const first = blocks(law).spending[0];
    this.beside = { law, history: begin(step), opened: first ? [first.name] : [] };
    this.engine.tick(this.language, null);
    this.later(0);
  }

  /** Has the engine take a step on a side and show nothing of it. */
  protected async lay({ study, base }: Step, side: Side): Promise<Law> {
    const law = await this.engine.open(base, side);
    this.#setAll(base, study, side);
    return law;
  }

  // Whole studies.

  protected async begin(step: Step): Promise<void> {
    const law = await this.engine.open(step.base);
    this.law = law;
    this.history = this.history ? push(this.history, step) : begin(step);
    const first = blocks(law).spending[0];
    this.opened = first ? [first.name] : [];
    this.taken();
    this.show(step, step.base);
  }

  protected taken(): void {
    this.held = this.move = null;
    this.#isPreviewing = false;
    this.refusals = {};
    this.accepted();
  }

  /** Has the engine, which stands at `from`, take a step and show it. */
  protected show(step: Step, from: Study): void {
    this.#setAll(from, step.study, this.side);
    this.told.begin(step.first);
    this.engine.tick(this.language, null);
    this.later(0);
  }

  #setAll(from: Study, study: Study, side: Side): void {
    const before = settings(from);
    for (const [key, value] of Object.entries(difference(from, study) ?? {})) {
      this.engine.set(key, value, study, side).catch((error: unknown) => {
        this.takeBack({ key, side, sound: before[key] }, value, error);
        this.fail(error);
      });
    }
  }

  /** Takes a study that differs in more than values; gives the words of a refusal, which `isTold` puts above the page. */
  restructure(next: Study, isTold = true): Promise<string> {
    this.release();
    return this.changes.run(() => this.restructured(next, isTold));
  }

  protected async restructured(next: Study, isTold = true): Promise<string> {
    const now = this.history?.now;
    if (!now) return "";
    const bare = { ...next, reform: { ...next.reform, set: {} } };
    const kept = Object.entries(settings(now.base)).filter(([key]) => !next.reform?.remove?.includes(key.split(".")[0] ?? ""));
    const base = withSettings(bare, Object.fromEntries(kept.filter(([key]) => key in settings(next))));
    this.told.forget();
    try {
      const law = await this.engine.open(base);
      this.law = law;
      const step = { ...now, study: next, base };
      this.history = push(this.history as History<Step>, step);
      this.notice = null;
      this.taken();
      this.show(step, base);
      return "";
    } catch (error) {
      if (isTold) this.fail(error);
      if (this.#isPreviewing) await this.#reopen().catch((found: unknown) => this.fail(found));
      return words(error) || "refused";
    }
  }

  /** The study as the history has it, after others were tried. */
  async #reopen(): Promise<void> {
    const now = this.history?.now;
    if (!now) return;
    this.#isPreviewing = false;
    await this.engine.open(now.base);
    this.told.forget();
    this.show(now, now.base);
  }

  /** Shows a study that the history does not take yet; `null` goes back to the one it has. Gives the words of a refusal. */
  async preview(study: Study | null): Promise<string> {
    const number = (this.#previews += 1);
    return this.changes.run(async () => {
      // One that was overtaken while it waited does nothing; the way back is never left out.
      if (!this.history || (study !== null && number !== this.#previews)) return "";
      try {
        if (study === null) {
          if (this.#isPreviewing) await this.#reopen();
          return "";
        }
        this.#isPreviewing = true;
        await this.engine.open(study);
      } catch (error) {
        if (study === null) this.fail(error);
        return words(error);
      }
      if (number !== this.#previews) return "";
      this.told.stir();
      this.told.since ??= this.told.netCost;
      this.engine.tick(this.language, this.told.since);
      return "";
    });
  }

  /** Gives a worker what the lost one had. */
  protected async relaid(): Promise<void> {
    const now = this.history?.now;
    if (!now) return;
    if (this.beside) await this.lay(this.beside.history.now, this.other);
    await this.engine.open(now.base);
    this.#isPreviewing = false;
    this.told.forget();
    this.show({ ...now, study: this.study ?? now.study }, now.base);
  }

  // What the engine refuses.

  /** A value that the engine refuses stands neither in the study nor in the link: the one before does. */
  protected takeBack({ key, side, sound }: Move, value: Value | undefined, error: unknown): void {
    const mend = (study: Study) => (same(settings(study)[key], value) ? withValue(study, key, sound) : study);
    const mendStep = (step: Step) => {
      const study = mend(step.study);
      return study === step.study ? step : { ...step, study };
    };
    if (side === this.side) {
      if (this.held) this.held = mend(this.held);
      if (this.history) this.history = mended(this.history, mendStep, isSameStep);
      this.refusals = { ...this.refusals, [key]: words(error) };
    } else if (this.beside) this.beside = { ...this.beside, history: mended(this.beside.history, mendStep, isSameStep) };
    const study = this.studyOf(side);
    if (study) this.engine.hold(study, side);
    if (!this.isHeld) this.later(0);
  }

  // What the engine tells.

  protected take(frame: Frame): void {
    if (frame.compared) this.told.compared = frame.compared;
    if (frame.side !== this.side) return;
    this.told.take(frame);
    // Laid out while the display's next frame is waited for, so that painting alone is left to that frame.
    if (this.isHeld) void tick().then(() => document.body.offsetHeight);
    // A page in the background paints nothing and need not be waited for.
    if (document.hidden) this.#paint();
    else requestAnimationFrame(() => setTimeout(this.#paint));
  }

  /** What was to follow waits. */
  protected halt(): void {
    clearTimeout(this.#pending);
  }

  /** The whole run, the link and the spoken sentence, once nothing has moved for so long. */
  protected later(millis: number): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(async () => {
      await this.painted;
      // What only a whole run tells is shown of the page's own study.
      if (this.side === "a") void this.engine.settle(this.language);
      void this.writeLink();
    }, millis);
  }

  /** An amount of money in words. */
  money(amount: number): Promise<string> {
    return this.engine.shown("money", amount, this.language);
  }
}
