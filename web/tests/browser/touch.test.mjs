// The page under a finger, through the browser's own input: `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, served } from "./page.mjs";

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

/** A finger that comes down, goes through the places and leaves; `held` is called before it leaves. */
async function draw(page, places, held = async () => {}) {
  const session = await page.context().newCDPSession(page);
  const touch = (type, at) => session.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [{ x: at.x, y: at.y, id: 1 }] : [] });
  const [first, ...rest] = places;
  await touch("touchStart", first);
  let from = first;
  for (const to of rest) {
    // A finger goes a few pixels an event.
    for (let step = 1; step <= 8; step += 1) await touch("touchMove", { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 });
    from = to;
  }
  await held();
  await touch("touchEnd");
  await session.detach();
}

async function settings() {
  const found = await open(site, { width: 390, height: 844 });
  await found.page.waitForSelector("[data-fingerprint]");
  await found.page.locator(".bottom .main").tap();
  await found.page.waitForSelector(".sheet");
  return found;
}

const netCost = (page) => page.locator("[data-cell=net_cost] .figure").innerText();

test("a finger that goes sideways moves a slider, and the figures follow before it leaves", async () => {
  const { page, problems, close } = await settings();
  const setting = page.locator("[data-setting='ai_central.displaced_share']");
  const box = await setting.locator("input[type=range]").boundingBox();
  const field = setting.locator("input[type=text]");
  const [before, value] = [await netCost(page), await field.inputValue()];
  const at = (share) => ({ x: box.x + box.width * share, y: box.y + box.height / 2 });
  await draw(page, [at(0.14), at(0.5), at(0.7)], async () => {
    await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent !== old, before);
    assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  });
  const moved = Number(await field.inputValue());
  assert.ok(moved > Number(value) * 2, `from ${value} to ${moved}`);
  // Let go, it is a step that can be undone.
  await page.locator("aside [aria-label=Undo]").tap();
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent === old, before);
  assert.equal(await field.inputValue(), value);
  assert.deepEqual(problems, []);
  await close();
});

test("a finger that goes up over a slider scrolls the settings and leaves the slider alone", async () => {
  const { page, close } = await settings();
  const setting = page.locator("[data-setting='ai_central.displaced_share']");
  const box = await setting.locator("input[type=range]").boundingBox();
  const value = await setting.locator("input[type=text]").inputValue();
  const scrolled = () => page.evaluate(() => [...document.querySelectorAll(".sheet, .sheet *")].reduce((most, found) => Math.max(most, found.scrollTop), 0));
  assert.equal(await scrolled(), 0);
  const at = { x: box.x + box.width * 0.6, y: box.y + box.height / 2 };
  await draw(page, [at, { x: at.x + 2, y: at.y - 160 }]);
  await page.waitForFunction(() => [...document.querySelectorAll(".sheet, .sheet *")].some((found) => found.scrollTop > 60));
  assert.equal(await setting.locator("input[type=text]").inputValue(), value);
  assert.equal(await page.locator("aside .title").first().innerText(), "Settings");
  await close();
});

test("the chart above the settings gives way to the next by a swipe", async () => {
  const { page, close } = await settings();
  const seen = () => page.evaluate(() => [...document.querySelectorAll(".cards.docked [data-card]")].find((card) => Math.abs(card.getBoundingClientRect().left - 16) < 40)?.dataset.card);
  await page.waitForFunction(() => Math.abs((document.querySelector(".cards.docked [data-card=coverage]")?.getBoundingClientRect().left ?? 999) - 16) < 40);
  const box = await page.locator(".cards.docked").boundingBox();
  const y = box.y + box.height / 2;
  await draw(page, [{ x: 330, y }, { x: 40, y }]);
  await page.waitForFunction(() => Math.abs((document.querySelector(".cards.docked [data-card=deciles]")?.getBoundingClientRect().left ?? 999) - 16) < 40);
  await draw(page, [{ x: 60, y }, { x: 350, y }]);
  await page.waitForFunction(() => Math.abs((document.querySelector(".cards.docked [data-card=coverage]")?.getBoundingClientRect().left ?? 999) - 16) < 40);
  assert.equal(await seen(), "coverage");
  await close();
});

test("the sheet is drawn up to the whole screen, and down until it is closed", async () => {
  const { page, problems, close } = await settings();
  const handle = async () => {
    const box = await page.locator(".sheet .handle").boundingBox();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const low = await handle();
  await draw(page, [low, { x: low.x, y: low.y - 200 }]);
  await page.waitForSelector(".sheet.full");
  await page.waitForFunction((y) => document.querySelector(".sheet .handle").getBoundingClientRect().top < y - 100, low.y);
  const high = await handle();
  await draw(page, [high, { x: high.x, y: high.y + 200 }]);
  await page.waitForSelector(".sheet:not(.full)");
  const again = await handle();
  await draw(page, [again, { x: again.x, y: again.y + 120 }]);
  await page.waitForSelector(".sheet", { state: "detached" });
  assert.deepEqual(problems, []);
  await close();
});
