// The engine as the page knows it. Two workers: one answers every tick, the other works out whole runs, so that a slider never
// waits for the many runs that divide the net cost.

import { type Remote, wrap } from "comlink";
import { begun, compiled, first } from "./early";
import type { Figure, Frame, Headline, Language, Law, Listing, Settled, Study, Term, Value } from "./types";
import type { EngineWorker } from "./worker";

interface Side {
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
  #whole: Side | null = null;
  #study: Study | null = null;
  #version = 0;
  #inFlight = false;
  #wanted: { language: Language; since: number | null; only: string } | null = null;
  #isSettling = false;
  #settleIn: Language | null = null;

  #begin(isLive: boolean, worker = begun()): Side {
    const remote = wrap<EngineWorker>(worker);
    const side = { worker, remote, ready: compiled.then((module) => remote.start(module)) };
    side.ready.catch(() => {});
    worker.onerror = () => void this.#lost(isLive);
    return side;
  }

  async #lost(isLive: boolean): Promise<void> {
    if (isLive) {
      this.#live.worker.terminate();
      this.#live = this.#begin(true);
      this.#inFlight = false;
      await this.#live.ready;
      if (this.#study) await this.#live.remote.open(this.#study);
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
  async #beside(): Promise<Side> {
    const side = (this.#whole ??= this.#begin(false));
    await side.ready;
    return side;
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
  async open(study: Study): Promise<Law> {
    await this.#live.ready;
    const law = await this.#live.remote.open(study);
    this.#study = study;
    this.#version += 1;
    return law;
  }

  /** Sets a value of the open study; `undefined` sets none. `study` is what it then is. */
  set(key: string, value: Value | undefined, study: Study): void {
    this.#study = study;
    this.#version += 1;
    this.#live.remote.set(key, value).catch((error: unknown) => this.onproblem(words(error)));
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
        const { shown, netCost, moved, millis } = await this.#live.remote.tick(language, since, only);
        const made = JSON.parse(shown) as { headline: Headline; figures: Figure[] };
        this.onframe({ ...made, isPart: only !== "", netCost, moved, millis });
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
    return this.#live.remote.netCostAt(key, value);
  }

  /** Works out the whole run of the open study; of those asked for while one is under way, the latest follows. */
  async settle(language: Language): Promise<void> {
    this.#settleIn = language;
    if (this.#isSettling) return;
    this.#isSettling = true;
    while (this.#settleIn && this.#study) {
      const [asked, study, version] = [this.#settleIn, this.#study, this.#version];
      this.#settleIn = null;
      try {
        const side = await this.#beside();
        const settled = await side.remote.settle(study, asked);
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
    const settled = await this.#whole.remote.tell(language);
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
