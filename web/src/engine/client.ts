// The engine as the page knows it. Two workers: one answers every tick, the other works out whole runs, so that a slider never
// waits for the many runs that divide the net cost.

import { type Remote, wrap } from "comlink";
import type { Calibration, Frame, Language, Law, Listing, OwnColumn, OwnFiles, OwnPeople, Refusal, Settled, Study, Term, Value } from "./types";
import { LostWorker, alive, isTrap } from "./lost";
import type { EngineWorker } from "./worker";

interface Side {
  worker: Worker;
  remote: Remote<EngineWorker>;
  ready: Promise<Listing>;
  /** Refused when the worker ends by itself. */
  lost: Promise<never>;
  isOver: boolean;
}

/** Losses without a frame between them after which no worker is started again. */
const PATIENCE = 3;

export class Engine {
  /** Each frame, in order; stale ones are dropped. */
  onframe: (frame: Frame) => void = () => {};
  /** A whole run of the study that is open. */
  onsettled: (settled: Settled) => void = () => {};
  onproblem: (message: string) => void = () => {};
  /** A worker stopped and was started again; the one that answers ticks has no study then. */
  onlost: (isLive: boolean) => void = () => {};
  /** Bytes of a file of people that are there, and of how many (0: not known). */
  onloading: (loading: { done: number; total: number }) => void = () => {};

  /** Files of the visitor's own, which every worker is given. */
  #own = new Map<string, OwnFiles>();
  #losses = 0;
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
    const { lock, gone } = alive();
    const lost = gone.then(() => Promise.reject(new LostWorker()));
    const ready = remote.start(lock.name).then(async (listing) => {
      lock.watch();
      for (const files of this.#own.values()) await remote.keep(files);
      return listing;
    });
    const side: Side = { worker, remote, ready: Promise.race([ready, lost]), lost, isOver: false };
    side.ready.catch(() => {});
    lost.catch(() => void this.#lost(side, isLive));
    worker.onerror = () => lock.give();
    if (isLive)
      worker.addEventListener("message", ({ data }: MessageEvent<{ loading?: { done: number; total: number } }>) => {
        if (data.loading) this.onloading(data.loading);
      });
    return side;
  }

  async #lost(side: Side, isLive: boolean): Promise<void> {
    if (side.isOver) return;
    side.isOver = true;
    side.worker.terminate();
    this.#losses += 1;
    if (isLive) {
      this.#inFlight = false;
      if (this.#losses > PATIENCE) return this.onproblem("the calculation stops again and again");
      this.#live = this.#begin(true);
      await this.#live.ready;
    } else if (this.#whole === side) this.#whole = null;
    this.onlost(isLive);
  }

  /** What a worker answers; after a trap its memory is in no known state, and it counts as lost. */
  async #of<T>(side: Side, isLive: boolean, answer: Promise<T>): Promise<T> {
    try {
      return await Promise.race([answer, side.lost]);
    } catch (error) {
      if (isTrap(error)) {
        void this.#lost(side, isLive);
        throw new LostWorker();
      }
      throw error;
    }
  }

  /** What may be chosen; the module is there then. */
  start(): Promise<Listing> {
    return this.#live.ready;
  }

  async package(name: string): Promise<Study> {
    await this.#live.ready;
    return this.#of(this.#live, true, this.#live.remote.package(name));
  }

  /** Opens a study; refused with the engine's words. */
  async open(study: Study): Promise<Law> {
    await this.#live.ready;
    const law = await this.#of(this.#live, true, this.#live.remote.open(study));
    this.#study = study;
    this.#version += 1;
    return law;
  }

  /** Takes files of the visitor's own for the people of a study; refused with the command line's problems. */
  async bring(files: OwnFiles, study: Study): Promise<{ people: OwnPeople; law: Law } | Refusal> {
    await this.#live.ready;
    const answer = await this.#of<Refusal | { people: OwnPeople; files: OwnFiles; law: Law }>(this.#live, true, this.#live.remote.bring(files, study));
    if ("problems" in answer) return answer;
    this.#own.set(files.name, answer.files);
    void this.#whole?.remote.keep(answer.files);
    this.#study = { ...study, population: { file: answer.people.file, mapping: answer.people.mapping } };
    this.#version += 1;
    return answer;
  }

  /** Whether the files of the visitor's own that a study names are here. */
  has(file: string): boolean {
    return this.#own.has(file);
  }

  async example(file: string): Promise<{ data: string; mapping: string }> {
    return this.#of(this.#live, true, this.#live.remote.example(file));
  }

  async columns(system: string): Promise<OwnColumn[]> {
    return this.#of(this.#live, true, this.#live.remote.columns(system));
  }

  async calibration(): Promise<Calibration | null> {
    return this.#of(this.#live, true, this.#live.remote.calibration());
  }

  async glossary(language: Language): Promise<Term[]> {
    await this.#live.ready;
    return this.#of(this.#live, true, this.#live.remote.glossary(language));
  }

  /** Sets a value of the open study; `undefined` sets none. `study` is what it then is. */
  set(key: string, value: Value | undefined, study: Study): void {
    this.#study = study;
    this.#version += 1;
    this.#of(this.#live, true, this.#live.remote.set(key, value)).catch((error: unknown) => {
      if (!(error instanceof LostWorker)) this.onproblem(words(error));
    });
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
        const frame = await this.#of(this.#live, true, this.#live.remote.tick(language, since));
        this.#losses = 0;
        this.onframe(frame);
      } catch (error) {
        // Another worker has its own loop.
        if (error instanceof LostWorker) return;
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
      const asked: Language = this.#settleIn;
      const [study, version] = [this.#study, this.#version];
      this.#settleIn = null;
      const side = (this.#whole ??= this.#begin(false));
      try {
        await side.ready;
        const settled = await this.#of(side, false, side.remote.settle(study, asked));
        if (version === this.#version) this.onsettled(settled);
      } catch (error) {
        if (error instanceof LostWorker && this.#losses <= PATIENCE) this.#settleIn ??= asked;
        else if (version === this.#version) this.onproblem(words(error));
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

  async toml(study: Study): Promise<string> {
    return this.#live.remote.toml(study);
  }
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
