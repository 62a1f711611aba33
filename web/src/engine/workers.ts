// The workers of the page: how each begins, what it answers, and what becomes of one that is lost. One answers every tick, one works out
// whole runs, so that a slider never waits for the many runs that divide the net cost, and one, begun when it is needed, what takes
// longer still and no whole run waits for.

import { type Remote, wrap } from "comlink";
import { begun, compiled, first, rest } from "./early";
import { LostWorker, alive, isTrap } from "./lost";
import type { OwnFiles } from "./types";
import type { EngineWorker } from "./worker";

export interface Hand {
  worker: Worker;
  remote: Remote<EngineWorker>;
  ready: Promise<void>;
  /** What refuses each answer that is waited for, when the worker ends by itself. */
  waiting: Set<() => void>;
  isOver: boolean;
}

type Question<T> = (remote: Remote<EngineWorker>) => Promise<T>;

/** Losses without a frame between them after which no worker is started again. */
const PATIENCE = 3;

export abstract class Workers {
  onproblem: (error: unknown) => void = () => {};
  /** The calculation stops again and again, and is started no more. */
  onended: () => void = () => {};
  /** A worker stopped and was started again; the one that answers ticks has no study then. */
  onlost: (isLive: boolean) => void = () => {};
  /** Bytes of a file of people that are there, and of how many (0: not known). */
  onloading: (loading: { done: number; total: number }) => void = () => {};

  /** Files of the visitor's own, which every worker is given. */
  #own = new Map<string, OwnFiles>();
  #losses = 0;
  #live = this.#begin(true, first);
  #whole: Hand | null = null;
  /** What takes longer than a whole run has a worker of its own, begun when it is first asked: no whole run waits for it. */
  #aside: Hand | null = null;
  /** Answers of it that are waited for. */
  #asides = 0;
  /** How often the studies have changed: what was asked of an older one is not told. */
  protected version = 0;

  /** The worker of the ticks. */
  protected get live(): Hand {
    return this.#live;
  }

  /** The worker of whole runs; `null` before it is first asked. */
  protected get whole(): Hand | null {
    return this.#whole;
  }

  /** Whether a worker that is lost has another in its place. */
  protected get isPatient(): boolean {
    return this.#losses <= PATIENCE;
  }

  /** A frame came: losses before it are no row of losses. */
  protected answered(): void {
    this.#losses = 0;
  }

  /** Gives every worker files of the visitor's own, those that begin later too; the worker of the ticks has them. */
  protected share(name: string, files: OwnFiles): void {
    this.#own.set(name, files);
    for (const hand of [this.#whole, this.#aside]) void hand?.remote.keep(files);
  }

  /** Whether the files of the visitor's own that a study names are here. */
  has(file: string): boolean {
    return this.#own.has(file);
  }

  #begin(isLive: boolean, worker = begun()): Hand {
    const remote = wrap<EngineWorker>(worker);
    const { lock, gone } = alive();
    const hand: Hand = { worker, remote, ready: Promise.resolve(), waiting: new Set(), isOver: false };
    const begin = async () => {
      const module = await compiled();
      this.#complete(hand);
      await remote.start(module, lock.name);
      lock.watch();
      for (const files of this.#own.values()) await remote.keep(files);
    };
    hand.ready = this.of(hand, begin());
    hand.ready.catch(() => {});
    void gone.then(() => this.#lost(hand));
    worker.onerror = () => lock.give();
    if (isLive)
      worker.addEventListener("message", ({ data }: MessageEvent<{ loading?: { done: number; total: number } }>) => {
        if (data.loading) this.onloading(data.loading);
      });
    return hand;
  }

  /** Gives a worker the rest of the module once it is there; one that cannot be given it fetches it when it needs it. */
  #complete(hand: Hand): void {
    rest()
      .catch(() => null)
      .then((module) => hand.remote.complete(module))
      .catch(() => {});
  }

  /** Ends the worker that answers ticks, whatever it is at, and begins another; kept when that is there. It has no study then. */
  async restart(): Promise<void> {
    // The visitor's own wish counts as no loss.
    this.#losses = -1;
    await this.#lost(this.#live);
    await this.start();
  }

  async #lost(hand: Hand): Promise<void> {
    if (hand.isOver) return;
    hand.isOver = true;
    hand.worker.terminate();
    for (const refuse of hand.waiting) refuse();
    this.#losses += 1;
    const isLive = hand === this.#live;
    if (isLive) {
      if (!this.isPatient) return this.onended();
      this.#live = this.#begin(true);
      try {
        await this.#live.ready;
      } catch (error) {
        // One that is lost in turn is started again in turn.
        return error instanceof LostWorker ? undefined : this.onproblem(error);
      }
    } else if (this.#whole === hand) this.#whole = null;
    else if (this.#aside === hand) this.#aside = null;
    this.onlost(isLive);
  }

  /** What a worker answers; after a trap its memory is in no known state, and it counts as lost. */
  protected async of<T>(hand: Hand, answer: Promise<T>): Promise<T> {
    // Not raced against one promise for all answers, which would keep every one of them.
    let refuse = () => {};
    const lost = new Promise<never>((_, refused) => (refuse = () => refused(new LostWorker())));
    if (hand.isOver) refuse();
    else hand.waiting.add(refuse);
    try {
      return await Promise.race([answer, lost]);
    } catch (error) {
      if (!isTrap(error)) throw error;
      void this.#lost(hand);
      throw new LostWorker();
    } finally {
      hand.waiting.delete(refuse);
    }
  }

  /** The module is there then. */
  async start(): Promise<void> {
    for (;;) {
      const hand = this.#live;
      try {
        return await hand.ready;
      } catch (error) {
        // One that was lost has another in its place, unless there were too many.
        if (!(error instanceof LostWorker) || hand === this.#live) throw error;
      }
    }
  }

  /** What the worker of the ticks answers, once it has begun. */
  async asked<T>(question: Question<T>): Promise<T> {
    const hand = this.#live;
    await hand.ready;
    return this.of(hand, question(hand.remote));
  }

  /** The same of the worker of whole runs, which is started when it is first asked. */
  protected async askedBeside<T>(question: Question<T>): Promise<T> {
    const hand = (this.#whole ??= this.#begin(false));
    await hand.ready;
    return this.of(hand, question(hand.remote));
  }

  /** What the worker of long runs answers; one that is lost by itself has another in its place, unless there were too many. */
  protected async askedAside<T>(question: Question<T>): Promise<T> {
    const version = this.version;
    for (;;) {
      const hand = (this.#aside ??= this.#begin(false));
      this.#asides += 1;
      try {
        await hand.ready;
        return await this.of(hand, question(hand.remote));
      } catch (error) {
        if (!(error instanceof LostWorker) || version !== this.version || !this.isPatient) throw error;
      } finally {
        this.#asides -= 1;
      }
    }
  }

  /** A study is another now: what is worked out aside of the one before is waited for by nobody, and its worker ends. */
  protected changed(): void {
    this.version += 1;
    const hand = this.#aside;
    if (!hand || this.#asides === 0) return;
    this.#aside = null;
    hand.isOver = true;
    hand.worker.terminate();
    for (const refuse of hand.waiting) refuse();
  }
}
