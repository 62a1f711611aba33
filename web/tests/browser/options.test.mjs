// The options of the calculation, and what is told by runs of its own: `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";
import { engine } from "./engine.mjs";

/** Nothing here takes longer than some seconds. */
const SOON = 40_000;

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

const netCost = (page) => page.locator("[data-cell=net_cost] .figure").innerText();
const fingerprint = (page) => page.locator("[data-fingerprint]").getAttribute("data-fingerprint");

/** The study of a link. */
const studyOf = (page) =>
  page.evaluate(async () => {
    const letters = atob(location.hash.split("/")[1].slice(2).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text());
  });

test("an option changes the figures as the engine does, stands in link, file and lines, and is undone", async () => {
  const { page, problems, close } = await open(site);
  page.setDefaultTimeout(SOON);
  await page.waitForSelector("[data-fingerprint]");
  const [before, cost] = [await fingerprint(page), await netCost(page)];
  const poverty = () => page.locator("[data-cell=poverty] .figure").innerText();
  const poor = await poverty();
  await page.locator("[data-options]").click();
  const field = page.locator("[data-option=poverty_line_share] input");
  await field.fill("300");
  await field.press("Enter");
  assert.equal(await page.locator("[data-option=poverty_line_share] [role=alert]").innerText(), "Allowed: 1 to 200%.");
  await field.fill("40");
  await field.press("Enter");
  await page.waitForFunction((old) => document.querySelector("[data-cell=poverty] .figure")?.textContent !== old, poor);
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${before}"])`);
  assert.equal(await netCost(page), cost);
  await page.waitForFunction(() => location.hash.startsWith("#explore/1."));
  const study = await studyOf(page);
  assert.equal(study.options.poverty_line_share, 0.4);

  // The engine has the same of the study in the link, and of its file.
  const wasm = await engine();
  const own = JSON.parse(wasm.run("study.json", JSON.stringify(study), "", new Uint8Array(), 1));
  assert.equal(own.fingerprint, await fingerprint(page));
  assert.equal(own.options.poverty_line_share, 0.4);
  await page.locator("header .button.main, header [aria-haspopup=dialog]").filter({ hasText: "Share" }).first().click();
  await page.locator("dialog .views button").last().click();
  assert.match(await page.locator("dialog pre").innerText(), /poverty_line_share = 0\.4/);
  await page.locator("dialog .views button").first().click();
  assert.match(await page.locator("dialog pre").innerText(), /cw\.run\("three-tier-safety-net\.toml"\)/);
  await page.keyboard.press("Escape");

  const other = await open(site, { address: page.url() });
  await other.page.waitForSelector(`[data-fingerprint="${own.fingerprint}"]`);
  await other.close();
  // What was refused is told no more once another value stands.
  await field.fill("300");
  await field.press("Enter");
  const refusal = page.locator("[data-option=poverty_line_share] [role=alert]");
  assert.equal(await refusal.count(), 1);
  await page.locator("[data-option=poverty_line_share] .reset").click();
  await refusal.waitFor({ state: "detached" });
  await page.waitForSelector(`[data-fingerprint="${before}"]`);
  assert.equal(await poverty(), poor);
  assert.deepEqual(problems, []);
  await close();
});

test("what takes runs of its own comes in cards of its own, is faint while it is old, and is told with the engine's numbers", async () => {
  const { page, problems, close } = await open(site);
  page.setDefaultTimeout(SOON);
  await page.waitForSelector("[data-fingerprint]");
  const first = await fingerprint(page);
  await page.locator("[data-options]").click();
  assert.match(await page.locator("[data-option=incentives] .is").first().innerText(), /No slider moves it/);
  for (const name of ["incentives", "interactions", "without_gains"]) await page.locator(`[data-option=${name}] [role=switch]`).click();
  await page.waitForSelector("[data-card=shock] table");
  await page.waitForSelector("[data-card=incentives] svg.chart");
  await page.waitForSelector("[data-card=interactions] svg.chart");
  // None of them is part of the result's fingerprint.
  await page.waitForSelector(`[data-fingerprint="${first}"]`);
  const rows = await page.locator("[data-card=shock] tbody th").allInnerTexts();
  assert.deepEqual(rows, ["Shock, today's law", "The same, without the wage gain of those who keep their work", "The package, with the shock"]);
  assert.match(await page.locator("[data-card=shock] [id=said-shock]").innerText(), /without the gain in wages of those who keep their work it costs/);

  const slider = page.locator("[data-setting='ai_central.displaced_share'] input[type=range]");
  await page.locator("[data-card=shock] .head").click();
  const taken = page.locator("[data-card=shock] .take button", { hasText: "CSV" });
  assert.ok(await taken.isEnabled());
  await slider.focus();
  await page.keyboard.press("PageUp");
  // What is old is not taken along under the name of the new study.
  await page.waitForSelector("[data-card=shock]:has(.body.faint) .take button:disabled");
  await page.waitForSelector("[data-card=shock] .body:not(.faint)");
  assert.ok(await taken.isEnabled());
  assert.notEqual(await fingerprint(page), first);
  // Off again, its card is gone.
  await page.locator("[data-option=without_gains] [role=switch]").click();
  await page.waitForSelector("[data-card=shock]", { state: "detached" });
  assert.deepEqual(problems, []);
  await close();
});

test("where the worker of long runs is lost again and again the page says so, and tries anew with the next change", async () => {
  const keep = () => {
    globalThis.workers = [];
    globalThis.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        globalThis.workers.push(this);
      }
    };
  };
  const { page, problems, close } = await open(site, { before: (page) => page.addInitScript(keep) });
  page.setDefaultTimeout(SOON);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("[data-options]").click();
  const first = await page.evaluate(() => globalThis.workers.length);
  await page.locator("[data-option=incentives] [role=switch]").click();
  const state = page.locator("[data-option=incentives] .state");
  for (let lost = 1; lost <= 4; lost += 1) {
    await page.waitForFunction((count) => globalThis.workers.length === count, first + lost);
    // Its end is noticed once the page waits for the lock that it holds.
    while ((await page.evaluate(() => navigator.locks.query())).pending.length < first + 1) await page.waitForTimeout(50);
    assert.equal(await state.innerText(), "Working it out");
    await page.evaluate(() => globalThis.workers.at(-1).terminate());
  }
  await page.waitForFunction(() => document.querySelector("[data-option=incentives] .state")?.textContent === "It could not be worked out.");
  await page.locator("[data-setting='ai_central.displaced_share'] input[type=range]").focus();
  await page.keyboard.press("PageUp");
  await page.waitForSelector("[data-card=incentives] svg.chart");
  assert.equal(await state.count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

test("what is left of a levy is told of a package that has one: gross, each loss, net", async () => {
  const { page, problems, close } = await open(site);
  page.setDefaultTimeout(SOON);
  await page.waitForSelector("[data-fingerprint]");
  assert.equal(await page.locator("[data-card=levies]").count(), 0);
  await page.locator(".top .sentence button").last().click();
  await page.locator("dialog li button[data-name=hybrid-safety-net]").click();
  await page.waitForSelector("[data-card=levies] rect.net_yield");
  await page.locator("[data-card=levies] .head").click();
  const numbers = await page.locator("[data-card=levies] svg text.value[text-anchor=end]").allTextContents();
  const amount = (text) => {
    const [, sign, digits, unit] = /^(\u2212?)([\d.,]+)(?: (million|billion))?/.exec(text);
    return (sign ? -1 : 1) * Number(digits.replaceAll(",", "")) * ({ million: 1e6, billion: 1e9 }[unit] ?? 1);
  };
  const [gross, slower, erosion, paid, ...losses] = numbers.map(amount);
  const net = losses.pop();
  assert.ok(Math.abs(gross + slower + erosion - paid) < 2e6, numbers.join(" "));
  assert.ok(Math.abs(losses.reduce((sum, loss) => sum + loss, paid) - net) < 2e6, numbers.join(" "));
  assert.ok(net > 0 && net < paid && paid < gross);
  assert.match(await page.locator("#said-levies").innerText(), /government keeps/);
  assert.deepEqual(problems, []);
  await close();
});

inEveryGuise("axe finds nothing in options and their cards", () => site, "", async (page, { width }, clean) => {
  page.setDefaultTimeout(SOON);
  await page.waitForSelector("[data-fingerprint]");
  if (width < 620) await page.locator(".bottom .main").click();
  await page.locator("[data-options]").focus();
  await page.keyboard.press("Enter");
  for (const name of ["incentives", "interactions", "without_gains", "calm"]) {
    await page.locator(`[data-option=${name}] [role=switch]`).focus();
    await page.keyboard.press("Space");
  }
  await clean("the options");
  if (width < 620) await page.keyboard.press("Escape");
  await page.waitForSelector("[data-card=incentives] svg.chart");
  await page.waitForSelector("[data-card=shock] table");
  for (const card of ["incentives", "interactions", "shock"]) {
    await page.locator(`[data-card=${card}] .head`).click();
    await clean(`the card of ${card}`);
  }
});
