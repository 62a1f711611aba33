import { expect, it } from "vitest";
import { fitted, linear, pitchOf, plain, steady, ticks } from "../../src/charts/scale";

it("keeps a domain while a slider is held, but for what leaves it", () => {
  const grown = steady();
  expect(grown([0, 10], false)).toEqual([0, 10]);
  expect(grown([0, 5], true)).toEqual([0, 10]);
  expect(grown([-2, 12], true)).toEqual([-2, 12]);
  expect(grown([0, 5], false)).toEqual([0, 5]);
});

it("has three ticks where one or two would tell no scale", () => {
  expect(ticks([0.06, 0.24], 3)).toEqual([0.1, 0.15, 0.2]);
  expect(ticks([0.052, 0.284], 3)).toEqual([0.1, 0.15, 0.2, 0.25]);
  expect(ticks([0.5, 0.5], 3)).toEqual([0.5]);
  for (const [low, high] of [[0, 0.76], [0.11, 0.29], [-3, 41], [0.0101, 0.0104]] as const) expect(ticks([low, high], 3).length).toBeGreaterThanOrEqual(3);
});

it("keeps names of two lines apart", () => {
  expect(pitchOf(["Capital", "Harbour"], 120, 26)).toBe(26);
  expect(pitchOf(["Capital", "Social contributions of the insured"], 120, 26)).toBe(36);
});

it("has round ticks and plain numbers", () => {
  expect(ticks([0.09, 0.21], 3)).toEqual([0.1, 0.15, 0.2]);
  expect(plain(-0.1 + 0.3)).toBe("0.2");
  expect(plain(-3)).toBe("\u22123");
  expect(linear([0, 10], 100, 0)(5)).toBe(50);
});

it("breaks a Chinese name where it reads best: at a space, behind a mark, never before one, and with no letter left alone", () => {
  expect(fitted("最低生活保障 ← 转型基金：再培训奖学金", 155)).toEqual(["最低生活保障 ←", "转型基金：再培训奖学金"]);
  expect(fitted("转型基金：中小企业人机协作补贴", 150)).toEqual(["转型基金：", "中小企业人机协作补贴"]);
  expect(fitted("转型税抵扣造成的利润税减收", 155)).toEqual(["转型税抵扣造成", "的利润税减收"]);
  expect(fitted("一二三四五六七八，九十一二三四五六七", 110)[1]).not.toMatch(/^，/);
  expect(fitted("基本收入", 155)).toEqual(["基本收入"]);
});
