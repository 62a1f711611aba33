// How a slider moves and how its field writes and reads a number.

import type { Language, Parameter } from "../engine/types";

/** A scale between the track and the values of a parameter. */
export interface Track {
  low: number;
  high: number;
  step: number;
  /** What the field's number is divided by: a share is written in percent. */
  factor: number;
  decimals: number;
  /** Whether the track is by square roots, so that small values have room. */
  isRoot: boolean;
}

/** The number of decimals in which a step can be written. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 8; decimals += 1) {
    if (Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) < 1e-9 * 10 ** decimals) return decimals;
  }
  return 8;
}

/** A round step that cuts a range in about a hundred. */
export function roundStep(low: number, high: number): number {
  const raw = (high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(raw > 0 ? raw : 1));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= raw * 0.999) ?? power;
}

export function isShare(unit: string): boolean {
  return unit === "share";
}

/** The track of a number with this value in the package. */
export function trackOf(parameter: Pick<Parameter, "unit" | "range" | "step">, standard: number): Track {
  const [low, high] = parameter.range ?? [0, standard > 0 ? standard * 4 : 1];
  const whole = ["months", "age", "count", "years"].includes(parameter.unit);
  const step = parameter.step ?? (whole ? 1 : roundStep(low, high));
  const factor = isShare(parameter.unit) ? 0.01 : 1;
  const isRoot = low >= 0 && standard > 0 && high > 20 * standard;
  return { low, high, step, factor, decimals: Math.max(decimalsOf(step / factor), decimalsOf(standard / factor)), isRoot };
}

/** The nearest value on the steps of a track, within its ends. */
export function snap(track: Track, value: number): number {
  const steps = Math.round((value - track.low) / track.step);
  const snapped = Number((track.low + steps * track.step).toFixed(10));
  return Math.min(track.high, Math.max(track.low, snapped));
}

/** Where a value stands on the track, 0 to 1. */
export function place(track: Track, value: number): number {
  const share = (value - track.low) / (track.high - track.low || 1);
  const inside = Math.min(1, Math.max(0, share));
  return track.isRoot ? Math.sqrt(inside) : inside;
}

/** The value at a place of the track. */
export function valueAt(track: Track, share: number): number {
  const part = track.isRoot ? share * share : share;
  return snap(track, track.low + part * (track.high - track.low));
}

/** A value as its field writes it: a share in percent, with the decimals of its steps. */
export function write(track: Pick<Track, "factor"> & { decimals?: number }, value: number): string {
  const number = Number((value / track.factor).toFixed(6));
  const decimals = Math.max(track.decimals ?? 0, decimalsOf(number));
  return number.toFixed(decimals).replace("-", "\u2212");
}

/** A written number within a sentence: thousands apart, in English from four digits on, in Chinese from five. */
export function apart(text: string, language: Language): string {
  return text.replace(/\d+/, (digits) => (digits.length >= (language === "zh" ? 5 : 4) ? digits.replace(/\B(?=(\d{3})+$)/g, ",") : digits));
}

/** What a visitor typed, as a value; `null`: no number. */
export function read(track: Pick<Track, "factor">, text: string): number | null {
  const plain = text.trim().replaceAll("\u2212", "-").replaceAll(/[\s,%]/g, "");
  if (plain === "" || !/^-?\d*\.?\d*(e-?\d+)?$/i.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? Number((number * track.factor).toFixed(10)) : null;
}
