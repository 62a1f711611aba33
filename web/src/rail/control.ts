// By what a parameter is moved.

import type { Parameter, Value } from "../engine/types";
import { groupsOf } from "./schedule";

export type Control = "number" | "truth" | "choice" | "list" | "table" | "schedule";

/** The control for a parameter with a value; `null`: it has none. */
export function controlOf(parameter: Pick<Parameter, "form" | "by">, value: Value): Control | null {
  const { form } = parameter;
  if (form === "concept") return "choice";
  if (form === "number") return typeof value === "number" ? form : null;
  if (form === "schedule") return groupsOf(value, parameter.by).length > 0 ? form : null;
  return form;
}
