import { describe, expect, it, vi } from "vitest";
import { Changes, PATIENCE, SILENCE } from "../../src/study/changes.svelte";

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

  it("come before those that wait where they must", async () => {
    const changes = new Changes();
    const order: string[] = [];
    const first = later();
    const a = changes.run(() => first.promise);
    const b = changes.run(async () => void order.push("b"));
    const c = changes.runNext(async () => void order.push("c"));
    first.fail(new Error("lost"));
    await expect(a).rejects.toThrow("lost");
    await Promise.all([b, c]);
    expect(order).toEqual(["c", "b"]);
  });

  it("that are not answered are told, each from its own beginning or from its last sign", async () => {
    vi.useFakeTimers();
    const changes = new Changes();
    const [first, second] = [later(), later()];
    const made = changes.run(() => first.promise);
    const next = changes.run(() => second.promise);
    vi.advanceTimersByTime(SILENCE - 1);
    changes.stir();
    vi.advanceTimersByTime(SILENCE - 1);
    expect(changes.isSilent).toBe(false);
    vi.advanceTimersByTime(1);
    expect(changes.isSilent).toBe(true);
    first.keep();
    await made;
    expect(changes.isSilent).toBe(false);
    vi.advanceTimersByTime(SILENCE);
    expect(changes.isSilent).toBe(true);
    second.keep();
    await next;
    expect(changes.isSilent).toBe(false);
    vi.advanceTimersByTime(2 * SILENCE);
    expect(changes.isSilent).toBe(false);
    vi.useRealTimers();
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
