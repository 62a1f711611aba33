// Changes of the study as a visitor makes them: what is refused, what cannot be loaded, what is undone and what is left alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { engine } from "./engine.mjs";
import { open, served } from "./page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const golden = JSON.parse(readFileSync(join(root, "tests/golden/fingerprints/fingerprints.json"), "utf8"));
const expected = golden.studies.find((study) => study.name === "three-tier-safety-net").fingerprint;
const { package_study } = await engine();

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

const netCost = (page) => page.locator("[data-cell=net_cost] .figure").innerText();
const linked = (study) => `${site.address}#explore/1.${deflateRawSync(JSON.stringify(study)).toString("base64url")}`;
const studyOf = (address) => JSON.parse(inflateRawSync(Buffer.from(address.split("/1.")[1].split("/")[0], "base64url")).toString());
const packaged = (name = "three-tier-safety-net") => JSON.parse(package_study(name));

async function settled(page, fingerprint = "") {
  await page.waitForSelector(fingerprint ? `[data-fingerprint="${fingerprint}"]` : "[data-fingerprint]");
}

async function openRest(page, instrument) {
  await page.locator("aside h2 button[data-rest]").click();
  await page.locator(`[data-instrument=${instrument}] .row`).click();
  const more = page.locator(`[data-instrument=${instrument}] .links button[aria-expanded=false]`).first();
  if (await more.count()) await more.click();
}

test("thresholds that do not rise are refused below their field, and the study keeps its own", async () => {
  const { page, axe, problems, close } = await open(site);
  await settled(page, expected);
  await openRest(page, "income_tax");
  const field = page.locator("[data-setting='income_tax.tariff'] tbody tr").nth(1).locator("input").first();
  await field.fill("50000");
  await field.press("Enter");
  assert.match(await page.locator("[data-setting='income_tax.tariff'] .refused").innerText(), /between 0 and 40000/);
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await page.locator("[data-instrument] .info").first().click();
  assert.deepEqual(await axe(), []);
  await field.press("Escape");
  assert.equal(await field.inputValue(), "10000");
  await settled(page, expected);
  assert.deepEqual(problems, []);
  await close();
});

test("a value that the engine refuses is told and stands neither in the study nor in its link", async () => {
  const study = packaged();
  study.reform = { ...study.reform, set: { ...study.reform.set, "income_tax.tariff": [[0, 0.1], [50000, 0.2], [40000, 0.3]] } };
  const { page, close } = await open(site, { address: linked(study) });
  await settled(page, expected);
  const banner = page.locator("main [role=alert]").first();
  assert.match(await banner.innerText(), /refuses/);
  // It is there still when the figures have come, and in the other language too.
  await page.locator(".language").click();
  await page.waitForFunction(() => /无法按此计算/.test(document.querySelector("main [role=alert]")?.textContent ?? ""));
  await page.waitForTimeout(600);
  const address = page.url();
  if (address.includes("/1.")) assert.equal(studyOf(address).reform.set["income_tax.tariff"], undefined);
  await close();
});

test("files that cannot be loaded are told as such, and tried again", async () => {
  let isDown = true;
  const { page, close } = await open(site, {
    before: (page) => page.route("**/*_bg*.wasm", (route) => (isDown ? route.fulfill({ status: 503 }) : route.continue())),
  });
  const banner = page.locator("main [role=alert]").first();
  await banner.waitFor();
  assert.match(await banner.innerText(), /could not be loaded/);
  assert.doesNotMatch(await page.locator("main").innerText(), /cannot compute/);
  isDown = false;
  await banner.locator("button.link").click();
  await settled(page, expected);
  await close();
});

test("a change that is not answered is told, given up on request, and what waits for it follows", async () => {
  const { page, close } = await open(site, {
    before: async (page) => {
      // What the service worker fetches cannot be held up here.
      await page.addInitScript(() => Object.defineProperty(navigator, "serviceWorker", { value: undefined }));
      await page.route("**/system-us-*.json", () => {});
    },
  });
  await settled(page, expected);
  const choose = async (at, name) => {
    await page.locator(".top .sentence button").nth(at).click();
    await page.locator(`dialog li button[data-name=${name}]`).click();
  };
  await choose(2, "us-eitc-expansion");
  await choose(0, "ai-high");
  const silent = page.locator("[data-state=silent]");
  await silent.waitFor({ timeout: 40_000 });
  assert.match(await silent.innerText(), /has not been answered for 20 seconds/);
  await settled(page, expected);
  await silent.locator("button").click();
  // The package is that of before, and the scenario that was chosen behind it is taken.
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${expected}"])`);
  assert.equal(await silent.count(), 0);
  assert.match(await page.locator(".top .sentence").innerText(), /three-tier safety net/);
  assert.equal(studyOf(await page.evaluate(() => location.href)).scenario.name, "ai-high");
  await close();
});

test("a list that cannot be loaded is asked for again", async () => {
  let isDown = true;
  const { page, close } = await open(site, {
    before: (page) => page.route(/(listing|system-(?!stylised)[^/]*)\.json|system-(?!stylised)/, (route) => (isDown ? route.abort() : route.continue())),
  });
  await settled(page, expected);
  const banner = page.locator("main [role=alert]").first();
  await banner.waitFor();
  assert.match(await banner.innerText(), /could not be loaded/);
  isDown = false;
  await banner.locator("button.link").click();
  await banner.waitFor({ state: "detached" });
  await page.locator(".top .sentence button").last().click();
  await page.waitForSelector("dialog li button[data-name=us-eitc-expansion]");
  await close();
});

test("an address with a lone sign of percent shows its view", async () => {
  const { page, problems, close } = await open(site, { address: `${site.address}#rules.%` });
  await page.waitForSelector(".rules");
  assert.deepEqual(problems, []);
  await close();
});

test("the browser’s way back changes the view and leaves the study", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  const slider = page.locator("[data-setting='ai_central.displaced_share'] input[type=range]");
  await slider.focus();
  await page.keyboard.press("PageUp");
  await settled(page);
  await page.waitForFunction(() => location.hash.startsWith("#explore/1."));
  await page.locator("header a[href='#method']").first().click();
  await page.waitForSelector(".method");
  await page.goBack();
  await settled(page);
  await page.locator("[data-setting='ai_central.displaced_share'] input[type=range]").focus();
  await page.keyboard.press("PageUp");
  await page.waitForFunction(() => document.querySelector("aside .title")?.textContent === "1 setting changed");
  await page.waitForTimeout(600);
  const changed = studyOf(page.url()).scenario.set.displaced_share;
  // The entry of the other view holds the study as it was before the second move.
  await page.goForward();
  await page.waitForSelector(".method");
  await page.waitForFunction(() => location.hash.startsWith("#method/1."));
  await page.waitForTimeout(600);
  assert.equal(studyOf(page.url()).scenario.set.displaced_share, changed);
  await page.goBack();
  await page.waitForSelector(".strip");
  assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  assert.equal(studyOf(page.url()).scenario.set.displaced_share, changed);
  await close();
});

test("a key that is held is one step of undo; in a search field undo is the field’s own", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  const slider = page.locator("[data-setting='ai_central.displaced_share'] input[type=range]");
  await slider.focus();
  for (let times = 0; times < 8; times += 1) await page.keyboard.down("ArrowRight");
  await page.keyboard.up("ArrowRight");
  await page.waitForFunction(() => document.querySelector("aside .title")?.textContent === "1 setting changed");
  const find = page.locator("aside input[type=search]");
  await find.fill("tax");
  await find.press("Control+z");
  await find.fill("");
  assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  await slider.focus();
  await page.keyboard.press("Control+z");
  await settled(page, expected);
  assert.equal(await page.locator("aside button[aria-label=Undo]").isDisabled(), true);
  await close();
});

test("brackets by category and polynomials have fields", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  await page.waitForFunction(() => document.querySelectorAll("aside .country option").length > 2);
  for (const [country, instrument, parameter] of [["us", "federal_income_tax", "brackets"], ["germany", "income_tariff", "tariff"]]) {
    await page.locator("aside .country select").selectOption(country);
    await page.locator(`[data-instrument=${instrument}]`).or(page.locator("aside h2 button[data-rest][aria-expanded=false]")).first().waitFor();
    await page.waitForFunction((name) => document.querySelector("aside .country select").value === name && !document.querySelector(".under-way"), country);
    await settled(page);
    if ((await page.locator("aside h2 button[data-rest][aria-expanded=false]").count()) > 0) await page.locator("aside h2 button[data-rest]").click();
    const row = page.locator(`[data-instrument=${instrument}] .row`);
    await row.waitFor();
    await row.click();
    const more = page.locator(`[data-instrument=${instrument}] .links button[aria-expanded=false]`).first();
    if (await more.count()) await more.click();
    const setting = page.locator(`[data-setting='${instrument}.${parameter}']`);
    const fields = await setting.locator("input").evaluateAll((found) => found.map((input) => input.value));
    assert.ok(fields.length > 8, `${country}: ${fields.length} fields`);
    assert.ok(fields.every((value) => /^[\u2212\d.]+$/.test(value)), fields.join(" "));
  }
  await close();
});

test("a rule whose drawer is closed while it is tried leaves nothing on the page", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  const cost = await netCost(page);
  await page.locator("[data-instrument=basic_income] .row").click();
  await page.locator("[data-instrument=basic_income] .links button[aria-haspopup=dialog]").click();
  await page.locator("#tab-rule_as_file").click();
  const editor = page.locator(".cm-content");
  await editor.waitFor();
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("# seen");
  // The check begins after a quarter of a second, and with it the attempt: the drawer is closed in several moments of it.
  await page.waitForTimeout(260);
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await settled(page, expected);
  assert.equal(await netCost(page), cost);
  await close();
});

test("where nothing can be copied the fingerprint stands whole and marked", async () => {
  const { page, close } = await open(site, { before: (page) => page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined })) });
  await settled(page, expected);
  await page.locator("[data-fingerprint]").click();
  assert.equal(await page.locator("[data-fingerprint] code").innerText(), expected);
  assert.equal(await page.evaluate(() => getSelection().toString()), expected);
  await close();
});

test("what is dropped with another package is told, and undone", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  await page.waitForFunction(() => document.querySelectorAll("aside .country option").length > 2);
  await page.locator("aside .add").click();
  const add = page.locator("dialog li button.button:not([disabled])").first();
  await add.click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  // The new instrument has the focus, and is announced.
  await page.waitForFunction(() => document.activeElement?.closest("[data-instrument]") !== null);
  assert.match(await page.locator("[aria-live=polite].hidden").innerText(), /is in the package now/);
  const name = await page.evaluate(() => document.activeElement.closest("[data-instrument]").dataset.instrument);
  await page.locator(".top .sentence button").last().click();
  await page.locator("dialog li button[data-name=hybrid-safety-net]").click();
  const notice = page.locator(".banner.notice");
  await notice.waitFor();
  assert.match(await notice.innerText(), /\(1\) were left behind/);
  await notice.locator("button.link").click();
  await page.waitForSelector(`[data-instrument=${name}]`);
  await close();
});

test("a package that got another instrument bears a mark, also behind its link, and is taken back as a whole", async () => {
  const { page, close } = await open(site);
  await settled(page, expected);
  const said = (of) => of.locator(".top .sentence p").innerText();
  assert.doesNotMatch(await said(page), /changed/);
  await page.locator("aside .add").click();
  await page.locator("dialog li button.button[data-add=earnings_credit]").click();
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  await page.locator(".top .sentence p", { hasText: "”, changed," }).waitFor();
  assert.equal(await page.locator("aside .title").first().innerText(), "1 setting changed");
  await page.locator("aside .only input").check();
  assert.deepEqual(await page.locator("aside [data-instrument]").evaluateAll((found) => found.map((own) => own.dataset.instrument)), ["earnings_credit"]);
  await page.locator("aside .only input").uncheck();
  await page.waitForFunction(() => location.hash.includes("/1."));
  const other = await open(site, { address: page.url() });
  await other.page.locator(".top .sentence p", { hasText: "”, changed," }).waitFor();
  await other.close();
  await page.locator("aside .all").click();
  await settled(page, expected);
  assert.doesNotMatch(await said(page), /changed/);
  assert.equal(await page.locator("[data-instrument=earnings_credit]").count(), 0);
  await close();
});

test("on a phone the handle of the sheet answers to the keyboard, and closing gives the focus back", async () => {
  const { page, close } = await open(site, { width: 390, height: 844 });
  await settled(page, expected);
  await page.locator(".bottom .main").click();
  const handle = page.locator(".sheet .handle");
  await handle.focus();
  await page.keyboard.press("Space");
  assert.equal(await handle.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("Enter");
  assert.equal(await handle.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("Escape");
  await page.locator(".sheet").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement?.matches(".bottom .main")), true);
  await close();
});

test("on a tablet the way past the figures leads to the settings; what is sought is focused once and then let go", async () => {
  const { page, close } = await open(site, { width: 820, height: 1000 });
  await settled(page, expected);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "settings");
  await page.locator("header a[href='#method']").first().click();
  const link = page.locator("[data-assumption^='income_tax.'] a").first();
  const key = await link.evaluate((found) => found.closest("tr").dataset.assumption);
  await link.click();
  await page.waitForFunction((name) => document.activeElement?.closest("[data-setting]")?.dataset.setting === name, key);
  // The rest of the law can be closed, and another filter takes no focus.
  await page.locator("aside h2 button[data-rest]").click();
  assert.equal(await page.locator("[data-instrument=income_tax]").count(), 0);
  await page.locator("aside h2 button[data-rest]").click();
  assert.equal(await page.evaluate(() => document.activeElement?.closest("[data-setting]")), null);
  await close();
});

test("an instrument that the study cannot take is refused in the dialog", async () => {
  const { page, axe, close } = await open(site);
  await settled(page, expected);
  await page.waitForFunction(() => document.querySelectorAll("aside .country option").length > 2);
  await page.locator("aside .add").click();
  // It reads the levy, which this package does not have.
  const add = page.locator("dialog [data-add=levy_profit_tax_relief]");
  await add.click();
  const refused = page.locator("dialog li .refused");
  await refused.waitFor();
  assert.match(await refused.innerText(), /nothing was changed/);
  await page.locator("dialog li summary").click();
  assert.match(await page.locator("dialog li pre").innerText(), /ai_levy/);
  assert.deepEqual(await axe(), []);
  assert.equal(await page.locator("main [role=alert]").count(), 0);
  await page.keyboard.press("Escape");
  await settled(page, expected);
  assert.equal(await page.locator("aside button[aria-label=Undo]").isDisabled(), true);
  await close();
});

test("a change that lasts is shown below the header, and the next one waits for it", async () => {
  let go;
  const gate = new Promise((done) => (go = done));
  const { page, close } = await open(site, {
    before: async (page) => {
      // What the service worker fetches cannot be held up here.
      await page.addInitScript(() => Object.defineProperty(navigator, "serviceWorker", { value: undefined }));
      await page.route("**/*.csv", (route) => gate.then(() => route.continue()));
    },
  });
  await settled(page, expected);
  const choose = async (name) => {
    await page.locator(".top .sentence button").last().click();
    await page.locator(`dialog li button[data-name=${name}]`).click();
  };
  await page.locator(".top .sentence button").last().click();
  await page.waitForSelector("dialog li button[data-name=us-eitc-expansion]");
  await page.keyboard.press("Escape");
  await choose("us-eitc-expansion");
  await page.waitForSelector(".under-way");
  await choose("hybrid-safety-net");
  go();
  await page.locator(".under-way").waitFor({ state: "detached" });
  const { title } = packaged("hybrid-safety-net");
  await page.waitForFunction((words) => document.querySelector(".top .sentence p")?.textContent.includes(words), title.en);
  await page.waitForFunction(() => location.hash.includes("/1."));
  await page.waitForTimeout(600);
  const address = page.url();
  assert.equal(studyOf(address).name, "hybrid-safety-net");
  await close();
});
