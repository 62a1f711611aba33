// What the engine works out while the page is built, so that it cannot be older: the example results of the page without script, and
// the figures that stand in the page until the visitor's device has worked them out itself.

import type { Plugin } from "vite";
import { engineOf } from "./engine.mjs";

const PACKAGE = "three-tier-safety-net";
const ID = "virtual:example";
const PLACE = "<!-- example -->";

/** What is shown of a run, in one language. */
export interface Example {
  title: string;
  sentence: string;
  cells: { label: string; figure: string; note: string }[];
  tables: { question: string; sentence: string; columns: string[]; rows: string[][] }[];
  fingerprint: string;
  model: string;
}

/** The example, and the JSON of all that a tick of the default study shows. */
export interface Made {
  example: Example;
  first: string;
}

/** All that is worked out: in both languages, and what may be chosen, as JSON. */
interface Both {
  languages: Record<"en" | "zh", Made>;
  listing: string;
}

interface Told {
  sentence: string;
  cells: { label: string; figure: string; note: string }[];
}

interface Drawn {
  name: string;
  question: string;
  sentence: string;
  table: { title: string; keys: string[]; columns: { title: string; shown: string[] }[] };
}

/** The figures whose tables are shown. */
const shown = ["budget", "coverage", "deciles"];

/** What is worked out in both languages, by the module in a folder. */
export async function examples(glue: string): Promise<Both> {
  const engine = await engineOf(glue);
  const study = JSON.parse(engine.package_study(PACKAGE)) as { title: Record<string, string> };
  const explorer = new engine.Explorer("study.json", JSON.stringify(study), "", new Uint8Array());
  const { results } = JSON.parse(explorer.settle("en")) as { results: { fingerprint: string; model_version: string } };
  const of = (language: "en" | "zh"): Made => {
    const { headline, figures } = JSON.parse(explorer.tick(language, shown.join(" "), "")) as { headline: Told; figures: Drawn[] };
    const example = {
      title: study.title[language] ?? PACKAGE,
      sentence: headline.sentence,
      cells: headline.cells.map(({ label, figure, note }) => ({ label, figure, note })),
      tables: figures.map(({ question, sentence, table }) => ({
        question,
        sentence,
        columns: table.columns.map((column) => column.title),
        rows: table.keys.map((_, at) => table.columns.map((column) => column.shown[at] ?? "")),
      })),
      fingerprint: results.fingerprint,
      model: results.model_version,
    };
    return { example, first: explorer.tick(language, "", "") };
  };
  return { languages: { en: of("en"), zh: of("zh") }, listing: engine.catalog() };
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** The example as the HTML that stands where no script runs. */
export function html(example: Example, words: { heading: string; fingerprint: string }): string {
  const cells = example.cells.map(({ label, figure, note }) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(figure)}</td><td>${escaped(note)}</td></tr>`);
  const tables = example.tables.map(({ question, sentence, columns, rows }) => {
    const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join("");
    const body = rows.map((row) => `<tr>${row.map((cell, at) => (at === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join("")}</tr>`);
    return `<h3>${escaped(question)}</h3><p>${escaped(sentence)}</p><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
  });
  return `<h2>${escaped(words.heading)}</h2><p><strong>${escaped(example.sentence)}</strong></p><table><tbody>${cells.join("")}</tbody></table>${tables.join("")}<p>${escaped(words.fingerprint)} <code>${example.fingerprint}</code></p>`;
}

/** Gives the example to the page without script, and to the view that a browser without WebAssembly gets. */
export function example(glue: string): Plugin {
  let made: Promise<Both> | null = null;
  const both = () => (made ??= examples(glue));
  return {
    name: "example",
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    async load(id) {
      if (id !== `\0${ID}`) return null;
      const { en, zh } = (await both()).languages;
      return `export default ${JSON.stringify({ en: en.example, zh: zh.example })};`;
    },
    async generateBundle() {
      const { languages, listing } = await both();
      for (const [language, { first }] of Object.entries(languages)) this.emitFile({ type: "asset", fileName: `first.${language}.json`, source: first });
      this.emitFile({ type: "asset", fileName: "listing.json", source: listing });
    },
    async transformIndexHtml(page) {
      const { en, zh } = (await both()).languages;
      const parts = [
        html(en.example, { heading: `Example: ${en.example.title}`, fingerprint: "Fingerprint" }),
        `<div lang="zh-Hans">${html(zh.example, { heading: `示例：${zh.example.title}`, fingerprint: "指纹" })}</div>`,
      ];
      return page.replace(PLACE, () => parts.join("\n"));
    },
  };
}
