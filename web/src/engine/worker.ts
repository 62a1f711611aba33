// The engine in its worker: the one file that knows the WebAssembly module.

import { expose } from "comlink";
import { difference, settings } from "../study/study";
import { live } from "./lost";
import init, * as wasm from "./glue/commonweal_wasm.js";
import address from "./glue/commonweal_wasm_bg.wasm?url";
import type { Calibration, Figure, Frame, Headline, Instrument, Language, Law, Listing, OwnColumn, OwnFiles, OwnPeople, Refusal, Settled, Study, Term, Value } from "./types";

const FILE = "study.json";

/** The microdata of the populations, which are fetched when a study names them. */
const microdata = import.meta.glob<string>("../../../policies/populations/*.csv", { query: "?url", import: "default", eager: true });

/** A run's results, of which the page reads no more than this. */
interface Results {
  fingerprint: string;
  model_version: string;
  net_cost: number;
  population: { name: string; households: number };
}

interface Shown {
  headline: Headline;
  figures: Figure[];
}

interface Described {
  model_version: string;
  system: string;
  currency: string;
  year: number;
  scenario: { instrument: Instrument } | null;
  law: { status: string; instrument: Instrument }[];
  assumptions: Law["assumptions"];
}

/** Files of the visitor's own, by the name of the data file; they stay on the device. */
const own = new Map<string, OwnFiles>();

let explorer: wasm.Explorer | null = null;
/** The study as it was opened, and as it stands: a value that is unset goes back to the first. */
let opened: Study | null = null;
let current: Study | null = null;
/** The results of the last whole run. */
let told: Results | null = null;

function held(): wasm.Explorer {
  if (!explorer) throw new Error("no study is open");
  return explorer;
}

/** The files of the visitor's own that a study names. */
function ownOf(study: Study | null): OwnFiles | undefined {
  const people = study?.population;
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
  return { message: error.message, problems: JSON.parse(String(error.problems)) as Refusal["problems"] };
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
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  return counted(response);
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

async function take(next: Study): Promise<wasm.Explorer> {
  const made = new wasm.Explorer(FILE, JSON.stringify(next), filesOf(next), await people(next));
  explorer?.free();
  explorer = made;
  opened = current = next;
  return made;
}

function put(key: string, value: Value | undefined): void {
  if (value === undefined) held().unset(key);
  else held().set(key, JSON.stringify(value));
}

function lawOf(explorer: wasm.Explorer): Law {
  const described = JSON.parse(explorer.describe()) as Described;
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
  };
}

function settled(results: Results, { headline, figures }: Shown): Settled {
  return {
    headline,
    figures,
    fingerprint: results.fingerprint,
    model: results.model_version,
    population: results.population.name,
    households: results.population.households,
    isSynthetic: current !== null && fileOf(current) === undefined && !ownOf(current),
    ownFile: ownOf(current)?.name ?? null,
  };
}

const engine = {
  /** Loads the engine; `lock` is held as long as the worker lives. */
  async start(lock: string): Promise<Listing> {
    await live(lock);
    await init({ module_or_path: new URL(address, import.meta.url) });
    return JSON.parse(wasm.catalog()) as Listing;
  },

  /** The study of a package. */
  package(name: string): Study {
    return JSON.parse(wasm.package_study(name)) as Study;
  },

  /** Takes a study; its law is refused or described. */
  async open(next: Study): Promise<Law> {
    return lawOf(await take(next));
  },

  /** Takes files of the visitor's own for the people of a study; refused as the command line refuses them. */
  async bring(files: OwnFiles, study: Study): Promise<{ people: OwnPeople; files: OwnFiles; law: Law } | Refusal> {
    const [before, was] = [own.get(files.name), opened];
    try {
      // A file of the same name may hold other people: nothing of the open study is taken over.
      opened = null;
      const system = String(study.system);
      const known = files.mapping ?? (JSON.parse(wasm.own_mapping(system, files.name, files.bytes)) as { mapping: string; text: string | null });
      const mapping = "name" in known ? known : known.text === null ? null : { name: known.mapping, text: known.text };
      const people: OwnPeople = {
        file: files.name,
        mapping: "name" in known ? known.name : known.mapping,
        made: files.mapping ? null : (mapping?.text ?? null),
        system,
      };
      const whole = { ...files, mapping };
      own.set(files.name, whole);
      const explorer = await take({ ...study, population: { file: people.file, mapping: people.mapping } });
      return { people, files: whole, law: lawOf(explorer) };
    } catch (error) {
      if (before) own.set(files.name, before);
      else own.delete(files.name);
      opened = was;
      return refusalOf(error);
    }
  },

  /** Files of the visitor's own that the other worker took. */
  keep(files: OwnFiles): void {
    if (ownOf(current)?.name === files.name) current = null;
    own.set(files.name, files);
  },

  /** The first households of the open study as a file of one's own, with its mapping. */
  example(file: string): { data: string; mapping: string } {
    return JSON.parse(held().example(40, file)) as { data: string; mapping: string };
  },

  columns(system: string): OwnColumn[] {
    return JSON.parse(wasm.own_columns(system)) as OwnColumn[];
  },

  calibration(): Calibration | null {
    return JSON.parse(held().calibration()) as Calibration | null;
  },

  glossary(language: Language): Term[] {
    return JSON.parse(wasm.glossary(language)) as Term[];
  },

  set(key: string, value: Value | undefined): void {
    put(key, value);
  },

  /** The figures of the study as it stands; `since` is the net cost from which the move is told. */
  tick(language: Language, since: number | null): Frame {
    const start = performance.now();
    const made = JSON.parse(held().tick(language, "")) as { headline: Headline; figures: Figure[] };
    const millis = performance.now() - start;
    const netCost = made.headline.cells[0]?.value ?? 0;
    const moved = since === null ? null : wasm.shown("money", netCost - since, language);
    return { ...made, netCost, moved, millis };
  },

  /** The whole run, with its fingerprint. */
  async settle(next: Study, language: Language): Promise<Settled> {
    const changes = current && difference(current, next);
    const known = opened ? settings(opened) : {};
    if (!changes || Object.entries(changes).some(([key, value]) => value === undefined && key in known)) await take(next);
    else for (const [key, value] of Object.entries(changes)) put(key, value);
    current = next;
    const { results, ...shown } = JSON.parse(held().settle(language)) as Shown & { results: Results };
    told = results;
    return settled(results, shown);
  },

  /** The last whole run in a language. */
  tell(language: Language): Settled {
    if (!told) throw new Error("nothing was settled");
    return settled(told, JSON.parse(held().tick(language, "")) as Shown);
  },

  toml(next: Study): string {
    return wasm.study_toml(JSON.stringify(next));
  },
};

export type EngineWorker = typeof engine;

expose(engine);
