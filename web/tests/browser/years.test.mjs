// Several years in the page: they come one after the other, and end with the command line's fingerprint. `npm run build` first.

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
const { years } = JSON.parse(readFileSync(join(root, "tests/golden/fingerprints/fingerprints.json"), "utf8"));
const golden = years.find((found) => found.name === "all-years");
const count = golden.last - golden.first + 1;

let site;
let fragment;
before(async () => {
  site = await served();
  fragment = `#explore/1.${deflateRawSync(JSON.stringify(await studyOf(golden.study))).toString("base64url")}`;
});
after(() => site.close());

/** A study file as JSON. */
async function studyOf(path) {
  const { toml_json } = await engine();
  return JSON.parse(toml_json(readFileSync(join(root, path), "utf8")));
}

const card = (page) => page.locator("[data-card=years]");
const whole = `[data-card=years] svg[data-years="${count}"]`;

test("a scenario with months is run year by year, and the whole run has the golden fingerprint", async () => {
  const { page, hosts, problems, close } = await open(site, { address: `${site.address}${fragment}` });
  // Every state of the chart from its first year on.
  await page.evaluate(() => {
    window.seen = new Set();
    new MutationObserver(() => {
      const drawn = document.querySelector("[data-card=years] svg[data-years]")?.dataset.years;
      if (drawn) window.seen.add(Number(drawn));
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await page.waitForSelector(whole);
  const seen = await page.evaluate(() => [...window.seen]);
  assert.ok(seen.length > 2, `the chart fills year by year: ${seen}`);
  await card(page).locator(".head").click();
  assert.equal(await page.locator("[data-years-fingerprint]").getAttribute("data-years-fingerprint"), golden.fingerprint);
  assert.match(await card(page).innerText(), new RegExp(`commonweal run years\\.toml --years ${golden.first}:${golden.last}`));
  assert.match(await card(page).locator(".sentence").innerText(), new RegExp(`^From ${golden.first} to ${golden.last} the net cost adds up to .*; counted today, with 2\\.0% a year`));
  const views = await card(page).locator(".views button").allInnerTexts();
  assert.deepEqual(views.slice(0, 4), ["Net cost by year", "Out of work", "Persons by state of work", "Share below the poverty line"]);
  for (const view of views) {
    await card(page).getByRole("button", { name: view, exact: true }).click();
    assert.equal(await card(page).locator(`svg[data-years="${count}"], table`).count(), 1, view);
    if ((await card(page).locator("table").count()) > 0) assert.equal(await card(page).locator("tbody tr").count(), count, view);
  }
  assert.match(await page.locator("[data-card=fund] .sentence").innerText(), /the fund takes in .* and pays out .*; at the end it holds /);
  assert.equal(await page.locator(`[data-card=fund] svg[data-years="${count}"]`).count(), 1);
  assert.deepEqual([...hosts], [site.host]);
  assert.deepEqual(problems, []);
  await close();
});

test("the card works the years out when it is opened, and a change of the study begins anew", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  // A smaller number of households, so that the test is short.
  const study = { ...(await studyOf("policies/packages/three-tier-safety-net.toml")), population: { recipe: "stylised", households: 2000 } };
  await page.evaluate((hash) => (location.hash = hash), `#explore/1.${deflateRawSync(JSON.stringify(study)).toString("base64url")}`);
  await page.waitForFunction(() => /2,000/.test(document.querySelector("footer")?.textContent ?? ""));
  assert.equal(await card(page).locator("svg[data-years]").count(), 0);
  const question = await card(page).locator("h2").textContent();
  await card(page).locator(".head").click();
  await page.waitForSelector("[data-years-fingerprint]");
  assert.equal(await card(page).locator("h2").textContent(), question, "the engine asks what the page asked before");
  assert.equal(await card(page).locator('svg[data-years="10"]').count(), 1);
  const first = await page.locator("[data-years-fingerprint]").getAttribute("data-years-fingerprint");
  await card(page).getByRole("button", { name: "Let AI spread year by year" }).click();
  await page.waitForSelector(`[data-years-fingerprint]:not([data-years-fingerprint="${first}"])`);
  assert.equal(await card(page).getByRole("button", { name: "Let AI spread year by year" }).count(), 0);
  const { Explorer } = await engine();
  const explorer = new Explorer("study.json", JSON.stringify({ ...study, scenario: "ai-years" }), "", new Uint8Array());
  const run = explorer.years(2025, 2034, 0.02);
  while (run.next_year());
  assert.equal(await page.locator("[data-years-fingerprint]").getAttribute("data-years-fingerprint"), JSON.parse(run.told("en")).fingerprint);
  // In the other language it says the same of the same years.
  await page.getByRole("button", { name: "中文" }).click();
  await page.waitForFunction(() => /^2025至2034年净成本合计/.test(document.querySelector("[data-card=years] .sentence")?.textContent?.replaceAll(" ", "") ?? ""));
  assert.deepEqual(problems, []);
  await close();
});

test("a study without a package is told what the shock costs, with the fingerprint of its file", async () => {
  const study = { ...(await studyOf("policies/packages/three-tier-safety-net.toml")), name: "mine", reform: undefined, scenario: "ai-years", population: { recipe: "stylised", households: 2000 } };
  const { page, problems, close } = await open(site, { address: `${site.address}#explore/1.${deflateRawSync(JSON.stringify(study)).toString("base64url")}` });
  await page.waitForSelector('[data-card=years] svg[data-years="10"]');
  await card(page).locator(".head").click();
  await page.waitForSelector("[data-years-fingerprint]");
  assert.match(await card(page).locator(".sentence").innerText(), /^From 2025 to 2034 the shock costs the public .* under today's law\.$/);
  assert.deepEqual(await card(page).locator("svg > text").allTextContents().then((texts) => texts.slice(-1)), ["Cost of the shock"]);
  const { Explorer } = await engine();
  const run = new Explorer("study.json", JSON.stringify(study), "", new Uint8Array()).years(2025, 2034, 0.02);
  while (run.next_year());
  assert.equal(await page.locator("[data-years-fingerprint]").getAttribute("data-years-fingerprint"), JSON.parse(run.told("en")).fingerprint);
  assert.deepEqual(problems, []);
  await close();
});

test("the latest study wins: a run that a slider interrupts is begun again, and what it was is faint until then", async () => {
  const { page, problems, close } = await open(site, { address: `${site.address}${fragment}` });
  await page.waitForSelector("[data-card=years] svg[data-years]");
  const slider = page.locator("[data-setting='unemployment_insurance.flat_amount'] input[type=range]");
  await slider.focus();
  await page.keyboard.press("PageUp");
  await page.waitForSelector("[data-card=years] .faint svg");
  await page.waitForSelector("[data-fingerprint]");
  await page.keyboard.press("Control+z");
  await card(page).locator(".head").click();
  await page.waitForSelector(`[data-years-fingerprint="${golden.fingerprint}"]`);
  assert.equal(await page.locator("[data-card=years] .faint").count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test("what is chosen in the sentence is told in a line of its own", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator(".top .sentence button").first().click();
  for (const name of ["ai-low", "ai-central", "ai-high", "ai-years"]) assert.ok((await page.locator(`dialog li button[data-name=${name}] .line`).innerText()).length > 20, name);
  await close();
});

test("table and chart can be taken along", async () => {
  const { page, close } = await open(site, { address: `${site.address}${fragment}` });
  await page.waitForSelector(whole);
  await card(page).locator(".head").click();
  await page.waitForSelector("[data-years-fingerprint]");
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), card(page).getByRole("button", { name, exact: true }).click()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  };
  const table = await saved("CSV");
  assert.equal(table.name, "years-years.csv");
  assert.equal(table.text.trimEnd().split("\n").length, count + 1);
  assert.match(table.text, /^key,year,net_cost,gross_cost,cost_of_shock/);
  const chart = await saved("SVG");
  assert.ok(chart.text.includes(`commonweal ${golden.fingerprint}`) && chart.text.includes("From 2026 to 2034"));
  await close();
});

inEveryGuise("axe finds nothing in several years", () => site, "", async (page, _, clean) => {
  await page.waitForSelector("[data-fingerprint]");
  await page.evaluate((hash) => (location.hash = hash), fragment);
  await page.waitForSelector(whole);
  await clean("closed");
  await card(page).locator(".head").click();
  await page.waitForSelector("[data-years-fingerprint]");
  const views = card(page).locator(".views button");
  for (let at = 0; at < (await views.count()); at += 1) {
    await views.nth(at).click();
    if (at < 3 || at === (await views.count()) - 1) await clean(`the years, view ${at + 1}`);
  }
  await page.locator("[data-card=fund] .head").click();
  await clean("the fund");
});
