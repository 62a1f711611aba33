// The views beside the first one, each loaded when it is first opened.

import type { Component } from "svelte";
import type { View } from "../study/route";

export const views: Partial<Record<View, () => Promise<{ default: Component }>>> = {
  household: () => import("./Household.svelte"),
  compare: () => import("./Compare.svelte"),
  rules: () => import("./Rules.svelte"),
  method: () => import("./Method.svelte"),
};

/** Views beside whose figures the rail stands. */
export const WITH_RAIL: View[] = ["explore", "compare"];
