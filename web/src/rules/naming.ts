// The words for the names of a formula, and numbers of steps as they are written.

import type { Instrument, Language, Texts } from "../engine/types";
import { titled } from "../study/study";
import { stepWord } from "../texts/steps";
import type { Explained, Rule } from "./types";
import type { NameSort, Naming } from "./typeset";

/** The step of every rule that pays, and what it is called where its file does not say. */
const RESULT = "amount";
const AMOUNT: Record<Language, string> = { en: "Amount", zh: "金额" };

/** A title within a sentence: a small first letter, unless it begins with a word of capitals. */
export function within(title: string): string {
  return /^[A-Z][a-z]/.test(title) || /^A /.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}

/** The title of a step at the head of a line. Of a step without one the engine gives the name in words, which are English. */
export function headed(texts: Texts | undefined, name: string, language: Language): string {
  const title = titled(texts, language, name);
  if (name === RESULT && title.toLowerCase() === RESULT) return AMOUNT[language];
  const isBare = title === name || title.toLowerCase() === name.replaceAll("_", " ");
  return language !== "en" && isBare ? (stepWord(name) ?? name) : title.charAt(0).toUpperCase() + title.slice(1);
}

/** A name without a title: in English its words, in Chinese those that are known for it, else as the file writes it. */
const inWords = (name: string, language: Language) => (name === RESULT ? within(AMOUNT[language]) : language === "en" ? name.replaceAll("_", " ") : (stepWord(name) ?? name));

/** What a rule may name, by where it is found. */
export interface Known {
  rule: Rule;
  law: Instrument[];
  /** Titles of columns, concepts and parameters of the system. */
  titles: Record<string, Texts>;
  language: Language;
}

function ofRule(rule: Rule, name: string): { title: Texts | undefined; sort: NameSort } | null {
  const step = rule.rules?.find((found) => found.name === name) ?? rule.functions?.flatMap((made) => made.rules).find((found) => found.name === name && name !== "result");
  if (step) return { title: step.title, sort: "step" };
  const parameter = rule.parameters.find((found) => found.name === name);
  if (parameter) return { title: parameter.title, sort: "parameter" };
  return rule.functions?.some((made) => made.name === name) ? { title: undefined, sort: "function" } : null;
}

/** Names in the words of their titles. */
export function inWordsOf({ rule, law, titles, language }: Known): Naming {
  const title = (texts: Texts | undefined, name: string) => {
    const found = titled(texts, language, name);
    return found === "" || found === name || found === name.replaceAll("_", " ") ? inWords(name, language) : within(found);
  };
  return (path) => {
    const name = path.at(-1) ?? "";
    const of = path.length > 1 ? path[0] : undefined;
    const other = of === undefined ? undefined : law.find((found) => found.name === of);
    if (other) {
      const found = ofRule(other as Rule, name);
      return { words: `${title(found?.title, name)} (${title(other.title, other.name)})`, sort: "other" };
    }
    const own = ofRule(rule, name);
    if (own) return { words: title(own.title, name), sort: own.sort };
    const instrument = law.find((found) => found.name === name);
    return { words: title(titles[name] ?? instrument?.title, path.length > 1 && of === "draw" ? path.join(" ") : name), sort: "other" };
  };
}

/** Names as the file writes them. */
export function asWritten(rule: Rule): Naming {
  return (path) => ({ words: path.join("."), sort: ofRule(rule, path.at(-1) ?? "")?.sort ?? "other" });
}

/** A number of a step: to the cent, thousands apart in English. */
export function plain(value: number, language: Language): string {
  const size = Math.abs(value);
  const decimals = size >= 1000 || Number.isInteger(value) ? 0 : size >= 1 ? 2 : 4;
  const text = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", {
    maximumFractionDigits: decimals,
    minimumFractionDigits: decimals === 2 ? 2 : 0,
    useGrouping: language === "en" || size >= 100_000,
  }).format(size);
  return value < 0 && Number(text.replaceAll(",", "")) !== 0 ? `\u2212${text}` : text;
}

/** A value of a step. */
export function shownValue(value: Explained, language: Language, yes: string, no: string): string {
  if (typeof value === "boolean") return value ? yes : no;
  return typeof value === "number" ? plain(value, language) : value.replaceAll("_", " ");
}
