// The view of the method, the page without script or engine, and what the page says of itself.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { engine } from "./engine.mjs";
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

/** The address of a view with a study. */
const linkOf = (study, view = "explore") => `${site.address}#${view}/1.${deflateRawSync(JSON.stringify(study)).toString("base64url")}`;

inEveryGuise("the method", () => site, "#method", async (page, { language }, clean) => {
  await page.waitForSelector("[data-assumption]");
  await page.waitForSelector(".words div");
  await page.waitForFunction(() => document.querySelector("[data-calibration]"));
  for (const summary of await page.locator(".method summary").all()) await summary.click();
  await clean("with all documents open");
  const headings = await page.locator(".method h2").allInnerTexts();
  assert.equal(headings.length, 8);
  assert.equal(headings[0], language === "zh" ? "这些数字不能说明什么" : "What the figures cannot tell");
  const shown = await page.locator(".method").innerText();
  // One source: the document of the project.
  assert.ok(shown.includes("72.132 billion dollars"));
  assert.equal(await page.locator(".document[lang=en]").count(), 4);
  assert.ok(await page.locator("[data-calibration=stylised] tbody tr").count() > 20);
});

test("an assumption leads to its setting, and the note of the figures to the method", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator(".top .note a").click();
  await page.waitForFunction(() => location.hash.startsWith("#method"));
  // One of the rest of the law, which the rail keeps closed.
  const key = "social_assistance.single_adult";
  await page.locator(`[data-assumption='${key}'] a`).click();
  await page.waitForSelector(`[data-setting='${key}']`);
  await page.waitForFunction((name) => document.querySelector(`[data-setting='${name}']`)?.contains(document.activeElement), key);
  await close();
});

test("without script the page has an example that is the engine's", async () => {
  const context = await site.browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.address);
  const { Explorer, package_study } = await engine();
  const explorer = new Explorer("study.json", package_study("three-tier-safety-net"), "", new Uint8Array());
  assert.equal(JSON.parse(explorer.settle("en")).results.fingerprint, expected);
  const text = await page.locator("main").innerText();
  for (const language of ["en", "zh"]) {
    const { headline, figures } = JSON.parse(explorer.tick(language, "budget deciles", ""));
    assert.ok(text.includes(headline.sentence), headline.sentence);
    for (const cell of headline.cells) assert.ok(text.includes(`${cell.label}\t${cell.figure}\t${cell.note}`), cell.label);
    for (const { table } of figures)
      for (const at of table.keys.keys()) assert.ok(text.includes(table.columns.map((column) => column.shown[at]).join("\t")), table.keys[at]);
  }
  assert.ok(text.includes(expected));
  for (const link of await page.locator("main a").all()) {
    const answer = await page.request.get(new URL(await link.getAttribute("href"), site.address).href);
    assert.equal(answer.status(), 200);
    assert.match(await answer.text(), /<h1>/);
  }
  await context.close();
});

test("without WebAssembly it says so, and example and method can be read", async () => {
  const context = await site.browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(site.address);
  await page.waitForSelector("[role=alert]");
  assert.match(await page.locator("[role=alert]").innerText(), /cannot compute the figures.*WebAssembly with SIMD.*You can still read the method and example results\./s);
  await page.waitForSelector(".example table");
  assert.ok((await page.locator(".example").innerText()).includes(expected));
  await page.locator("nav.wide a", { hasText: "Method" }).click();
  await page.waitForSelector("#method-validation");
  assert.ok((await page.locator(".method").innerText()).includes("First-round effects only."));
  await context.close();
});

test("a calculation that stops is started again, with the settings as they were", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("[data-instrument=basic_income] .row").click();
  const slider = page.locator("[data-setting='basic_income.adult_amount'] input[type=range]");
  await slider.focus();
  await page.keyboard.press("PageUp");
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${expected}"])`);
  const changed = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  const cost = await page.locator("[data-cell=net_cost] .figure").innerText();
  for (const worker of page.workers()) await worker.evaluate(() => self.close()).catch(() => {});
  await page.waitForSelector("[data-state=restarted]");
  assert.match(await page.locator("[data-state=restarted]").innerText(), /^The calculation stopped and was started again\. Your settings are unchanged\./);
  assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  await page.waitForSelector(`[data-fingerprint="${changed}"]`);
  assert.equal(await page.locator("[data-cell=net_cost] .figure").innerText(), cost);
  // The new worker knows what the package says.
  await slider.focus();
  await page.keyboard.press("Delete");
  await page.waitForSelector(`[data-fingerprint="${expected}"]`);
  await close();
});

test("offline, a slow device and today's law each have a line", async () => {
  const same = { format: 1, name: "same", title: "Nothing new", population: { recipe: "stylised", households: 60000 }, system: "stylised", year: 2025, scenario: "ai-central" };
  const { page, axe, close } = await open(site, { address: linkOf(same) });
  await page.waitForSelector("[data-fingerprint]");
  // The sentence of Explore says it; where it does not stand, a line does.
  assert.match(await page.locator("main").innerText(), /“Nothing new” equals today's law: all differences are 0\./);
  assert.equal(await page.locator("[data-state=same]").count(), 0);
  await page.locator("nav.wide a", { hasText: "My household" }).click();
  await page.waitForSelector("[data-state=same]");
  assert.equal(await page.locator("[data-state=same]").innerText(), "The package equals today’s law: all differences are 0.");
  await page.context().setOffline(true);
  await page.waitForSelector("[data-state=offline]");
  assert.equal(await page.locator("[data-state=offline]").innerText(), "You are offline. Everything loaded so far works.");
  await page.context().setOffline(false);
  await page.waitForSelector("[data-state=offline]", { state: "detached" });
  await page.locator("nav.wide a", { hasText: "Explore" }).click();

  // A clock that runs faster is a device that is slower.
  for (const worker of page.workers())
    await worker.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() * 1000;
    });
  const slider = page.locator("[data-setting='ai_central.displaced_share'] input[type=range]");
  for (let at = 0; at < 4; at += 1) {
    const before = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${before}"])`);
  }
  await page.waitForSelector("[data-state=slow]");
  assert.equal((await page.locator("[data-state=slow]").innerText()).replace(/\s+/g, " "), "Figures follow when you let go: this device is slow for 60,000 households. Use 50,000");
  assert.deepEqual(await axe(), []);
  await page.locator("[data-state=slow] button").click();
  await page.waitForFunction(() => document.querySelector(".top .note")?.textContent?.includes("50,000"));
  await close();
});

test("a first start that takes long says what is being loaded", async () => {
  const { page, close } = await open(site, { address: "about:blank" });
  await page.route("**/*.csv", async (route) => {
    await new Promise((done) => setTimeout(done, 4000));
    await route.continue();
  });
  await page.goto(linkOf({ format: 1, name: "us-eitc-expansion", title: "EITC", population: "us-cps-sample", system: "us", year: 2024 }));
  await page.waitForSelector("[data-state=loading]");
  assert.match(await page.locator("[data-state=loading]").innerText(), /^Loading the households/);
  await page.waitForSelector("[data-fingerprint]");
  assert.equal(await page.locator("[data-state=loading]").count(), 0);
  await close();
});
