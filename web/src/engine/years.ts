// Runs over several years, a year a question, so that the page shows each as it comes and asks for no more of a study that has
// changed. A part of the worker.

import { answered } from "./answers";
import type { Explorer, Years } from "./glue/commonweal_wasm.js";
import type { Language, Span, Study, ToldYears } from "./types";

/** The share a year by which later money counts less: the command line's. */
const DISCOUNT_RATE = 0.02;

/** The run that is under way, or was last. */
let run: Years | null = null;
let number = 0;

/** The years over which a study can be run. */
export function spanOf(explorer: Explorer): Span {
  const { first, last, has_months } = answered("span", explorer.span());
  return { first, last, hasMonths: has_months };
}

/** `ofFile` has a run begun of a study as its file has it. */
export function years(ofFile: (study: Study, begin: (explorer: Explorer) => Years) => Promise<Years>) {
  const told = (language: Language) => (run ? answered("told", run.told(language)) : null);
  return {
    /** Begins a run of a study; its number is what the next years are asked by. */
    async beginYears(study: Study, { first, last }: Span): Promise<number> {
      const next = await ofFile(study, (explorer) => explorer.years(first, last, DISCOUNT_RATE));
      run?.free();
      run = next;
      return (number += 1);
    },

    /** Works out the next year; `null` where another run has begun. */
    nextYear(of: number, language: Language): ToldYears | null {
      if (of !== number) return null;
      run?.next_year();
      return told(language);
    },

    /** What is known of the run, in a language. */
    tellYears: (language: Language): ToldYears | null => told(language),
  };
}
