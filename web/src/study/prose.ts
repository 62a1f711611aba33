// Notes of rule files as a reader should have them: names of the code in the words of their titles.

import type { Instrument, Language, Listing, Texts } from "../engine/types";
import { titled } from "./study";

/** What a note may name. */
export interface Named {
  /** The instrument whose note it is, where it is one of the law. */
  own?: Pick<Instrument, "parameters"> | undefined;
  law: Pick<Instrument, "name" | "title" | "parameters">[];
  listing: Listing | null;
}

const NAME = /(?<![\w`.])([a-z][a-z0-9]*(?:_[a-z0-9]+)+|[a-z]+(?=\.[a-z]+_))(?:\.([a-z][a-z0-9_]*))?(?![\w(])/g;

/** A text with each name that has a title in its words, within quotation marks; a name that has none stays. */
export function inProse(text: string, { own, law, listing }: Named, language: Language): string {
  const listed = [...law, ...(listing?.instruments ?? []), ...Object.values(listing?.offers ?? {}).flat(), ...(listing?.scenarios ?? []).map((found) => ({ ...found, name: found.name.replaceAll("-", "_") }))];
  const instrument = (name: string) => listed.find((found) => found.name === name)?.title;
  const parameter = (of: Pick<Instrument, "parameters"> | undefined, name: string) => of?.parameters.find((found) => found.name === name)?.title;
  const words = (texts: Texts | undefined) => titled(texts, language);
  const said = text.replace(NAME, (whole: string, name: string, inner: string | undefined) => {
    if (inner === undefined) {
      const found = words(instrument(name)) || words(parameter(own, name));
      return found ? `“${found}”` : whole;
    }
    const [of, found] = [words(instrument(name)), words(parameter(law.find((known) => known.name === name), inner))];
    if (!of || !found) return whole;
    return language === "zh" ? `“${of}”的“${found}”` : `“${found}” of “${of}”`;
  });
  // Between Chinese words and quotation marks stands no space.
  return language === "zh" ? said.replaceAll(/ ?(“[^”]*”) ?/g, "$1") : said;
}
