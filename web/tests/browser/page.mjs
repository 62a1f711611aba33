// A server of web/dist under a folder of its own, and pages in Chromium.

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "dist");
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};

/** Serves the page at a sub-path of a free port. */
export async function served() {
  if (!existsSync(join(dist, "index.html"))) throw new Error("web/dist holds no page; run `cargo xtask web` first");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium" });
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname)).replace(/^\/some\/path/, "");
    let file = join(dist, path);
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!file.startsWith(dist) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${server.address().port}`;
  return {
    browser,
    host,
    address: `http://${host}/some/path/`,
    async close() {
      await browser.close();
      server.close();
    },
  };
}

/** A visitor's page; `axe()` gives the violations in words. */
export async function open(site, { width = 1440, height = 900, language = "en", theme = "light", address = site.address, before = async () => {} } = {}) {
  const context = await site.browser.newContext({
    viewport: { width, height },
    locale: language === "zh" ? "zh-CN" : "en-US",
    colorScheme: theme,
    hasTouch: width < 620,
    isMobile: width < 620,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const hosts = new Set();
  const problems = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http")) hosts.add(url.host);
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await before(page);
  await page.goto(address);
  return {
    page,
    hosts,
    problems,
    async axe() {
      await page.evaluate(`(() => { ${axeSource}\n })()`);
      const { violations, passes } = await page.evaluate(() => window.axe.run(document));
      if (passes.length < 15) throw new Error(`axe looked at next to nothing: ${passes.length} rules passed`);
      return violations.flatMap((found) => found.nodes.map((node) => `${found.id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
    },
    close: () => context.close(),
  };
}
