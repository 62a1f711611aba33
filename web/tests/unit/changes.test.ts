import { describe, expect, it, vi } from "vitest";
import { Changes, PATIENCE } from "../../src/study/changes.svelte";

/** A promise that is kept from outside. */
function later<T = void>() {
  let keep: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<T>((kept, failed) => ([keep, fail] = [kept, failed]));
  return { promise, keep, fail };
}

describe("changes of the study", () => {
  it("begin at once where nothing is under way", () => {
    const changes = new Changes();
    let isBegun = false;
    void changes.run(async () => void (isBegun = true));
    expect(isBegun).toBe(true);
  });

  it("wait for the one before, whatever becomes of it", async () => {
    const changes = new Changes();
    const order: string[] = [];
    const first = later();
    const a = changes.run(async () => {
      await first.promise;
      order.push("a");
    });
    const b = changes.run(async () => void order.push("b"));
    await Promise.resolve();
    expect(order).toEqual([]);
    expect(changes.isRunning).toBe(true);
    first.fail(new Error("no"));
    await expect(a).rejects.toThrow("no");
    await b;
    expect(order).toEqual(["b"]);
    await Promise.resolve();
    expect(changes.isRunning).toBe(false);
  });

  it("are shown when they last", async () => {
    vi.useFakeTimers();
    const changes = new Changes();
    const first = later();
    const made = changes.run(() => first.promise);
    vi.advanceTimersByTime(PATIENCE - 1);
    expect(changes.isLong).toBe(false);
    vi.advanceTimersByTime(1);
    expect(changes.isLong).toBe(true);
    first.keep();
    await made;
    await Promise.resolve();
    expect(changes.isLong).toBe(false);
    vi.useRealTimers();
  });
});
