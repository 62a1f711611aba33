// The budget line as marks: polylines with jumps, steps, labels, and the point that the keyboard stands on.

import type { Point } from "./types";

export type Pair = [number, number];
export const LEAST = -100;
export const MOST = 200;

/** The points of a polyline; both sides of a jump have one x. */
export function path(points: Point[], of: (point: Point) => number, x: (value: number) => number, y: (value: number) => number): string {
  return points.map((point) => `${x(point.earnings).toFixed(1)},${y(of(point)).toFixed(1)}`).join(" ");
}

/** What is kept of 100 as horizontal steps within the range that is shown; neighbours of one height are one. */
export function stairs(points: Point[], of: (point: Point) => number | null): { from: number; to: number; keeps: number }[] {
  const found: { from: number; to: number; keeps: number }[] = [];
  points.forEach((point, at) => {
    const next = points[at + 1];
    const keeps = of(point);
    if (!next || keeps === null) return;
    const shown = Math.min(MOST, Math.max(LEAST, keeps));
    const last = found.at(-1);
    if (last && last.to === point.earnings && Math.abs(last.keeps - shown) < 0.05) last.to = next.earnings;
    else found.push({ from: point.earnings, to: next.earnings, keeps: shown });
  });
  return found;
}

/** The segment in which earnings lie: what holds of the next unit earned. */
export function segmentAt(points: Point[], earnings: number): Point | undefined {
  let found: Point | undefined;
  for (const point of points) {
    if (point.earnings > earnings + 0.01) break;
    found = point;
  }
  // Just before a jump the slope beyond it is told.
  const at = found ? points.indexOf(found) : -1;
  return found && found.lawKeeps === null ? (points[at + 1] ?? found) : found;
}

/** The place of the point nearest to earnings. */
export function nearest(points: Point[], earnings: number): number {
  let best = 0;
  points.forEach((point, at) => {
    if (Math.abs(point.earnings - earnings) < Math.abs((points[best] as Point).earnings - earnings)) best = at;
  });
  return best;
}

/** Where a label stands on the lines: where they are furthest apart, away from both ends and from today's dot. */
export function labelAt(points: Point[], today: number): number {
  const end = points.at(-1)?.earnings ?? 1;
  const free = points.filter((point) => point.earnings > 0.2 * end && point.earnings < 0.75 * end && Math.abs(point.earnings - today) > 0.18 * end);
  let best = free[0] ?? points[0];
  for (const point of free) if (best && Math.abs(point.reform - point.law) > 1.02 * Math.abs(best.reform - best.law)) best = point;
  return best ? points.indexOf(best) : 0;
}
