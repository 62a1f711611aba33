// The sentence above the comparison: which of two packages protects more, costs less, leaves fewer poor.

import type { Language } from "../engine/types";
import type { TextKey } from "../texts";
import type { Pair } from "./rows";

/** A part of the sentence: words, or a package to choose. */
export type Part = { text: string } | { side: "a" | "b" };

type Tell = (key: TextKey, holes?: Record<string, string>) => string;

/** What speaks for a side; more is better, or less is. */
const CRITERIA: { key: string; isMore: boolean; text: TextKey }[] = [
  { key: "protected", isMore: true, text: "compare_protects" },
  { key: "net_cost", isMore: false, text: "compare_cheaper" },
  { key: "poverty", isMore: false, text: "compare_fewer_poor" },
];

/** What speaks for either side; what is shown alike speaks for none. */
export function verdicts(rows: Pair[]): { a: TextKey[]; b: TextKey[] } {
  const found: { a: TextKey[]; b: TextKey[] } = { a: [], b: [] };
  for (const { key, isMore, text } of CRITERIA) {
    const row = rows.find((known) => known.key === key);
    if (!row || row.a === null || row.b === null || row.shown.a === row.shown.b) continue;
    found[row.a > row.b === isMore ? "a" : "b"].push(text);
  }
  return found;
}

/** Clauses as a list of words. */
export function list(words: string[], language: Language): string {
  if (language === "zh") return words.join("、");
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** The parts of the sentence in their order. */
export function sentence(rows: Pair[], language: Language, t: Tell): Part[] {
  const { a, b } = verdicts(rows);
  const said = (keys: TextKey[]) => list(keys.map((key) => t(key)), language);
  const template =
    a.length + b.length === 0 ? t("compare_alike") : b.length === 0 ? t("compare_a_alone", { a: said(a) }) : a.length === 0 ? t("compare_b_alone", { b: said(b) }) : t("compare_both", { a: said(a), b: said(b) });
  return template.split(/(\[[AB]\])/).filter((piece) => piece !== "").map((piece) => (piece === "[A]" ? { side: "a" } : piece === "[B]" ? { side: "b" } : { text: piece }));
}
