// Figures and headline of a run, as the page asks for them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { run, figures, headline, glossary } = createRequire(import.meta.url)(
  join(root, "target", "wasm-node", "commonweal_wasm.js"),
);
const study = "policies/packages/us-eitc-expansion.toml";
const results = run(study, readFileSync(join(root, study), "utf8"), "", new Uint8Array(), 1);

test("a run has its figures and its headline in both languages", () => {
  const said = ["en", "zh"].map((language) => JSON.parse(figures(results, language)));
  assert.deepEqual(
    said[0].map((figure) => figure.name),
    said[1].map((figure) => figure.name),
  );
  assert.match(said[0][0].sentence, /^Of .* billion dollars paid out, /);
  assert.match(said[1][0].sentence, /^每年支出.*亿美元/);
  const net = said[0][0].table;
  const amounts = net.columns.find((column) => column.name === "amount").cells;
  assert.equal(amounts[net.keys.indexOf("net_cost")], JSON.parse(results).net_cost);
  const top = JSON.parse(headline(results, "zh"));
  assert.equal(top.sentence, top.parts.map((part) => part.text).join(""));
  assert.equal(JSON.parse(glossary("en"))[0].term, "net cost");
});

test("what is no result, or no language, is refused in a sentence", () => {
  assert.throws(() => figures("{}", "en"), /no results of this version: missing field/);
  assert.throws(() => figures(results, "fr"), /unknown language `fr`; allowed: en, zh/);
});
