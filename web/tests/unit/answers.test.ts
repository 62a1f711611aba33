// What the engine answers fits the schema from which the page's types are made.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Ajv from "ajv/dist/2020";
import { beforeAll, describe, expect, it } from "vitest";
import { engineOf } from "../../build/engine.mjs";
import options from "../../../core/src/figures/study_options.json";
import type { Answers, Listing, Study } from "../../src/engine/types";
import type * as wasm from "../../src/engine/glue/commonweal_wasm.js";

const root = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(root(path), "utf8");
const schema = JSON.parse(read("schemas/explorer.schema.json")) as { properties: Record<keyof Answers, object> };

const ajv = new Ajv({ strict: false, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
for (const name of ["explorer", "study", "result"]) ajv.addSchema(JSON.parse(read(`schemas/${name}.schema.json`)) as object, `${name}.schema.json`);

/** The functions whose answers were held against the schema. */
const held = new Set<string>();

/** An answer, which must fit. */
function fits<Name extends keyof Answers>(name: Name, text: string, of: string): Answers[Name] {
  const answer = JSON.parse(text) as Answers[Name];
  const validate = ajv.getSchema(`explorer.schema.json#/properties/${name}`);
  if (!validate) throw new Error(`the schema has no ${name}`);
  validate(answer);
  expect(validate.errors?.slice(0, 3) ?? null, `${name} of ${of}`).toBeNull();
  held.add(name);
  return answer;
}

/** The package of which everything is asked; of other laws their first package. */
const TOLD = "three-tier-safety-net";

/** Milliseconds for a study of each law, on a machine that has other work too. */
const PATIENCE = 120_000;

let engine: typeof wasm;
let listing: Listing;
let studies: { study: Study; data: Uint8Array }[];

beforeAll(async () => {
  engine = await engineOf(root("web/src/engine/glue"));
  listing = fits("catalog", engine.catalog(), "the engine");
  // The first package of each law, of few made-up people, and the data of those that come as a file.
  const all = listing.packages.map(({ name }) => fits("package_study", engine.package_study(name), name));
  const inOrder = all.sort((a, b) => Number(b.name === TOLD) - Number(a.name === TOLD));
  const ofSystem = listing.systems.flatMap(({ name }) => inOrder.find((study) => study.system === name) ?? []);
  studies = ofSystem.map((study) => {
    const people = String(study.population);
    const csv = root(`policies/populations/${people}.csv`);
    const isFile = existsSync(csv);
    return { study: isFile ? study : { ...study, population: { recipe: people, households: 300 } }, data: isFile ? readFileSync(csv) : new Uint8Array() };
  });
});

describe("what the engine answers", () => {
  const open = ({ study, data }: { study: Study; data: Uint8Array }) => new engine.Explorer("study.json", JSON.stringify(study), "", data);

  it("is as the schema says of every law, in both languages", () => {
    expect(studies.length).toBeGreaterThan(3);
    for (const own of studies) {
      const name = own.study.name;
      const explorer = open(own);
      const law = fits("describe", explorer.describe(), name);
      for (const language of ["en", "zh"]) fits("tick", explorer.tick(language, "", ""), name);
      fits("settle", explorer.settle("en"), name);
      fits("columns", explorer.columns(), name);
      fits("calibration", explorer.calibration(), name);
      fits("names", engine.names(law.system), name);
      fits("own_columns", engine.own_columns(law.system), name);
      const made = fits("example_data", explorer.example_data(5, "some.csv"), name);
      fits("own_mapping", engine.own_mapping(law.system, "some.csv", new TextEncoder().encode(made.data)), name);
      for (const { instrument } of law.law.filter((entry) => entry.status !== "removed" && entry.instrument.kind !== "library")) {
        fits("rule", engine.rule(instrument.name, law.system), `${name}/${instrument.name}`);
        const { explanation } = fits("example", explorer.example(instrument.name), `${name}/${instrument.name}`);
        if (instrument.name === law.law[0]?.instrument.name) fits("explain", explorer.explain(explanation.id), name);
      }
      const family = root(`policies/families/${law.system}.toml`);
      if (existsSync(family)) {
        const { study: _study, system: _system, year: _year, ...described } = JSON.parse(engine.toml_json(readFileSync(family, "utf8"))) as Record<string, unknown>;
        fits("household", explorer.household(JSON.stringify(described)), name);
      }
      const { first, last } = fits("span", explorer.span(), name);
      if (name === TOLD) {
        const years = explorer.years(first, Math.min(last, first + 1), 0.02);
        fits("told", years.told("en"), name);
        while (years.next_year());
        expect(fits("told", years.told("zh"), name).fingerprint).toMatch(/^[0-9a-f]{64}$/);
      }
      explorer.free();
    }
  }, PATIENCE);

  it("is as the schema says of what takes runs of its own, and of another country", () => {
    const found = studies.find(({ study }) => study.name === TOLD);
    if (!found) throw new Error("no such package");
    const explorer = open({ ...found, study: { ...found.study, options: { incentives: true, interactions: true, without_gains: true, levies: true, calm: true } } });
    expect(fits("asked", explorer.asked("zh"), "options").map(({ name }) => name)).toEqual(expect.arrayContaining(["incentives", "interactions", "shock"]));
    fits("settle", explorer.settle("zh"), "options");
    expect(fits("incentives", explorer.incentives("en"), "options").length).toBe(1);
    explorer.free();
    const other = listing.countries.find(({ name }) => name !== found.study.system);
    fits("carried_study", engine.carried_study(engine.package_study(TOLD), other?.name ?? ""), "carried");
  }, PATIENCE);

  it("is as the schema says of what is wrong, and of the words", () => {
    expect(fits("check_rule", engine.check_rule("a.toml", 'format = 1\nname = "a"\nkind = "benifit"\n', "plain", ""), "a rule").length).toBeGreaterThan(0);
    try {
      open({ study: { format: 1, name: "a", system: "nowhere", population: "nobody" }, data: new Uint8Array() });
      expect.unreachable();
    } catch (error) {
      expect(fits("problems", String((error as { problems?: string }).problems), "a study").length).toBeGreaterThan(0);
    }
    for (const language of ["en", "zh"]) fits("glossary", engine.glossary(language), language);
    fits("study_options", JSON.stringify(options), "the options");
  });

  it("was held against the schema for every function", () => expect([...held].sort()).toEqual(Object.keys(schema.properties).sort()));
});

it("that is otherwise does not fit", () => {
  const validate = ajv.getSchema("explorer.schema.json#/properties/glossary");
  expect(validate?.([{ name: "a", term: "b", meaning: "c" }])).toBe(true);
  expect(validate?.([{ name: "a", term: "b" }])).toBe(false);
  expect(validate?.([{ name: "a", term: "b", meaning: "c", more: 1 }])).toBe(false);
});
