// The steps from what a levy would bring to what is kept of it.

/** The figures that stand on their own; those between them are what is lost or gained on the way. */
const SUMS = ["static_yield", "statutory_yield", "net_yield"];
const LOSSES = ["slower_adoption", "own_erosion", "given_back", "taxes_lost", "contributions_lost", "benefits_of_lower_incomes", "funds_of_lower_incomes"];

/** Whether a figure of a levy is one of the steps from gross to net. */
export const isOfYield = (key: string): boolean => SUMS.includes(key) || LOSSES.includes(key);

export interface YieldStep {
  key: string;
  /** Its row in the table. */
  at: number;
  from: number;
  to: number;
  isSum: boolean;
}

/** The steps in the order of the table; `isWhole`: also those that take nothing. */
export function stepsOfYield(keys: string[], values: (number | null)[], isWhole: boolean): YieldStep[] {
  const made: YieldStep[] = [];
  let end = 0;
  keys.forEach((key, at) => {
    const value = values[at] ?? null;
    const isSum = SUMS.includes(key);
    if (value === null || (!isSum && !LOSSES.includes(key))) return;
    const from = isSum ? 0 : end;
    end = from + value;
    if (isSum || isWhole || value !== 0) made.push({ key, at, from, to: end, isSum });
  });
  return made;
}
