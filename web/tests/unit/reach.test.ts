import { describe, expect, it } from "vitest";
import { placeOf, reachOf } from "../../src/parts/reach";

const cost = (value: number) => ({ name: "net_cost", unit: "money" as const, value, beside: null });
const poverty = (value: number, beside = 0.1) => ({ name: "poverty", unit: "rate" as const, value, beside });

describe("the scale of a figure in the strip", () => {
  it("stays, so that the disc moves with the cost", () => {
    const scale = reachOf(cost(100));
    const next = reachOf(cost(120), scale);
    expect(next).toEqual(scale);
    expect(placeOf(next, 120)).toBeGreaterThan(placeOf(scale, 100));
  });

  it("grows where a figure leaves it", () => {
    const next = reachOf(cost(400), reachOf(cost(100)));
    expect(placeOf(next, 400)).toBeCloseTo(80);
    expect(placeOf(next, 0)).toBe(0);
  });

  it("has nought inside where money is saved", () => {
    const scale = reachOf(cost(-50), reachOf(cost(100)));
    expect(placeOf(scale, 0)).toBeGreaterThan(0);
    expect(placeOf(scale, -50)).toBeGreaterThan(0);
    expect(placeOf(scale, -50)).toBeLessThan(placeOf(scale, 0));
  });

  it("ends for poverty beyond the rate, and never above all", () => {
    expect(reachOf(poverty(0.2))).toEqual([0, 0.4]);
    expect(placeOf(reachOf(poverty(0.5)), 0.5)).toBeCloseTo(80);
    expect(reachOf(poverty(0.3, 0.9))).toEqual([0, 1]);
  });

  it("has a length for a cost of nothing", () => {
    expect(placeOf(reachOf(cost(0)), 0)).toBe(0);
  });
});
