// A number of households as the notes write it.

import type { Language } from "../engine/types";

/** Whole; in Chinese in units of ten thousand from there on. The classifier follows in the text. */
export function households(count: number, language: Language): string {
  if (language === "zh") return count >= 10_000 ? `${count / 10_000} 万` : `${count} `;
  return count.toLocaleString("en");
}
