// What members and columns are called.

import type { Language } from "../engine/types";
import { titled } from "../study/study";
import { type TextKey, texts } from "../texts";
import type { Member } from "./describe";
import type { Column } from "./types";

type Tell = (key: TextKey, holes?: Record<string, string | number>) => string;

/** What a member is called; children and further adults are counted. */
export function called(members: Member[], member: Member, t: Tell): string {
  const alike = members.filter((other) => other.role === member.role);
  const n = alike.indexOf(member) + 1;
  if (member.role === "you") return t("household_you");
  if (member.role === "partner") return t("household_partner");
  return member.role === "child" ? t("household_child", { n }) : t("household_adult", { n: n + 2 });
}

function known(key: string): TextKey | null {
  return key in texts ? (key as TextKey) : null;
}

/** What a form calls a column: its own word where it has one, else the engine's title. */
export function fieldName(column: Column, language: Language, t: Tell): string {
  const own = known(`field_${column.name}`);
  return own ? t(own) : titled(column.title, language, column.name);
}

/** What a form calls a value of a category. */
export function valueName(option: Column["options"][number], language: Language, t: Tell): string {
  const own = known(`value_${option.value}`);
  return own ? t(own) : titled(option.title, language, option.value);
}
