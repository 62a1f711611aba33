// People of the visitor's own: read on the device, refused as the command line refuses them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { engine } from "./engine.mjs";
import { open, served } from "./page.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "tests", "own");
const read = (file) => readFileSync(join(folder, file), "utf8");
/** What the command line prints of the problems, without its last line, their number. */
const told = (file) => read(file).trimEnd().split("\n").slice(0, -1).join("\n").trimEnd();
const file = (name, text) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

let site;
before(async () => {
  site = await served();
});
after(() => site.close());

async function saved(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

test("a CSV file is computed on the device, named everywhere, and in no link", async () => {
  const { page, problems, axe, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  await page.locator("footer .link").click();
  await page.locator("dialog details summary").waitFor();
  assert.deepEqual(await axe(), []);
  const data = await saved(page, () => page.getByRole("button", { name: "Example CSV" }).click());
  const mapping = await saved(page, () => page.getByRole("button", { name: "Its mapping (TOML)" }).click());
  assert.deepEqual([data.name, mapping.name], ["stylised-example.csv", "stylised-example.toml"]);

  const requests = [];
  // The browser itself asks for the icon again when the address of the page changes.
  const icon = `GET ${site.address}mark.svg`;
  page.on("request", (request) => request.url().startsWith("http") && requests.push([request.method(), request.url(), request.postData()].join(" ").trim()));
  await page.locator("input[type=file]").setInputFiles(file(data.name, data.text));
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForSelector(`[data-fingerprint]:not([data-fingerprint="${before}"])`);
  const fingerprint = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  assert.match(await page.locator(".top .note").innerText(), /Estimates on 40 households of your file stylised-example\.csv, which does not leave this device/);
  assert.match(await page.locator("footer").innerText(), /Data stylised-example\.csv \(your file\)/);
  assert.equal(await page.locator(".unread").count(), 0);

  // The study that the page gives away, run by itself on the two files, has the page's fingerprint.
  await page.locator(".share").click();
  assert.match(await page.locator("dialog").innerText(), /Your file is not in the link; give it along: stylised-example\.csv, stylised-example\.toml\./);
  assert.match(await page.locator("dialog pre").innerText(), /stylised-example\.csv and stylised-example\.toml beside it/);
  const made = await saved(page, () => page.getByRole("button", { name: "Mapping of your file (TOML)" }).click());
  assert.deepEqual(made, mapping);
  await page.getByRole("button", { name: "Study file", exact: true }).click();
  const study = await page.locator("dialog pre").textContent();
  assert.match(study, /file = "stylised-example\.csv"/);
  const link = await page.locator("dialog input").inputValue();
  await page.keyboard.press("Escape");
  assert.deepEqual(requests.filter((asked) => asked !== icon), []);
  const { Explorer } = await engine();
  const explorer = new Explorer("study.toml", study, JSON.stringify({ [`populations/${made.name}`]: made.text }), Buffer.from(data.text));
  assert.equal(JSON.parse(explorer.settle("en")).results.fingerprint, fingerprint);

  // Its people can be left and taken again, without the file being asked for.
  await page.locator(".top .sentence button").nth(1).click();
  assert.match(await page.locator("dialog li button[aria-current]").innerText(), /Your file\s+stylised-example\.csv/);
  await page.locator("dialog li button", { hasText: "stylised country" }).click();
  await page.waitForFunction(() => document.querySelector(".top .note")?.textContent?.includes("50,000 synthetic"));
  await page.locator(".top .sentence button").nth(1).click();
  await page.locator("dialog li button", { hasText: "Your file" }).click();
  await page.waitForSelector(`[data-fingerprint="${fingerprint}"]`);

  // Another file of the same name is other people: here one household less, in the study of the page and in the one beside it.
  await page.locator("nav.wide a", { hasText: "Compare" }).click();
  await page.waitForSelector("main table td");
  assert.equal(await page.locator("[data-differ]").count(), 0);
  const [header, ...rows] = data.text.trimEnd().split("\n");
  const at = header.split(",").indexOf("household_id");
  const last = rows.at(-1).split(",")[at];
  const fewer = [header, ...rows.filter((row) => row.split(",")[at] !== last)].join("\n");
  const all = await page.locator("main table").first().innerText();
  const transfer = await page.evaluateHandle(([name, text]) => {
    const made = new DataTransfer();
    made.items.add(new File([text], name));
    return made;
  }, [data.name, fewer]);
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForFunction((before) => document.querySelector("main table")?.innerText !== before, all);
  assert.equal(await page.locator("[data-differ]").count(), 0);
  await page.locator("nav.wide a", { hasText: "Explore" }).click();
  await page.waitForFunction(() => document.querySelector(".top .note")?.textContent?.includes("Estimates on 39 households"));
  assert.deepEqual(problems, []);
  await close();

  // Who has the link alone is told that the file is missing.
  const other = await open(site, { address: link });
  await other.page.waitForSelector("[data-fingerprint]");
  assert.match(await other.page.locator("[role=alert]").innerText(), /people of a file, stylised-example\.csv, which is not in the link/);
  assert.match(await other.page.locator(".top .note").innerText(), /50,000 synthetic households/);
  await other.close();
});

test("columns that are not read are named where the file is told, in both languages", async () => {
  const { page, problems, axe, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("footer .link").click();
  const data = await saved(page, () => page.getByRole("button", { name: "Example CSV" }).click());
  const lines = data.text.trimEnd().split("\n");
  const wide = (...names) => lines.map((line, at) => [line, ...names.map((name) => (at === 0 ? name : "7"))].join(",")).join("\n");
  await page.locator("input[type=file]").setInputFiles(file("wide.csv", wide("interviewer", "wave")));
  await page.waitForSelector(".unread");
  assert.match(await page.locator(".unread").innerText(), /^2 columns of your file are not read: interviewer, wave\. Which are read$/);
  await page.getByRole("button", { name: "中文" }).first().click();
  await page.waitForFunction(() => document.querySelector(".unread")?.textContent?.includes("2 列未读取：interviewer、wave。"));
  assert.deepEqual(await axe(), []);
  await page.locator(".unread button").click();
  await page.locator("dialog details summary").waitFor();
  // Another file has other columns; of more than a dozen the first are named.
  const many = Array.from({ length: 14 }, (_, at) => `c${at}`);
  await page.locator("input[type=file]").setInputFiles(file("wider.csv", wide(...many)));
  await page.waitForFunction(() => document.querySelector(".unread")?.textContent?.includes("14 列"));
  assert.match(await page.locator(".unread").innerText(), /：c0、.*c11、…。/);
  assert.deepEqual(problems, []);
  await close();
});

test("the Chinese page says of what sort a fault is before the engine's own words", async () => {
  const { page, axe, close } = await open(site, { language: "zh" });
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("footer .link").click();
  await page.locator("input[type=file]").setInputFiles([file("people.csv", read("people.csv")), file("people.toml", read("people.toml"))]);
  await page.locator("dialog .refused").waitFor();
  assert.equal(await page.locator("dialog .refused").innerText(), "文件有 3 处问题，第一处：超出允许范围：row 3: age is 130, outside 0 to 120。未载入任何内容。");
  assert.equal(await page.locator("dialog [data-meanings]").innerText(), "问题种类：超出允许范围（2 处）；类别中没有此值。");
  assert.equal((await page.locator("dialog pre").textContent()).trimEnd(), told("people.txt"));
  assert.deepEqual(await axe(), []);
  await close();
});

test("faults are those of the command line, and nothing is loaded", async () => {
  const { page, axe, close } = await open(site);
  await page.waitForSelector("[data-fingerprint]");
  const before = await page.locator("[data-fingerprint]").getAttribute("data-fingerprint");
  await page.locator("footer .link").click();
  const input = page.locator("input[type=file]");
  const refused = page.locator("dialog .refused");
  await input.setInputFiles([file("people.csv", read("people.csv")), file("people.toml", read("people.toml"))]);
  await refused.waitFor();
  assert.equal(await refused.innerText(), "3 problems in your file, first: row 3: age is 130, outside 0 to 120. Nothing was loaded.");
  assert.equal((await page.locator("dialog pre").textContent()).trimEnd(), told("people.txt"));
  assert.deepEqual(await axe(), []);

  await input.setInputFiles([file("gap.csv", read("gap.csv")), file("people.toml", read("people.toml"))]);
  await page.waitForFunction(() => document.querySelector("dialog .refused")?.textContent?.startsWith("1 problem"));
  assert.equal(await refused.innerText(), "1 problem in your file: column age, line 3: the cell is empty. Nothing was loaded.");
  assert.equal((await page.locator("dialog pre").textContent()).trimEnd(), told("gap.txt"));

  // Without a mapping the columns have the system's names; what is missing is named.
  await input.setInputFiles(file("other.csv", "id,age\n1,30\n"));
  await page.waitForFunction(() => document.querySelector("dialog .refused")?.textContent?.includes("household_id"));
  await input.setInputFiles(file("other.csv", "a;b\n1;2\n"));
  await page.waitForFunction(() => document.querySelector("dialog .refused")?.textContent?.includes("no comma"));
  await page.locator("dialog .icon-button").click();

  // A file that is dropped on the page opens the dialog with its faults.
  const transfer = await page.evaluateHandle((text) => {
    const made = new DataTransfer();
    made.items.add(new File([text], "dropped.xlsx"));
    return made;
  }, "no table");
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await refused.waitFor();
  assert.equal(await refused.innerText(), "dropped.xlsx is no CSV file. Nothing was loaded.");
  await page.locator("dialog .icon-button").click();
  assert.equal(await page.locator("[data-fingerprint]").getAttribute("data-fingerprint"), before);
  await close();
});

test("on a phone, in Chinese and dark, the menu leads to it", async () => {
  const { page, axe, close } = await open(site, { width: 390, height: 844, language: "zh", theme: "dark" });
  await page.waitForSelector("[data-fingerprint]");
  await page.locator("header .icon-button.narrow").click();
  await page.locator(".menu .own").click();
  await page.locator("dialog details summary").click();
  assert.deepEqual(await axe(), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  await page.locator("input[type=file]").setInputFiles([file("people.csv", read("people.csv")), file("people.toml", read("people.toml"))]);
  await page.locator("dialog .refused").waitFor();
  assert.match(await page.locator("dialog .refused").innerText(), /^文件有 3 处问题，第一处：超出允许范围：row 3: age is 130/);
  await close();
});
