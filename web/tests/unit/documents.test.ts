import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { html } from "../../build/documents";

it("makes documents parts of the page: headings below its own, tables that can be reached, no links to files that are not there", () => {
  const made = html("# Title\n\n## Part\n\nSee [this](other.md) and [that](https://example.org/a).\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n```toml\na = \"<b>\"\n```\n\n```\nrun\n```\n\n```\nrun\n```\n");
  expect(made).not.toContain(">Title<");
  expect(made).toContain("<h3>Part</h3>");
  expect(made).toContain('See this and <a href="https://example.org/a" rel="noreferrer">that</a>.');
  expect(made).toContain('<div class="scroll" role="region" tabindex="0" aria-label="Title: a, b">');
  expect(made).toContain('<tr><th scope="row">x</th><td class="right">1</td></tr>');
  expect(made).toContain("a = &quot;&lt;b>&quot;");
  expect(made).toContain('aria-label="Title: run"');
  expect(made).toContain('aria-label="Title: run (2)"');
});

it("keeps every line of the documents that the method shows", () => {
  for (const name of ["validation", "known-limits"]) {
    const text = readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), "utf8");
    const made = html(text).replace(/<[^>]+>/g, "");
    for (const number of text.match(/\d[\d,.]{3,}\d/g) ?? []) expect(made, name).toContain(number);
  }
});
