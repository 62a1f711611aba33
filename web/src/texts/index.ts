// The words of the page itself, in both languages, a file for each part of the page. Questions, sentences, titles, definitions and
// figures come from the engine.

import { frame } from "./frame";
import { method } from "./method";
import { own } from "./own";
import { states } from "./states";

const catalogue = { ...frame, ...method, ...own, ...states };

export type TextKey = keyof typeof catalogue;

export const texts = Object.fromEntries(
  Object.entries(catalogue).map(([key, [en, zh]]) => [key, { en, zh }]),
) as Record<TextKey, { en: string; zh: string }>;
