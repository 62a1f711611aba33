// The page: its view, its address, what is open on it. The study stands in state/session.svelte.ts, what moves in it in
// state/moves.svelte.ts, what is chosen in state/choices.svelte.ts, what the engine told of it in told.svelte.ts.

import { COMPARED } from "./compare/rows";
import { canCompute } from "./engine/able";
import { foretold } from "./engine/foretold";
import { LostWorker } from "./engine/lost";
import { isUnreached } from "./engine/network";
import type { Language, Side, Study, Value, Wanted } from "./engine/types";
import { Choices, DEFAULT_PACKAGE } from "./state/choices.svelte";
import { BadLink, decode, encode } from "./study/fragment";
import { isIdle, keyOf, same } from "./study/study";
import { type Route, type View, named, routeOf } from "./study/route";
import { YearsRun } from "./years.svelte";

export { DEFAULT_PACKAGE, OWN_PACKAGE } from "./state/choices.svelte";
export type Dialog = "scenario" | "place" | "package" | "share" | "add" | "neutral" | "own" | null;
export type Theme = "light" | "dark";

/** What an entry of the browser's history holds that the page made itself. */
const OWN_ENTRY = "commonweal";

class App extends Choices {
  theme = $state<Theme>("light");
  dialog = $state<Dialog>(null);
  route = $state<Route>(routeOf(location.hash));
  /** The card that is open, by the name of its figure. */
  open = $state<string | null>(null);
  /** Whether the settings are open where the window has no room for them beside the figures. */
  isRailOpen = $state(false);
  /** Whether the options of the calculation are open in the rail. */
  isOptionsOpen = $state(false);
  /** Whether the rest of the law is open in the rail. */
  isRestOpen = $state(false);
  /** The instrument whose rule is open in the drawer; a new one has no name yet. */
  rule = $state<{ name: string; isNew: boolean } | null>(null);
  isOffline = $state(!navigator.onLine);
  /** Whether this browser lacks what the engine needs. */
  isUnable = $state(false);
  /** What is to be said of the page itself: a calculation that was started again. */
  isRestarted = $state(false);
  /** Files that are to be read when the dialog for them opens. */
  dropped = $state.raw<File[]>([]);
  /** A setting, as a study names it, or an instrument that is to be brought into view and focused; then it is let go. */
  sought = $state<string | null>(null);
  /** Settings that were sought: they stay in sight among those that are folded away. */
  revealed = $state.raw<string[]>([]);

  /** The cards that stand in the window: while a slider is held the engine tells no others. */
  readonly inView = new Set<string>();
  /** The study beside the page's that a link holds and that is not opened yet. */
  linked: Study | null = null;
  /** Of which country's people the last whole run was: while another is worked out its notes stand no longer. */
  #told = $state("");
  isPeopleTold = $derived(this.told.settled !== null && this.#told === this.#people());
  #isStarted = false;
  #isRestarting = false;
  #written: Promise<void> = Promise.resolve();

  /** The page's study over several years. */
  readonly years = new YearsRun({
    engine: () => this.engine,
    language: () => this.language,
    span: () => this.law?.span ?? null,
    settled: () => (this.side === "a" ? this.told.fingerprint || null : null),
    isIdle: () => !this.history || isIdle(this.history.now.study),
    open: () => this.open,
  });

  #people(): string {
    const { system, population } = this.study ?? {};
    return JSON.stringify([system, population]);
  }

  async start(): Promise<void> {
    this.engine.onframe = (frame) => this.take(frame);
    this.engine.onsettled = (settled) => {
      this.told.settle(settled);
      this.#told = this.#people();
    };
    this.engine.onasked = (figures) => this.told.ask(figures);
    this.engine.onunasked = () => this.told.unask();
    this.engine.onyears = (years) => this.years.take(years);
    this.engine.onproblem = (error) => this.fail(error);
    this.engine.onended = () => this.tell({ key: "stopped" }, "", () => location.reload());
    this.engine.onlost = (isLive) => {
      this.isRestarted = true;
      if (isLive && this.#isStarted && !this.#isRestarting) void this.#resume();
    };
    this.engine.onloading = (loading) => {
      this.told.loading = loading;
      this.changes.stir();
    };
    this.engine.isComparing = () => this.route.view === "compare";
    window.addEventListener("hashchange", () => this.#arrive());
    if (!canCompute()) return this.#unable();
    void this.#foretell();
    try {
      await this.engine.start();
    } catch (error) {
      if (!isUnreached(error)) return this.#unable(error);
      return this.fail(error, "unreached", () => location.reload());
    }
    this.#isStarted = true;
    await this.#fromLink();
    await this.painted;
    await this.#list();
  }

  #unable(error: unknown = ""): void {
    this.isUnable = true;
    this.fail(error, "no_wasm");
  }

  /** What may be chosen, and the words of the figures. */
  async #list(): Promise<void> {
    try {
      this.listing = await this.engine.listing();
      this.told.glossary = await this.engine.glossary(this.language);
    } catch (error) {
      this.fail(error, "refused", () => {
        this.banner = null;
        void this.#list();
      });
    }
  }

  /** Shows the default study as the build of the page worked it out, until the engine here has. */
  async #foretell(): Promise<void> {
    if (location.hash.includes("/")) return;
    const found = await foretold(this.language);
    if (!found || this.history || (this.told.headline && !this.told.isForetold)) return;
    this.told.foretell(found);
  }

  async #resume(): Promise<void> {
    if (!this.history) return this.#fromLink();
    try {
      await this.changes.runNext(() => this.relaid());
    } catch (error) {
      this.fail(error);
    }
  }

  /** Gives up a change that is not answered: the calculation is started again where the study stood, and those that wait follow. */
  async restart(): Promise<void> {
    // Without a study there is nothing to go back to but the link.
    if (!this.history || !this.#isStarted) return location.reload();
    this.#isRestarting = true;
    const begun = this.engine.restart();
    try {
      await this.changes.runNext(async () => {
        await begun;
        await this.relaid();
      });
    } catch (error) {
      this.#isRestarting = false;
      // The new worker is lost too: once more, as for any other.
      if (error instanceof LostWorker) return this.#resume();
      this.fail(error);
    } finally {
      this.#isRestarting = false;
    }
  }

  // The address.

  /** The address has changed: within the page's own entries the view alone, for the study has its own undo. */
  #arrive(): void {
    const isOwn = history.state === OWN_ENTRY && this.history !== null;
    const route = routeOf(location.hash);
    if (route.view !== this.route.view) this.turn("a");
    this.route = route;
    if (this.isUnable) return;
    if (isOwn) void this.writeLink();
    else void this.#fromLink();
    this.#reached();
  }

  async #fromLink(): Promise<void> {
    this.release();
    await this.changes.run(async () => {
      this.turned("a");
      let study: Study | null = null;
      try {
        study = await decode(location.hash);
        const beside = await decode(location.hash, 2);
        const own = this.beside?.history.now.study;
        if (beside && !(own && same(beside as unknown as Value, own as unknown as Value))) {
          this.linked = beside;
          this.beside = null;
        }
        if (study && this.history && same(study as unknown as Value, this.history.now.study as unknown as Value)) return;
        if (study) return await this.begin(await this.original(study));
        if (this.history) return;
      } catch (error) {
        const stays = this.history !== null;
        if (error instanceof BadLink) this.tell({ key: stays ? "bad_link_stays" : "bad_link" }, error.message);
        else this.fail(error, stays ? "link_refused_stays" : "link_refused", isUnreached(error) ? () => location.reload() : null);
        if (stays || isUnreached(error)) return;
      }
      try {
        await this.openPackage(DEFAULT_PACKAGE);
      } catch (error) {
        this.fail(error, "refused", () => location.reload());
      }
    });
  }

  /** Opens a view; the study stays as it is. */
  async go(view: View, detail = ""): Promise<void> {
    if (this.route.view === view && this.route.detail === detail) return;
    const isOther = this.route.view !== view;
    if (isOther) this.turn("a");
    this.route = { view, detail };
    this.#reached();
    await this.#address((fragment) => history.pushState(OWN_ENTRY, "", fragment));
    if (isOther) window.scrollTo(0, 0);
  }

  /** What two studies show beside each other is told in that view alone. */
  #reached(): void {
    if (this.route.view !== "compare") this.told.compared = null;
    else if (this.beside && !this.told.compared) this.engine.tick(this.language, null);
  }

  /** View and study as the address has them: nothing for the study that the page opens with. */
  async #fragment(): Promise<string> {
    const history = this.historyOf("a");
    const now = history?.now;
    const isDefault = !now || (now.study.name === DEFAULT_PACKAGE && now.study === now.base && history.past.length === 0);
    const view = named(this.route);
    const beside = this.route.view === "compare" ? this.studyOf("b") : null;
    if (!now || (isDefault && !beside)) return view === "explore" ? "" : `#${view}`;
    return `#${await encode(now.study, view, beside)}`;
  }

  protected async writeLink(): Promise<void> {
    await this.#address((fragment) => history.replaceState(OWN_ENTRY, "", fragment));
  }

  /** One entry is written after the other: packing a study takes a moment. */
  #address(write: (fragment: string) => void): Promise<void> {
    const made = this.#written.then(async () => {
      const fragment = await this.#fragment();
      write(fragment === "" ? location.pathname + location.search : fragment);
    });
    this.#written = made.catch(() => {});
    return made;
  }

  /** The link of the study as it stands. */
  async link(): Promise<string> {
    const [study, beside] = [this.studyOf("a"), this.route.view === "compare" ? this.studyOf("b") : null];
    return study ? `${location.origin}${location.pathname}#${await encode(study, named(this.route), beside)}` : location.href;
  }

  // What is open.

  /** Shows a setting where it can be changed. */
  async seek(key: string): Promise<void> {
    const instrument = this.law?.instruments.find((found) => found.parameters.some((parameter) => keyOf(found, parameter) === key));
    if (!instrument) return;
    await this.go("explore");
    this.#reveal(instrument.name);
    this.revealed = [...this.revealed, key];
    this.sought = key;
  }

  entered(name: string): void {
    this.#reveal(name);
    this.dialog = null;
    this.sought = name;
    const found = this.law?.instruments.find((own) => own.name === name);
    this.told.said = this.t("added", { name: this.titled(found?.title, name) });
  }

  #reveal(name: string): void {
    if (!this.opened.includes(name)) this.opened = [...this.opened, name];
    if (this.blocks?.rest.some((found) => found.name === name)) this.isRestOpen = true;
    this.isRailOpen = true;
  }

  /** The cards in view, the open one, and the amounts of the rail; of two studies what they are compared by. */
  protected wanted(): Wanted {
    if (this.route.view === "compare") return { only: COMPARED.join(" "), open: COMPARED.join(" ") };
    if (this.route.view !== "explore") return { only: "", open: "" };
    const names = new Set([...this.inView, "budget", ...(this.open ? [this.open] : [])]);
    if (this.open === "inequality") names.add("lorenz");
    return { only: [...names].join(" "), open: this.open ?? "" };
  }

  setLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
    if (!this.history) return void (this.told.isForetold && this.#foretell());
    this.engine.tick(language, null);
    if (this.told.glossary.length > 0) void this.engine.glossary(language).then((terms) => (this.told.glossary = terms)).catch(() => {});
    if (!this.told.isStale) void this.engine.tell(language);
    this.years.tell(language);
  }

  /** The fingerprint of a side as it stands; worked out where it is not known, which takes a whole run. */
  async fingerprintOf(side: Side): Promise<string> {
    if (side === "a" && this.side === "a" && this.told.fingerprint !== "") return this.told.fingerprint;
    return this.engine.fingerprint(side, this.language);
  }
}

export const app = new App();
