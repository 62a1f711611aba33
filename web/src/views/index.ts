// The views beside the first one, each loaded when it is first opened.

import type { Component } from "svelte";
import type { View } from "../study/route";

const loaders: Partial<Record<View, () => Promise<{ default: Component }>>> = {
  household: () => import("./Household.svelte"),
  compare: () => import("./Compare.svelte"),
  rules: () => import("./Rules.svelte"),
  method: () => import("./Method.svelte"),
};

const loaded = new Map<View, Promise<{ default: Component }>>();

/** A view, loaded once: the same answer keeps what stands in it. One that could not be had is asked for again. */
export function viewOf(view: View): Promise<{ default: Component }> | undefined {
  const known = loaded.get(view) ?? loaders[view]?.();
  if (!known) return undefined;
  loaded.set(view, known);
  known.catch(() => loaded.delete(view));
  return known;
}

/** Views beside whose figures the rail stands. */
export const WITH_RAIL: View[] = ["explore", "compare"];
