import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { documents } from "./build/documents";
import { example } from "./build/example";
import { early, offline } from "./build/offline";

const glue = fileURLToPath(new URL("src/engine/glue", import.meta.url));

export default defineConfig({
  // The page works below any path.
  base: "./",
  plugins: [documents(fileURLToPath(new URL("../docs", import.meta.url)), ["known-limits", "validation", "people"]), example(glue), svelte(), early(), offline()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    // No inlined files: the policy of the page knows its own host alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { include: ["tests/unit/**/*.test.ts"] },
});
