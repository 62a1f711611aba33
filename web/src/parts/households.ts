// A number of households as the notes write it.

import type { Language } from "../engine/types";

/** Whole; in Chinese in units of ten thousand from there on, in four digits. The classifier follows in the text. */
export function households(count: number, language: Language): string {
  if (language === "zh") return count >= 10_000 ? `${Number((count / 10_000).toPrecision(4)).toLocaleString("en")} 万` : `${count} `;
  return count.toLocaleString("en");
}
