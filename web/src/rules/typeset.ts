// A formula as it is set on the page: boxes for fractions, braces for cases, names in words or as the file writes them.

import type { Language } from "../engine/types";
import { type Formula, formulaOf } from "./formula";

export type Box =
  | { is: "number"; text: string }
  | { is: "name"; path: string[]; words: string; sort: NameSort }
  | { is: "quoted"; text: string }
  /** A sign or a word of the language itself. */
  | { is: "sign"; text: string; said: string }
  | { is: "row"; boxes: Box[] }
  | { is: "fraction"; over: Box; under: Box }
  | { is: "cases"; rows: { then: Box; when: Box | null }[] };

export type NameSort = "step" | "parameter" | "function" | "other";

/** How a name is shown. */
export type Naming = (path: string[]) => { words: string; sort: NameSort };

const WORDS = {
  and: ["and", "且"],
  or: ["or", "或"],
  not: ["not", "非"],
  if: ["if", "若"],
  otherwise: ["otherwise", "其他情况"],
  where: ["where", "其中"],
  by: ["by", "按"],
  without: ["without", "不含"],
  in: ["is one of", "属于"],
  not_in: ["is none of", "不属于"],
  times: ["times", "乘以"],
  plus: ["plus", "加"],
  minus: ["minus", "减"],
  divided: ["divided by", "除以"],
  equal: ["is", "等于"],
  unequal: ["is not", "不等于"],
  less: ["is less than", "小于"],
  at_most: ["is at most", "不超过"],
  more: ["is more than", "大于"],
  at_least: ["is at least", "不低于"],
  smaller_of: ["the smaller of", "较小值"],
  larger_of: ["the larger of", "较大值"],
  per_month: ["a month", "每月"],
  per_year: ["a year", "每年"],
  if_zero: ["or, where that divides by 0,", "，分母为 0 时取"],
  between: ["but from", "，限于"],
  to: ["to", "至"],
  rounded: ["rounded to", "取整到"],
  down: ["rounded down", "向下取整"],
  up: ["rounded up", "向上取整"],
  down_to: ["rounded down to a multiple of", "向下取整到倍数："],
  up_to: ["rounded up to a multiple of", "向上取整到倍数："],
  amount: ["the size of", "绝对值"],
  sum: ["sum of", "合计"],
  count: ["number of members with", "人数："],
  any: ["any member with", "任一成员："],
  all: ["every member with", "每位成员："],
  largest: ["largest", "最大值"],
  smallest: ["smallest", "最小值"],
  head: ["of the head:", "户主的"],
  spouse: ["of the spouse:", "配偶的"],
  true: ["yes", "是"],
  false: ["no", "否"],
} satisfies Record<string, [string, string]>;

export type KnownWord = keyof typeof WORDS;

export function wordIn(word: KnownWord, language: Language): string {
  return WORDS[word][language === "zh" ? 1 : 0];
}

const SIGNS: Record<string, [string, KnownWord]> = {
  "+": ["+", "plus"],
  "-": ["\u2212", "minus"],
  "*": ["\u00d7", "times"],
  "/": ["/", "divided"],
  "<": ["<", "less"],
  "<=": ["\u2264", "at_most"],
  ">": [">", "more"],
  ">=": ["\u2265", "at_least"],
  "==": ["=", "equal"],
  "!=": ["\u2260", "unequal"],
};

// How firmly the parts of a formula hold together; brackets stand where a looser one is inside a firmer one.
const LOOSE = { cases: 0, or: 1, and: 2, not: 3, compare: 4, sum: 5, product: 6, unary: 7, whole: 9 };

function firmness(formula: Formula): number {
  switch (formula.is) {
    case "cases":
      return LOOSE.cases;
    case "not":
      return LOOSE.not;
    case "compare":
    case "in":
      return LOOSE.compare;
    case "negative":
      return LOOSE.unary;
    case "binary":
      if (formula.sign === "or" || formula.sign === "and") return LOOSE[formula.sign];
      if (formula.sign === "/") return LOOSE.whole;
      return formula.sign === "*" ? LOOSE.product : LOOSE.sum;
    case "call":
      return unbracketed(formula) ? LOOSE.sum : LOOSE.whole;
    default:
      return LOOSE.whole;
  }
}

function nameOf(formula: Formula): string {
  return formula.is === "name" ? formula.path.join(".") : "";
}

/** Whether a call is set in words around its argument rather than with brackets behind its name. */
function unbracketed(formula: Extract<Formula, { is: "call" }>): boolean {
  const isRounded = ["floor", "ceil"].includes(nameOf(formula.of)) && formula.given.length === 2;
  return (isRounded || ["per_month", "per_year", "clip", "round", "ratio"].includes(nameOf(formula.of))) && !formula.where && !formula.by;
}

/** Sets the text of a formula. */
export function typeset(text: string, naming: Naming, language: Language): Box {
  const word = (known: KnownWord): Box => ({ is: "sign", text: wordIn(known, language), said: wordIn(known, language) });
  const mark = (text: string, said = text): Box => ({ is: "sign", text, said });
  const row = (...boxes: Box[]): Box => ({ is: "row", boxes: boxes.flatMap((box) => (box.is === "row" ? box.boxes : [box])) });
  const bracketed = (...boxes: Box[]): Box => row(mark("("), ...boxes, mark(")"));
  const named = (path: string[]): Box => ({ is: "name", path, ...naming(path) });
  const listed = (items: Box[]): Box => row(...items.flatMap((item, at) => (at > 0 ? [mark(","), item] : [item])));
  const signed = (sign: string): Box => {
    const [shown, said] = SIGNS[sign] ?? [sign, "equal"];
    return mark(shown, wordIn(said, language));
  };

  /** A part of something that holds together at least so firmly. */
  function inside(formula: Formula, least: number): Box {
    const isLoose = firmness(formula) < least && formula.is !== "list";
    return isLoose ? bracketed(set(formula)) : set(formula);
  }

  function binary({ sign, left, right }: Extract<Formula, { is: "binary" }>): Box {
    if (sign === "/") return { is: "fraction", over: set(left), under: set(right) };
    if (sign === "and" || sign === "or") return row(inside(left, LOOSE[sign]), word(sign), inside(right, LOOSE[sign] + 1));
    const own = sign === "*" ? LOOSE.product : LOOSE.sum;
    return row(inside(left, own), signed(sign), inside(right, own + 1));
  }

  function call(formula: Extract<Formula, { is: "call" }>): Box {
    const [first, second, third] = formula.given;
    const name = nameOf(formula.of);
    if (unbracketed(formula) && first) {
      const only = formula.given.length === 1;
      if ((name === "per_month" || name === "per_year") && only) return row(inside(first, LOOSE.whole), word(name));
      if (name === "clip" && second && third) return row(inside(first, LOOSE.sum), word("between"), inside(second, LOOSE.sum), word("to"), inside(third, LOOSE.sum));
      if (name === "round" && second && !third) return row(inside(first, LOOSE.whole), word("rounded"), inside(second, LOOSE.whole));
      if ((name === "floor" || name === "ceil") && second) return row(inside(first, LOOSE.whole), word(name === "floor" ? "down_to" : "up_to"), inside(second, LOOSE.whole));
      if (name === "ratio" && second && third) return row({ is: "fraction", over: set(first), under: set(second) }, word("if_zero"), inside(third, LOOSE.sum));
    }
    if (name === "abs" && first && !second) return row(mark("|", wordIn("amount", language)), set(first), mark("|", ""));
    if (name === "floor" && first && !second) return row(mark("\u230a", wordIn("down", language)), set(first), mark("\u230b", ""));
    if (name === "ceil" && first && !second) return row(mark("\u2308", wordIn("up", language)), set(first), mark("\u2309", ""));
    const given = listed(formula.given.map(set));
    const narrowed = [
      ...(formula.where ? [word("where"), set(formula.where)] : []),
      ...(formula.by ? [word("by"), set(formula.by)] : []),
    ];
    // Members are taken by the first argument; a second one stands for nobody.
    const behind = narrowed.length > 0 && first ? [set(first), ...narrowed, ...formula.given.slice(1).flatMap((item) => [mark(","), set(item)])] : [given];
    if (name === "max" || name === "min") return row(mark(name, wordIn(name === "max" ? "larger_of" : "smaller_of", language)), bracketed(...behind));
    const known = ["sum", "count", "any", "all", "largest", "smallest", "head", "spouse"].find((member) => member === name) as KnownWord | undefined;
    if (known) return row(word(known), bracketed(...behind));
    return row(set(formula.of), bracketed(...behind));
  }

  function set(formula: Formula): Box {
    switch (formula.is) {
      case "number":
        return { is: "number", text: formula.text };
      case "quoted":
        return { is: "quoted", text: formula.text };
      case "name": {
        const name = nameOf(formula);
        return name === "true" || name === "false" ? word(name) : named(formula.path);
      }
      case "list":
        return bracketed(listed(formula.items.map(set)));
      case "index":
        return row(set(formula.of), mark("["), listed(formula.by.map(set)), mark("]"));
      case "call":
        return call(formula);
      case "negative":
        return row(signed("-"), inside(formula.inner, LOOSE.unary));
      case "not":
        return row(word("not"), inside(formula.inner, LOOSE.compare));
      case "binary":
        return binary(formula);
      case "compare":
        return row(...formula.items.flatMap((item, at) => [...(at > 0 ? [signed(formula.signs[at - 1] ?? "")] : []), inside(item, LOOSE.sum)]));
      case "in":
        return row(inside(formula.left, LOOSE.sum), word(formula.isNot ? "not_in" : "in"), set(formula.right));
      case "without":
        return row(set(formula.inner), word("without"), named(formula.path));
      case "cases":
        return { is: "cases", rows: formula.rows.map(({ then, when }) => ({ then: set(then), when: when && set(when) })) };
    }
  }

  return set(formulaOf(text));
}

/** Everything in a box that is a number, a name or a quoted word, in the order of reading. */
export function leaves(box: Box): Extract<Box, { is: "number" | "name" | "quoted" }>[] {
  switch (box.is) {
    case "sign":
      return [];
    case "row":
      return box.boxes.flatMap(leaves);
    case "fraction":
      return [...leaves(box.over), ...leaves(box.under)];
    case "cases":
      return box.rows.flatMap(({ then, when }) => [...leaves(then), ...(when ? leaves(when) : [])]);
    default:
      return [box];
  }
}

/** A formula as it is read aloud. */
export function spoken(box: Box, language: Language): string {
  const word = (known: KnownWord) => wordIn(known, language);
  const say = (inner: Box): string => {
    switch (inner.is) {
      case "number":
      case "quoted":
        return inner.text;
      case "name":
        return inner.words;
      case "sign":
        return inner.said;
      case "row":
        return inner.boxes.map(say).filter(Boolean).join(" ");
      case "fraction":
        return `(${say(inner.over)}) ${word("divided")} (${say(inner.under)})`;
      case "cases":
        return inner.rows
          .map(({ then, when }) => (when ? `${word("if")} ${say(when)}: ${say(then)}` : `${word("otherwise")}: ${say(then)}`))
          .join("; ");
    }
  };
  return say(box).replaceAll(/([([]) /g, "$1").replaceAll(/ ([)\],])/g, "$1");
}
