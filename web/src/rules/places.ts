// Places in a text: the engine counts bytes, the page counts as JavaScript does.

/** The place in a text of a byte of its UTF-8; beyond the end it is the end. */
export function placeOf(text: string, byte: number): number {
  let passed = 0;
  let at = 0;
  for (const letter of text) {
    if (passed >= byte) break;
    const code = letter.codePointAt(0) ?? 0;
    passed += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += letter.length;
  }
  return at;
}

/** The columns that a stretch of a line fills when it is set in letters of one width, in which Chinese ones are two wide. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return width;
}
