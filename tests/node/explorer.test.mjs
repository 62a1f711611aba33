// The page's engine: a study that follows its sliders gives, to the bit, what running it anew gives.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const { Explorer, run, catalog, rule } = createRequire(import.meta.url)(
  join(root, "target", "wasm-node", "commonweal_wasm.js"),
);
const read = (...path) => readFileSync(join(root, ...path), "utf8");
const golden = JSON.parse(read("tests", "golden", "fingerprints", "fingerprints.json"));
const nobody = new Uint8Array();

/** The files that a golden study needs, by their path below `policies/`. */
function filesOf({ systems, mappings }) {
  const files = {};
  for (const [name, folder] of Object.entries(systems)) {
    for (const file of readdirSync(join(root, folder))) {
      if (file.endsWith(".toml")) files[`systems/${name}/${file}`] = read(folder, file);
    }
  }
  for (const [mapping, path] of Object.entries(mappings)) files[`populations/${mapping}.toml`] = read(path);
  return JSON.stringify(files);
}

for (const study of golden.studies) {
  test(`${study.name} settles with its fingerprint`, () => {
    const people = study.data ? readFileSync(join(root, study.data)) : nobody;
    const explorer = new Explorer(study.study, read(study.study), filesOf(study), people);
    const { results, headline, figures } = JSON.parse(explorer.settle("en"));
    assert.equal(results.fingerprint, study.fingerprint);
    assert.ok(headline.sentence.length > 0 && figures.length > 0);
  });
}

for (const { name, study, first, last, fingerprint } of golden.years) {
  test(`${name} year by year ends with its fingerprint`, () => {
    const explorer = new Explorer(study, read(study), "", nobody);
    const span = JSON.parse(explorer.span());
    assert.deepEqual([span.first, span.has_months], [first, true]);
    assert.ok(span.last >= last);
    const years = explorer.years(first, last, 0.02);
    for (let done = 1; years.next_year(); done += 1) {
      const told = JSON.parse(years.told(done % 2 ? "en" : "zh"));
      assert.equal(told.done, done);
      assert.equal(told.years.length, last - first + 1);
      assert.equal(told.figures[0].table.keys.length, done);
      assert.equal(told.fingerprint, told.done === told.years.length ? fingerprint : null);
    }
    assert.equal(JSON.parse(years.told("en")).fingerprint, fingerprint);
    assert.equal(years.next_year(), false);
    assert.throws(() => explorer.years(last, first, 0.02), /a run goes from its first year to its last/);
  });
}

test("moved sliders settle as a study with these values runs, and the exported study gives the same", () => {
  const path = "tests/golden/shock.toml";
  const explorer = new Explorer(path, read(path), "", nobody);
  // What the reform alone has needs no compilation; what baseline and reform share gets a place of its own first.
  assert.equal(explorer.set("ai_levy.rate", "0.03"), "slots");
  assert.equal(explorer.set("unemployment_insurance.covers_gig", "false"), "slots");
  assert.equal(explorer.set("scenario.incidence", '"uniform"'), "structure");
  const ticked = JSON.parse(explorer.tick("zh", "budget coverage", ""));
  assert.deepEqual(
    ticked.figures.map((figure) => figure.name),
    ["budget", "coverage"],
  );
  const numbers = explorer.tick_numbers();
  const { results } = JSON.parse(explorer.settle("zh"));
  assert.equal(numbers[0], results.net_cost);
  const anew = JSON.parse(run("study.toml", explorer.study_toml(), "", nobody, 1));
  assert.equal(results.fingerprint, anew.fingerprint);
  const described = JSON.parse(explorer.describe());
  const levy = described.law.find((entry) => entry.instrument.name === "ai_levy");
  assert.equal(levy.status, "added");
  assert.equal(levy.current.rate, 0.03);
});

test("what is given back is as it was", () => {
  const path = "tests/golden/stylised.toml";
  const explorer = new Explorer(path, read(path), "", nobody);
  const before = explorer.settle("en");
  explorer.set("negative_income_tax.taper", "0.7");
  assert.notEqual(explorer.settle("en"), before);
  explorer.unset("negative_income_tax.taper");
  assert.equal(explorer.settle("en"), before);
});

test("the package without the shock is told by every tick, the shock without gains by runs of its own", () => {
  const path = "tests/golden/shock.toml";
  const rowsOf = (figures) => figures.find((figure) => figure.name === "shock")?.table.keys;
  for (const [options, ticked, asked] of [
    ["calm = true", ["shock", "package", "calm"], undefined],
    ["without_gains = true", undefined, ["shock", "without_gains", "package"]],
    ["calm = true\nwithout_gains = true", ["shock", "package", "calm"], ["shock", "without_gains", "package", "calm"]],
  ]) {
    const explorer = new Explorer(path, `${read(path)}\n[options]\n${options}\n`, "", nobody);
    assert.deepEqual(rowsOf(JSON.parse(explorer.tick("en", "", "")).figures), ticked);
    const found = JSON.parse(explorer.asked("en"));
    assert.deepEqual(rowsOf(found), asked);
    assert.ok(found.some((figure) => figure.name === "levies"));
  }
});

test("errors are the command line's text, with the problems as data", () => {
  const refused = (work, words, code) =>
    assert.throws(work, (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, words);
      assert.equal(JSON.parse(error.problems)[0].code, code);
      return true;
    });
  refused(() => new Explorer("bad.toml", 'format = 1\nname = "bad"\nsystem = "uss"\n', "", nobody), /did you mean `us`\?/, "unknown-name");
  const path = "tests/golden/stylised.toml";
  const explorer = new Explorer(path, read(path), "", nobody);
  const before = explorer.settle("en");
  refused(() => explorer.set("negative_income_tax.tapr", "0.7"), /did you mean `negative_income_tax\.taper`\?/, "unknown-name");
  refused(() => explorer.set("negative_income_tax.taper", "70"), /0 to 1/, "out-of-range");
  refused(() => explorer.set("negative_income_tax.taper", "{"), /value\.json/, "syntax");
  refused(() => explorer.household('{"format": 1, "persns": []}'), /persns/, "missing-key");
  refused(() => explorer.explain("nobody"), /nobody/, "unknown-unit");
  refused(() => rule("basic_incme", "stylised"), /did you mean `basic_income`\?/, "unknown-name");
  assert.equal(explorer.settle("en"), before);
});

test("a household and a unit are told under today's values", () => {
  const path = "tests/golden/stylised.toml";
  const explorer = new Explorer(path, read(path), "", nobody);
  const persons = [{ age: 40 }];
  const told = JSON.parse(explorer.household(JSON.stringify({ format: 1, persons })));
  assert.equal(told.explanation.laws.length, 2);
  assert.ok(told.budget_line.length > 10);
});

test("the catalog tells packages and instruments in both languages", () => {
  const all = JSON.parse(catalog());
  assert.ok(all.package_descriptions["three-tier-safety-net"].zh.includes("三层"));
  assert.ok(all.instrument_notes.basic_income.en.length > 0);
  for (const { name } of all.scenarios) for (const language of ["en", "zh"]) assert.ok(all.scenario_notes[name][language].length > 0, `${name} ${language}`);
  assert.deepEqual(Object.keys(all.offers), all.systems.map(({ name }) => name));
  const food = all.offers.us.find(({ name }) => name === "food_assistance");
  assert.equal(food.kind, "benefit");
  for (const language of ["en", "zh"]) assert.ok(food.title[language].length > 0 && food.notes[language].length > 0, language);
  for (const { name, instruments } of all.systems) for (const offered of all.offers[name]) assert.ok(!instruments.includes(offered.name), `${name} ${offered.name}`);
  const { instrument: own, text } = JSON.parse(rule("basic_income", "stylised"));
  assert.equal(own.name, "basic_income");
  assert.match(text, /^format = 1/);
});
