// The page without a network: `npm run build` first.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { open, served } from "./page.mjs";

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

test("once it was open, the page opens without a network, with the same fingerprint, and says that it is offline", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const expected = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  // The worker is asked for after the first figures, for the folder of the page and no more.
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  assert.equal(scope, site.address);
  const names = await page.evaluate(() => caches.keys());
  assert.equal(names.length, 1);
  const kept = await page.evaluate(async (name) => (await (await caches.open(name)).keys()).map((request) => request.url), names[0]);
  for (const ending of [".wasm", ".css", ".woff2", "mark.svg", "/some/path/"]) assert.ok(kept.some((url) => url.endsWith(ending)), ending);
  assert.ok(!kept.some((url) => url.endsWith(".csv")), "microdata are kept once they are used, not before");
  assert.deepEqual(problems, []);

  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector("[data-fingerprint]");
  assert.equal(await page.locator("[data-fingerprint]").getAttribute("data-fingerprint"), expected);
  // Over a reload some versions of Chromium go on without a network and forget to tell the page so: they are told again. That the page says
  // so at once where the browser does tell it is the next test's.
  await page.context().setOffline(false);
  await page.context().setOffline(true);
  const line = page.locator("main [role=status] [data-state=offline]");
  await line.waitFor();
  assert.match(await line.innerText(), /You are offline/);
  await page.context().setOffline(false);
  await page.waitForFunction(() => !document.querySelector("main")?.textContent?.includes("You are offline"));
  await close();
});

test("a page that opens without a network says so at once, and no longer once there is one", async () => {
  // The browser's own word on the network, as a document finds it when it opens: without any event.
  const stub = () => {
    globalThis.isOnline = false;
    Object.defineProperty(Navigator.prototype, "onLine", { configurable: true, get: () => globalThis.isOnline });
  };
  const { page, close } = await open(site, { before: (page) => page.addInitScript(stub) });
  await page.waitForSelector("[data-fingerprint]");
  assert.equal(await page.evaluate(() => navigator.onLine), false);
  assert.match(await page.locator("main [role=status]").first().innerText(), /You are offline/);
  assert.equal(await page.locator("main [role=status] [data-state=offline]").count(), 1);
  await page.evaluate(() => {
    globalThis.isOnline = true;
    window.dispatchEvent(new Event("online"));
  });
  await page.waitForFunction(() => !document.querySelector("main")?.textContent?.includes("You are offline"));
  await close();
});
