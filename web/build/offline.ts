// What the build adds to the page: links by which its parts are fetched at once, and the service worker that keeps them.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { pageOf, stylesOf } from "./page";

const SERVICE = fileURLToPath(new URL("./service.js", import.meta.url));

function filesBelow(folder: string, path = ""): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const name = path === "" ? entry.name : `${path}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(folder, name) : [name];
  });
}

/** The page's scripts and the engine are asked for as soon as the document is there, not when a script names them. */
export function early(): Plugin {
  return {
    name: "early",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle }) {
        const made = Object.values(bundle ?? {});
        const engine = made.find((file) => /_bg[^/]*\.wasm$/.test(file.fileName));
        const page = pageOf(bundle ?? {});
        const link = (attrs: Record<string, string | boolean>) => ({ tag: "link", attrs, injectTo: "head" as const });
        return [
          ...(engine ? [link({ rel: "preload", as: "fetch", type: "application/wasm", crossorigin: true, href: `./${engine.fileName}` })] : []),
          ...stylesOf(bundle ?? {}).map((name) => link({ rel: "stylesheet", crossorigin: true, href: `./${name}` })),
          ...(page ? [link({ rel: "modulepreload", crossorigin: true, href: `./${page.fileName}` })] : []),
        ];
      },
    },
  };
}

/** Writes `service.js` with the names of all files and a version made from what is in them. Microdata are kept once they were used. */
export function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    writeBundle: {
      order: "post",
      sequential: true,
      handler({ dir }) {
        if (!dir) throw new Error("the page has no folder");
        const files = filesBelow(dir).filter((name) => name !== "service.js").sort();
        const hash = createHash("sha256").update(readFileSync(SERVICE));
        for (const name of files) hash.update(name).update(readFileSync(join(dir, name)));
        const kept = files.filter((name) => name !== "index.html" && !/\.(csv|parquet)$/.test(name));
        const version = hash.digest("hex").slice(0, 16);
        const head = `const VERSION = ${JSON.stringify(version)};\nconst FILES = ${JSON.stringify(kept)};\n`;
        writeFileSync(join(dir, "service.js"), head + readFileSync(SERVICE, "utf8"));
      },
    },
  };
}
