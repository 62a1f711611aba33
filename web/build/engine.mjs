// The engine of the page in node, for the build and the tests: the glue, both parts of the module and all files of law and people.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * @param {string} glue the folder of the glue
 * @param {string} module the module, where it is not the one beside the glue
 * @returns {Promise<typeof import("../src/engine/glue/commonweal_wasm.js")>}
 */
export async function engineOf(glue, module = join(glue, "commonweal_wasm_bg.wasm")) {
  const engine = await import(/* @vite-ignore */ pathToFileURL(join(glue, "commonweal_wasm.js")).href);
  const rest = join(glue, "commonweal_wasm_rest.wasm");
  // There is none yet while the build looks for the parts.
  if (existsSync(rest)) engine.set_rest(() => new WebAssembly.Module(readFileSync(rest)));
  engine.initSync({ module: readFileSync(module) });
  const policies = join(glue, "policies");
  for (const name of readdirSync(policies).sort()) engine.add_files(readFileSync(join(policies, name), "utf8"));
  return engine;
}
