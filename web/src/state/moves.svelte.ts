// What moves in the study: a value under a slider or in a field, and the steps back and forth.

import type { Instrument, Parameter, Value, Wanted } from "../engine/types";
import { asOpened, touched } from "../study/departures";
import { type History, push, redo, undo } from "../study/history";
import { difference, keyOf, packaged, same, settings, withValue } from "../study/study";
import { Session, type Step, isSameStudy } from "./session.svelte";

export abstract class Moves extends Session {
  /** The figures that a tick of a held slider must show, with spaces between; empty: all. */
  protected abstract wanted(): Wanted;

  press(): void {
    this.inTurn(() => {
      if (this.isHeld) return;
      this.isHeld = true;
      this.pressedAt = this.told.netCost;
      this.halt();
    });
  }

  /** A value while the slider is held, or typed. */
  slide(instrument: Instrument, parameter: Parameter, value: Value): void {
    this.inTurn(() => this.#slide(instrument, parameter, value));
  }

  #slide(instrument: Instrument, parameter: Parameter, value: Value): void {
    const from = this.study;
    const isThere = this.law?.instruments.some((found) => found.name === instrument.name && found.parameters.some((own) => own.name === parameter.name));
    if (!from || !isThere) return;
    const key = keyOf(instrument, parameter);
    const base = this.base ? settings(this.base) : {};
    // What is again as the file has it is set no more, unless the package sets it.
    const next = same(value, parameter.default) && !(key in base) ? undefined : value;
    if (this.move?.key !== key) this.move = { key, side: this.side, sound: settings(from)[key] };
    const move = this.move;
    this.held = withValue(from, key, next);
    if (key in this.refusals) this.refusals = Object.fromEntries(Object.entries(this.refusals).filter(([name]) => name !== key));
    this.told.stir();
    this.engine.set(key, next, this.held).then(
      () => {
        move.sound = next;
        this.accepted();
      },
      (error: unknown) => this.takeBack(move, next, error),
    );
    if (!this.isHeld) this.engine.tick(this.language, null);
    else if (!this.told.isSlow) this.engine.tick(this.language, this.pressedAt, this.wanted());
  }

  release(): void {
    this.inTurn(() => this.letGo());
  }

  protected letGo(): void {
    const [study, now] = [this.held, this.history?.now];
    if (!this.isHeld && !study) return;
    if (this.isHeld) this.engine.tick(this.language, null);
    this.isHeld = false;
    this.move = null;
    if (study && now && Object.keys(difference(now.study, study) ?? {}).length > 0) {
      this.history = push(this.history as History<Step>, { ...now, study });
      // What it offers to undo is no longer the last step.
      this.notice = null;
    }
    this.held = null;
    // Pressing stopped what was still to be worked out.
    this.told.rest();
    this.later(350);
  }

  change(instrument: Instrument, parameter: Parameter, value: Value): void {
    this.slide(instrument, parameter, value);
    this.release();
  }

  reset(instrument: Instrument, parameter: Parameter): void {
    this.change(instrument, parameter, packaged(parameter));
  }

  // Steps back and forth.

  resetAll(): Promise<void> {
    return this.#stepTo((history) => {
      const { first, study, base } = history.now;
      const next = touched(first, study).length > 0 ? asOpened(first, study, base) : base;
      return isSameStudy(study, next) ? history : push(history, { ...history.now, study: next, base: next });
    });
  }

  undo(): Promise<void> {
    return this.#stepTo(undo);
  }

  redo(): Promise<void> {
    return this.#stepTo(redo);
  }

  #stepTo(to: (history: History<Step>) => History<Step>): Promise<void> {
    // What is held becomes a step of its own first.
    this.release();
    return this.changes.run(async () => {
      const from = this.history;
      const next = from && to(from);
      if (!next || next === from) return;
      const isSame = from.now.base === next.now.base;
      try {
        if (!isSame) this.law = await this.engine.open(next.now.base);
      } catch (error) {
        return this.fail(error);
      }
      this.history = next;
      this.notice = null;
      this.taken();
      this.show(next.now, isSame ? from.now.study : next.now.base);
    });
  }

  // Values that are tried.

  /** The net cost of the study with a parameter at another value. The page shows none of it. */
  async netCostAt(instrument: Instrument, parameter: Parameter, value: Value): Promise<number> {
    return this.engine.netCostAt(keyOf(instrument, parameter), value);
  }

  /** Has the engine stand again where the page stands, after other values were tried. */
  restore(instrument: Instrument, parameter: Parameter): void {
    const [key, study] = [keyOf(instrument, parameter), this.study];
    if (study) this.engine.set(key, settings(study)[key], study).catch((error: unknown) => this.fail(error));
    if (this.told.isStale) this.later(0);
  }
}
