// What begins before the page's own scripts are there: the first part of the module is fetched and compiled once for all workers, and
// the first of them is started.

import first_part from "./glue/commonweal_wasm_bg.wasm?url";
import rest_part from "./glue/commonweal_wasm_rest.wasm?url";
import { fetched } from "./network";

async function compile(address: string): Promise<WebAssembly.Module> {
  const response = await fetched(address);
  // A server that does not know the type of the file makes it be compiled only once it is whole.
  const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

let firstCompiled: Promise<WebAssembly.Module> | null = null;

/** The first part of the module; one that could not be had is fetched again when it is next asked for. */
export function compiled(): Promise<WebAssembly.Module> {
  firstCompiled ??= compile(first_part);
  firstCompiled.catch(() => (firstCompiled = null));
  return firstCompiled;
}
void compiled().catch(() => {});

let restCompiled: Promise<WebAssembly.Module> | null = null;

/** The rest of the module, asked for when the first part is there; a worker that cannot be given it fetches it itself. */
export function rest(): Promise<WebAssembly.Module> {
  restCompiled ??= compile(rest_part);
  restCompiled.catch(() => (restCompiled = null));
  return restCompiled;
}

export function begun(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

export const first = begun();
