// Chinese words for each sort of problem that the engine tells.

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { PROBLEMS, meaningsOf } from "../../src/texts/problems";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** Texts of the sources with the form of a code that are none. */
const OTHER = ["drawn-orders", "last-in", "on-pale", "nobody-reached", "on-strong", "over-shared", "take-up"];

/** The sources of the engine without their tests. */
const sources = ["core/src", "tables/src"].flatMap((folder) =>
  readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".rs") && !/(^|[/_])tests?([/.]|$)/.test(path))
    .map((path) => read(`${folder}/${path}`).split(/#\[cfg\(test\)\]\nmod tests \{/)[0] ?? ""),
);
const inSources = (form: RegExp) => sources.flatMap((text) => [...text.matchAll(form)].map(([, code = ""]) => code));

it("are there for each code of the engine's sources and of the documentation", () => {
  const written = inSources(/"([a-z]+(?:-[a-z]+)+)"/g).filter((word) => !OTHER.includes(word));
  const single = inSources(/(?:code: |\.report\(\s*)"([a-z]+)"/g);
  const table = /## Messages\n(.*?)\n## /s.exec(read("docs/rules.md"))?.[1] ?? "";
  const told = table.split("\n").flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([a-z-]+)`/g)].map(([, code = ""]) => code));
  const all = new Set([...written, ...single, ...told]);
  expect(all.size).toBeGreaterThan(120);
  expect([...all].filter((code) => !(code in PROBLEMS)).sort()).toEqual([]);
  const text = sources.join("");
  expect(Object.keys(PROBLEMS).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});

it("are Chinese, short, and end in no full stop, because the engine's sentence follows", () => {
  for (const [code, words] of Object.entries(PROBLEMS)) expect(words, code).toMatch(/^(?=.*\p{Script=Han}).{2,24}(?<![。.：])$/u);
});

it("stand once for each sort in what the engine says, with its number", () => {
  const row = (code: string) => `error[${code}]: row 3: \`age\` is 130\n--> people.csv\n = help: error[cycle]: no\n`;
  expect(meaningsOf([row("out-of-range"), row("unknown-label"), row("out-of-range")].join("\n"))).toBe("超出允许范围（2 处）；类别中没有此值");
  expect(meaningsOf("the calculation stopped")).toBe("");
  expect(meaningsOf("error[of-tomorrow]: x")).toBe("");
});
