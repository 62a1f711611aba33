// The engine in its worker: the one file that knows the WebAssembly module.

import { expose } from "comlink";
import { type Question, asideCards } from "../compare/aside";
import { type Compared, type PairedCard, type Written, compared } from "../compare/rows";
import { type Words, tell } from "../household/tell";
import type { Columns, HouseholdResult, Source, Told } from "../household/types";
import type { Example } from "../rules/types";
import { answered } from "./answers";
import { difference, plain, same, settings } from "../study/study";
import { needAll, needCommon, withStudy, withSystem, withSystems } from "./files";
import init, * as wasm from "./glue/commonweal_wasm.js";
import restPart from "./glue/commonweal_wasm_rest.wasm?url";
import { live } from "./lost";
import { Unreached, fetched, words } from "./network";
import { rules } from "./rules";
import { spanOf, years } from "./years";
import type { Answers, Calibration, Figure, Language, Law, Listing, OwnColumn, OwnFiles, OwnPeople, Refusal, Settled, Shown, Side, Study, Term, Ticked, Value, Wanted } from "./types";

const FILE = "study.json";

/** The microdata of the populations, which are fetched when a study names them. */
const microdata = import.meta.glob<string>("../../../policies/populations/*.csv", { query: "?url", import: "default", eager: true });

type Results = Answers["settle"]["results"];

/** A study that is open. */
interface Open {
  explorer: wasm.Explorer;
  /** The study as it was opened, and as it stands: a value that is unset goes back to the first. */
  opened: Study;
  current: Study;
  /** The visitor's own files that its people are of. */
  own: OwnFiles | undefined;
  /** What its law's files say, of instruments that the reform takes away too. */
  sources: Source[];
  currency: string;
  /** The results of the last whole run. */
  told: Results | null;
  /** What the last tick showed, where two studies are compared: at least what they are compared by. */
  written: Written | null;
}

/** Numbers as they were written: of two studies that are compared one stays as it is while the other moves. */
const written = new Map<string, string>();
const KEPT = 2000;

function shown(unit: string, number: number, language: Language): string {
  const key = `${language} ${unit} ${number}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  if (written.size >= KEPT) written.clear();
  const made = wasm.shown(unit, number, language);
  written.set(key, made);
  return made;
}

/** The rest of the module, once the page has it. */
let rest: WebAssembly.Module | null = null;

let restIsTold: () => void = () => {};
/** Kept when the page has given the rest, or could not. */
const restWasTold = new Promise<void>((done) => (restIsTold = done));

/** The rest, at once: a function that the first part lacks is waited for by nobody else. */
function restNow(): WebAssembly.Module {
  if (rest) return rest;
  const request = new XMLHttpRequest();
  request.open("GET", new URL(restPart, import.meta.url), false);
  request.responseType = "arraybuffer";
  try {
    request.send();
  } catch (error) {
    throw new Unreached(`${restPart}: ${words(error)}`);
  }
  if (request.status >= 300) throw new Unreached(`${restPart}: ${request.status} ${request.statusText}`);
  return (rest = new WebAssembly.Module(request.response as ArrayBuffer));
}

/** Files of the visitor's own, by the name of the data file; they stay on the device. */
const own = new Map<string, OwnFiles>();

const sides: Partial<Record<Side, Open>> = {};

function held(side: Side): Open {
  const found = sides[side];
  if (!found) throw new Error("no study is open");
  return found;
}

/** The files of the visitor's own that a study names. */
function ownOf(study: Study): OwnFiles | undefined {
  const people = study.population;
  return typeof people === "object" && people !== null && "file" in people ? own.get(String(people.file)) : undefined;
}

/** The mapping file of one's own, by its path below the engine's files. */
function filesOf(study: Study): string {
  const mapping = ownOf(study)?.mapping;
  return mapping ? JSON.stringify({ [`populations/${mapping.name}`]: mapping.text }) : "";
}

/** What the engine says of a refused file; anything else is no refusal, and is thrown on. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error) || !("problems" in error)) throw error;
  return { message: error.message, problems: answered("problems", String(error.problems)) };
}

/** The address of the microdata that a study names. */
function fileOf(study: Study): string | undefined {
  return Object.entries(microdata).find(([path]) => path.endsWith(`/${String(study.population)}.csv`))?.[1];
}

/** The file of the people that a study names; empty where the engine has them itself. */
async function people(study: Study): Promise<Uint8Array> {
  const mine = ownOf(study);
  if (mine) return mine.bytes;
  const file = fileOf(study);
  if (file === undefined) return new Uint8Array();
  return counted(await fetched(new URL(file, import.meta.url)));
}

/** The bytes of an answer; the page is told how many are there, and of how many. */
async function counted(response: Response): Promise<Uint8Array> {
  // A compressed answer tells the length of something else.
  const total = response.headers.has("content-encoding") ? 0 : Number(response.headers.get("content-length") ?? 0);
  const tell = (done: number) => self.postMessage({ loading: { done, total } });
  tell(0);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    parts.push(part.value);
    done += part.value.length;
    tell(done);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** What may be chosen, as the build wrote it down; `null` where it cannot be had. */
async function listed(): Promise<Listing | null> {
  try {
    const response = await fetch(new URL("../listing.json", import.meta.url), { cache: "no-cache" });
    return response.ok ? ((await response.json()) as Listing) : null;
  } catch {
    return null;
  }
}

let last: Promise<unknown> = Promise.resolve();

/** One study is opened after the other: people that are fetched long are not taken after those of a later study. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const made = last.then(act);
  last = made.catch(() => {});
  return made;
}

/** The people are made while the rest of the module is on its way. */
async function opened(...study: ConstructorParameters<typeof wasm.Opening>): Promise<wasm.Explorer> {
  const opening = new wasm.Opening(...study);
  await restWasTold;
  return opening.cost();
}

async function take(side: Side, next: Study): Promise<Open> {
  const mine = ownOf(next);
  const isSame = ({ opened, own }: Open) => own === mine && opened.system === next.system && opened.package === next.package && same(opened.population, next.population);
  // The same people under other rules are neither fetched nor made again; another file of the same name is other people.
  const beside = Object.values(sides).find(isSame);
  const text = JSON.stringify(next);
  const bytes = beside ? null : await people(next);
  const explorer = await withStudy(next, () => (beside && !bytes ? beside.explorer.with_study(FILE, text) : opened(FILE, text, filesOf(next), bytes ?? new Uint8Array())));
  sides[side]?.explorer.free();
  return (sides[side] = { explorer, opened: next, current: next, own: mine, sources: [], currency: "", told: null, written: null });
}

function put(side: Side, key: string, value: Value | undefined): void {
  if (value === undefined) held(side).explorer.unset(key);
  else held(side).explorer.set(key, JSON.stringify(value));
}

/** All figures of a side as it stands, as the engine wrote them last. */
function write(side: Side, language: Language): Written {
  const found = held(side);
  return (found.written = { language, ...answered("tick", found.explorer.tick(language, "", "")) });
}

/** What is asked of a study whose reform changes nothing, as its file has it without one; `null` of any other. */
function ofFile<T>(explorer: wasm.Explorer, study: Study, ask: (own: wasm.Explorer) => T): T | null {
  const file = plain(study);
  if (file === study) return null;
  const own = explorer.with_study(FILE, JSON.stringify(file));
  try {
    return ask(own);
  } finally {
    own.free();
  }
}

const fingerprintOf = (explorer: wasm.Explorer): string => answered("settle", explorer.settle("en")).results.fingerprint;

function settled({ told, current, own }: Open, { headline, figures }: Shown): Settled {
  if (!told) throw new Error("nothing was settled");
  return {
    headline,
    figures,
    fingerprint: told.fingerprint,
    model: told.model_version,
    population: told.population.name,
    households: told.population.households,
    isSynthetic: fileOf(current) === undefined && !own,
    ownFile: own?.name ?? null,
    unread: own ? told.columns_not_read : [],
  };
}

/** The law of an open study; what it says of its sources is kept for telling households. */
function lawOf(found: Open): Law {
  const described = answered("describe", found.explorer.describe());
  found.sources = described.law.map((entry) => entry.instrument);
  found.currency = described.currency;
  // A value may begin in a later year: there is nothing to show or to move yet.
  for (const { instrument } of described.law) instrument.parameters = instrument.parameters.filter((own) => own.default !== null || own.set.length > 0);
  const law = described.law.filter((entry) => entry.status !== "removed");
  const named = (...wanted: string[]) => law.filter((entry) => wanted.includes(entry.status)).map((entry) => entry.instrument.name);
  return {
    model_version: described.model_version,
    instruments: [...(described.scenario ? [described.scenario.instrument] : []), ...law.map((entry) => entry.instrument)],
    system: described.system,
    currency: described.currency,
    year: described.year,
    added: named("added"),
    changed: named("changed", "replaced"),
    assumptions: described.assumptions,
    value_titles: described.value_titles,
    span: spanOf(found.explorer),
  };
}

/** Has a side stand at a study: what differs in values alone is set. */
function stand(side: Side, next: Study): Promise<Open> {
  return inTurn(() => standing(side, next));
}

async function standing(side: Side, next: Study): Promise<Open> {
  const known = sides[side];
  const changes = known?.own === ownOf(next) ? known && difference(known.current, next) : null;
  const first = known ? settings(known.opened) : {};
  if (!known || !changes || Object.entries(changes).some(([key, value]) => value === undefined && key in first)) await take(side, next);
  else for (const [key, value] of Object.entries(changes)) put(side, key, value);
  const found = held(side);
  found.current = next;
  return found;
}

const engine = {
  ...rules,
  ...years(async (study, begin) => {
    const { explorer } = await stand("a", study);
    return ofFile(explorer, study, begin) ?? begin(explorer);
  }),

  /** A household of a side's people in which an instrument is at work. */
  example(side: Side, instrument: string): Example {
    return answered("example", held(side).explorer.example(instrument));
  },

  /** Begins with the compiled module; `lock` is held as long as the worker lives. */
  async start(module: WebAssembly.Module, lock: string): Promise<void> {
    wasm.set_rest(restNow);
    await Promise.all([live(lock), init({ module_or_path: module })]);
  },

  /** Takes the rest of the module; without one, a function of it has it fetched when it is called. */
  complete(module: WebAssembly.Module | null): void {
    rest = module;
    restIsTold();
  },

  /** What may be chosen. */
  async listing(): Promise<Listing> {
    return (await listed()) ?? (await needAll(), answered("catalog", wasm.catalog()));
  },

  /** The study of a package. */
  async package(name: string): Promise<Study> {
    await needCommon();
    return answered("package_study", wasm.package_study(name));
  },

  /** A study in another country, and what was carried. */
  carried(study: Study, country: string): Promise<Answers["carried_study"]> {
    return withSystems(() => answered("carried_study", wasm.carried_study(JSON.stringify(study), country)));
  },

  /** Takes a study; its law is refused or described. */
  open(side: Side, next: Study): Promise<Law> {
    return inTurn(async () => lawOf(await take(side, next)));
  },

  /** Takes files of the visitor's own for the people of a study; refused as the command line refuses them. */
  async bring(side: Side, files: OwnFiles, study: Study): Promise<{ people: OwnPeople; files: OwnFiles; law: Law } | Refusal> {
    const before = own.get(files.name);
    try {
      const system = String(study.system);
      const made = () => answered("own_mapping", wasm.own_mapping(system, files.name, files.bytes));
      const known = files.mapping ?? (await withSystem(system, made));
      const mapping = "name" in known ? known : known.text === null ? null : { name: known.mapping, text: known.text };
      const people: OwnPeople = {
        file: files.name,
        mapping: "name" in known ? known.name : known.mapping,
        made: files.mapping ? null : (mapping?.text ?? null),
        system,
      };
      const whole = { ...files, mapping };
      own.set(files.name, whole);
      const found = await inTurn(() => take(side, { ...study, population: { file: people.file, mapping: people.mapping } }));
      return { people, files: whole, law: lawOf(found) };
    } catch (error) {
      if (before) own.set(files.name, before);
      else own.delete(files.name);
      return refusalOf(error);
    }
  },

  /** Files of the visitor's own that the other worker took. */
  keep(files: OwnFiles): void {
    own.set(files.name, files);
  },

  /** The first households of an open study as a file of one's own, with its mapping. */
  exampleData(side: Side, file: string): Answers["example_data"] {
    return answered("example_data", held(side).explorer.example_data(40, file));
  },

  /** The columns that a file of one's own may have. */
  ownColumns(system: string): Promise<OwnColumn[]> {
    return withSystem(system, () => answered("own_columns", wasm.own_columns(system)));
  },

  /** How the people of the page's study meet the targets of their recipe. */
  calibration(): Calibration | null {
    return answered("calibration", held("a").explorer.calibration());
  },

  set(side: Side, key: string, value: Value | undefined): void {
    put(side, key, value);
  },

  /**
   * The figures of the study as it stands, of all or of those named in `only`, those in `open` with what is told when they are opened; `since` is the net cost from which the move is told,
   * and with `isCompared` both sides are told beside each other. They go as the engine wrote them: a text is moved in one piece, and
   * read where it is needed.
   */
  tick(side: Side, language: Language, { since, only, open, isCompared }: Wanted & { since: number | null; isCompared: boolean }): Ticked {
    const { explorer } = held(side);
    const start = performance.now();
    const made = explorer.tick(language, only, open);
    const millis = performance.now() - start;
    const isBoth = isCompared && sides.b !== undefined;
    held(side).written = isBoth ? { language, ...answered("tick", made) } : null;
    const netCost = explorer.tick_numbers()[0] ?? 0;
    const moved = since === null ? null : wasm.shown("money", netCost - since, language);
    return { side, shown: made, netCost, moved, millis, compared: isBoth ? this.compared(language) : null };
  },

  netCostAt(side: Side, key: string, value: Value): number {
    put(side, key, value);
    return held(side).explorer.tick_numbers()[0] ?? 0;
  },

  /** A number in words, as the figures write it. */
  shown(unit: string, number: number, language: Language): string {
    return wasm.shown(unit, number, language);
  },

  glossary(language: Language): Term[] {
    return answered("glossary", wasm.glossary(language));
  },

  /** Both studies beside each other, where there are two. */
  compared(language: Language): Compared | null {
    if (!sides.b) return null;
    const [a, b] = (["a", "b"] as const).map((side) => {
      const last = sides[side]?.written;
      return sides[side] && (last?.language === language ? last : write(side, language));
    });
    return a && b ? compared(a, b, (unit, number) => shown(unit, number, language)) : null;
  },

  /** The columns by which a household may be described under the page's study. */
  columns(): Columns {
    return answered("columns", held("a").explorer.columns());
  },

  /** A household under the page's study as it stands, as the engine gives it. */
  household(described: Record<string, unknown>): HouseholdResult {
    return answered("household", held("a").explorer.household(JSON.stringify(described)));
  },

  /** The same in words and numbers. */
  told(described: Record<string, unknown>, language: Language, words: Words): Told {
    const { sources, currency } = held("a");
    return tell(this.household(described), sources, {
      language,
      full: (numbers) => wasm.shown_full(new Float64Array(numbers), language).split("\n"),
      money: (amount) => wasm.money(amount, currency, language),
      currency: wasm.currency(currency, language),
    }, words);
  },

  /** The whole run, with its fingerprint. */
  async settle(side: Side, next: Study, language: Language): Promise<Settled> {
    const found = await stand(side, next);
    const { results, ...shown } = answered("settle", found.explorer.settle(language));
    found.told = { ...results, fingerprint: ofFile(found.explorer, next, fingerprintOf) ?? results.fingerprint };
    return settled(found, shown);
  },

  /** What a study asks for by runs of its own, and what is left of its levies; `withTold`: also what every tick tells of the shock. */
  async asked(side: Side, next: Study, language: Language, withTold = false): Promise<Figure[]> {
    const { explorer } = await stand(side, next);
    const own = answered("asked", explorer.asked(language));
    return withTold && !own.some(({ name }) => name === "shock") ? [...own, ...answered("tick", explorer.tick(language, "shock", "")).figures] : own;
  },

  /** What work pays in one study: runs of its own, which are kept as long as it stands. */
  async incentives(side: Side, next: Study, language: Language): Promise<Figure[]> {
    const { explorer } = await stand(side, next);
    return answered("incentives", explorer.incentives(language));
  },

  /** What two studies answered to a question of runs of its own, beside each other. */
  besides(question: Question, a: Figure[], b: Figure[], language: Language): PairedCard[] {
    return asideCards(question, a, b, (unit, number) => shown(unit, number, language));
  },

  /** The last whole run in a language. */
  tell(side: Side, language: Language): Settled {
    const found = held(side);
    return settled(found, answered("tick", found.explorer.tick(language, "", "")));
  },

  toml(next: Study): string {
    return wasm.study_toml(JSON.stringify(plain(next)));
  },
};

export type EngineWorker = typeof engine;

expose(engine);
