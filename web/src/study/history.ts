// Undo and redo: one step a release, a hundred at most.

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
}

export const STEPS = 100;

export function begin<T>(now: T): History<T> {
  return { past: [], now, future: [] };
}

/** A new state; what was undone is gone. */
export function push<T>(history: History<T>, now: T): History<T> {
  return { past: [...history.past, history.now].slice(-STEPS), now, future: [] };
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1);
  if (last === undefined) return history;
  return { past: history.past.slice(0, -1), now: last, future: [history.now, ...history.future] };
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.now], now: next, future: rest };
}
