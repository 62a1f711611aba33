// The engine in its worker: the one file that knows the WebAssembly module.

import { expose } from "comlink";
import { withValue } from "../study/study";
import init, * as wasm from "./glue/commonweal_wasm.js";
import address from "./glue/commonweal_wasm_bg.wasm?url";
import type { Figure, Frame, Headline, Language, Law, Listing, Settled, Study, Value } from "./types";

const FILE = "study.json";

/** A run's results, of which the page reads no more than this. */
interface Results {
  fingerprint: string;
  model_version: string;
  population: { name: string; households: number };
}

let study: Study | null = null;
let text = "";
/** The results of the last whole run, as the engine wrote them. */
let told = "";

function current(): string {
  if (!study) throw new Error("no study is open");
  return text;
}

function take(next: Study): void {
  study = next;
  text = JSON.stringify(next);
}

const engine = {
  async start(): Promise<Listing> {
    await init({ module_or_path: new URL(address, import.meta.url) });
    return JSON.parse(wasm.listing()) as Listing;
  },

  /** The study of a package. */
  package(name: string): Study {
    return JSON.parse(wasm.package_study(name)) as Study;
  },

  /** Takes a study; its law is refused or described. */
  open(next: Study): Law {
    const law = JSON.parse(wasm.instruments(FILE, JSON.stringify(next))) as Law;
    take(next);
    return law;
  },

  set(key: string, value: Value | undefined): void {
    if (study) take(withValue(study, key, value));
  },

  /** The figures of the study as it stands; `since` is the net cost from which the move is told. */
  tick(language: Language, since: number | null): Frame {
    const start = performance.now();
    const made = JSON.parse(wasm.quick(FILE, current(), language)) as {
      headline: Headline;
      figures: Figure[];
      net_cost: number;
    };
    const millis = performance.now() - start;
    const moved = since === null ? null : wasm.shown("money", made.net_cost - since, language);
    return { headline: made.headline, figures: made.figures, netCost: made.net_cost, moved, millis };
  },

  /** The whole run, with its fingerprint. */
  settle(next: Study, language: Language): Settled {
    told = wasm.run(FILE, JSON.stringify(next), "", new Uint8Array(), 1);
    return this.tell(language);
  },

  /** The last whole run in a language. */
  tell(language: Language): Settled {
    const results = JSON.parse(told) as Results;
    return {
      headline: JSON.parse(wasm.headline(told, language)) as Headline,
      figures: JSON.parse(wasm.figures(told, language)) as Figure[],
      fingerprint: results.fingerprint,
      model: results.model_version,
      population: results.population.name,
      households: results.population.households,
    };
  },

  toml(next: Study): string {
    return wasm.study_toml(JSON.stringify(next));
  },
};

export type EngineWorker = typeof engine;

expose(engine);
