// The engine in its worker: the one file that knows the WebAssembly module.

import { expose } from "comlink";
import { difference, same, settings } from "../study/study";
import init, * as wasm from "./glue/commonweal_wasm.js";
import type { Example } from "../rules/types";
import { rules } from "./rules";
import type { Figure, Headline, Instrument, Language, Law, Listing, Settled, Study, Term, Ticked, Value } from "./types";

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

/** What the engine shows of a run. */
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
}

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

/** The address of the microdata that a study names. */
function fileOf(study: Study): string | undefined {
  return Object.entries(microdata).find(([path]) => path.endsWith(`/${String(study.population)}.csv`))?.[1];
}

/** The file of the people that a study names; empty where the engine has them itself. */
async function people(study: Study): Promise<Uint8Array> {
  const file = fileOf(study);
  if (file === undefined) return new Uint8Array();
  const response = await fetch(new URL(file, import.meta.url));
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function take(next: Study): Promise<wasm.Explorer> {
  const isBeside = explorer && opened && opened.system === next.system && opened.package === next.package && same(opened.population, next.population);
  // The same people under other rules are neither fetched nor made again.
  const made = isBeside ? held().with_study(FILE, JSON.stringify(next)) : new wasm.Explorer(FILE, JSON.stringify(next), "", await people(next));
  explorer?.free();
  explorer = made;
  opened = current = next;
  return made;
}

function put(key: string, value: Value | undefined): void {
  if (value === undefined) held().unset(key);
  else held().set(key, JSON.stringify(value));
}

function settled(results: Results, { headline, figures }: Shown): Settled {
  return {
    headline,
    figures,
    fingerprint: results.fingerprint,
    model: results.model_version,
    population: results.population.name,
    households: results.population.households,
    isSynthetic: current !== null && fileOf(current) === undefined,
  };
}

const engine = {
  ...rules,

  /** A household of the people in which an instrument is at work. */
  example(instrument: string): Example {
    return JSON.parse(held().example(instrument)) as Example;
  },

  async start(module: WebAssembly.Module): Promise<void> {
    await init({ module_or_path: module });
  },

  /** What may be chosen. */
  listing(): Listing {
    return JSON.parse(wasm.catalog()) as Listing;
  },

  /** The study of a package. */
  package(name: string): Study {
    return JSON.parse(wasm.package_study(name)) as Study;
  },

  /** Takes a study; its law is refused or described. */
  async open(next: Study): Promise<Law> {
    const described = JSON.parse((await take(next)).describe()) as Described;
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
    };
  },

  set(key: string, value: Value | undefined): void {
    put(key, value);
  },

  /**
   * The figures of the study as it stands, of all or of those named in `only`; `since` is the net cost from which the move is told.
   * They go as the engine wrote them: a text is moved in one piece, and read where it is needed.
   */
  tick(language: Language, since: number | null, only: string): Ticked {
    const start = performance.now();
    const shown = held().tick(language, only);
    const millis = performance.now() - start;
    const netCost = held().tick_numbers()[0] ?? 0;
    const moved = since === null ? null : wasm.shown("money", netCost - since, language);
    return { shown, netCost, moved, millis };
  },

  netCostAt(key: string, value: Value): number {
    put(key, value);
    return held().tick_numbers()[0] ?? 0;
  },

  /** A number in words, as the figures write it. */
  shown(unit: string, number: number, language: Language): string {
    return wasm.shown(unit, number, language);
  },

  glossary(language: Language): Term[] {
    return JSON.parse(wasm.glossary(language)) as Term[];
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
