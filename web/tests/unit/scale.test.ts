import { expect, it } from "vitest";
import { linear, plain, steady, ticks } from "../../src/charts/scale";

it("keeps a domain while a slider is held, but for what leaves it", () => {
  const grown = steady();
  expect(grown([0, 10], false)).toEqual([0, 10]);
  expect(grown([0, 5], true)).toEqual([0, 10]);
  expect(grown([-2, 12], true)).toEqual([-2, 12]);
  expect(grown([0, 5], false)).toEqual([0, 5]);
});

it("has round ticks and plain numbers", () => {
  expect(ticks([0.09, 0.21], 3)).toEqual([0.1, 0.15, 0.2]);
  expect(plain(-0.1 + 0.3)).toBe("0.2");
  expect(plain(-3)).toBe("\u22123");
  expect(linear([0, 10], 100, 0)(5)).toBe(50);
});
