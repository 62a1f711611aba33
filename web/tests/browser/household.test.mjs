// One's own household, as a visitor meets it: `npm run build` first. What is shown is checked against the engine itself, which is
// loaded here without a page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { engine } from "./engine.mjs";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";

let site;
let explorer;
before(async () => {
  site = await served();
  const wasm = await engine();
  const study = JSON.parse(wasm.package_study("three-tier-safety-net"));
  explorer = new wasm.Explorer("study.json", JSON.stringify({ ...study, population: { recipe: "stylised", households: 200 } }), "", new Uint8Array());
});
after(() => site.close());

const address = () => `${site.address}#household`;
const digits = (text) => Number(text.replaceAll(",", "").replace("\u2212", "-").replace("+", ""));
const row = async (page, name) => (await page.locator(`[data-row=${name}] td`).allInnerTexts()).map(digits);
const changed = (page, old) => page.waitForFunction((before) => document.querySelector("[data-row=net]")?.innerText !== before, old);
const field = (page, member, column) => page.locator(`[data-member=${member}] [data-field=${column}] :is(input, select, button)`);

/** What the engine gives for the same people, a month. */
function expectedOf(persons) {
  const { baseline, reform, budget_line } = JSON.parse(explorer.household(JSON.stringify({ format: 1, persons, vary: { column: "earnings", to: 84000 } })));
  return { law: Math.round(baseline / 12), reform: Math.round(reform / 12), budget_line };
}

const partner = { age: 40, is_spouse: true, labour_status: "employee", unemployed_months: 0, displaced: false, insured_months: 0 };
const child = { age: 8, is_dependent: true, labour_status: "inactive", earnings: 0, previous_earnings: 0 };

test("what is entered is what the engine is asked, and the rows add up to what it gives", async () => {
  const { page, hosts, problems, close } = await open(site, { address: address() });
  await page.waitForSelector("[data-row=net]");
  assert.equal(await page.locator("nav.wide a[aria-current=page]").innerText(), "My household");
  assert.equal(await page.locator("aside").count(), 0);
  const first = await page.locator("[data-row=net]").innerText();

  // You: at work again, for 2,600 a month.
  await field(page, "you", "labour_status").selectOption("employee");
  await changed(page, first);
  const second = await page.locator("[data-row=net]").innerText();
  await field(page, "you", "earnings").fill("2,600");
  await field(page, "you", "earnings").press("Enter");
  await changed(page, second);
  await page.locator("[data-member=partner] h4 button").click();
  const own = digits(await field(page, "partner", "earnings").inputValue()) * 12;
  const you = { age: 43, is_head: true, labour_status: "employee", earnings: 31200, previous_earnings: 31200, insured_months: 60 };
  const expected = expectedOf([you, { ...partner, earnings: own, previous_earnings: own }, child]);
  const [law, reform, change] = await row(page, "net");
  assert.deepEqual([law, reform, change], [expected.law, expected.reform, expected.reform - expected.law]);
  const rows = page.locator("tbody:not(.beside) tr[data-row]:not([data-row=net])");
  const amounts = await rows.evaluateAll((found) => found.map((one) => [...one.querySelectorAll("td")].map((cell) => Number(cell.textContent.replaceAll(",", "").replace("\u2212", "-").replace("+", "")))));
  for (const [at, net] of [law, reform].entries()) {
    const sum = amounts.reduce((total, one) => total + one[at], 0);
    assert.ok(Math.abs(sum - net) <= amounts.length, `${sum} is not ${net}`);
  }
  const sentence = await page.locator("[data-net]").innerText();
  assert.match(sentence, new RegExp(`^Your household would have ${reform.toLocaleString("en")} currency units a month`));

  // What of the next 100 is kept is one less the engine's marginal rate.
  const at = expected.budget_line.findLast((point) => point.earnings <= 31200.01);
  assert.match(await page.locator("[data-keeps]").innerText(), new RegExp(`you keep ${Math.round(100 * (1 - at.reform_marginal_rate))}\\b`));

  // A child more.
  const before = await page.locator("[data-row=net]").innerText();
  await page.getByRole("button", { name: "One more: Children" }).click();
  await changed(page, before);
  const more = expectedOf([you, { ...partner, earnings: own, previous_earnings: own }, child, { ...child, age: 5 }]);
  assert.deepEqual((await row(page, "net")).slice(0, 2), [more.law, more.reform]);

  // A row opens to its steps with the law's reference.
  await page.locator("[data-row=income_tax] button").click();
  assert.ok((await page.locator(".opened li .formula").count()) > 2);
  assert.doesNotMatch(await page.locator(".opened").innerText(), /\w_\w/, "formulas and what they read stand in words");
  assert.match(await page.locator(".opened .reference").innerText(), /Reference/);

  // What is refused is told below its field, and changes nothing.
  const kept = await page.locator("[data-row=net]").innerText();
  await field(page, "you", "age").fill("130");
  await field(page, "you", "age").press("Enter");
  assert.equal(await page.locator("[data-member=you] .refused").innerText(), "Allowed: 0 to 120.");
  assert.equal(await page.locator("[data-row=net]").innerText(), kept);

  // Nothing of it is in the address or in the browser's store.
  assert.equal(new URL(page.url()).hash, "#household");
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length + document.cookie.length), 0);
  assert.deepEqual([[...hosts], problems], [[site.host], []]);
  await close();
});

test("the chart is walked by the keyboard and switched; a slider moved in Explore shows here", async () => {
  const { page, close } = await open(site, { address: address() });
  await page.waitForSelector("svg.chart");
  const points = await page.locator("polyline.reform").getAttribute("points");
  // The line jumps where contributions begin: two points at one place of the earnings.
  const places = points.split(" ").map((point) => Number(point.split(",")[0]));
  assert.ok(places.some((place, at) => at > 0 && place === places[at - 1]), "no jump is drawn upright");
  const walk = page.locator(".walk");
  await walk.focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await walk.getAttribute("aria-valuetext"), /^Earning \d[\d,]* a month: net \d[\d,]* under today.s law, \d[\d,]* with the package\.$/);
  const first = Number(await walk.getAttribute("aria-valuenow"));
  await page.keyboard.press("End");
  assert.ok(Number(await walk.getAttribute("aria-valuenow")) > first);
  await page.getByRole("button", { name: "What you keep of 100" }).click();
  const heights = await page.locator("line.reform:not(.riser)").evaluateAll((found) => found.map((line) => Number(line.getAttribute("y1"))));
  assert.ok(heights.length > 2 && heights.every((y) => y >= 13.9 && y <= 256.1), heights.join(" "));
  await page.getByRole("button", { name: "Table", exact: true }).click();
  assert.ok((await page.locator(".wide tbody tr").count()) > 100);

  const before = await row(page, "basic_income");
  await page.locator("nav.wide a", { hasText: "Explore" }).click();
  await page.locator("[data-instrument=basic_income] .row").click();
  await page.locator("[data-setting='basic_income.adult_amount'] input[type=range]").focus();
  await page.keyboard.press("PageUp");
  await page.locator("nav.wide a", { hasText: "My household" }).click();
  await page.waitForFunction((old) => document.querySelector("[data-row=basic_income] td:nth-of-type(2)")?.textContent?.replaceAll(",", "") !== String(old), before[1]);
  assert.ok((await row(page, "basic_income"))[1] > before[1]);
  await close();
});

inEveryGuise("axe finds nothing", () => site, "#household", async (page, guise, clean) => {
  await page.waitForSelector("[data-row=net]");
  await clean("as it opens");
  await page.locator("[data-row=basic_income] button").click();
  await page.locator("[data-member=you] .more").click();
  for (const view of [1, 2]) {
    await page.locator(".views button").nth(view).click();
    await clean(`with steps and all fields open, view ${view} of the chart`);
  }
});
