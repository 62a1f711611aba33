// The figures of the default study as the engine worked them out when the page was built.

import type { Figure, Headline, Language } from "./types";

/** They stand in the page until the visitor's device has its own; `null` where they cannot be had. */
export async function foretold(language: Language): Promise<{ headline: Headline; figures: Figure[] } | null> {
  try {
    const response = await fetch(`./first.${language}.json`, { cache: "no-cache" });
    return response.ok ? ((await response.json()) as { headline: Headline; figures: Figure[] }) : null;
  } catch {
    return null;
  }
}
