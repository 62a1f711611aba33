// The engine of the built page, in node: what the command line would give for the same files.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineOf } from "../../build/engine.mjs";

const glue = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "src", "engine", "glue");

export const engine = () => engineOf(glue);
