// The view in which the package is explored: what stands still, what is in sight, and what opens. `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, served } from "./page.mjs";

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

/** Places of all that must not move, by name. */
const places = (page) =>
  page.evaluate(() => {
    const found = {};
    for (const element of document.querySelectorAll("main .top, .strip, .strip .cell, article, article .body, footer, [data-setting], [data-instrument], .chart .strong")) {
      const name = element.dataset.card ?? element.dataset.cell ?? element.dataset.setting ?? element.dataset.instrument ?? `${element.closest("[data-card]")?.dataset.card ?? ""} ${element.localName} ${element.localName === "text" ? element.textContent : element.classList[0]}`;
      // A text that holds a figure is as wide as the figure.
      if (/\d/.test(name)) continue;
      const { x, y, width, height } = element.getBoundingClientRect();
      found[name] = [x, y + scrollY, width, height].map((number) => Math.round(number * 10) / 10).join(" ");
    }
    return found;
  });

for (const [width, height, language] of [
  [1440, 900, "en"],
  [820, 1180, "zh"],
])
  test(`nothing moves but marks while a slider is held: ${width} px, ${language}`, async () => {
    const { page, close } = await open(site, { width, height, language });
    await page.waitForSelector("[data-fingerprint]");
    if (width < 1100) await page.locator(".bottom .main").click();
    await page.locator("[data-instrument=basic_income] .row").click();
    const slider = page.locator("[data-setting='basic_income.adult_amount'] input[type=range]");
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    const y = box.y + box.height / 2;
    await page.evaluate(() => {
      window.shifts = [];
      // Of all shifts, also those that a browser forgives because they follow an input.
      new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => ({ value: entry.value, of: entry.sources.map((source) => source.node?.className ?? source.node?.nodeName).join() })))).observe({ type: "layout-shift" });
    });
    const figure = () => page.locator("[data-cell=net_cost] .figure").innerText();
    const [first, still] = [await figure(), await places(page)];
    assert.ok(Object.keys(still).length > 30, "places of many things");
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    const seen = new Set([first]);
    for (const share of [0.35, 0.5, 0.9, 0.6, 0.12, 0.02, 0.4]) {
      const before = await figure();
      await page.mouse.move(box.x + box.width * share, y);
      await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure").textContent !== old, before);
      seen.add(await figure());
      const now = await places(page);
      const moved = Object.keys({ ...still, ...now }).filter((name) => still[name] !== now[name]);
      assert.deepEqual(moved.map((name) => `${name}: ${still[name]} → ${now[name]}`), [], `at ${share} of the track`);
    }
    assert.ok(seen.size > 5, "the figures followed");
    assert.match(await page.locator("[data-cell=net_cost] .note").innerText(), language === "zh" ? /本次调整/ : /with this move/);
    assert.deepEqual(await page.evaluate(() => window.shifts), []);
    await page.mouse.up();
    await close();
  });

test("the strip stays in sight, low and without bars, and nothing below moves when it becomes so", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const card = page.locator("[data-card=regions]");
  const top = () => card.evaluate((element) => element.getBoundingClientRect().top + scrollY);
  const before = await top();
  assert.ok((await page.locator(".strip").boundingBox()).height > 100);
  await page.evaluate(() => window.scrollTo(0, 700));
  await page.waitForSelector(".stuck");
  const strip = await page.locator(".strip").boundingBox();
  assert.deepEqual([strip.y, strip.height], [56, 64]);
  assert.equal(await page.locator(".strip .bar").first().isVisible(), false);
  assert.equal(await top(), before);
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForSelector(".place:not(.stuck)");
  assert.equal(await top(), before);
  await close();
});

test("points of an open chart are one tab stop, walked by arrows and read; a term opens its meaning", async () => {
  const { page, axe, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.waitForSelector("[data-card=coverage] .term");
  assert.equal(await page.locator(".tips[tabindex]").count(), 0, "closed charts are no stops");
  for (const card of ["budget", "coverage", "deciles", "winners", "poverty", "inequality", "regions"]) {
    await page.locator(`[data-card=${card}] .head`).click();
    const chart = page.locator(`[data-card=${card}] .tips`);
    // A mark that comes to lie under the pointer is where a walk would begin.
    await page.mouse.move(4, 4);
    await chart.focus();
    const points = await chart.locator("[data-tip]").count();
    assert.ok(points >= 3, `${card}: ${points} points`);
    await page.keyboard.press("ArrowRight");
    const first = await chart.locator("[role=status]").innerText();
    await page.keyboard.press("End");
    const last = await chart.locator("[role=status]").innerText();
    assert.notEqual(first, last);
    assert.match(first, /\d/);
    await page.keyboard.press("Home");
    assert.equal(await chart.locator("[role=status]").innerText(), first);
    await page.keyboard.press("Escape");
    assert.equal(await chart.locator(".bubble").isVisible(), false);
  }
  const term = page.locator("[data-card=coverage] .term").first();
  await term.focus();
  await page.keyboard.press("Enter");
  assert.match(await page.locator("[data-card=coverage] .meaning").innerText(), /\w{3,} \w+/);
  assert.deepEqual(await axe(), []);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".meaning").count(), 0);
  await close();
});

test("every view of an open card draws a chart or a table, and gives it as CSV", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const least = { budget: 2, coverage: 2, deciles: 2, winners: 6, poverty: 7, inequality: 3, regions: 4 };
  for (const [card, number] of Object.entries(least)) {
    await page.locator(`[data-card=${card}] .head`).click();
    const views = page.locator(`[data-card=${card}] .views button`);
    assert.ok((await views.count()) >= number, `${card}: ${await views.count()} views`);
    for (let view = 0; view < (await views.count()); view += 1) {
      await views.nth(view).click();
      const drawn = page.locator(`[data-card=${card}] .body :is(svg.chart, table)`);
      assert.equal(await drawn.count(), 1, `${card}, view ${view}`);
      // Nothing is drawn outside the card or on numbers that are not there.
      assert.doesNotMatch(await drawn.innerHTML(), /NaN|Infinity|undefined/);
    }
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator(`[data-card=${card}] .take button`, { hasText: "CSV" }).click()]);
    assert.match(file.suggestedFilename(), new RegExp(`^${card}-.*\\.csv$`));
  }
  assert.deepEqual(problems, []);
  await close();
});

test("a value that makes the package cost nothing is found, and taken as one step that can be undone", async () => {
  const { page, axe, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const figure = () => page.locator("[data-cell=net_cost] .figure").innerText();
  const other = (old) => page.waitForFunction((text) => document.querySelector("[data-cell=net_cost] .figure")?.textContent?.replace(/\s/g, "") !== text.replace(/\s/g, ""), old);
  const opened = await figure();
  await page.locator("[data-instrument=basic_income] .row").click();
  await page.locator("[data-setting='basic_income.adult_amount'] input[type=range]").focus();
  await page.keyboard.press("Home");
  await other(opened);
  const before = await figure();

  await page.locator("aside .neutral").click();
  await page.locator("dialog select").selectOption("learning_account.course_cost");
  await page.locator("dialog .main").click();
  await page.waitForFunction(() => document.querySelector("dialog .found")?.textContent?.includes("No value in range does."));
  // Less is free of tax until the tax pays for all that is left of the package.
  await page.locator("dialog select").selectOption("income_tax.allowance");
  await page.locator("dialog .main").click();
  await page.waitForSelector("dialog .root");
  assert.deepEqual(await axe(), []);
  assert.equal(await figure(), before, "the page stands still while values are tried");
  await page.locator("dialog .root button").first().click();
  await other(before);
  assert.match(await figure(), /^(0|[\u2212\d.]+\s*million|less than)/);
  const found = await figure();
  await page.locator("aside .head .icon-button").first().click();
  await other(found);
  assert.equal(await figure(), before);
  await close();
});

test("on a phone every word of a chart stands within its card, in Chinese too", async () => {
  const { page, close } = await open(site, { width: 390, height: 844, language: "zh" });
  await page.waitForSelector("[data-fingerprint]");
  const card = page.locator("[data-card=budget]");
  await card.locator(".head").click();
  for (let view = 0; view < (await card.locator(".views button").count()); view += 1) {
    await card.locator(".views button").nth(view).click();
    const out = await card.evaluate((element) => {
      const { left, right } = element.getBoundingClientRect();
      return [...element.querySelectorAll("svg.chart text")].filter((text) => text.getBoundingClientRect().right > right || text.getBoundingClientRect().left < left).map((text) => text.textContent);
    });
    assert.deepEqual(out, [], `view ${view}`);
  }
  await close();
});

test("what a levy takes in is told in a sentence of its own, in the dialog and in the card", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("aside .add").click();
  const row = page.locator("dialog li", { has: page.locator("[data-add=ai_levy]") });
  assert.match(await row.innerText(), /\S\. By itself the levy on AI lowers nobody’s income: .* bears it\./s);
  await row.locator("[data-add=ai_levy]").click();
  await page.waitForSelector("[data-card=levies] .hint");
  assert.match(await page.locator("[data-card=levies] .hint").innerText(), /bears it\. Add an instrument$/);
  await close();
});
