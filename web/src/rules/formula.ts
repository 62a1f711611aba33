// A formula of the rule language as a tree, to be typeset. The engine decides what a formula means; this only reads its form.

export type Formula =
  | { is: "number"; text: string }
  | { is: "quoted"; text: string }
  | { is: "name"; path: string[] }
  | { is: "list"; items: Formula[] }
  | { is: "index"; of: Formula; by: Formula[] }
  | { is: "call"; of: Formula; given: Formula[]; where: Formula | null; by: Formula | null }
  | { is: "negative"; inner: Formula }
  | { is: "not"; inner: Formula }
  | { is: "binary"; sign: Sign; left: Formula; right: Formula }
  | { is: "compare"; items: Formula[]; signs: string[] }
  | { is: "in"; left: Formula; right: Formula; isNot: boolean }
  | { is: "without"; inner: Formula; path: string[] }
  | { is: "cases"; rows: { then: Formula; when: Formula | null }[] };

export type Sign = "+" | "-" | "*" | "/" | "and" | "or";

export interface Word {
  sort: "number" | "quoted" | "name" | "sign" | "end";
  text: string;
}

export class FormulaError extends Error {}

const WORD = /\s*(?:(\d[\d_.]*(?:[eE][-+]?\d+)?|\.\d[\d_]*(?:[eE][-+]?\d+)?)|'([^']*)'|"([^"]*)"|([A-Za-z_]\w*)|(<=|>=|==|!=|[-+*/<>()[\],.;]))/y;
const KEYWORDS = new Set(["and", "or", "not", "if", "else", "in", "where", "by", "without", "when", "otherwise"]);

/** The words and signs of a formula. */
export function wordsOf(text: string): Word[] {
  const found: Word[] = [];
  WORD.lastIndex = 0;
  const end = text.trimEnd().length;
  while (WORD.lastIndex < end) {
    const at = WORD.lastIndex;
    const match = WORD.exec(text);
    if (!match) throw new FormulaError(`cannot be read: ${text.slice(at)}`);
    const [, number, single, double, name, sign] = match;
    if (number !== undefined) found.push({ sort: "number", text: number });
    else if (single !== undefined || double !== undefined) found.push({ sort: "quoted", text: single ?? double ?? "" });
    else if (name !== undefined) found.push({ sort: "name", text: name });
    else found.push({ sort: "sign", text: sign ?? "" });
  }
  found.push({ sort: "end", text: "" });
  return found;
}

/** Reads a formula, or the rows of a match as the engine lists them: `a when b; otherwise c`. */
export function formulaOf(text: string): Formula {
  const words = wordsOf(text);
  let at = 0;
  const peek = () => words[at] as Word;
  const isWord = (word: string) => peek().sort === "name" && peek().text === word;
  const isSign = (sign: string) => peek().sort === "sign" && peek().text === sign;
  const fail = (wanted: string): never => {
    throw new FormulaError(`${wanted} instead of ${peek().text || "the end"}: ${text}`);
  };
  function accept(is: boolean): boolean {
    if (is) at += 1;
    return is;
  }
  const word = (wanted: string) => accept(isWord(wanted));
  const sign = (wanted: string) => accept(isSign(wanted));
  const need = (wanted: string) => sign(wanted) || fail(wanted);

  function rows(): Formula {
    const made: { then: Formula; when: Formula | null }[] = [];
    do {
      if (word("otherwise")) {
        made.push({ then: conditional(), when: null });
        continue;
      }
      const then = conditional();
      if (made.length === 0 && !isWord("when")) return then;
      if (!word("when")) fail("when");
      made.push({ then, when: conditional() });
    } while (sign(";"));
    return { is: "cases", rows: made };
  }

  function conditional(): Formula {
    const then = or();
    if (!word("if")) return then;
    const when = or();
    if (!word("else")) fail("else");
    const rest = conditional();
    // One brace for a chain of conditions.
    const others = rest.is === "cases" ? rest.rows : [{ then: rest, when: null }];
    return { is: "cases", rows: [{ then, when }, ...others] };
  }

  function chain(next: () => Formula, taken: () => Sign | null): Formula {
    let left = next();
    for (let found = taken(); found; found = taken()) left = { is: "binary", sign: found, left, right: next() };
    return left;
  }

  const or = () => chain(and, () => (word("or") ? "or" : null));
  const and = () => chain(not, () => (word("and") ? "and" : null));
  const sum = () => chain(product, () => (sign("+") ? "+" : sign("-") ? "-" : null));
  const product = () => chain(unary, () => (sign("*") ? "*" : sign("/") ? "/" : null));

  function not(): Formula {
    return word("not") ? { is: "not", inner: not() } : comparison();
  }

  function comparison(): Formula {
    const first = sum();
    const next = words[at + 1];
    const isNot = isWord("not") && next?.sort === "name" && next.text === "in";
    if (isNot || isWord("in")) {
      at += isNot ? 2 : 1;
      return { is: "in", left: first, right: isSign("[") ? list() : postfix(), isNot };
    }
    const items = [first];
    const signs: string[] = [];
    while (peek().sort === "sign" && ["<", "<=", ">", ">=", "==", "!="].includes(peek().text)) {
      signs.push(peek().text);
      at += 1;
      items.push(sum());
    }
    return signs.length > 0 ? { is: "compare", items, signs } : first;
  }

  function unary(): Formula {
    return sign("-") ? { is: "negative", inner: unary() } : postfix();
  }

  function several(end: string): Formula[] {
    const items: Formula[] = [];
    while (!isSign(end)) {
      items.push(conditional());
      if (!sign(",")) break;
    }
    need(end);
    return items;
  }

  function list(): Formula {
    need("[");
    return { is: "list", items: several("]") };
  }

  function postfix(): Formula {
    let inner = primary();
    for (;;) {
      if (sign("[")) inner = { is: "index", of: inner, by: several("]") };
      else if (sign("(")) inner = call(inner);
      else if (word("without")) inner = { is: "without", inner, path: path() };
      else return inner;
    }
  }

  function call(of: Formula): Formula {
    const given: Formula[] = [];
    let where: Formula | null = null;
    let by: Formula | null = null;
    while (!isSign(")")) {
      given.push(conditional());
      if (word("where")) where = conditional();
      if (word("by")) by = postfix();
      if (!sign(",")) break;
    }
    need(")");
    return { is: "call", of, given, where, by };
  }

  function path(): string[] {
    const parts: string[] = [];
    do {
      if (peek().sort !== "name" || KEYWORDS.has(peek().text)) fail("a name");
      parts.push(peek().text);
      at += 1;
    } while (sign("."));
    return parts;
  }

  function primary(): Formula {
    const { sort, text: found } = peek();
    if (sort === "number" || sort === "quoted") {
      at += 1;
      return { is: sort, text: found };
    }
    if (sort === "name") return { is: "name", path: path() };
    need("(");
    const inner = conditional();
    need(")");
    return inner;
  }

  const made = rows();
  if (peek().sort !== "end") fail("the end");
  return made;
}
