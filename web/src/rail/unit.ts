// Units of parameters, in the words that stand beside a field.

import type { TextKey } from "../texts";

/** The word for a unit as a rule file writes it; empty for a plain number. */
export function unitWord(unit: string, t: (key: TextKey) => string): string {
  if (unit === "currency/year") return t("unit_year");
  if (unit === "currency/month") return t("unit_month");
  if (unit === "share") return t("unit_share");
  if (unit === "months") return t("unit_months");
  if (unit === "age") return t("unit_age");
  return "";
}
