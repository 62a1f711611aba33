// Every golden study in Chromium: the bits that the command line gives. `npm run build` first.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { engine } from "./engine.mjs";
import { open, served } from "./page.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
const glue = join(root, "web/src/engine/glue");
const read = (...path) => readFileSync(join(root, ...path), "utf8");
const { studies } = JSON.parse(read("tests/golden/fingerprints/fingerprints.json"));

let site;
let toml_json;
before(async () => {
  site = await served();
  ({ toml_json } = await engine());
});
after(() => site.close());

/** Whether a study is all that the page needs: a link holds neither systems nor people of one's own. */
const isLinked = ({ systems, data }) => Object.keys(systems).length === 0 && data === null;

for (const { study, name, fingerprint } of studies.filter(isLinked)) {
  test(`a link with the study ${name} leads to its fingerprint`, async () => {
    const { page, problems, close } = await open(site, { address: `${site.address}#explore/1.${deflateRawSync(toml_json(read(study))).toString("base64url")}` });
    await page.waitForSelector("[data-fingerprint]");
    assert.equal(await page.locator("[data-fingerprint]").getAttribute("data-fingerprint"), fingerprint);
    assert.deepEqual(problems, []);
    await close();
  });
}

test("the page's module gives the fingerprints of the others, over systems and people of their own", async () => {
  const others = studies.filter((own) => !isLinked(own));
  assert.ok(others.length > 0);
  const context = await site.browser.newContext();
  const page = await context.newPage();
  // A document without the page's policy, beside which the module lies.
  await page.route("**/module/**", (route) => {
    const path = new URL(route.request().url()).pathname.replace("/module/", "");
    return path === "" ? route.fulfill({ contentType: "text/html", body: "<!doctype html>" }) : route.fulfill({ path: join(glue, path) });
  });
  await page.goto(`http://${site.host}/module/`);
  for (const { study, systems, mappings, data, fingerprint } of others) {
    const files = {};
    for (const [system, folder] of Object.entries(systems))
      for (const file of readdirSync(join(root, folder)).filter((file) => file.endsWith(".toml"))) files[`systems/${system}/${file}`] = read(folder, file);
    for (const [mapping, path] of Object.entries(mappings)) files[`populations/${mapping}.toml`] = read(path);
    const found = await page.evaluate(
      async ({ name, text, files, people }) => {
        const module = await import("/module/commonweal_wasm.js");
        const rest = await WebAssembly.compileStreaming(fetch("/module/commonweal_wasm_rest.wasm"));
        module.set_rest(() => rest);
        await module.default();
        module.add_files(await (await fetch("/module/policies/common.json")).text());
        const explorer = new module.Explorer(name, text, JSON.stringify(files), Uint8Array.from(people));
        return JSON.parse(explorer.settle("en")).results.fingerprint;
      },
      { name: study, text: read(study), files, people: data ? [...readFileSync(join(root, data))] : [] },
    );
    assert.equal(found, fingerprint);
  }
  await context.close();
});
