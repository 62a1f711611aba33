// Two packages side by side, as a visitor meets them: `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deflateRawSync } from "node:zlib";
import { engine } from "./engine.mjs";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";

let site;
let package_study;
before(async () => {
  ({ package_study } = await engine());
  site = await served();
});
after(() => site.close());

const address = () => `${site.address}#compare`;
const row = async (page, name) => (await page.locator(`[data-measure=${name}] td`).allInnerTexts()).map((text) => text.trim());

/** "41.3 billion", "77%" or "−30.5 points" as a number; points and percent are of a hundred. */
function number(text) {
  const found = /^([+\u2212]?)([\d.,]+)\s*(billion|million|%|points)?/.exec(text);
  assert.ok(found, text);
  const [, sign, digits, unit] = found;
  const factor = { billion: 1e9, million: 1e6, "%": 0.01, points: 0.01 }[unit] ?? 1;
  return (sign === "\u2212" ? -1 : 1) * Number(digits.replaceAll(",", "")) * factor;
}

test("A and B stand in a table whose last column is B less A; the other's settings move only the other", async () => {
  const { page, hosts, problems, close } = await open(site, { address: address() });
  await page.waitForSelector("[data-measure=gini]");
  // Three numbers are rounded, each by half of its last digit at most: a tenth of a billion, a hundredth, a thousandth.
  for (const [name, within] of [["net_cost", 1.5e8], ["protected", 0.015], ["poverty", 0.0015], ["gain", 0.015], ["lose", 0.015], ["gini", 0.0015]]) {
    const [a, b, difference] = (await row(page, name)).map(number);
    assert.ok(Math.abs(b - a - difference) <= 1.001 * within, `${name}: ${b} - ${a} is not ${difference}`);
  }
  assert.notEqual((await row(page, "net_cost"))[2], "0");
  for (const card of ["budget", "coverage", "deciles", "winners", "poverty", "inequality", "regions"])
    assert.equal(await page.locator(`[data-paired=${card}] svg`).count(), 1, card);

  // The page's own study in B's place: nothing differs, and the sentence says so.
  const own = await row(page, "net_cost");
  await page.locator("[data-choose=b]").click();
  await page.locator("dialog li button", { hasText: "three-tier" }).click();
  await page.waitForFunction(() => document.querySelector("[data-measure=net_cost] .difference")?.textContent === "0");
  assert.match(await page.locator(".said .sentence").innerText(), /come out about the same/);

  // A slider under the tab B moves B alone.
  assert.equal(await page.locator("[data-side=b]").getAttribute("aria-pressed"), "true");
  await page.locator("[data-instrument=basic_income] .row").click();
  await page.locator("[data-setting='basic_income.adult_amount'] input[type=range]").focus();
  await page.keyboard.press("PageUp");
  await page.waitForFunction(() => document.querySelector("[data-measure=net_cost] .difference")?.textContent !== "0");
  const moved = await row(page, "net_cost");
  assert.equal(moved[0], own[0]);
  assert.ok(number(moved[1]) > number(moved[0]) && number(moved[2]) > 0, moved.join(" "));
  assert.match(await page.locator("aside .title").first().innerText(), /1 setting changed/);
  await page.locator("[data-side=a]").click();
  assert.equal(await page.locator("aside .title").first().innerText(), "Settings");
  assert.deepEqual(await row(page, "net_cost"), moved);

  // The link has both.
  await page.waitForFunction(() => /^#compare\/1\.[\w-]+\/1\.[\w-]+$/.test(location.hash));
  const other = await open(site, { address: page.url() });
  await other.page.waitForSelector("[data-measure=gini]");
  assert.deepEqual(await row(other.page, "net_cost"), moved);
  await other.page.locator("[data-side=b]").click();
  assert.match(await other.page.locator("aside .title").first().innerText(), /1 setting changed/);
  await other.close();

  // Left, the page has A again.
  await page.locator("[data-side=b]").click();
  await page.locator("nav.wide a", { hasText: "Explore" }).click();
  await page.waitForFunction((cost) => document.querySelector("[data-cell=net_cost] .figure")?.textContent?.startsWith(cost), moved[0].split(" ")[0]);
  assert.deepEqual([[...hosts], problems], [[site.host], []]);
  await close();
});

test("studies on other scenarios or of other law are told, with what makes them comparable", async () => {
  const { page, close } = await open(site, { address: address() });
  await page.waitForSelector("[data-measure=gini]");
  // The shock of A alone.
  const slider = page.locator("[data-setting='ai_central.displaced_share'] input[type=range]");
  await slider.focus();
  await page.keyboard.press("PageUp");
  await page.waitForSelector("[data-differ=scenario]");
  const changed = (await row(page, "protected"))[1];
  await page.locator("[data-differ] .button").first().click();
  await page.waitForSelector("[data-differ]", { state: "detached" });
  await page.waitForFunction((old) => document.querySelectorAll("[data-measure=protected] td")[1]?.textContent !== old, changed);

  await page.locator("[data-choose=b]").click();
  await page.locator("dialog li button", { hasText: "us-eitc" }).or(page.locator("dialog li button", { hasText: "EITC" })).first().click();
  await page.waitForSelector("[data-differ=law]");
  assert.equal(await page.locator("[data-measure]").count(), 0);
  await page.locator("[data-differ] .button").first().click();
  await page.waitForSelector("[data-measure=gini]");
  assert.equal(await page.locator("[data-differ]").count(), 0);
  await close();
});

test("what work pays in both follows by itself, and is worked out anew for another B", async () => {
  const { page, problems, close } = await open(site, { address: address() });
  page.setDefaultTimeout(60_000);
  await page.waitForSelector("[data-measure=gini]");
  await page.waitForSelector("[data-paired=incentives] svg");
  const rates = page.locator("[data-paired=marginal]");
  await rates.locator(".take .link").first().click();
  const rows = async () => (await rates.locator("tbody tr").evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent.trim()))));
  const first = await rows();
  assert.deepEqual(first.map(([name]) => name), ["Half are at or above", "A tenth is below", "A tenth is above", "Share above 80%", "Share above 100%"]);
  for (const [name, a, b, difference] of first) assert.ok(Math.abs(number(b) - number(a) - number(difference)) <= 0.00151, `${name}: ${b} - ${a} is not ${difference}`);
  assert.ok(first.some(([, a, b]) => a !== b));

  await page.locator("[data-choose=b]").click();
  await page.locator("dialog li button", { hasText: "three-tier" }).click();
  await page.waitForFunction(() => document.querySelector("[data-measure=net_cost] .difference")?.textContent === "0");
  // What was told of the package before is gone until that of this one is there.
  assert.equal(await rates.count(), 0);
  await rates.locator(".take .link").first().click();
  await page.waitForSelector("[data-aside=waiting]", { state: "detached" });
  assert.equal(await page.locator("[data-aside=refused]").count(), 0);
  assert.notEqual((await rows())[0][2], first[0][2]);
  for (const [name, a, b] of await rows()) assert.equal(b, a, name);
  assert.deepEqual(problems, []);
  await close();
});

test("what one package asks for by runs of its own is told of both, and what is left of a levy that one has", async () => {
  const study = (name, options = {}) => ({ ...JSON.parse(package_study(name)), options });
  const part = (own) => `1.${deflateRawSync(Buffer.from(JSON.stringify(own))).toString("base64url")}`;
  const [a, b] = [study("three-tier-safety-net", { interactions: true, without_gains: true, calm: true }), study("predict-prevent-support")];
  const { page, problems, close } = await open(site, { address: `${address()}/${part(a)}/${part(b)}` });
  page.setDefaultTimeout(240_000);
  await page.waitForSelector("[data-paired=shock] svg");
  const rows = async (name) => {
    const card = page.locator(`[data-paired=${name}]`);
    await card.locator(".take .link").first().click();
    return card.locator("tbody tr").evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
  };
  // The same people, law and shock: what today's law costs is the same in both, the packages differ.
  const [law, without, shocked, calm] = await rows("shock");
  assert.deepEqual([law[1] === law[2], without[1] === without[2], law[1] === without[1]], [true, true, false]);
  assert.deepEqual([shocked[1], shocked[2]], (await row(page, "net_cost")).slice(0, 2));
  assert.ok(calm[1] !== shocked[1] && /\d/.test(calm[2]), calm.join(" "));
  const lost = await rows("interactions");
  assert.ok(lost.length > 2 && lost.length <= 8 && lost.every(([name]) => name.includes(" \u2190 ")));
  assert.ok(lost.some(([, own, other]) => own !== "–" && other !== "–") && lost.some(([, own, other]) => own === "–" || other === "–"));
  // The AI levy is of B alone: in A it brings nothing.
  const steps = await rows("levy_yield_ai_levy");
  assert.ok(steps.length > 3 && steps.every(([, own]) => own === "0"));
  assert.ok(number(steps.at(-1)[2]) < number(steps[0][2]));
  assert.equal(await page.locator("[data-aside]").count(), 0);
  assert.deepEqual(problems, []);
  await close();
});

inEveryGuise("axe finds nothing", () => site, "#compare", async (page, { width }, clean) => {
  await page.waitForSelector("[data-measure=gini]");
  await page.waitForSelector("[data-paired=marginal]");
  await clean("as it opens");
  await page.locator("[data-paired=coverage] .take .link").first().click();
  if (width < 620) await page.locator(".bottom .main").click();
  else await page.locator("[data-side=b]").click();
  await clean("with a table, and the settings of B");
});
