// Where a function of whole steps changes its sign: looked for on a few points, then halved between two of them.

export interface Root {
  step: number;
  value: number;
}

const POINTS = 12;

/**
 * The steps from 0 to `steps` at which `of` is nearest to nought beside each change of its sign, from low to high. A change between
 * two points that have the same sign is not seen.
 */
export async function roots(steps: number, of: (step: number) => Promise<number>): Promise<Root[]> {
  const known = new Map<number, number>();
  const at = async (step: number) => {
    const value = known.get(step) ?? (await of(step));
    known.set(step, value);
    return value;
  };
  const points = [...new Set(Array.from({ length: POINTS + 1 }, (_, point) => Math.round((point * steps) / POINTS)))];
  const found: Root[] = [];
  const take = (step: number, value: number) => {
    if (!found.some((root) => root.step === step)) found.push({ step, value });
  };
  for (const [index, point] of points.entries()) {
    const value = await at(point);
    if (value === 0) take(point, value);
    const before = points[index - 1];
    if (before === undefined) continue;
    let [low, high] = [before, point];
    if ((await at(low)) * value >= 0) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if ((await at(low)) * (await at(middle)) <= 0) high = middle;
      else low = middle;
    }
    const [below, above] = [await at(low), await at(high)];
    if (Math.abs(below) <= Math.abs(above)) take(low, below);
    else take(high, above);
  }
  return found;
}
