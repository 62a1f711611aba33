// The page's words in the language that is chosen, and what it has to say to the visitor. What is said is kept by its key, so that it
// follows the language.

import { LostWorker } from "../engine/lost";
import { isUnreached, words } from "../engine/network";
import type { Language, Law } from "../engine/types";
import { titled } from "../study/study";
import { type TextKey, texts } from "../texts";
import { optionWord } from "../texts/options";

/** A text of the page with what stands in its holes. */
export interface Said {
  key: TextKey;
  holes?: Record<string, string | number>;
  /** What is said after it. */
  more?: Said[];
}

/** What went wrong: in a sentence, in the engine's own words, and how it is tried again. */
export interface Banner extends Said {
  details: string;
  again: (() => void) | null;
}

export class Speech {
  language = $state<Language>("en");
  /** The law of the study that is worked on; its categories have titles. */
  law = $state.raw<Law | null>(null);
  banner = $state.raw<Banner | null>(null);
  /** What can be undone and was not asked for. */
  notice = $state.raw<Said | null>(null);

  /** What stands between two sentences. */
  gap = $derived(this.language === "zh" ? "" : " ");

  t(key: TextKey, holes: Record<string, string | number> = {}): string {
    return texts[key][this.language].replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
  }

  say({ key, holes, more = [] }: Said): string {
    return [this.t(key, holes), ...more.map((said) => this.say(said))].join(this.gap);
  }

  /** What is named, and what it is. */
  pair(name: string, value: string): string {
    return name + (this.language === "zh" ? "：" : ": ") + value;
  }

  titled(from: Parameters<typeof titled>[0], name = ""): string {
    return titled(from, this.language, name);
  }

  /** The words for an option, or for a value of a category. */
  word(option: string, category: string | null = null): string {
    return optionWord(option, this.language, this.law?.value_titles, category);
  }

  tell(said: Said, details = "", again: (() => void) | null = null): void {
    this.banner = { ...said, details, again };
  }

  /** Tells what failed: a file that could not be had, or else what `key` says. */
  fail(error: unknown, key: TextKey = "refused", again: (() => void) | null = null): void {
    // That the calculation was started again is told already.
    if (error instanceof LostWorker) return;
    this.tell({ key: isUnreached(error) ? "unreached" : key }, words(error), again);
  }

  /** The engine took something: what it refused before is told no more. */
  protected accepted(): void {
    if (this.banner?.key === "refused") this.banner = null;
  }
}
