import { expect, it } from "vitest";
import { STEPS, begin, push, redo, undo } from "../../src/study/history";

it("goes back and forth, and forgets what was undone when something new is done", () => {
  let history = push(push(begin("a"), "b"), "c");
  history = undo(history);
  expect(history.now).toBe("b");
  expect(redo(history).now).toBe("c");
  history = push(history, "d");
  expect(redo(history).now).toBe("d");
  expect(undo(undo(history)).now).toBe("a");
});

it("stays where it is at either end, and keeps a hundred steps", () => {
  const start = begin(0);
  expect(undo(start)).toBe(start);
  expect(redo(start)).toBe(start);
  let history = start;
  for (let at = 1; at <= 150; at += 1) history = push(history, at);
  expect(history.past.length).toBe(STEPS);
  for (let at = 0; at < 200; at += 1) history = undo(history);
  expect(history.now).toBe(50);
});
