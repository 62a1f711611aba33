// Every rule of the project, read, typeset and written again as the page does it.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { engineOf } from "../../build/engine.mjs";
import type * as wasm from "../../src/engine/glue/commonweal_wasm.js";
import type { Listing, Study, Value } from "../../src/engine/types";
import { addable, noteOf } from "../../src/rules/catalogue";
import { FormulaError, formulaOf } from "../../src/rules/formula";
import { freeName, ownRule, template, withRule, withoutRule } from "../../src/rules/own";
import { placeOf, widthOf } from "../../src/rules/places";
import { ruleText } from "../../src/rules/text";
import type { RuleFile } from "../../src/rules/types";
import { namedSteps, stepWord } from "../../src/texts/steps";
import { type Naming, leaves, spoken, typeset } from "../../src/rules/typeset";

const policies = new URL("../../../policies/", import.meta.url);
const asWritten: Naming = (path) => ({ words: path.join("."), sort: "other" });
let engine: typeof wasm;
let listing: Listing;
let files: { system: string; file: RuleFile }[] = [];

beforeAll(async () => {
  engine = await engineOf(fileURLToPath(new URL("../../src/engine/glue", import.meta.url)));
  listing = JSON.parse(engine.catalog()) as Listing;
  const file = (name: string, system: string) => ({ system, file: JSON.parse(engine.rule(name, system)) as RuleFile });
  const common = listing.instruments.map((listed) => file(listed.name, "stylised"));
  const scenarios = listing.scenarios.map((listed) => file(listed.name.replaceAll("-", "_"), "stylised"));
  const systems = listing.systems.flatMap((listed) => listed.instruments.map((name) => file(name, listed.name)));
  files = [...common, ...scenarios, ...systems];
});

/** Names and numbers of a formula by another way than that of the page. */
function counted(formula: string): string[] {
  const keywords = new Set("and or not if else in where by without when otherwise true false".split(" "));
  const set = new Set("per_month per_year clip round ratio abs floor ceil max min sum count any all largest smallest head spouse".split(" "));
  const plain = formula.replaceAll(/'[^']*'|"[^"]*"/g, (word) => ` ${JSON.stringify(word.slice(1, -1))} `);
  const found = plain.match(/"[^"]*"|[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*(?=\s*\(?)|\d[\d_.]*(e[-+]?\d+)?/g) ?? [];
  return found.filter((word, at) => !keywords.has(word) && !(set.has(word) && isCall(plain, found, at))).sort();
}

/** Whether the found word at a place is followed by a bracket. */
function isCall(text: string, found: string[], at: number): boolean {
  let from = 0;
  for (const word of found.slice(0, at)) from = text.indexOf(word, from) + word.length;
  const start = text.indexOf(found[at] as string, from);
  return text.slice(start + (found[at] as string).length).trimStart().startsWith("(");
}

const formulas = () =>
  files.flatMap(({ file }) =>
    [...file.instrument.rules, ...file.instrument.functions.flatMap((made) => made.rules)].map((step) => [`${file.instrument.name}.${step.name}`, step.formula] as const),
  );

test("every step has a Chinese title, in its file or among the page's words, and no word is for nothing", () => {
  const isChinese = (text: string | undefined) => text !== undefined && /[\u4e00-\u9fff]/.test(text);
  const untitled = new Map<string, string>();
  for (const { file } of files) {
    const { name, rules, functions, parameters } = file.instrument;
    for (const step of [...rules, ...functions.flatMap((made) => made.rules)]) if (!isChinese(step.title.zh) && step.name !== "amount") untitled.set(step.name, `${name}.${step.name}`);
    for (const { name: own } of functions) untitled.set(own, `${name}.${own}()`);
    for (const argument of functions.flatMap((made) => made.arguments)) if (![...rules, ...parameters].some((known) => known.name === argument && isChinese(known.title.zh))) untitled.set(argument, `${name}: ${argument}`);
    expect(isChinese(file.instrument.title.zh), name).toBe(true);
    for (const parameter of parameters) expect(isChinese(parameter.title.zh), `${name}.${parameter.name}`).toBe(true);
  }
  expect([...untitled].filter(([name]) => !isChinese(stepWord(name))).map(([, place]) => place)).toEqual([]);
  // Files that are read by no law stand beside these: what is named there may have words too. So may what a year brings forward and what a fund has to share, which are no steps.
  const elsewhere = ["former_pay", "months_out", "raised", "wages_left", "qualifies", "earnings_a_month", "income_before_rent", "income_limit", "least_benefit", "brought_forward", "to_share"];
  expect(namedSteps().filter((name) => !untitled.has(name) && !elsewhere.includes(name))).toEqual([]);
});

describe("every formula of policies/", () => {
  test("no file is left out", () => {
    const below = (folder: string) => readdirSync(new URL(folder, policies)).filter((name) => name.endsWith(".toml") && name !== "system.toml");
    const written = [...below("instruments/"), ...below("scenarios/"), ...listing.systems.flatMap((system) => below(`systems/${system.name}/`))];
    const names = new Set(files.map(({ file }) => `${file.instrument.name}.toml`));
    // What raises earnings or puts people out of work for incentives is a scenario of its own that no study names; three files stand beside the law
    // of the United States and of Germany for studies to add.
    const missing = written.filter((name) => !names.has(name) && !/^(earnings_raised|out_of_work_|food_assistance|state_unemployment_insurance|continuing_training_subsidy)/.test(name));
    expect(missing).toEqual([]);
    expect(formulas().length).toBeGreaterThan(300);
  });

  test("is typeset without loss of a name, a number or a word", () => {
    for (const language of ["en", "zh"] as const)
      for (const [name, formula] of formulas()) {
        const box = typeset(formula, asWritten, language);
        const found = leaves(box).map((leaf) => (leaf.is === "number" ? leaf.text : leaf.is === "name" ? leaf.path.join(".") : JSON.stringify(leaf.text)));
        expect(found.sort(), name).toEqual(counted(formula));
        const said = spoken(box, language);
        for (const leaf of leaves(box)) expect(said, name).toContain(leaf.is === "name" ? leaf.words : leaf.text);
      }
  });

  test("a file that a study holds is written as it was read, and is sound", () => {
    for (const { system, file } of files) {
      const read = JSON.parse(engine.toml_json(file.text)) as { [key: string]: Value };
      const again = ruleText(read);
      expect(JSON.parse(engine.toml_json(again)), file.instrument.name).toEqual(read);
      if (file.instrument.kind !== "scenario") expect(JSON.parse(engine.check_rule("a.toml", again, system, "")), file.instrument.name).toEqual([]);
    }
  }, 60_000);
});

test("brackets stand where they must and nowhere else", () => {
  const said = (text: string) => spoken(typeset(text, asWritten, "en"), "en");
  expect(said("(1 - a) * b")).toBe("(1 minus a) times b");
  expect(said("1 - (a * b)")).toBe("1 minus a times b");
  expect(said("a - (b - c)")).toBe("a minus (b minus c)");
  expect(said("not (a and b) or c")).toBe("not (a and b) or c");
  expect(said("(a if c else b) * d")).toBe("(if c: a; otherwise: b) times d");
  expect(said("a / (b + c)")).toBe("(a) divided by (b plus c)");
  expect(said("a if c else b if d else e")).toBe("if c: a; if d: b; otherwise: e");
  expect(said("per_month(a + b) > 0")).toBe("(a plus b) a month is more than 0");
  expect(said("sum(person.x where person.y in ['p', 'q'])")).toBe("sum of (person.x where person.y is one of (p, q))");
});

test("what is no formula is refused, not guessed", () => {
  for (const text of ["", "a +", "a b", "max(1", "a if b", "3 ^ 2", "a when b; c"]) expect(() => formulaOf(text), text).toThrow(FormulaError);
});

test("places count letters as JavaScript does", () => {
  const text = "题 = \"😀a\"";
  const bytes = new TextEncoder().encode(text);
  const at = new TextDecoder().decode(bytes.slice(0, bytes.length - 2)).length;
  expect(placeOf(text, bytes.length - 2)).toBe(at);
  expect(placeOf(text, 9999)).toBe(text.length);
  expect(placeOf(text, 0)).toBe(0);
  expect(widthOf("a题")).toBe(3);
});

describe("a study with rules of its own", () => {
  const study: Study = { format: 1, name: "s", system: "stylised", reform: { add: ["basic_income"], set: { "basic_income.adult_amount": 1, "basic_income.oldest": 64, "income_tax.allowance": 5 } } };
  const around = () => ({ listing, system: "stylised" });
  const instrument = { name: "basic_income", parameters: [{ name: "adult_amount" }, { name: "oldest" }] } as never;

  test("an instrument that was added keeps its place, and what no longer is there is set no more", () => {
    const next = withRule(study, around(), { name: "basic_income", parameters: { oldest: {} } }, instrument);
    expect(next.reform?.add).toEqual(["basic_income"]);
    expect(Object.keys(next.reform?.set ?? {})).toEqual(["basic_income.oldest", "income_tax.allowance"]);
    expect(ownRule(withRule(next, around(), { name: "basic_income", note: 2 }), "basic_income")).toEqual({ name: "basic_income", note: 2 });
    expect(withoutRule(next, around(), "basic_income")).toEqual({ ...study, reform: { ...next.reform, replace: [] } });
  });

  test("what is law is replaced, and holds again when its rule is taken out", () => {
    const next = withRule(study, around(), { name: "income_tax" });
    expect(next.reform?.replace).toEqual(["income_tax"]);
    const back = withoutRule(next, around(), "income_tax");
    expect(back.reform?.replace).toEqual([]);
    expect(back.instruments).toBeUndefined();
  });

  test("a new one goes with all that was set of it", () => {
    const next = withRule(study, around(), { name: "mine" });
    const set = { ...next, reform: { ...next.reform, set: { ...next.reform?.set, "mine.a": 1 } } };
    expect(withoutRule(set, around(), "mine").reform).toEqual({ ...study.reform, remove: [], replace: [] });
  });

  test("the rule to begin with is sound under every system", () => {
    const text = template(freeName("my_benefit", ["my_benefit", "my_benefit_2"]));
    expect(text).toContain('"my_benefit_3"');
    for (const system of listing.systems) expect(JSON.parse(engine.check_rule("a.toml", text, system.name, "")), system.name).toEqual([]);
  });
});

test("an edited rule over the people who are there gives the fingerprint of the study that a link opens", () => {
  const study = { ...(JSON.parse(engine.package_study("three-tier-safety-net")) as Study), population: { recipe: "stylised", households: 500 } };
  const rule = JSON.parse(engine.toml_json((JSON.parse(engine.rule("transition_allowance", "stylised")) as RuleFile).text)) as { rules: { amount: { formula: string } }; name: string };
  rule.rules.amount.formula = `2 * (${rule.rules.amount.formula})`;
  const next = JSON.stringify(withRule(study, { listing, system: "stylised" }, rule));
  const fingerprint = (explorer: wasm.Explorer) => (JSON.parse(explorer.settle("en")) as { results: { fingerprint: string } }).results.fingerprint;
  const before = new engine.Explorer("study.json", JSON.stringify(study), "", new Uint8Array());
  const after = before.with_study("study.json", next);
  const opened = new engine.Explorer("study.json", next, "", new Uint8Array());
  expect(fingerprint(after)).toBe(fingerprint(opened));
  expect(fingerprint(after)).not.toBe(fingerprint(before));
  const toml = new engine.Explorer("study.toml", engine.study_toml(next), "", new Uint8Array());
  expect(fingerprint(toml)).toBe(fingerprint(after));
  const example = JSON.parse(after.example("transition_allowance")) as { pays: boolean; explanation: { laws: { steps: { instrument: string; name: string; values: number[] }[] }[] } };
  const amount = example.explanation.laws.at(-1)?.steps.find((step) => step.instrument === "transition_allowance" && step.name === "amount");
  expect(example.pays).toBe(true);
  expect(amount?.values[0]).toBeGreaterThan(0);
  // Another system's people are not those that are there.
  expect(() => before.with_study("study.json", engine.package_study("us-current-law"))).toThrow(/other people/);
}, 120_000);

describe("what may be added", () => {
  test("is what a system has beside its law, and what any system may have but for what it has itself", () => {
    const of = (system: string) => addable(listing, system).map((found) => found.name);
    expect(of("stylised")).toEqual(listing.instruments.map((found) => found.name));
    expect(of("us")).toEqual(expect.arrayContaining(["state_unemployment_insurance", "food_assistance", "basic_income"]));
    expect(of("germany")).toContain("continuing_training_subsidy");
    for (const { name, instruments } of listing.systems) {
      const names = of(name);
      expect(new Set(names).size).toBe(names.length);
      const offered = (listing.offers[name] ?? []).map((found) => found.name);
      expect(offered.filter((found) => instruments.includes(found))).toEqual([]);
    }
  });

  test("is told in both languages, as is what happens in a scenario", () => {
    for (const { name } of listing.systems) for (const found of addable(listing, name)) for (const language of ["en", "zh"]) expect(found.notes?.[language], found.name).toBeTruthy();
    for (const { name } of listing.scenarios) expect(noteOf(listing, "us", name.replaceAll("-", "_"))?.en, name).toBeTruthy();
  });
});
