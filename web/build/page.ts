// The page's own script among what the build makes, and its style sheets.

import type { Rolldown } from "vite";

/** The script that draws the page; the one that the document names starts the engine before it. */
export function pageOf(bundle: Rolldown.OutputBundle): Rolldown.OutputChunk | undefined {
  return Object.values(bundle).find((file) => file.type === "chunk" && file.facadeModuleId?.endsWith("/src/page.ts")) as Rolldown.OutputChunk | undefined;
}

export function stylesOf(bundle: Rolldown.OutputBundle): string[] {
  return [...(pageOf(bundle)?.viteMetadata?.importedCss ?? [])];
}
