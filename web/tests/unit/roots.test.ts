import { expect, test } from "vitest";
import { roots } from "../../src/study/roots";

const counted = (of: (step: number) => number) => {
  let calls = 0;
  return {
    async at(step: number) {
      calls += 1;
      return of(step);
    },
    get calls() {
      return calls;
    },
  };
};

test("a root between two steps is the nearer of them", async () => {
  const rising = counted((step) => step - 333.3);
  expect(await roots(1000, rising.at)).toEqual([{ step: 333, value: 333 - 333.3 }]);
  expect(rising.calls).toBeLessThan(25);
  expect(await roots(1000, async (step) => 333.7 - step)).toEqual([{ step: 334, value: 333.7 - 334 }]);
});

test("each root is found, a root at an end and at a point once", async () => {
  expect((await roots(120, async (step) => (step - 15.2) * (step - 77.9))).map((root) => root.step)).toEqual([15, 78]);
  expect((await roots(120, async (step) => step * (step - 120))).map((root) => root.step)).toEqual([0, 120]);
  expect((await roots(120, async (step) => step - 60)).map((root) => root.step)).toEqual([60]);
});

test("what never changes its sign has no root, and few steps are enough", async () => {
  expect(await roots(1000, async (step) => step + 1)).toEqual([]);
  expect(await roots(1, async (step) => step - 0.4)).toEqual([{ step: 0, value: -0.4 }]);
});
