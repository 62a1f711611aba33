// The same bits in WebAssembly as natively: every golden study, whole and cut into parts.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { run, run_years, check_file } = createRequire(import.meta.url)(join(root, "target", "wasm-node", "commonweal_wasm.js"));
const read = (...path) => readFileSync(join(root, ...path), "utf8");
const golden = JSON.parse(read("tests", "golden", "fingerprints", "fingerprints.json"));

/** The files of a system's folder, by their path below `policies/`. */
function filesOf(folder, name) {
  const files = {};
  for (const file of readdirSync(join(root, folder))) {
    if (file.endsWith(".toml")) files[`systems/${name}/${file}`] = read(folder, file);
  }
  return files;
}

for (const { name, study, systems, mappings, data, fingerprint } of golden.studies) {
  const files = {};
  for (const [system, folder] of Object.entries(systems)) Object.assign(files, filesOf(folder, system));
  for (const [mapping, path] of Object.entries(mappings)) files[`populations/${mapping}.toml`] = read(path);
  const people = data ? readFileSync(join(root, data)) : new Uint8Array();
  for (const parts of [1, 3, 10]) {
    test(`${name} in ${parts} part(s)`, () => {
      const results = JSON.parse(run(study, read(study), JSON.stringify(files), people, parts));
      assert.equal(results.fingerprint, fingerprint);
    });
  }
}

for (const { name, study, first, last, fingerprint } of golden.years) {
  for (const parts of [1, 3]) {
    test(`${name}, ${first} to ${last}, in ${parts} part(s)`, () => {
      const results = JSON.parse(run_years(study, read(study), "", new Uint8Array(), parts, first, last, 0.02));
      assert.equal(results.fingerprint, fingerprint);
      assert.equal(results.years.length, last - first + 1);
    });
  }
}

test("a bad study is refused with the sentence of the command line", () => {
  assert.throws(
    () => run("bad.toml", 'format = 1\nname = "bad"\nsystem = "uss"\n', "", new Uint8Array(), 1),
    (error) => String(error).includes("did you mean `us`?"),
  );
});

test("a rule is checked as it is typed", () => {
  const problems = JSON.parse(check_file("rule.toml", 'format = 1\nname = "a"\nkind = "benefit"\n[rules]\namount = "1 +"\n', "plain"));
  assert.equal(problems[0].code, "syntax");
  assert.equal(problems[0].line, 5);
});
