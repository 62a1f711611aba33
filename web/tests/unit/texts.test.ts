import { expect, it } from "vitest";
import { texts } from "../../src/texts";

it("has every text in both languages, with the same holes", () => {
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort();
  for (const [key, text] of Object.entries(texts)) {
    expect(holes(text.zh), key).toEqual(holes(text.en));
    expect(text.en.includes("'"), `${key}: a typographic apostrophe`).toBe(false);
  }
});
