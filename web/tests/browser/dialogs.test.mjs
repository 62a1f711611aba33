// Every dialog in every guise, and the way of the keyboard through every view. `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

inEveryGuise("axe finds nothing in dialogs", () => site, "", async (page, { width }, clean) => {
  await page.waitForSelector("[data-fingerprint]");
  await page.waitForFunction(() => document.querySelector("footer"));
  for (const [at, name] of ["scenario", "place", "package"].entries()) {
    await page.locator(".top .sentence button").nth(at).click();
    await page.waitForSelector("dialog li button");
    await clean(`the choice of the ${name}`);
    await page.keyboard.press("Escape");
  }
  await page.locator(width < 620 ? "header [aria-haspopup=dialog]" : ".share").first().click();
  await page.waitForSelector("dialog pre");
  await clean("sharing");
  await page.keyboard.press("Escape");
  await page.locator("footer .link").click();
  await page.waitForSelector("dialog input[type=file]", { state: "attached" });
  await page.locator("dialog input[type=file]").setInputFiles({ name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("id,age\n1,30\n") });
  await page.locator("dialog .refused").waitFor();
  await clean("a file of people that is refused");
  await page.keyboard.press("Escape");
  if (width < 620) await page.locator(".bottom .main").click();
  await page.locator(".add").click();
  await page.waitForSelector("dialog li");
  await clean("adding an instrument");
  await page.keyboard.press("Escape");
  await page.locator(".neutral").click();
  await page.waitForSelector("dialog select");
  await clean("making it cost-neutral");
});

test("what a country has beside its law is offered, taken into the package, and said to be in it", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  await page.locator(".add").click();
  assert.equal(await page.locator("[data-add=food_assistance]").count(), 0);
  assert.match(await page.locator("dialog li").filter({ hasText: "Child benefit" }).innerText(), /In today’s law/);
  assert.match(await page.locator("dialog li").filter({ hasText: "An amount for every adult" }).innerText(), /In the package/);
  await page.keyboard.press("Escape");
  await page.locator(".top .sentence button").last().click();
  await page.locator("dialog li button[data-name=us-eitc-expansion]").click();
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${before}"])`);
  const us = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  await page.locator(".add").click();
  assert.equal(await page.locator("[data-add=state_unemployment_insurance]").count(), 1);
  // The country's own takes the place of the common one of its name.
  const names = await page.locator("dialog li button[data-add]").evaluateAll((found) => found.map((one) => one.dataset.add));
  assert.equal(new Set(names).size, names.length);
  await page.locator("[data-add=food_assistance]").click();
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${us}"])`);
  await page.waitForSelector("[data-instrument=food_assistance] [data-setting]");
  assert.deepEqual(problems, []);
  await close();
});

/** What has the focus: whether it can be seen, is named, and is marked. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const by = (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
    const name = element.getAttribute("aria-label") || by || element.labels?.[0]?.textContent || element.textContent || element.getAttribute("title") || "";
    return {
      of: `${element.localName}.${element.className} ${name.trim().slice(0, 40)}`,
      isNamed: name.trim() !== "",
      // A range shows its focus on its thumb or its track.
      isMarked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || element.matches("[type=range], .skip, main, aside"),
      isSeen: box.width > 0 && box.height > 0,
      area: element.closest("header, aside, main, dialog, footer, nav")?.localName ?? "",
    };
  });

for (const [view, wait] of [
  ["explore", "[data-fingerprint]"],
  ["household", "[data-row=net]"],
  ["compare", "[data-measure=gini]"],
  ["rules", ".rules .cards li"],
  ["rules.basic_income", "[data-rule-page] ol li"],
  ["method", "[data-assumption]"],
])
  test(`the keyboard goes through ${view}: each stop is named, seen and marked`, async () => {
    const { page, close } = await open(site, { address: `${site.address}${view === "explore" ? "" : `#${view}`}` });
    await page.waitForSelector(wait);
    const areas = new Set();
    const faults = [];
    let stops = 0;
    for (; stops < 120; stops += 1) {
      await page.keyboard.press("Tab");
      const found = await focused(page);
      if (!found) break;
      areas.add(found.area);
      if (!found.isNamed || !found.isMarked || !found.isSeen) faults.push(found);
    }
    assert.deepEqual(faults, []);
    assert.ok(areas.has("header") && areas.has("main"), [...areas].join());
    assert.ok(stops > 10);
    await close();
  });

test("a card, a dialog and the drawer are opened and left by keys alone, and the focus goes back", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const now = () => page.evaluate(() => document.activeElement?.closest("[data-card]")?.getAttribute("data-card") ?? document.activeElement?.className ?? "");
  await page.locator("[data-card=deciles] .head").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("[data-card=deciles].open");
  await page.keyboard.press("Escape");
  await page.waitForSelector("[data-card=deciles]:not(.open)");
  assert.equal(await now(), "deciles");
  await page.locator("aside .add").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector("dialog li");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "detached" });
  assert.match(await now(), /add/);
  await close();
});
