import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";
import { early, offline } from "./build/offline";

export default defineConfig({
  // The page works below any path.
  base: "./",
  plugins: [svelte(), early(), offline()],
  worker: { format: "es" },
  build: {
    target: "es2022",
    // No inlined files: the policy of the page knows its own host alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: { include: ["tests/unit/**/*.test.ts"] },
});
