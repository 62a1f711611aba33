// The engine as the page knows it: studies and their values, figures at every tick, whole runs, and runs over years. Which worker answers
// stands in workers.ts.

import { type Question, alike } from "../compare/aside";
import type { PairedCard } from "../compare/rows";
import type { Words } from "../household/tell";
import type { Columns, Told } from "../household/types";
import { answered } from "./answers";
import { LostWorker } from "./lost";
import type { Calibration, Carry, Figure, Frame, Language, Law, Listing, OwnColumn, OwnFiles, OwnPeople, Refusal, Settled, Side, Span, Study, Term, ToldYears, Value, Wanted } from "./types";
import { type Hand, Workers } from "./workers";

/** Milliseconds after a whole run before what takes longer begins. */
const PAUSE = 600;

export class Engine extends Workers {
  /** Each frame, in order. */
  onframe: (frame: Frame) => void = () => {};
  /** A whole run of the study that is open. */
  onsettled: (settled: Settled) => void = () => {};
  /** What the study asks for beside a whole run, once that is there. */
  onasked: (figures: Figure[]) => void = () => {};
  /** That cannot be worked out. */
  onunasked: () => void = () => {};
  /** Each year of a run over several as it comes. */
  onyears: (years: ToldYears) => void = () => {};

  /** Whether both sides are shown beside each other. */
  isComparing: () => boolean = () => false;

  /** The study that is worked on: that of the page, or the one beside it. */
  side: Side = "a";
  #studies: Partial<Record<Side, Study>> = {};
  /** The worker whose answer to a tick is waited for. */
  #ticking: Hand | null = null;
  #wanted: (Wanted & { language: Language; since: number | null }) | null = null;
  #isSettling = false;
  #settleIn: Language | null = null;
  /** The question after what the study asks for, and the language in which it is told. */
  #asking = 0;
  /** The run over years that goes on, and the language in which it is told. */
  #years = 0;
  #yearsIn: Language = "en";

  /** What may be chosen. */
  listing(): Promise<Listing> {
    return this.askedBeside((remote) => remote.listing());
  }

  glossary(language: Language): Promise<Term[]> {
    return this.askedBeside((remote) => remote.glossary(language));
  }

  /** A number as the figures write it. */
  shown(unit: string, number: number, language: Language): Promise<string> {
    return this.askedBeside((remote) => remote.shown(unit, number, language));
  }

  package(name: string): Promise<Study> {
    return this.asked((remote) => remote.package(name));
  }

  /** A study in another country, and what was carried; refused with the engine's words. */
  carried(study: Study, country: string): Promise<{ study: Study; carry: Carry }> {
    return this.asked((remote) => remote.carried(study, country));
  }

  /** Opens a study; refused with the engine's words. */
  async open(study: Study, side: Side = this.side): Promise<Law> {
    const law = await this.asked((remote) => remote.open(side, study));
    this.#studies[side] = study;
    this.changed();
    return law;
  }

  /** Takes files of the visitor's own for the people of a study; refused with the command line's problems. */
  async bring(files: OwnFiles, study: Study, side: Side = this.side): Promise<{ people: OwnPeople; law: Law } | Refusal> {
    const answer = await this.asked<Refusal | { people: OwnPeople; files: OwnFiles; law: Law }>((remote) => remote.bring(side, files, study));
    if ("problems" in answer) return answer;
    this.share(files.name, answer.files);
    this.#studies[side] = { ...study, population: { file: answer.people.file, mapping: answer.people.mapping } };
    this.changed();
    return answer;
  }

  exampleData(file: string): Promise<{ data: string; mapping: string }> {
    return this.asked((remote) => remote.exampleData(this.side, file));
  }

  /** The columns that a file of one's own may have. */
  ownColumns(system: string): Promise<OwnColumn[]> {
    return this.asked((remote) => remote.ownColumns(system));
  }

  calibration(): Promise<Calibration | null> {
    return this.asked((remote) => remote.calibration());
  }

  /** Works on the other side; what was asked for of the first is no longer told. */
  turn(side: Side): void {
    this.side = side;
    this.changed();
  }

  columns(): Promise<Columns> {
    return this.asked((remote) => remote.columns());
  }

  told(described: Record<string, unknown>, language: Language, words: Words): Promise<Told> {
    return this.asked((remote) => remote.told(described, language, words));
  }

  /**
   * Sets a value of the open study; `undefined` sets none. `study` is what it then is. Refused with the engine's words: then the value
   * before stands. A worker that is lost meanwhile is given the whole study anew.
   */
  async set(key: string, value: Value | undefined, study: Study, side: Side = this.side): Promise<void> {
    this.hold(study, side);
    try {
      await this.of(this.live, this.live.remote.set(side, key, value));
    } catch (error) {
      if (!(error instanceof LostWorker)) throw error;
    }
  }

  /** The study of a side is this one: whole runs are of it. */
  hold(study: Study, side: Side = this.side): void {
    this.#studies[side] = study;
    this.changed();
  }

  /**
   * Asks for the figures as the study stands, for all or for those that are wanted: one request is under way, and the latest
   * waits.
   */
  tick(language: Language, since: number | null, wanted: Wanted = { only: "", open: "" }): void {
    this.#wanted = { language, since, ...wanted };
    if (this.#ticking !== this.live) void this.#next();
  }

  async #next(): Promise<void> {
    const hand = (this.#ticking = this.live);
    while (this.#wanted) {
      const { language, since, only, open } = this.#wanted;
      this.#wanted = null;
      const start = performance.now();
      try {
        const { side, shown, netCost, moved, millis, compared } = await this.of(hand, hand.remote.tick(this.side, language, { since, only, open, isCompared: this.isComparing() }));
        this.answered();
        const made = answered("tick", shown);
        this.onframe({ ...made, side, compared, isPart: only !== "", netCost, moved, millis });
        // What a benchmark reads: from the question to the figures in the page, with the engine's share.
        performance.clearMeasures("tick");
        performance.measure("tick", { start, detail: { engine: millis } });
      } catch (error) {
        // Another worker has its own loop.
        if (error instanceof LostWorker) return;
        this.onproblem(error);
      }
    }
    this.#ticking = null;
  }

  /** The net cost with a value tried; the value stays until another is set. */
  netCostAt(key: string, value: Value): Promise<number> {
    return this.of(this.live, this.live.remote.netCostAt(this.side, key, value));
  }

  /** Works out the whole run of the open study; of those asked for while one is under way, the latest follows. */
  async settle(language: Language): Promise<void> {
    this.#settleIn = language;
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (;;) {
      const asked: Language | null = this.#settleIn;
      const [side, study, version] = [this.side, this.#studies[this.side], this.version];
      if (!asked || !study) break;
      this.#settleIn = null;
      try {
        const settled = await this.askedBeside((remote) => remote.settle(side, study, asked));
        if (version === this.version) {
          this.onsettled(settled);
          void this.#ask(asked, settled);
        }
      } catch (error) {
        if (error instanceof LostWorker && this.isPatient) this.#settleIn ??= asked;
        else if (version === this.version) {
          this.onunasked();
          this.onproblem(error);
        }
      }
    }
    this.#isSettling = false;
  }

  /** What the study asks for by runs of its own, once nothing has changed for a moment: they hold the worker longer than a whole run. */
  async #ask(language: Language, settled: Settled): Promise<void> {
    const [number, side, study, version] = [(this.#asking += 1), this.side, this.#studies[this.side], this.version];
    const isCurrent = () => number === this.#asking && version === this.version;
    if (!study) return;
    const { incentives, interactions, without_gains } = study.options ?? {};
    if (![incentives, interactions, without_gains].includes(true) && !settled.figures.some((figure) => figure.name === "levies")) return this.onasked([]);
    await new Promise((done) => setTimeout(done, PAUSE));
    if (!isCurrent()) return;
    try {
      const figures = await this.askedAside((remote) => remote.asked(side, study, language));
      if (isCurrent()) this.onasked(figures);
    } catch (error) {
      if (!isCurrent()) return;
      this.onunasked();
      if (!(error instanceof LostWorker)) this.onproblem(error);
    }
  }

  /**
   * What takes runs of its own in both studies beside each other, a question at a time; `null` once either has changed meanwhile. What one asks
   * for is asked of the other too. Refused with the engine's words, or with [`LostWorker`].
   */
  async besides(question: Question, language: Language): Promise<PairedCard[] | null> {
    const [a, b, version] = [this.#studies.a, this.#studies.b, this.version];
    if (!a || !b) return null;
    try {
      const [first, second] = alike([a, b]);
      const answers: Figure[][] = [];
      for (const [side, study] of [["a", first], ["b", second]] as const) {
        answers.push(await this.askedAside((remote) => (question === "incentives" ? remote.incentives(side, study, language) : remote.asked(side, study, language, true))));
        if (version !== this.version) return null;
      }
      const [own = [], other = []] = answers;
      return await this.askedAside((remote) => remote.besides(question, own, other, language));
    } catch (error) {
      if (version !== this.version) return null;
      throw error;
    }
  }

  /** The fingerprint of a side as it stands: a whole run that nothing is shown of. */
  async fingerprint(side: Side, language: Language): Promise<string> {
    const study = this.#studies[side];
    return study ? this.askedBeside(async (remote) => (await remote.settle(side, study, language)).fingerprint) : "";
  }

  /** The last whole run in another language. */
  async tell(language: Language): Promise<void> {
    const version = this.version;
    const hand = this.whole;
    if (!hand || this.#isSettling) return;
    try {
      const settled = await this.of(hand, hand.remote.tell(this.side, language));
      if (version !== this.version) return;
      this.onsettled(settled);
      void this.#ask(language, settled);
    } catch {
      // A worker that was started again has no run yet.
      if (version === this.version) await this.settle(language);
    }
  }

  /**
   * Runs the page's study over years, one after the other; a change of the study, or another run, ends it between two years. Whether
   * the engine refused it.
   */
  async years(language: Language, span: Span): Promise<boolean> {
    const [study, version, run] = [this.#studies.a, this.version, (this.#years += 1)];
    this.#yearsIn = language;
    const goesOn = () => version === this.version && run === this.#years;
    if (!study) return false;
    try {
      const number = await this.askedBeside((remote) => remote.beginYears(study, span));
      while (goesOn()) {
        const told = await this.askedBeside((remote) => remote.nextYear(number, this.#yearsIn));
        if (!told || !goesOn()) return false;
        this.onyears(told);
        if (told.done === told.years.length) return false;
      }
    } catch (error) {
      if (!goesOn()) return false;
      if (!(error instanceof LostWorker)) this.onproblem(error);
      return true;
    }
    return false;
  }

  /** Ends the run over years that goes on. */
  endYears(): void {
    this.#years += 1;
  }

  /** The last run over years in another language; one that goes on continues in it. */
  async tellYears(language: Language): Promise<void> {
    const [hand, version] = [this.whole, this.version];
    this.#yearsIn = language;
    if (!hand) return;
    const told = await this.of(hand, hand.remote.tellYears(language)).catch(() => null);
    if (told && told.done > 0 && version === this.version) this.onyears(told);
  }

  toml(study: Study): Promise<string> {
    return this.asked((remote) => remote.toml(study));
  }
}
