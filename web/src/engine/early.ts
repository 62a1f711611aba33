// What begins before the page's own scripts are there: the module is fetched and compiled once for all workers, and the first of
// them is started.

import address from "./glue/commonweal_wasm_bg.wasm?url";

async function compile(): Promise<WebAssembly.Module> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`);
  // A server that does not know the type of the file makes it be compiled only once it is whole.
  const isTyped = response.headers.get("content-type")?.startsWith("application/wasm");
  return isTyped ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

export const compiled = compile();
compiled.catch(() => {});

export function begun(): Worker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
}

export const first = begun();
