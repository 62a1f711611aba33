import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { texts } from "../../src/texts";

it("has every text in both languages, with the same holes", () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  for (const [key, text] of Object.entries(texts)) {
    expect(holes(text.zh), key).toEqual(holes(text.en));
    expect(text.en.includes("'"), `${key}: a typographic apostrophe`).toBe(false);
  }
});

it("has no text that nobody shows", () => {
  const folder = fileURLToPath(new URL("../../src/", import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|svelte)$/.test(name) && !/^texts/.test(name));
  const all = files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  // Keys that are put together: by the name of a column, a kind, a key of the keyboard and the like.
  const made = [...all.matchAll(/`([a-z_]*)\$\{[^`}]*\}([a-z_]*)`|"([a-z_]+_)"/g)].map(([, before = "", after = "", prefix]) => [prefix ?? before, after] as const);
  const prefixes = [...made.filter(([before, after]) => before.length > 3 || after.length > 3), ["field_", ""], ["value_", ""]] as const;
  const isMade = (key: string) => prefixes.some(([before, after]) => key.startsWith(before) && key.endsWith(after));
  const unused = Object.keys(texts).filter((key) => !new RegExp(`\\b${key}\\b`).test(all) && !isMade(key));
  expect(unused).toEqual([]);
});
