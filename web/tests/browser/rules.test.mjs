// The catalogue of rules and the drawer in which a rule is read, edited and written, as a visitor meets them.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { inEveryGuise } from "./guises.mjs";
import { open, served } from "./page.mjs";

const assets = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist", "assets");

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

const netCost = (page) => page.locator("[data-cell=net_cost] .figure").innerText();
const dialog = (page) => page.locator("dialog[data-rule]");
const state = (page, wanted) => page.waitForSelector(`[data-rule-state=${wanted}]`);

/** Opens the drawer of an instrument from the rail. */
async function seeRule(page, name) {
  const row = page.locator(`[data-instrument=${name}]`);
  if ((await row.locator(".row").getAttribute("aria-expanded")) !== "true") await row.locator(".row").click();
  await row.getByRole("button", { name: /See the rule|查看规则/ }).click();
  await dialog(page).waitFor();
}

/** Opens the file of the drawer and waits for the editor. */
async function openFile(page) {
  await dialog(page).getByRole("tab").last().click();
  await page.waitForSelector("[data-editor] .cm-content");
}

/** Puts words in the place of others in the editor, as a visitor who selects them with the mouse and types. */
async function rewrite(page, from, to) {
  const ends = await page.evaluate(async (words) => {
    const root = document.querySelector("[data-editor] .place").shadowRoot;
    for (const line of root.querySelectorAll(".cm-line")) {
      const start = line.textContent.indexOf(words);
      if (start < 0) continue;
      line.scrollIntoView({ block: "center" });
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      // The words of a line stand in elements of their own.
      const range = document.createRange();
      const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      let passed = 0;
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const [from, to] = [start - passed, start + words.length - passed];
        if (from >= 0 && from < text.length) range.setStart(text, from);
        if (to > 0 && to <= text.length) range.setEnd(text, to);
        passed += text.length;
      }
      const rects = [...range.getClientRects()].filter((rect) => rect.width > 0);
      const [first, last] = [rects[0], rects.at(-1)];
      return [
        { x: first.left + 0.5, y: (first.top + first.bottom) / 2 },
        { x: last.right - 0.5, y: (last.top + last.bottom) / 2 },
      ];
    }
    throw new Error(`no line has ${words}`);
  }, from);
  await page.mouse.click(ends[0].x, ends[0].y);
  await page.keyboard.down("Shift");
  await page.mouse.click(ends[1].x, ends[1].y);
  await page.keyboard.up("Shift");
  await page.keyboard.insertText(to);
}

test("a rule is read from the rail: steps with values of a household, formulas, and focus goes back", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await seeRule(page, "transition_allowance");
  await page.waitForSelector("[data-value=amount]");
  assert.equal(await dialog(page).locator("ol li").count(), 8);
  const text = await dialog(page).innerText();
  assert.match(text, /Gap a month of a member/);
  assert.match(text, /floor a month/);
  assert.match(text, /receives or pays it/);
  const amount = Number((await page.locator("[data-value=amount]").innerText()).replaceAll(",", ""));
  assert.ok(amount > 0, "the example is one that is paid");
  await dialog(page).getByRole("tab").first().press("ArrowRight");
  assert.equal(await dialog(page).getByRole("tab", { selected: true }).innerText(), "Formula");
  assert.match(await dialog(page).innerText(), /own_gap/);
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^See the rule/);
  assert.deepEqual(problems, []);
  await close();
});

test("a formula is changed, a mistake stands under its place, and the used rule is in the link", async () => {
  const { page, hosts, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const [before, plain] = [await netCost(page), await page.locator("[data-fingerprint]").getAttribute("data-fingerprint")];
  await seeRule(page, "transition_allowance");
  await openFile(page);

  // A mistake: the sentence under its place, and the figures stay.
  await rewrite(page, "sum(person.own_allowance)", "sum(person.own_alowance)");
  await state(page, "wrong");
  const below = await page.locator("[data-editor] .cm-below").innerText();
  assert.match(below, /\^{5,}/);
  assert.match(below, /did you mean `person\.own_allowance`|own_allowance/);
  assert.match(await dialog(page).innerText(), /Line \d+ cannot be read\. The figures still show the last version that worked\./);
  assert.equal(await netCost(page), before);
  assert.equal(await dialog(page).getByRole("button", { name: "Use this rule" }).isDisabled(), true);

  // Mended and changed: the cost follows before anything is used.
  await rewrite(page, "sum(person.own_alowance)", "4 * sum(person.own_allowance)");
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent.trim() !== old.trim(), before);
  await state(page, "sound");
  const changed = await netCost(page);
  assert.match(await dialog(page).innerText(), /with this rule/);
  await dialog(page).getByRole("button", { name: "Use this rule" }).click();
  await dialog(page).waitFor({ state: "detached" });
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${plain}"])`);
  await page.waitForFunction(() => location.hash.startsWith("#explore/1."));
  assert.equal(await netCost(page), changed);
  const [fingerprint, address] = [await page.locator("[data-fingerprint]").getAttribute("data-fingerprint"), page.url()];

  // The link restores it on another device, to the bit.
  const other = await open(site, { address });
  await other.page.waitForSelector(`[data-fingerprint="${fingerprint}"]`);
  assert.equal(await netCost(other.page), changed);
  await seeRule(other.page, "transition_allowance");
  await openFile(other.page);
  assert.match(await other.page.locator("[data-editor] .cm-content").innerText(), /4 \* sum\(person\.own_allowance\)/);
  // Back to the original is one click, and the figures are those of the catalogue.
  await dialog(other.page).getByRole("button", { name: "Back to the original" }).click();
  await other.page.waitForSelector(`[data-fingerprint="${plain}"]`);
  assert.equal(await netCost(other.page), before);
  assert.deepEqual(other.problems, []);
  await other.close();

  await page.keyboard.press("Control+z");
  await page.waitForSelector(`[data-fingerprint="${plain}"]`);
  assert.equal(await netCost(page), before);
  assert.deepEqual([...hosts], [site.host]);
  assert.deepEqual(problems, [], "no error of the page's policy");
  await close();
});

test("closing the drawer without using leaves the study as it was", async () => {
  const { page, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await netCost(page);
  await seeRule(page, "learning_account");
  await openFile(page);
  await page.locator("[data-editor] .cm-content").focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText("# A remark changes nothing.\n");
  await state(page, "sound");
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent.trim() === old.trim(), before);
  assert.equal(await page.locator("aside button[aria-label=Undo]").isDisabled(), true);
  await close();
});

test("a new instrument is written: it works at once, gets its row and its slider, and can be removed", async () => {
  const { page, problems, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const [before, plain] = [await netCost(page), await page.locator("[data-fingerprint]").getAttribute("data-fingerprint")];
  await page.locator("aside .add").click();
  await page.locator("dialog").getByRole("button", { name: "Write a new one" }).click();
  await page.waitForSelector("[data-editor] .cm-content");
  await page.waitForFunction((old) => document.querySelector("[data-cell=net_cost] .figure")?.textContent.trim() !== old.trim(), before);
  // The name of another rule is refused where it stands.
  await rewrite(page, '"my_benefit"', '"basic_income"');
  await state(page, "wrong");
  assert.match(await page.locator("[data-editor] .cm-below").innerText(), /already a rule called basic_income/);
  await rewrite(page, '"basic_income"', '"care_allowance"');
  await state(page, "sound");
  await page.waitForFunction(() => !document.querySelector("dialog[data-rule] .button.main").disabled);
  await dialog(page).getByRole("button", { name: "Use this rule" }).click();
  await page.waitForSelector("[data-instrument=care_allowance] input[type=range]");
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${plain}"])`);
  await page.locator("[data-instrument=care_allowance]").getByRole("button", { name: "Remove" }).click();
  await page.waitForSelector(`[data-fingerprint="${plain}"]`);
  assert.equal(await netCost(page), before);
  assert.deepEqual(problems, []);
  await close();
});

test("the catalogue finds a rule and shows it at its address", async () => {
  const { page, problems, close } = await open(site, { address: `${site.address}#rules` });
  await page.waitForSelector(".rules .cards");
  assert.ok((await page.locator(".rules .cards li").count()) > 20);
  await page.locator(".rules input[type=search]").fill("negative income");
  await page.waitForFunction(() => document.querySelectorAll(".rules .cards li").length < 6);
  await page.locator(".rules .cards a", { hasText: "Negative income tax" }).first().click();
  await page.waitForSelector("[data-rule-page=negative_income_tax]");
  assert.match(page.url(), /#rules\.negative_income_tax/);
  const text = await page.locator("[data-rule-page]").innerText();
  for (const word of ["Parameters", "Steps", "Who pays", "central government", "assumption"]) assert.ok(text.includes(word), word);
  await page.goBack();
  await page.waitForSelector(".rules .cards");
  assert.deepEqual(problems, []);
  await close();
});

inEveryGuise("axe finds nothing in rules", () => site, "#rules", async (page, guise, clean) => {
  await page.waitForSelector(".rules .cards");
  await clean("catalogue");
  await page.locator(".rules .cards a[href='#rules.unemployment_insurance']").click();
  await page.waitForSelector("[data-rule-page] ol li");
  await page.locator("summary").click();
  await clean("a rule's page");
  await page.locator("[data-rule-page] .open button").click();
  await page.waitForSelector("dialog [data-value=amount]");
  await clean("a rule in words");
  await dialog(page).getByRole("tab").nth(1).click();
  await clean("a rule as formulas");
  await openFile(page);
  await page.locator("[data-editor] .cm-content").click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.insertText("=");
  await state(page, "wrong");
  await clean("a mistake in the editor");
  const inside = await dialog(page).evaluate((element) => element.scrollWidth <= element.clientWidth);
  assert.equal(inside, true, "nothing stands out of the drawer");
});

test("the editor is a script of its own, small, and not asked for before it is opened", async () => {
  const editor = readdirSync(assets).filter((name) => /^editor-.*\.js$/.test(name));
  assert.equal(editor.length, 1);
  const size = gzipSync(readFileSync(join(assets, editor[0]))).length;
  assert.ok(size <= 150_000, `${size} bytes`);
  const asked = [];
  const { page, close } = await open(site, { address: "about:blank" });
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${site.address}#rules.basic_income`);
  await page.waitForSelector("[data-rule-page]");
  assert.ok(asked.length > 3);
  assert.deepEqual(asked.filter((address) => address.includes("/editor-")), []);
  await close();
});
