// The engine of the built page, in node: what the command line would give for the same files.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const glue = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src", "engine", "glue");

export async function engine() {
  const module = await import(join(glue, "commonweal_wasm.js"));
  module.initSync({ module: readFileSync(join(glue, "commonweal_wasm_bg.wasm")) });
  return module;
}
