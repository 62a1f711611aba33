// The engine as the page knows it. Two workers: one answers every tick, the other works out whole runs, so that a slider never
// waits for the many runs that divide the net cost.

import { type Remote, wrap } from "comlink";
import type { Frame, Language, Law, Listing, Settled, Study, Value } from "./types";
import type { EngineWorker } from "./worker";

interface Side {
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
  #whole: Side | null = null;
  #study: Study | null = null;
  #version = 0;
  #inFlight = false;
  #wanted: { language: Language; since: number | null } | null = null;
  #isSettling = false;
  #settleIn: Language | null = null;

  #begin(isLive: boolean): Side {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const remote = wrap<EngineWorker>(worker);
    const side = { worker, remote, ready: remote.start() };
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
    void this.#live.remote.set(key, value);
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
        this.onframe(await this.#live.remote.tick(language, since));
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
    while (this.#settleIn && this.#study) {
      const [asked, study, version] = [this.#settleIn, this.#study, this.#version];
      this.#settleIn = null;
      const side = (this.#whole ??= this.#begin(false));
      try {
        await side.ready;
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
