// The one study that all of the page shows: what is chosen, changed and undone. What the engine told of it is in told.svelte.ts.

import { besideOf, todaysLaw } from "./compare/beside";
import { Engine, words } from "./engine/client";
import { canCompute } from "./engine/able";
import { foretold } from "./engine/foretold";
import type { Calibration, Carry, Frame, Instrument, Language, Law, Listing, OwnColumn, OwnFiles, OwnPeople, Parameter, Refusal, Side, Study, Value } from "./engine/types";
import { fileOf, onPeople } from "./own/own";
import { BadLink, decode, encode } from "./study/fragment";
import { type History, begin, push, redo, undo } from "./study/history";
import { blocks, difference, homeName, isIdle, keyOf, normalised, packaged, same, settings, titled, withInstrument, withSettings, withValue } from "./study/study";
import { type Route, type View, named, routeOf } from "./study/route";
import { type TextKey, texts } from "./texts";
import { optionWord } from "./texts/options";
import { Told } from "./told.svelte";
import { YearsRun } from "./years.svelte";

export const DEFAULT_PACKAGE = "three-tier-safety-net";
/** The package that a visitor begins from today's law. */
export const OWN_PACKAGE = "own-package";
export type Dialog = "scenario" | "place" | "package" | "share" | "add" | "neutral" | "own" | null;
export type Theme = "light" | "dark";

/** What can be undone: the study, and the package as it was opened. */
interface Step {
  study: Study;
  base: Study;
}

/** A side that is not worked on, as it was left. */
interface Kept {
  law: Law | null;
  history: History<Step>;
  opened: string[];
}

class App {
  language = $state<Language>("en");
  theme = $state<Theme>("light");
  dialog = $state<Dialog>(null);
  route = $state<Route>(routeOf(location.hash));
  /** The card that is open, by the name of its figure. */
  open = $state<string | null>(null);
  isSheetOpen = $state(false);
  /** The instrument whose rule is open in the drawer; a new one has no name yet. */
  rule = $state<{ name: string; isNew: boolean } | null>(null);

  listing = $state.raw<Listing | null>(null);
  law = $state.raw<Law | null>(null);
  /** Whether a slider is held. */
  isHeld = $state(false);
  banner = $state<{ text: string; details: string } | null>(null);
  notice = $state("");
  isOffline = $state(!navigator.onLine);
  /** Whether this browser lacks what the engine needs. */
  isUnable = $state(false);
  /** What is to be said of the page itself: a calculation that was started again. */
  isRestarted = $state(false);
  /** The visitor's own people that were taken last. */
  own = $state.raw<OwnPeople | null>(null);
  /** Files that are to be read when the dialog for them opens. */
  dropped = $state.raw<File[]>([]);
  /** A setting that was asked for, as a study names it. */
  sought = $state<string | null>(null);
  /** Instruments that are open in the rail; the one to be shown next. */
  opened = $state<string[]>([]);
  history = $state.raw<History<Step> | null>(null);
  /** What was carried to another country, by the name of the study that came of it. */
  carries = $state.raw<Record<string, Carry>>({});

  /** The cards that stand in the window: while a slider is held the engine tells no others. */
  readonly inView = new Set<string>();
  /** The side that rail, pickers and undo work on: A is the page's study; B stands beside it where two are compared. */
  side = $state<Side>("a");
  /** The other side. */
  beside = $state.raw<Kept | null>(null);
  /** The study beside the page's that a link holds and that is not opened yet. */
  linked: Study | null = null;

  #engine = new Engine();
  /** What the engine told of the study. */
  readonly told: Told = new Told({
    language: () => this.language,
    t: (key, holes) => this.t(key, holes),
    isHeld: () => this.isHeld,
    whole: () => this.#engine.tick(this.language, this.isHeld ? this.#pressedAt : null),
    money: (amount) => this.money(amount),
  });
  /** The page's study over several years. */
  readonly years = new YearsRun({
    engine: () => this.#engine,
    language: () => this.language,
    span: () => this.law?.span ?? null,
    settled: () => (this.told.isStale || this.side !== "a" ? null : (this.told.settled?.fingerprint ?? null)),
    isIdle: () => !this.history || isIdle(this.history.now.study),
    open: () => this.open,
  });
  /** Told when the first figures are painted: what can wait begins after that. */
  #paint: () => void = () => {};
  #painted = new Promise<void>((done) => (this.#paint = done));
  #pressedAt: number | null = null;
  #pending: ReturnType<typeof setTimeout> | undefined;
  /** The study while a slider is held; the history takes it on release. */
  held = $state.raw<Study | null>(null);

  study = $derived<Study | null>(this.held ?? this.history?.now.study ?? null);
  base = $derived<Study | null>(this.history?.now.base ?? null);
  carry = $derived<Carry | null>(this.study ? (this.carries[this.study.name] ?? null) : null);
  values = $derived(this.study ? settings(this.study) : {});
  blocks = $derived(this.law ? blocks(this.law) : null);
  changed = $derived.by(() => {
    if (!this.law) return [] as string[];
    const found: string[] = [];
    for (const instrument of this.law.instruments)
      for (const parameter of instrument.parameters) if (this.isChanged(instrument, parameter)) found.push(keyOf(instrument, parameter));
    return found;
  });

  t(key: TextKey, holes: Record<string, string | number> = {}): string {
    return texts[key][this.language].replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
  }

  titled(from: Parameters<typeof titled>[0], name = ""): string {
    return titled(from, this.language, name);
  }

  /** The words for an option, or for a value of a category. */
  word(option: string, category: string | null = null): string {
    return optionWord(option, this.language, this.law?.value_titles, category);
  }

  /** The value of a parameter in the study. */
  value(instrument: Instrument, parameter: Parameter): Value {
    return this.values[keyOf(instrument, parameter)] ?? parameter.default;
  }

  /** Whether the study is a package as its file has it. */
  get isPackage(): boolean {
    return this.listing?.packages.some((found) => found.name === this.study?.name) === true && this.changed.length === 0 && this.study === this.base;
  }

  isChanged(instrument: Instrument, parameter: Parameter): boolean {
    return !same(this.value(instrument, parameter), packaged(parameter));
  }

  async start(): Promise<void> {
    this.#engine.onframe = (frame) => this.#frame(frame);
    this.#engine.onsettled = (settled) => this.told.settle(settled);
    this.#engine.onyears = (years) => this.years.take(years);
    this.#engine.onproblem = (details) => (this.banner = { text: this.t("refused"), details });
    this.#engine.onlost = (isLive) => {
      this.isRestarted = true;
      if (isLive) void this.#resume();
    };
    this.#engine.onloading = (loading) => (this.told.loading = loading);
    if (!canCompute()) return this.#unable("");
    void this.#foretell();
    try {
      await this.#engine.start();
    } catch (error) {
      return this.#unable(words(error));
    }
    window.addEventListener("hashchange", () => {
      this.route = routeOf(location.hash);
      void this.#fromLink();
    });
    await this.#fromLink();
    await this.#painted;
    this.listing = await this.#engine.listing();
    this.told.glossary = await this.#engine.glossary(this.language);
  }

  /** Shows the default study as the build of the page worked it out, until the engine here has. */
  async #foretell(): Promise<void> {
    if (location.hash.includes("/")) return;
    const found = await foretold(this.language);
    if (!found || this.history || (this.told.headline && !this.told.isForetold)) return;
    this.told.foretell(found);
  }

  /** What other views ask beside the figures of the study. */
  get engine(): Engine {
    return this.#engine;
  }

  /** The study of a side. */
  studyOf(side: Side): Study | null {
    return side === this.side ? this.study : (this.beside?.history.now.study ?? null);
  }

  /** Works on the other side; this one stays as it is. */
  turn(side: Side): void {
    if (side === this.side || !this.beside || !this.history) return;
    this.release();
    clearTimeout(this.#pending);
    const kept = { law: this.law, history: this.history, opened: this.opened };
    [this.law, this.history, this.opened] = [this.beside.law, this.beside.history, this.beside.opened];
    this.beside = kept;
    this.side = side;
    this.notice = "";
    this.told.isStale = true;
    this.#engine.turn(side);
    this.#engine.tick(this.language, null);
    this.#later(0);
  }

  /** Opens a study beside that of the page. */
  async setBeside(study: Study): Promise<void> {
    this.turn("a");
    const step = await this.#original(study);
    const law = await this.#lay(step, "b");
    const first = blocks(law).spending[0];
    this.beside = { law, history: begin(step), opened: first ? [first.name] : [] };
    this.#engine.tick(this.language, null);
    this.#later(0);
  }

  /** Has the engine take a step on a side and show nothing of it. */
  async #lay({ study, base }: Step, side: Side): Promise<Law> {
    const law = await this.#engine.open(base, side);
    for (const [key, value] of Object.entries(difference(base, study) ?? {})) this.#engine.set(key, value, study, side);
    return law;
  }

  get #other(): Side {
    return this.side === "a" ? "b" : "a";
  }

  #unable(details: string): void {
    this.isUnable = true;
    this.banner = { text: this.t("no_wasm"), details };
    window.addEventListener("hashchange", () => (this.route = routeOf(location.hash)));
  }

  /** Gives a new worker what the lost one had. */
  async #resume(): Promise<void> {
    const now = this.history?.now;
    if (!now) return this.#fromLink();
    try {
      if (this.beside) await this.#lay(this.beside.history.now, this.#other);
      await this.#engine.open(now.base);
      this.told.forget();
      this.#show({ study: this.study ?? now.study, base: now.base }, now.base);
    } catch (error) {
      this.banner = { text: this.t("refused"), details: words(error) };
    }
  }

  async #fromLink(): Promise<void> {
    let study: Study | null = null;
    this.turn("a");
    try {
      study = await decode(location.hash);
      const beside = await decode(location.hash, 2);
      const own = this.beside?.history.now.study;
      if (beside && !(own && same(beside as unknown as Value, own as unknown as Value))) {
        this.linked = beside;
        this.beside = null;
      }
      if (study && this.history && same(study as unknown as Value, this.history.now.study as unknown as Value)) return;
      if (study) return await this.#openBeside(study);
      if (this.history) return;
    } catch (error) {
      this.banner = { text: this.t("bad_link"), details: error instanceof BadLink ? error.message : words(error) };
      if (this.history) return;
    }
    await this.choosePackage(DEFAULT_PACKAGE);
  }

  /** Opens a study of a link beside the package that it comes from, so that what was changed is marked. */
  async #openBeside(study: Study): Promise<void> {
    await this.#begin(await this.#original(study));
  }

  async #original(study: Study): Promise<Step> {
    const whole = normalised(study);
    const known = await this.#known(whole);
    const original = known ?? whole;
    const file = fileOf(whole);
    if (file !== null && !this.#engine.has(file)) {
      // The people of a file are not in the link: those of the package, or of its law, stand in.
      const { populations } = this.listing ?? (await this.#engine.listing());
      const people = known ? known.population : populations.find((found) => found.name.startsWith(String(whole.system)))?.name;
      this.banner = { text: this.t("own_missing", { file }), details: "" };
      return this.#original({ ...whole, population: people ?? "stylised" });
    }
    const base = withSettings(whole, { ...settings(original) });
    return { study: whole, base: this.#fitting(base, whole) };
  }

  /** The package that a study comes from, in the study's country; `null` where it comes from none. */
  async #known(whole: Study): Promise<Study | null> {
    const own = await this.#engine.package(whole.name).then(normalised, () => null);
    const home = homeName(whole);
    if (own || home === whole.name || !whole.system) return own;
    try {
      return await this.#in(await this.#engine.package(home), whole.system);
    } catch {
      return null;
    }
  }

  /** A study in a country: itself where that is its own, else carried there. */
  async #in(study: Study, country: string): Promise<Study> {
    if (study.system === country) return normalised(study);
    const { study: there, carry } = await this.#engine.carried(study, country);
    this.carries = { ...this.carries, [there.name]: carry };
    return normalised(there);
  }

  /** The settings of the package, of instruments that the study still has. */
  #fitting(base: Study, study: Study): Study {
    const removed = new Set(study.reform?.remove ?? []);
    const own = settings(study);
    const values = Object.entries(settings(base)).filter(([key]) => key in own && !removed.has(key.split(".")[0] ?? ""));
    return withSettings(base, Object.fromEntries(values));
  }

  async #begin(step: Step): Promise<void> {
    const law = await this.#engine.open(step.base);
    this.law = law;
    this.history = this.history ? push(this.history, step) : begin(step);
    const first = blocks(law).spending[0];
    this.opened = first ? [first.name] : [];
    this.#show(step, step.base);
  }

  /** Has the engine, which stands at `from`, take a step and show it. */
  #show(step: Step, from: Study): void {
    for (const [key, value] of Object.entries(difference(from, step.study) ?? {})) this.#engine.set(key, value, step.study);
    this.told.begin();
    this.#engine.tick(this.language, null);
    this.#later(0);
  }

  async choosePackage(name: string): Promise<void> {
    const left = this.changed.length;
    try {
      const [found, now] = [await this.#engine.package(name), this.study];
      // Who looked at a package in another country looks at the next one there too.
      const isAbroad = now?.system !== undefined && homeName(now) !== now.name;
      const chosen = isAbroad ? await this.#in(found, now.system as string) : normalised(found);
      const other = this.side === "b" ? this.studyOf("a") : null;
      const study = other ? besideOf(other, chosen) : chosen;
      await this.#begin({ study, base: study });
      this.notice = left > 0 ? this.t("left_behind", { n: left }) : "";
    } catch (error) {
      this.banner = { text: this.t("refused"), details: words(error) };
    }
  }

  /** Begins with today's law alone, on the same people and under the same scenario. */
  async chooseEmpty(): Promise<void> {
    if (!this.study) return;
    const left = this.changed.length;
    const study = { ...normalised(todaysLaw(this.study, texts.own_package)), name: OWN_PACKAGE };
    try {
      await this.#begin({ study, base: study });
      this.notice = left > 0 ? this.t("left_behind", { n: left }) : "";
    } catch (error) {
      this.banner = { text: this.t("refused"), details: words(error) };
    }
  }

  /** Takes the study to another country: a package as it is written, any other study as it stands. */
  async chooseCountry(country: string): Promise<void> {
    const now = this.study;
    if (!now || now.system === country) return;
    const left = this.changed.length;
    try {
      const home = homeName(now);
      const found = await this.#engine.package(home).catch(() => null);
      const study = await this.#in(found ?? now, country);
      await this.#begin({ study, base: study });
      this.banner = null;
      this.notice = left > 0 && found ? this.t("left_behind", { n: left }) : "";
    } catch (error) {
      this.banner = { text: this.t("refused"), details: words(error) };
    }
  }

  /** Takes a study that differs in more than values. */
  async restructure(next: Study): Promise<boolean> {
    const now = this.history?.now;
    if (!now) return false;
    const bare = { ...next, reform: { ...next.reform, set: {} } };
    const kept = Object.entries(settings(now.base)).filter(([key]) => !next.reform?.remove?.includes(key.split(".")[0] ?? ""));
    const base = withSettings(bare, Object.fromEntries(kept.filter(([key]) => key in settings(next))));
    this.told.forget();
    try {
      this.law = await this.#engine.open(base);
      this.history = push(this.history as History<Step>, { study: next, base });
      this.banner = null;
      this.#show({ study: next, base }, base);
      return true;
    } catch (error) {
      this.banner = { text: this.t("refused"), details: words(error) };
      await this.#engine.open(now.base);
      this.#show(now, now.base);
      return false;
    }
  }

  /** Shows a study that the history does not take yet; `null` goes back to the one it has. Gives the words of a refusal. */
  async preview(study: Study | null): Promise<string> {
    const now = this.history?.now;
    const { told } = this;
    if (!now || (study === null && told.since === null)) return "";
    try {
      await this.#engine.open(study ?? now.base);
    } catch (error) {
      return words(error);
    }
    told.isStale = true;
    if (study === null) {
      told.forget();
      this.#show(now, now.base);
    } else {
      told.since ??= told.netCost;
      this.#engine.tick(this.language, told.since);
    }
    return "";
  }

  async addInstrument(name: string): Promise<void> {
    if (this.study && (await this.restructure(withInstrument(this.study, name, true)))) {
      this.opened = [...this.opened, name];
      this.dialog = null;
    }
  }

  async removeInstrument(name: string): Promise<void> {
    if (this.study) await this.restructure(withInstrument(this.study, name, false));
  }

  async chooseScenario(name: string): Promise<void> {
    if (!this.study) return;
    const values = Object.fromEntries(Object.entries(settings(this.study)).filter(([key]) => !key.startsWith("scenario.")));
    await this.restructure(withSettings({ ...this.study, scenario: { name } }, values));
  }

  /** Takes files of the visitor's own in the place of the people; what is wrong with them, else `null`. */
  async bring(files: OwnFiles): Promise<Refusal | null> {
    const now = this.history?.now;
    if (!now) return null;
    const answer = await this.#engine.bring(files, now.base);
    if ("problems" in answer) return answer;
    this.own = answer.people;
    this.law = answer.law;
    this.banner = null;
    const step = { study: onPeople(now.study, answer.people), base: onPeople(now.base, answer.people) };
    this.history = push(this.history as History<Step>, step);
    this.#show(step, step.base);
    await this.#follow(answer.people);
    return null;
  }

  /** The study beside, where it was on an older file of that name, is on the new one too. */
  async #follow(people: OwnPeople): Promise<void> {
    const { beside } = this;
    if (!beside || fileOf(beside.history.now.study) !== people.file) return;
    const { study, base } = beside.history.now;
    const step = { study: onPeople(study, people), base: onPeople(base, people) };
    const law = await this.#lay(step, this.#other);
    this.beside = { ...beside, law, history: push(beside.history, step) };
    this.#engine.tick(this.language, null);
    this.#later(0);
  }

  async chooseOwn(): Promise<void> {
    if (this.study && this.own) await this.restructure(onPeople(this.study, this.own));
  }

  /** The people of the recipe, so many households of them. */
  async chooseHouseholds(households: number): Promise<void> {
    const people = this.study?.population;
    const recipe = typeof people === "object" && people !== null && "recipe" in people ? people : { recipe: String(people) };
    if (this.study) await this.restructure({ ...this.study, population: { ...recipe, households } });
  }

  exampleOf(file: string): Promise<{ data: string; mapping: string }> {
    return this.#engine.exampleData(file);
  }

  columnsOf(system: string): Promise<OwnColumn[]> {
    return this.#engine.ownColumns(system);
  }

  calibration(): Promise<Calibration | null> {
    return this.#engine.calibration();
  }

  /** Shows a setting where it can be changed. */
  async seek(key: string): Promise<void> {
    const instrument = this.law?.instruments.find((found) => found.parameters.some((parameter) => keyOf(found, parameter) === key));
    if (!instrument) return;
    await this.go("explore");
    if (!this.opened.includes(instrument.name)) this.opened = [...this.opened, instrument.name];
    this.isSheetOpen = true;
    this.sought = key;
  }

  async choosePopulation(name: string): Promise<void> {
    if (this.study) await this.restructure({ ...this.study, population: name });
  }

  press(): void {
    if (this.isHeld) return;
    this.isHeld = true;
    this.#pressedAt = this.told.netCost;
    clearTimeout(this.#pending);
  }

  /** A value while the slider is held, or typed. */
  slide(instrument: Instrument, parameter: Parameter, value: Value): void {
    const from = this.study;
    if (!from) return;
    const key = keyOf(instrument, parameter);
    const base = this.base ? settings(this.base) : {};
    // What is again as the file has it is set no more, unless the package sets it.
    const next = same(value, parameter.default) && !(key in base) ? undefined : value;
    this.held = withValue(from, key, next);
    this.told.stir();
    this.#engine.set(key, next, this.held);
    if (!this.isHeld || !this.told.isSlow)
      this.#engine.tick(this.language, this.isHeld ? this.#pressedAt : null, this.isHeld && this.route.view === "explore" ? this.#inSight() : "");
  }

  /** The figures that a tick of a held slider must show: those in view, the open one, and the amounts of the rail. */
  #inSight(): string {
    const names = new Set([...this.inView, "budget", ...(this.open ? [this.open] : [])]);
    if (this.open === "inequality") names.add("lorenz");
    return [...names].join(" ");
  }

  release(): void {
    if (this.isHeld) this.#engine.tick(this.language, null);
    this.isHeld = false;
    const [study, now] = [this.held, this.history?.now];
    if (study && now) {
      if (difference(now.study, study) !== null && Object.keys(difference(now.study, study) ?? {}).length > 0)
        this.history = push(this.history as History<Step>, { study, base: now.base });
      this.held = null;
    }
    this.told.rest();
    this.#later(350);
  }

  change(instrument: Instrument, parameter: Parameter, value: Value): void {
    this.slide(instrument, parameter, value);
    this.release();
  }

  reset(instrument: Instrument, parameter: Parameter): void {
    this.change(instrument, parameter, packaged(parameter));
  }

  async resetAll(): Promise<void> {
    const now = this.history?.now;
    if (now) await this.#step(push(this.history as History<Step>, { study: now.base, base: now.base }));
  }

  async undo(): Promise<void> {
    if (this.history && this.history.past.length > 0) await this.#step(undo(this.history));
  }

  async redo(): Promise<void> {
    if (this.history && this.history.future.length > 0) await this.#step(redo(this.history));
  }

  async #step(next: History<Step>): Promise<void> {
    const from = this.history?.now;
    this.history = next;
    this.held = null;
    this.notice = "";
    const isSame = from?.base === next.now.base;
    if (!isSame) this.law = await this.#engine.open(next.now.base);
    this.#show(next.now, isSame ? from.study : next.now.base);
  }

  setLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    if (!this.history) return void (this.told.isForetold && this.#foretell());
    this.#engine.tick(language, null);
    if (this.told.glossary.length > 0) void this.#engine.glossary(language).then((terms) => (this.told.glossary = terms));
    if (!this.told.isStale) void this.#engine.tell(language);
    this.years.tell(language);
  }

  /** The whole run, the link and the spoken sentence, once nothing has moved for so long. */
  #later(millis: number): void {
    clearTimeout(this.#pending);
    this.#pending = setTimeout(async () => {
      await this.#painted;
      // What only a whole run tells is shown of the page's own study.
      if (this.side === "a") void this.#engine.settle(this.language);
      void this.#writeLink();
    }, millis);
  }

  /** Opens a view; the study stays as it is. */
  async go(view: View, detail = ""): Promise<void> {
    if (this.route.view === view && this.route.detail === detail) return;
    const isOther = this.route.view !== view;
    if (isOther) this.turn("a");
    this.route = { view, detail };
    const fragment = await this.#fragment();
    history.pushState(null, "", fragment === "" ? location.pathname + location.search : fragment);
    if (isOther) window.scrollTo(0, 0);
  }

  /** View and study as the address has them: nothing for the study that the page opens with. */
  async #fragment(): Promise<string> {
    const history = this.side === "a" ? this.history : this.beside?.history;
    const study = history?.now.study;
    const isDefault = !study || (study.name === DEFAULT_PACKAGE && study === history?.now.base && history.past.length === 0);
    const view = named(this.route);
    const beside = this.route.view === "compare" ? this.studyOf("b") : null;
    if (!study || (isDefault && !beside)) return view === "explore" ? "" : `#${view}`;
    return `#${await encode(study, view, beside)}`;
  }

  async #writeLink(): Promise<void> {
    const fragment = await this.#fragment();
    if (fragment !== location.hash) history.replaceState(null, "", fragment === "" ? location.pathname + location.search : fragment);
  }

  #frame(frame: Frame): void {
    this.told.compared = frame.compared;
    if (frame.side !== this.side) return;
    this.told.take(frame);
    // A page in the background paints nothing and need not be waited for.
    if (document.hidden) this.#paint();
    else requestAnimationFrame(() => setTimeout(this.#paint));
    this.banner = this.banner?.text === this.t("refused") ? null : this.banner;
  }

  /** The net cost of the study with a parameter at another value. The page shows none of it. */
  async netCostAt(instrument: Instrument, parameter: Parameter, value: Value): Promise<number> {
    return this.#engine.netCostAt(keyOf(instrument, parameter), value);
  }

  /** An amount of money in words. */
  money(amount: number): Promise<string> {
    return this.#engine.shown("money", amount, this.language);
  }

  /** Has the engine stand again where the page stands, after other values were tried. */
  restore(instrument: Instrument, parameter: Parameter): void {
    const [key, study] = [keyOf(instrument, parameter), this.study];
    if (study) this.#engine.set(key, settings(study)[key], study);
    if (this.told.isStale) this.#later(0);
  }

  /** The link of the study as it stands. */
  async link(): Promise<string> {
    const [study, beside] = [this.studyOf("a"), this.route.view === "compare" ? this.studyOf("b") : null];
    return study ? `${location.origin}${location.pathname}#${await encode(study, named(this.route), beside)}` : location.href;
  }

  async toml(): Promise<string> {
    return this.study ? this.#engine.toml(this.study) : "";
  }
}

export const app = new App();
