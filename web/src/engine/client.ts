// The engine as the page knows it. Two workers: one answers every tick, the other works out whole runs, so that a slider never
// waits for the many runs that divide the net cost.

import { type Remote, wrap } from "comlink";
import type { Words } from "../household/tell";
import type { Columns, Told } from "../household/types";
import type { Frame, Language, Law, Listing, Settled, Side, Study, Value } from "./types";
import type { EngineWorker } from "./worker";

interface Hand {
  worker: Worker;
  remote: Remote<EngineWorker>;
  ready: Promise<Listing>;
}

export class Engine {
  /** Each frame, in order; stale ones are dropped. */
  onframe: (frame: Frame) => void = () => {};
  /** A whole run of the study that is open. */
  onsettled: (settled: Settled) => void = () => {};
  onproblem: (message: string) => void = () => {};
  /** A worker stopped and was started again. */
  onlost: () => void = () => {};

  #live = this.#begin(true);
  #whole: Hand | null = null;
  /** The study that is worked on: that of the page, or the one beside it. */
  side: Side = "a";
  #studies: Partial<Record<Side, Study>> = {};
  #version = 0;
  #inFlight = false;
  #wanted: { language: Language; since: number | null } | null = null;
  #isSettling = false;
  #settleIn: Language | null = null;

  #begin(isLive: boolean): Hand {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const remote = wrap<EngineWorker>(worker);
    const hand = { worker, remote, ready: remote.start() };
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
    }
    this.onlost();
  }

  /** What may be chosen; the module is there then. */
  start(): Promise<Listing> {
    return this.#live.ready;
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
    void this.#live.remote.set(side, key, value);
  }

  /** Asks for the figures as the study stands: one request is under way, and the latest waits. */
  tick(language: Language, since: number | null): void {
    this.#wanted = { language, since };
    if (!this.#inFlight) void this.#next();
  }

  async #next(): Promise<void> {
    this.#inFlight = true;
    while (this.#wanted) {
      const { language, since } = this.#wanted;
      this.#wanted = null;
      try {
        this.onframe(await this.#live.remote.tick(this.side, language, since));
      } catch (error) {
        this.onproblem(words(error));
      }
    }
    this.#inFlight = false;
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
      const hand = (this.#whole ??= this.#begin(false));
      try {
        await hand.ready;
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

  async toml(study: Study): Promise<string> {
    return this.#live.remote.toml(study);
  }
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
