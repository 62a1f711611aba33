import { describe, expect, it } from "vitest";
import { apart, place, read, roundStep, snap, trackOf, valueAt, write } from "../../src/study/values";

const share = trackOf({ unit: "share", range: [0, 0.5], step: 0.005 }, 0.07);
const money = trackOf({ unit: "currency/year", range: [0, 60000], step: 100 }, 2400);

describe("a slider", () => {
  it("writes shares in percent with the decimals of its steps", () => {
    expect(write(share, 0.07)).toBe("7.0");
    expect(write(share, 0.075)).toBe("7.5");
    expect(write(money, 2400)).toBe("2400");
  });

  it("reads what it writes, and refuses what is no number", () => {
    expect(read(share, "7.5")).toBe(0.075);
    expect(read(share, " 7.5 % ")).toBe(0.075);
    expect(read(money, "2,500")).toBe(2500);
    expect(read(money, "many")).toBeNull();
    expect(read(money, "")).toBeNull();
  });

  it("gives small values room where the range is far above the package's value", () => {
    expect(money.isRoot).toBe(true);
    expect(place(money, 2400)).toBeCloseTo(0.2);
    expect(valueAt(money, place(money, 2400))).toBe(2400);
    expect(share.isRoot).toBe(false);
  });

  it("stays on its steps and within its ends", () => {
    expect(snap(share, 0.0731)).toBe(0.075);
    expect(snap(share, 9)).toBe(0.5);
    expect(snap(share, -1)).toBe(0);
    expect(roundStep(0, 50)).toBe(0.5);
    expect(trackOf({ unit: "months", range: [0, 12], step: null }, 6).step).toBe(1);
  });
});

it("sets thousands apart within a sentence, as amounts do", () => {
  expect(["900", "2400", "\u22121234567.25"].map((text) => apart(text, "en"))).toEqual(["900", "2,400", "\u22121,234,567.25"]);
  expect(["2400", "24000"].map((text) => apart(text, "zh"))).toEqual(["2400", "24,000"]);
});
