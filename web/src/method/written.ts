// A number of a rule as a table of the method writes it.

import type { Language } from "../engine/types";

const UNITS: Record<string, [string, string]> = {
  "currency/year": [" a year", "，每年"],
  "currency/month": [" a month", "，每月"],
  months: [" months", " 个月"],
  age: [" years", " 岁"],
  years: [" years", " 年"],
};

/** At most six digits; a share in percent, others with their unit. */
export function written(unit: string, value: number, language: Language): string {
  const isShare = unit === "share";
  const number = Number((isShare ? value * 100 : value).toPrecision(6));
  const text = number.toLocaleString("en", { maximumFractionDigits: 6 }).replace("-", "\u2212");
  if (isShare) return `${text}%`;
  const word = UNITS[unit]?.[language === "zh" ? 1 : 0] ?? "";
  return text + (language === "en" && text === "1" ? word.replace(/^( (?:month|year))s$/, "$1") : word);
}
