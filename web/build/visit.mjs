// What the page asks of the engine until the people of the first study are made, in a module with marks: `node visit.mjs GLUE MODULE` prints
// the numbers of the places where it arrived. They are the part of the module that the page loads at the start (xtask/src/split.rs); the rest
// comes while it works.

import { readFileSync } from "node:fs";
import { engineOf } from "./engine.mjs";

const PACKAGE = "three-tier-safety-net";

const [glue, module] = process.argv.slice(2);
const engine = await engineOf(glue, module);
// The module is there already: this gives its exports.
const exports = engine.initSync({ module: readFileSync(module) });

new engine.Opening("study.json", engine.package_study(PACKAGE), "", new Uint8Array());

const reached = [];
for (let at = 0; `mark${at}` in exports; at += 1) if (exports[`mark${at}`].value !== 0) reached.push(at);
console.log(JSON.stringify(reached));
