// Every guise in which the page is seen: wide and as on a phone, in both languages, light and dark; and what must hold in each.

import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./page.mjs";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

export const GUISES = SIZES.flatMap((size) => ["en", "zh"].flatMap((language) => ["light", "dark"].map((theme) => ({ ...size, language, theme }))));

/**
 * Tests a view in every guise. `visit(page, guise, clean)` walks through its states and calls `clean(state)` in each: axe finds nothing then, and
 * nothing stands out at the side. At the end no error may have been told. `site` and `fragment` are asked for when the tests run.
 */
export function inEveryGuise(name, site, fragment, visit) {
  for (const guise of GUISES)
    test(`${name}: ${guise.width} px, ${guise.language}, ${guise.theme}`, async () => {
      const { page, axe, problems, close } = await open(site(), { ...guise, address: `${site().address}${fragment}` });
      const clean = async (state) => {
        assert.deepEqual(await axe(), [], state);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${state}: nothing stands out at the side`);
      };
      await visit(page, guise, clean);
      assert.deepEqual(problems, []);
      await close();
    });
}
