// Whether a package is today's law.

import type { Law, Study } from "../engine/types";
import { keyOf, same } from "./study";

/** Whether the reform of a study leaves the law as it is: nothing is added, removed or replaced, and every value that is set is the law's own. */
export function isTodaysLaw(study: Study, law: Law): boolean {
  const { add = [], remove = [], replace = [], set = {} } = study.reform ?? {};
  if (add.length + remove.length + replace.length > 0) return false;
  const own = new Map(law.instruments.flatMap((instrument) => instrument.parameters.map((parameter) => [keyOf(instrument, parameter), parameter.default])));
  return Object.entries(set).every(([key, value]) => own.has(key) && same(value, own.get(key)));
}
