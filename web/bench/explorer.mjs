// How fast the built page is in this machine's Chromium: from navigation to the first figures, and from the event of a slider to
// painted figures, with the engine's share. `--households 50000,500000 --moves 60`.

import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { deflateRawSync, gzipSync } from "node:zlib";
import { engine } from "../tests/browser/engine.mjs";
import { open, served } from "../tests/browser/page.mjs";

const { values } = parseArgs({ options: { households: { type: "string", default: "50000,500000" }, moves: { type: "string", default: "60" } } });
const sizes = values.households.split(",").map(Number);
const moves = Number(values.moves);

const { package_study } = await engine();

/** The default package on so many households, as a link has it. */
function linked(households) {
  const study = { ...JSON.parse(package_study("three-tier-safety-net")), population: { recipe: "stylised", households } };
  return `#explore/1.${deflateRawSync(JSON.stringify(study)).toString("base64url")}`;
}

/** In the page: when a frame with the first figures was painted, and a clock from the event of a slider to its frame. */
function clocks() {
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => done(performance.now());
        channel.port2.postMessage(0);
      }),
    );
  const figures = (without) =>
    new Promise((done) => {
      const look = async () => {
        const isThere = document.querySelector("[data-cell=net_cost] .figure:not(.empty)") && document.querySelector("svg.chart");
        if (isThere && !document.querySelector(without)) done(await painted());
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  // The page shows what its build worked out, then what this device did.
  window.firstFigures = figures("[data-nothing]");
  window.ownFigures = figures("[data-foretold]");
  let waiting = null;
  window.nextMove = () => new Promise((done) => (waiting = done));
  window.addEventListener(
    "input",
    (event) => {
      const [start, done] = [event.timeStamp, waiting];
      waiting = null;
      if (!done) return;
      const look = async () => {
        const tick = performance.getEntriesByName("tick").at(-1);
        if (tick && tick.startTime >= start) {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => done({ whole: performance.now() - start, engine: tick.detail.engine, asked: tick.duration, at: tick.startTime - start });
          channel.port2.postMessage(0);
        } else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    true,
  );
}

function quantile(numbers, share) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/** Holds a slider and moves it so often, each time when the figures of the move before were painted. */
async function drag(page, setting) {
  const slider = page.locator(`[data-setting='${setting}'] input[type=range]`);
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  const at = await slider.evaluate((input) => (input.valueAsNumber - Number(input.min)) / (Number(input.max) - Number(input.min)));
  const thumb = 18;
  const x = (share) => box.x + thumb / 2 + share * (box.width - thumb);
  const y = box.y + box.height / 2;
  await page.mouse.move(x(at), y);
  await page.mouse.down();
  const found = [];
  for (let move = 0; move < moves + 3; move += 1) {
    const next = page.evaluate(() => window.nextMove());
    await page.mouse.move(x(0.15 + 0.6 * ((move * 0.37) % 1)), y);
    found.push(await next);
  }
  await page.mouse.up();
  await page.waitForSelector("[data-fingerprint]");
  // The first moves compile what was not yet needed.
  return found.slice(3);
}

const ms = (number) => number.toFixed(number < 10 ? 1 : 0);
const rows = [["households", "first figures", "worked out here", "slider", "median", "95th", "engine", "engine 95th", "page"]];
const site = await served();
try {
  for (const households of sizes) {
    const address = households === 50_000 ? site.address : site.address + linked(households);
    const { page, close } = await open(site, { address: "about:blank" });
    page.setDefaultTimeout(600_000);
    await page.addInitScript(clocks);
    await page.goto(address);
    const firstFigures = await page.evaluate(() => window.firstFigures);
    const ownFigures = await page.evaluate(() => window.ownFigures);
    await page.waitForSelector("[data-fingerprint]");
    await page.locator("[data-instrument=basic_income] .row").click();
    for (const setting of ["basic_income.adult_amount", "ai_central.displaced_share"]) {
      const found = await drag(page, setting);
      if (process.env.RAW) console.log(found.map((m) => [m.at, m.engine, m.asked - m.engine, m.whole - m.asked - m.at].map((n) => n.toFixed(1)).join("/")).join(" "));
      const of = (share, get) => ms(quantile(found.map(get), share));
      rows.push([
        households.toLocaleString("en"),
        `${ms(firstFigures)} ms`,
        `${ms(ownFigures)} ms`,
        setting,
        of(0.5, (move) => move.whole),
        of(0.95, (move) => move.whole),
        of(0.5, (move) => move.engine),
        of(0.95, (move) => move.engine),
        of(0.5, (move) => move.whole - move.engine),
      ]);
    }
    await close();
  }
} finally {
  await site.close();
}

const print = (table) => {
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  for (const row of table) console.log(row.map((cell, column) => (column === 0 || column === 3 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  "));
};
console.log(`${cpus().length} processors, ${cpus()[0]?.model}; ${moves} moves of each slider, milliseconds from its event to painted figures\n`);
print(rows);

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const assets = readdirSync(join(dist, "assets"));
const packed = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name)), { level: 9 }).length, 0);
const kilo = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
console.log("\nsizes, gzip");
for (const [title, ending] of [
  ["engine", ".wasm"],
  ["scripts, all", ".js"],
  ["styles", ".css"],
])
  console.log(`  ${title.padEnd(14)}${kilo(packed(assets.filter((name) => name.endsWith(ending)))).padStart(9)}`);
