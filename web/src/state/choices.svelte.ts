// What the visitor chooses: package, country, scenario, people, instruments.

import { besideOf, todaysLaw } from "../compare/beside";
import type { Calibration, Carry, Instrument, Listing, OwnColumn, OwnFiles, OwnPeople, Refusal, Study, Texts, Value } from "../engine/types";
import { fileOf, onPeople } from "../own/own";
import { OWN_PACKAGE, departures, isAltered } from "../study/departures";
import { type History, push } from "../study/history";
import { inProse } from "../study/prose";
import { homeName, normalised, same, settings, withInstrument, withOption, withSettings } from "../study/study";
import { texts } from "../texts";
import { Moves } from "./moves.svelte";
import type { Step } from "./session.svelte";
import type { Said } from "./speech.svelte";

export const DEFAULT_PACKAGE = "three-tier-safety-net";
export { OWN_PACKAGE };

export abstract class Choices extends Moves {
  listing = $state.raw<Listing | null>(null);
  /** The visitor's own people that were taken last. */
  own = $state.raw<OwnPeople | null>(null);
  /** What was carried to another country, by the name of the study that came of it. */
  carries = $state.raw<Record<string, Carry>>({});
  carry = $derived<Carry | null>(this.study ? (this.carries[this.study.name] ?? null) : null);

  /** A choice of the visitor's: what went wrong before is told no more. */
  #chosen(act: () => Promise<void>): Promise<void> {
    this.release();
    return this.changes.run(async () => {
      this.banner = null;
      try {
        await act();
      } catch (error) {
        this.fail(error);
      }
    });
  }

  /** Opens a study in the place of the one that is worked on, and says what is lost by that. */
  async #replace(step: Step, left: number, country = ""): Promise<void> {
    const before = this.study;
    await this.begin(step);
    const left_behind: Said[] = left > 0 ? [{ key: "left_behind", holes: { n: left } }] : [];
    const [said, ...more] = [...left_behind, ...(before ? this.#moved(before, step.study, country) : [])];
    this.notice = said ? { ...said, ...(more.length > 0 ? { more } : {}) } : null;
  }

  /** What happens, or the country, where a package brings another than the page had; `country` was asked for. */
  #moved(before: Study, study: Study, country: string): Said[] {
    const scenario = (of: Study) => (typeof of.scenario === "object" ? of.scenario.name : (of.scenario ?? "none"));
    const made: Said[] = [];
    if (before.system !== study.system && study.system && study.system !== country) {
      const found = this.listing?.countries.find((own) => own.name === study.system);
      made.push({ key: "brings_country", holes: { name: this.titled(found?.title, study.system) } });
    }
    const name = scenario(study);
    if (scenario(before) !== name) {
      const found = this.listing?.scenarios.find((own) => own.name.replaceAll("_", "-") === name.replaceAll("_", "-"));
      made.push(name === "none" ? { key: "brings_no_shock" } : { key: "brings_shock", holes: { name: this.titled(found?.title, name) } });
    }
    return made;
  }

  choosePackage(name: string): Promise<void> {
    return this.#chosen(() => this.openPackage(name));
  }

  protected async openPackage(name: string): Promise<void> {
    const left = this.leftBehind;
    const [found, now] = [await this.engine.package(name), this.study];
    // Who looked at a package in another country looks at the next one there too.
    const isAbroad = now?.system !== undefined && homeName(now) !== now.name;
    const chosen = isAbroad ? await this.inCountry(found, now.system as string) : normalised(found);
    const other = this.side === "b" ? this.studyOf("a") : null;
    const study = other ? besideOf(other, chosen) : chosen;
    await this.#replace({ study, base: study, first: study, isFile: same(study as unknown as Value, normalised(found) as unknown as Value) }, left);
  }

  /** Begins with today's law alone, on the same people and under the same scenario. */
  chooseEmpty(): Promise<void> {
    return this.#chosen(async () => {
      if (!this.study) return;
      const study = { ...normalised(todaysLaw(this.study, texts.own_package)), name: OWN_PACKAGE };
      // People and scenario are kept: what is left behind is the package alone.
      const now = this.history?.now;
      const kept = now ? { ...now.first, population: study.population, scenario: study.scenario } as Study : null;
      const left = kept && now ? departures(kept, now.study) : 0;
      await this.#replace({ study, base: study, first: study, isFile: false }, left);
    });
  }

  /** Takes the study to another country: a package as it is written, any other study as it stands. */
  chooseCountry(country: string): Promise<void> {
    return this.#chosen(async () => {
      const now = this.study;
      if (!now || now.system === country) return;
      const left = this.leftBehind;
      const found = await this.engine.package(homeName(now)).catch(() => null);
      const study = await this.inCountry(found ?? now, country);
      const isFile = found !== null && same(study as unknown as Value, normalised(found) as unknown as Value);
      await this.#replace({ study, base: study, first: study, isFile }, found ? left : 0, country);
    });
  }

  /** A study in a country: itself where that is its own, else carried there. */
  protected async inCountry(study: Study, country: string): Promise<Study> {
    if (study.system === country) return normalised(study);
    const { study: there, carry } = await this.engine.carried(study, country);
    this.carries = { ...this.carries, [there.name]: carry };
    return normalised(there);
  }

  /** The study with the package that it comes from, so that what was changed is marked. */
  protected async original(study: Study): Promise<Step> {
    const whole = normalised(study);
    const { known, isFile } = await this.#known(whole);
    const original = known ?? whole;
    const file = fileOf(whole);
    if (file !== null && !this.engine.has(file)) {
      // The people of a file are not in the link: those of the package, or of its law, stand in.
      const { populations } = this.listing ?? (await this.engine.listing());
      const people = known ? known.population : populations.find((found) => found.name.startsWith(String(whole.system)))?.name;
      this.tell({ key: "own_missing", holes: { file } });
      return this.original({ ...whole, population: people ?? "stylised" });
    }
    const base = withSettings(whole, { ...settings(original) });
    return { study: whole, base: this.#fitting(base, whole), first: original, isFile };
  }

  /** The package that a study comes from, in the study's country; `null` where it comes from none. */
  async #known(whole: Study): Promise<{ known: Study | null; isFile: boolean }> {
    const own = await this.engine.package(whole.name).then(normalised, () => null);
    const home = homeName(whole);
    if (own || home === whole.name || !whole.system) return { known: own, isFile: own !== null };
    try {
      return { known: await this.inCountry(await this.engine.package(home), whole.system), isFile: false };
    } catch {
      return { known: null, isFile: false };
    }
  }

  /** The settings of the package, of instruments that the study still has. */
  #fitting(base: Study, study: Study): Study {
    const removed = new Set(study.reform?.remove ?? []);
    const own = settings(study);
    const values = Object.entries(settings(base)).filter(([key]) => key in own && !removed.has(key.split(".")[0] ?? ""));
    return withSettings(base, Object.fromEntries(values));
  }

  /** Opens a study beside that of the page; refused with the engine's words. */
  setBeside(study: Study): Promise<void> {
    this.turn("a");
    return this.changes.run(async () => this.setAside(await this.original(study)));
  }

  /** Takes an instrument into the package, opens it in the rail and says so; gives the words of a refusal. */
  async addInstrument(name: string): Promise<string> {
    if (!this.study) return "";
    const refused = await this.restructure(withInstrument(this.study, name, true), false);
    if (refused !== "") return refused;
    this.entered(name);
    return "";
  }

  /** Shows an instrument that came into the package. */
  abstract entered(name: string): void;

  async removeInstrument(name: string): Promise<void> {
    if (this.study) await this.restructure(withInstrument(this.study, name, false));
  }

  async chooseScenario(name: string): Promise<void> {
    if (!this.study) return;
    const values = Object.fromEntries(Object.entries(settings(this.study)).filter(([key]) => !key.startsWith("scenario.")));
    await this.restructure(withSettings({ ...this.study, scenario: { name } }, values));
  }

  async choosePopulation(name: string): Promise<void> {
    if (this.study) await this.restructure({ ...this.study, population: name });
  }

  /** The people of the recipe, so many households of them. */
  async chooseHouseholds(households: number): Promise<void> {
    const people = this.study?.population;
    const recipe = typeof people === "object" && people !== null && "recipe" in people ? people : { recipe: String(people) };
    if (this.study) await this.restructure({ ...this.study, population: { ...recipe, households } });
  }

  /** Sets an option of the study; `standard` is what it is where the study says nothing. Gives the words of a refusal. */
  setOption(name: string, value: Value, standard: Value): Promise<string> {
    this.release();
    // The study is read in turn: one that is set while another is under way stands beside it.
    return this.changes.run(async () => {
      const now = this.history?.now;
      if (!now || same(now.study.options?.[name] ?? standard, value)) return "";
      return this.restructured(withOption(now.study, name, value, standard, now.first));
    });
  }

  // People of the visitor's own.

  async chooseOwn(): Promise<void> {
    if (this.study && this.own) await this.restructure(onPeople(this.study, this.own));
  }

  /** Takes files of the visitor's own in the place of the people; what is wrong with them, else `null`. */
  bring(files: OwnFiles): Promise<Refusal | null> {
    this.release();
    return this.changes.run(async () => {
      const now = this.history?.now;
      if (!now) return null;
      const answer = await this.engine.bring(files, now.base);
      if ("problems" in answer) return answer;
      this.own = answer.people;
      this.law = answer.law;
      this.banner = null;
      const step = { ...now, study: onPeople(now.study, answer.people), base: onPeople(now.base, answer.people) };
      this.history = push(this.history as History<Step>, step);
      this.show(step, step.base);
      await this.#follow(answer.people);
      return null;
    });
  }

  /** The study beside, where it was on an older file of that name, is on the new one too. */
  async #follow(people: OwnPeople): Promise<void> {
    const { beside } = this;
    if (!beside || fileOf(beside.history.now.study) !== people.file) return;
    const { now } = beside.history;
    const step = { ...now, study: onPeople(now.study, people), base: onPeople(now.base, people) };
    const law = await this.lay(step, this.other);
    this.beside = { ...beside, law, history: push(beside.history, step) };
    this.engine.tick(this.language, null);
    this.later(0);
  }

  /** A note as a reader should have it; `own` is the instrument that it is of. */
  prose(texts: Texts | undefined, own?: Pick<Instrument, "parameters">): string {
    return inProse(this.titled(texts), { own, law: this.law?.instruments ?? [], listing: this.listing }, this.language);
  }

  exampleOf(file: string): Promise<{ data: string; mapping: string }> {
    return this.engine.exampleData(file);
  }

  columnsOf(system: string): Promise<OwnColumn[]> {
    return this.engine.ownColumns(system);
  }

  calibration(): Promise<Calibration | null> {
    return this.engine.calibration();
  }

  async toml(): Promise<string> {
    if (!this.study) return "";
    const { title } = this.study;
    const first = this.firstOf(this.side);
    // A file that is carried on bears the name of what it is.
    const isOther = typeof title === "object" && first !== null && isAltered(first, this.study);
    if (!isOther) return this.engine.toml(this.study);
    const marked = Object.entries(title as Texts).map(([language, text]) => [language, text + texts.altered[language === "zh" ? "zh" : "en"]]);
    return this.engine.toml({ ...this.study, title: Object.fromEntries(marked) });
  }
}
