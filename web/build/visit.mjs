// What a first visit asks of the engine, in a module whose functions are marked: `node visit.mjs GLUE MODULE` prints the numbers of the
// functions that it called. They are the part of the module that the page loads at the start (xtask/src/split.rs).

import { readFileSync } from "node:fs";
import { engineOf } from "./engine.mjs";

const PACKAGE = "three-tier-safety-net";
/** Settings that are moved in each file: one of each kind is as good as all. */
const MOVED = 2;

const [glue, module] = process.argv.slice(2);
const engine = await engineOf(glue, module);
// The module is there already: this gives its exports.
const exports = engine.initSync({ module: readFileSync(module) });

const explorer = new engine.Explorer("study.json", engine.package_study(PACKAGE), "", new Uint8Array());
const { law, scenario } = JSON.parse(explorer.describe());
for (const language of ["en", "zh"]) {
  explorer.tick(language, "");
  engine.shown("money", -1.5e9, language);
}
const files = [scenario, ...law.filter(({ status }) => status !== "unchanged")].map(({ instrument }) => instrument);
for (const { name, parameters } of files) {
  for (const own of parameters.filter((parameter) => typeof parameter.default === "number").slice(0, MOVED)) {
    explorer.set(`${name}.${own.name}`, JSON.stringify(own.default));
    explorer.tick("en", "budget");
    explorer.tick_numbers();
    explorer.unset(`${name}.${own.name}`);
  }
}

const called = [];
for (let at = 0; `mark${at}` in exports; at += 1) if (exports[`mark${at}`].value !== 0) called.push(at);
console.log(JSON.stringify(called));
