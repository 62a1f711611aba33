// The engine as the page knows it. Two workers: one answers every tick, the other works out whole runs, so that a slider never
// waits for the many runs that divide the net cost.

import { type Remote, wrap } from "comlink";
import { begun, compiled, first } from "./early";
import type { Words } from "../household/tell";
import type { Columns, Told } from "../household/types";
import type { Figure, Frame, Headline, Language, Law, Listing, Settled, Side, Study, Term, Value } from "./types";
import type { EngineWorker } from "./worker";

interface Hand {
  worker: Worker;
  remote: Remote<EngineWorker>;
  ready: Promise<void>;
}

export class Engine {
  /** Each frame, in order; stale ones are dropped. */
  onframe: (frame: Frame) => void = () => {};
  /** A whole run of the study that is open. */
  onsettled: (settled: Settled) => void = () => {};
  onproblem: (message: string) => void = () => {};
  /** A worker stopped and was started again. */
  onlost: () => void = () => {};

  #live = this.#begin(true, first);
  #whole: Hand | null = null;
  /** The study that is worked on: that of the page, or the one beside it. */
  side: Side = "a";
  #studies: Partial<Record<Side, Study>> = {};
  #version = 0;
  #inFlight = false;
  #wanted: { language: Language; since: number | null; only: string } | null = null;
  #isSettling = false;
  #settleIn: Language | null = null;

  #begin(isLive: boolean, worker = begun()): Hand {
    const remote = wrap<EngineWorker>(worker);
    const hand = { worker, remote, ready: compiled.then((module) => remote.start(module)) };
    hand.ready.catch(() => {});
    worker.onerror = () => void this.#lost(isLive);
    return hand;
  }

  async #lost(isLive: boolean): Promise<void> {
    if (isLive) {
      this.#live.worker.terminate();
      this.#live = this.#begin(true);
      this.#inFlight = false;
      await this.#live.ready;
      for (const side of ["a", "b"] as const) {
        const study = this.#studies[side];
        if (study) await this.#live.remote.open(side, study);
      }
    } else {
      this.#whole?.worker.terminate();
      this.#whole = null;
      this.#isSettling = false;
    }
    this.onlost();
  }

  /** The module is there then. */
  start(): Promise<void> {
    return this.#live.ready;
  }

  /** The worker of whole runs, which is started when it is first asked for. */
  async #beside(): Promise<Hand> {
    const hand = (this.#whole ??= this.#begin(false));
    await hand.ready;
    return hand;
  }

  /** What may be chosen. */
  async listing(): Promise<Listing> {
    return (await this.#beside()).remote.listing();
  }

  async glossary(language: Language): Promise<Term[]> {
    return (await this.#beside()).remote.glossary(language);
  }

  /** A number as the figures write it. */
  async shown(unit: string, number: number, language: Language): Promise<string> {
    return (await this.#beside()).remote.shown(unit, number, language);
  }

  async package(name: string): Promise<Study> {
    await this.#live.ready;
    return this.#live.remote.package(name);
  }

  /** Opens a study; refused with the engine's words. */
  async open(study: Study, side: Side = this.side): Promise<Law> {
    await this.#live.ready;
    const law = await this.#live.remote.open(side, study);
    this.#studies[side] = study;
    this.#version += 1;
    return law;
  }

  /** Works on the other side; what was asked for of the first is no longer told. */
  turn(side: Side): void {
    this.side = side;
    this.#version += 1;
  }

  columns(): Promise<Columns> {
    return this.#live.remote.columns();
  }

  told(described: Record<string, unknown>, language: Language, words: Words): Promise<Told> {
    return this.#live.remote.told(described, language, words);
  }

  /** Sets a value of the open study; `undefined` sets none. `study` is what it then is. */
  set(key: string, value: Value | undefined, study: Study, side: Side = this.side): void {
    this.#studies[side] = study;
    this.#version += 1;
    this.#live.remote.set(side, key, value).catch((error: unknown) => this.onproblem(words(error)));
  }

  /**
   * Asks for the figures as the study stands, for all or for those named in `only`: one request is under way, and the latest
   * waits.
   */
  tick(language: Language, since: number | null, only = ""): void {
    this.#wanted = { language, since, only };
    if (!this.#inFlight) void this.#next();
  }

  async #next(): Promise<void> {
    this.#inFlight = true;
    while (this.#wanted) {
      const { language, since, only } = this.#wanted;
      this.#wanted = null;
      const start = performance.now();
      try {
        const { side, shown, netCost, moved, millis, compared } = await this.#live.remote.tick(this.side, language, since, only);
        const made = JSON.parse(shown) as { headline: Headline; figures: Figure[] };
        this.onframe({ ...made, side, compared, isPart: only !== "", netCost, moved, millis });
        // What a benchmark reads: from the question to the figures in the page, with the engine's share.
        performance.clearMeasures("tick");
        performance.measure("tick", { start, detail: { engine: millis } });
      } catch (error) {
        this.onproblem(words(error));
      }
    }
    this.#inFlight = false;
  }

  /** The net cost with a value tried; the value stays until another is set. */
  netCostAt(key: string, value: Value): Promise<number> {
    return this.#live.remote.netCostAt(this.side, key, value);
  }

  /** Works out the whole run of the open study; of those asked for while one is under way, the latest follows. */
  async settle(language: Language): Promise<void> {
    this.#settleIn = language;
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (;;) {
      const [asked, side, study, version] = [this.#settleIn, this.side, this.#studies[this.side], this.#version];
      if (!asked || !study) break;
      this.#settleIn = null;
      try {
        const hand = await this.#beside();
        const settled = await hand.remote.settle(side, study, asked);
        if (version === this.#version) this.onsettled(settled);
      } catch (error) {
        if (version === this.#version) this.onproblem(words(error));
      }
    }
    this.#isSettling = false;
  }

  /** The last whole run in another language. */
  async tell(language: Language): Promise<void> {
    const version = this.#version;
    if (!this.#whole || this.#isSettling) return;
    const settled = await this.#whole.remote.tell(this.side, language);
    if (version === this.#version) this.onsettled(settled);
  }

  /** The worker of the ticks, for what a view asks of it alone. */
  async asked(): Promise<Remote<EngineWorker>> {
    await this.#live.ready;
    return this.#live.remote;
  }

  async toml(study: Study): Promise<string> {
    return this.#live.remote.toml(study);
  }
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
