// The files of law and people. The module has none: it is given what all studies share, and those of a system and of a population
// when a study names them.

import { answered } from "./answers";
import * as wasm from "./glue/commonweal_wasm.js";
import { isTrap } from "./lost";
import { fetched } from "./network";
import type { Study } from "./types";

const addresses = Object.fromEntries(
  Object.entries(import.meta.glob<string>("./glue/policies/*.json", { query: "?url", import: "default", eager: true })).map(([path, address]) => [
    /([^/]*)\.json$/.exec(path)?.[1] ?? path,
    address,
  ]),
);
const texts = new Map<string, Promise<string>>();
const given = new Set<string>();

async function read(address: string): Promise<string> {
  return (await fetched(new URL(address, import.meta.url))).text();
}

/** Asks for a portion; one that could not be had is asked for again the next time. */
function text(name: string, address: string): Promise<string> {
  const asked = texts.get(name) ?? read(address);
  texts.set(name, asked);
  asked.catch(() => texts.delete(name));
  return asked;
}

// Every study needs them, and the module is still on its way.
if (addresses.common) void text("common", addresses.common).catch(() => {});

/** Sees to it that the module has these portions; names that there are not, it will refuse itself. Whether there were new ones. */
async function need(names: string[]): Promise<boolean> {
  const missing = names.flatMap((name) => (given.has(name) || !addresses[name] ? [] : [[name, addresses[name]] as const]));
  const found = await Promise.all(missing.map(async ([name, address]) => [name, await text(name, address)] as const));
  for (const [name, files] of found) {
    if (given.has(name)) continue;
    wasm.add_files(files);
    given.add(name);
    texts.delete(name);
  }
  return missing.length > 0;
}

/** What all studies share. */
export const needCommon = (): Promise<boolean> => need(["common"]);

/** All files that there are. */
export const needAll = (): Promise<boolean> => need(Object.keys(addresses));

/** The file that a study's people are made or read with, by its name without folder and ending. */
function populationOf({ population }: Study): string {
  const named = typeof population === "object" && population !== null && "recipe" in population ? population.recipe : population;
  return typeof named === "string" ? named.replace(/^.*\//, "").replace(/\.toml$/, "") : "";
}

/** What a study names, also through its package. */
async function needStudy(study: Study): Promise<void> {
  await needCommon();
  const own = typeof study.package === "string" ? packaged(study.package) : {};
  const whole = { ...own, ...study };
  await need([`system-${String(whole.system)}`, `population-${populationOf(whole)}`]);
}

/** The study of a package; nothing where there is none, which the engine says when it is asked to open it. */
function packaged(name: string): Partial<Study> {
  try {
    return answered("package_study", wasm.package_study(name));
  } catch {
    return {};
  }
}

/** Does what needs the files of a study. What is refused is tried again with all files, so that a message names all that there is. */
export async function withStudy<T>(study: Study, act: () => T | Promise<T>): Promise<T> {
  await needStudy(study);
  return tried(act);
}

/** The same with the files of a system. */
export async function withSystem<T>(system: string, act: () => T): Promise<T> {
  await need(["common", `system-${system}`]);
  return tried(act);
}

/** The same with those of all systems. */
export async function withSystems<T>(act: () => T): Promise<T> {
  await need(["common", ...Object.keys(addresses).filter((name) => name.startsWith("system-"))]);
  return tried(act);
}

async function tried<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (isTrap(error) || !(await needAll())) throw error;
    return act();
  }
}
