// Figures where room is scarce: in charts, in the rail and on a phone.

const SHORT: [RegExp, string][] = [
  [/^today's law /, "now "],
  [/^现行法律/, "现行"],
  [/ see no change$/, " unchanged"],
  [/ points$/, " pts"],
  [/ 个百分点$/, " 点"],
  [/ trillion\b.*/, " tn"],
  [/ billion\b.*/, " bn"],
  [/ million\b.*/, " m"],
  [/(万亿|亿|万).*/, "$1"],
];

/** A figure without its currency and with the short word for its unit. */
export function short(text: string): string {
  const bound = /^(?:less than|不到)\s*(.*)$/.exec(text);
  if (bound) return `<${bound[1]}`;
  for (const [long, brief] of SHORT) if (long.test(text)) return text.replace(long, brief);
  return text;
}

/** A change with its sign. */
export function signed(text: string): string {
  return text.startsWith("\u2212") || text === "0" ? text : `+${text}`;
}

/** A sentence as wide as it may become while its figures change: each has a digit more, amounts have two. */
export function roomy(text: string): string {
  return text.replace(/\d[\d.,]*(?= ?(?:[bm]illion|[万亿]))/g, "$&0").replace(/\d[\d.,]*/g, "$&0");
}
