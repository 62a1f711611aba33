// Signs that end a part of a sentence. A choice in a sentence is a box that text flows around: the sign behind it stands in it, or it
// would begin a line by itself.

const STOPS = /^[,.;:，。；：、]+/;

/** The signs with which a text begins. */
export function stopsOf(text: string | undefined): string {
  return STOPS.exec(text ?? "")?.[0] ?? "";
}

/** The text behind them. */
export function afterStops(text: string): string {
  return text.replace(STOPS, "");
}
