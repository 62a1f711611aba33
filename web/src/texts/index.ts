// The words of the page itself, in both languages, a file for each part of the page. Questions, sentences, titles, definitions and
// figures come from the engine.

import { compare } from "./compare";
import { explore } from "./explore";
import { frame } from "./frame";
import { household } from "./household";
import { method } from "./method";
import { own } from "./own";
import { rules } from "./rules";
import { states } from "./states";

const catalogue = { ...frame, ...explore, ...household, ...compare, ...rules, ...method, ...own, ...states };

export type TextKey = keyof typeof catalogue;

export const texts = Object.fromEntries(
  Object.entries(catalogue).map(([key, [en, zh]]) => [key, { en, zh }]),
) as Record<TextKey, { en: string; zh: string }>;
