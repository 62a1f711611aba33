// The built page as a visitor meets it, in a real browser: `npm run build` first.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { readdirSync } from "node:fs";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const golden = JSON.parse(readFileSync(join(root, "tests/golden/fingerprints/fingerprints.json"), "utf8"));
const expected = golden.studies.find((study) => study.name === "three-tier-safety-net").fingerprint;

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

const netCost = (page) => page.locator("[data-cell=net_cost] .figure").innerText();

test("the page opens with figures and the fingerprint of the golden study, and asks no other host", async () => {
  const { page, hosts, problems, close } = await open(site);
  await page.waitForSelector("[data-card=budget] svg");
  for (const card of ["budget", "coverage", "deciles", "winners", "poverty", "inequality", "regions"])
    assert.equal(await page.locator(`[data-card=${card}] svg.chart`).count(), 1, card);
  const found = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  assert.equal(found, expected);
  assert.deepEqual([...hosts], [site.host]);
  assert.deepEqual(problems, []);
  await close();
});

test("until the engine is there the page shows what its build worked out, which is what the engine then says", async () => {
  let go;
  const gate = new Promise((done) => (go = done));
  const { page, problems, close } = await open(site, { before: (page) => page.route("**/*.wasm", (route) => gate.then(() => route.continue())) });
  await page.waitForSelector("[data-foretold]");
  await page.waitForSelector("[data-card=budget] svg");
  const texts = () => page.evaluate(() => [...document.querySelectorAll(".sentence, [data-cell], [data-card] h2, [data-card] p")].map((found) => found.textContent));
  const foretold = await texts();
  assert.ok(foretold.length > 20);
  go();
  await page.waitForSelector(`[data-fingerprint="${expected}"]`);
  assert.equal(await page.locator("[data-foretold]").count(), 0);
  assert.deepEqual(await texts(), foretold);
  assert.deepEqual(problems, []);
  await close();
});

test("a slider changes the net cost; undo and a link bring it back", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await netCost(page);
  await page.locator("[data-instrument=basic_income] .row").click();
  const slider = page.locator("[data-setting='basic_income.adult_amount'] input[type=range]");
  await slider.focus();
  await page.keyboard.press("PageUp");
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent !== old, before);
  assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${expected}"])`);
  await page.waitForFunction(() => location.hash.startsWith("#explore/1."));
  const [changed, address] = [await netCost(page), page.url()];

  const other = await open(site, { address });
  await other.page.waitForSelector("[data-fingerprint]");
  assert.equal(await netCost(other.page), changed);
  assert.equal(await other.page.locator("aside .title").first().innerText(), "1 setting changed");
  await other.close();

  await page.keyboard.press("Control+z");
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent !== old, changed);
  await page.waitForSelector(`[data-fingerprint="${expected}"]`);
  assert.equal(await netCost(page), before);
  await close();
});

test("the sentence chooses another scenario and another package, whose people are fetched", async () => {
  const { page, hosts, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await netCost(page);
  await page.locator(".top .sentence button").first().click();
  await page.locator("dialog li button[data-name=ai-high]").click();
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent !== old, before);
  await page.locator(".top .sentence button").last().click();
  await page.locator("dialog li button[data-name=us-eitc-expansion]").click();
  const us = golden.studies.find((study) => study.name === "us-eitc-expansion").fingerprint;
  await page.waitForSelector(`[data-fingerprint="${us}"]`);
  assert.deepEqual([...hosts], [site.host]);
  await close();
});

test("a damaged link is told, and the default study is shown", async () => {
  const { page, close } = await open(site, { address: `${site.address}#explore/1.abc` });
  await page.waitForSelector("[role=alert]");
  assert.match(await page.locator("[role=alert]").innerText(), /damaged or from a newer version/);
  await page.waitForSelector("[data-card=budget] svg");
  await close();
});

test("what is typed out of range is refused below the field, with what is allowed", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const field = page.locator("[data-setting='ai_central.displaced_share'] input[type=text]");
  await field.fill("80");
  await field.press("Enter");
  assert.equal(await page.locator("[data-setting='ai_central.displaced_share'] .refused").innerText(), "Allowed: 0 to 50%.");
  assert.equal(await field.inputValue(), "80");
  await field.press("Escape");
  assert.equal(await field.inputValue(), "7.0");
  await close();
});

inEveryGuise("axe finds nothing", () => site, "", async (page, { width, language }, clean) => {
  await page.waitForSelector("[data-fingerprint]");
  assert.equal(await page.evaluate(() => document.documentElement.lang), language === "zh" ? "zh-Hans" : "en");
  await clean("as it opens");
  for (const card of ["budget", "winners", "inequality"]) {
    await page.locator(`[data-card=${card}] .head`).click();
    await page.locator(`[data-card=${card}] .views button`).last().click();
    await clean(`the card of ${card}, opened`);
  }
  if (width < 620) {
    await page.locator(".bottom .main").click();
    await clean("the sheet of settings");
  }
});

test("what is loaded at the start keeps to its size", () => {
  const folder = join(root, "web/dist/assets");
  // What the page names, and all that follows from it without being asked for later: an `import(…)` is not among them.
  const scripts = new Set(readFileSync(join(root, "web/dist/index.html"), "utf8").match(/[\w-]+\.js/g));
  for (const name of scripts) {
    const text = readFileSync(join(folder, name), "utf8");
    for (const [, found] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g)) scripts.add(found);
  }
  for (const name of readdirSync(folder)) if (/^worker-.*\.js$/.test(name)) scripts.add(name);
  assert.ok(scripts.size >= 2, "the page and its worker");
  const size = [...scripts].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  assert.ok(size <= 200_000, `${size} bytes of JavaScript`);
  const packed = (end) =>
    readdirSync(folder)
      .filter((name) => end.test(name))
      .reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name)), { level: 9 }).length, 0);
  const limits = [
    [/\.css$/, 40_000],
    // At most 400,000 are wanted; it is kept where it is.
    [/_bg.*\.wasm$/, 300_000],
    // What follows while the people are made.
    [/_rest.*\.wasm$/, 1_040_000],
    // The files of law and people of the default study.
    [/^(common|system-stylised|population-stylised)-.*\.json$/, 130_000],
    // All that a visitor can be made to load: both parts of the module, and the law and people of every country.
    [/\.wasm$/, 1_340_000],
    [/^(common|system|population)-.*\.json$/, 385_000],
  ];
  for (const [end, limit] of limits) {
    assert.ok(packed(end) > 0, `${end}`);
    assert.ok(packed(end) <= limit, `${packed(end)} bytes of ${end}`);
  }
});
