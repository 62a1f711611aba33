// Documents of the project as parts of the page: `import html from "…/validation.md?document"`.

import { readFileSync } from "node:fs";
import { Marked } from "marked";
import type { Plugin } from "vite";
import { stylesOf } from "./page";

const SUFFIX = ".md?document";

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/** A document as HTML below a heading of the second level: its title is left out, for the page has one of its own. */
export function html(text: string): string {
  const title = /^# (.*)$/m.exec(text)?.[1] ?? "";
  const named = new Map<string, number>();
  // Parts that can be reached by the keyboard have names of their own, in all documents that stand on one page.
  const label = (words: string) => {
    const count = (named.get(words) ?? 0) + 1;
    named.set(words, count);
    return escaped([title, count > 1 ? `${words} (${count})` : words].filter((part) => part !== "").join(": "));
  };
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth }) {
        return depth === 1 ? "" : `<h${depth + 1}>${this.parser.parseInline(tokens)}</h${depth + 1}>\n`;
      },
      // Other files of the project are not on the page.
      link({ href, tokens }) {
        const inside = this.parser.parseInline(tokens);
        return /^https?:/.test(href) ? `<a href="${escaped(href)}" rel="noreferrer">${inside}</a>` : inside;
      },
      // What is wider than a phone scrolls by itself, and can be reached by the keyboard.
      table({ header, rows }) {
        const cells = (row: typeof header, tag: string) =>
          row
            .map((cell, at) => {
              const side = cell.align === "right" ? ' class="right"' : "";
              const name = tag === "th" ? "th" : at === 0 ? "th" : "td";
              const scope = tag === "th" ? ' scope="col"' : at === 0 ? ' scope="row"' : "";
              const inside = this.parser.parseInline(cell.tokens);
              return inside === "" ? `<td></td>` : `<${name}${scope}${side}>${inside}</${name}>`;
            })
            .join("");
        const name = label(header.map((cell) => cell.text).filter((word) => word !== "").join(", ") || "table");
        const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("");
        return `<div class="scroll" role="region" tabindex="0" aria-label="${name}"><table><thead><tr>${cells(header, "th")}</tr></thead><tbody>${body}</tbody></table></div>\n`;
      },
      code({ text: code }) {
        const first = label(code.split("\n")[0] ?? "");
        return `<pre role="region" tabindex="0" aria-label="${first}"><code>${escaped(code)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(text, { async: false });
}

/** A document as a page of its own, for a browser without script. */
function page(title: string, body: string, style: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="../${style}" />
    <title>${escaped(title)} · commonweal</title>
  </head>
  <body>
    <main class="plain">
      <p><a href="../index.html">commonweal</a></p>
      <h1>${escaped(title)}</h1>
${body}    </main>
  </body>
</html>
`;
}

/** Gives documents to the views that import them, and writes those named, of a folder, as pages below `documents/`. */
export function documents(folder: string, pages: string[]): Plugin {
  return {
    name: "documents",
    enforce: "pre",
    generateBundle(_, bundle) {
      const style = stylesOf(bundle)[0];
      if (!style) this.error("the page has no style sheet");
      for (const name of pages) {
        const text = readFileSync(`${folder}/${name}.md`, "utf8");
        const title = /^# (.*)$/m.exec(text)?.[1] ?? name;
        this.emitFile({ type: "asset", fileName: `documents/${name}.html`, source: page(title, html(text), style) });
      }
    },
    load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const file = id.slice(0, -"?document".length);
      this.addWatchFile(file);
      return `export default ${JSON.stringify(html(readFileSync(file, "utf8")))};`;
    },
  };
}
