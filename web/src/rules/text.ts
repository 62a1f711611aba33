// An instrument of a study as the text of a rule file, laid out as the files of the project are.

import type { Value } from "../engine/types";

type Entries = [string, Value][];

const isTable = (value: Value | undefined): value is { [key: string]: Value } => typeof value === "object" && value !== null && !Array.isArray(value);
const bare = (key: string) => (/^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key));

/** A text within quotes, with what TOML asks to be escaped. */
function quoted(text: string): string {
  // JSON leaves the one control character plain that TOML does not allow so.
  return JSON.stringify(text).replaceAll("\u007f", "\\u007f");
}

function inline(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isTable(value)) {
    const entries = Object.entries(value);
    return entries.length === 0 ? "{}" : `{ ${entries.map(([key, inner]) => `${bare(key)} = ${inline(inner)}`).join(", ")} }`;
  }
  return typeof value === "string" ? quoted(value) : String(value);
}

/** A long note stands on lines of its own. */
function written(value: Value): string {
  if (typeof value !== "string" || !value.includes("\n")) return inline(value);
  const lines = quoted(value).slice(1, -1).replaceAll("\\n", "\n").replaceAll('\\"', '"').replaceAll('"""', '""\\"');
  return `"""\n${lines.endsWith('"') ? `${lines.slice(0, -1)}\\"` : lines}"""`;
}

function lines(entries: Entries): string {
  return entries.map(([key, value]) => `${bare(key)} = ${written(value)}\n`).join("");
}

/** The text of a rule. Tables get headers of their own, and what stands in them one line each. */
export function ruleText(rule: { [key: string]: Value }): string {
  const entries = Object.entries(rule);
  const isList = (value: Value) => Array.isArray(value) && value.length > 0 && value.every(isTable);
  const plain = entries.filter(([key, value]) => key === "title" || !(isTable(value) || isList(value)));
  const sections = entries.filter(([key, value]) => key !== "title" && (isTable(value) || isList(value)));
  const made = sections.map(([key, value]) => {
    if (Array.isArray(value)) return value.map((item) => `[[${bare(key)}]]\n${lines(Object.entries(item as object))}`).join("\n");
    const inner = Object.entries(value as { [key: string]: Value });
    // `[for_each.person]` and `[functions.f]` are tables of tables.
    const isNested = ["for_each", "functions"].includes(key);
    if (!isNested) return `[${bare(key)}]\n${lines(inner)}`;
    return inner.map(([name, body]) => (isTable(body) ? nested(`${bare(key)}.${bare(name)}`, body) : lines([[name, body]]))).join("\n");
  });
  return [lines(plain), ...made].join("\n");
}

function nested(head: string, body: { [key: string]: Value }): string {
  const { rules, ...rest } = body;
  if (!isTable(rules)) return `[${head}]\n${lines(Object.entries(body))}`;
  return `[${head}]\n${lines(Object.entries(rest))}\n[${head}.rules]\n${lines(Object.entries(rules))}`;
}
