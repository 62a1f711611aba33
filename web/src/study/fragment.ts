// The study in the link: the name of the view, `/1.` and the deflated JSON in the letters of base64 that links may hold. Where two
// studies are compared, the second follows in the same form.

import type { Study } from "../engine/types";

/** The version of this form; a link of a later one is refused in a sentence. */
export const VERSION = 1;

export class BadLink extends Error {}

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const writer = stream.writable.getWriter();
  // A damaged text fails on both sides; the reader's failure is the one that is told.
  writer.write(bytes as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

/** The fragment of a study, and of one that stands beside it, without the `#`. */
export async function encode(study: Study, view = "explore", beside: Study | null = null): Promise<string> {
  return [view, await part(study), ...(beside ? [await part(beside)] : [])].join("/");
}

async function part(study: Study): Promise<string> {
  const bytes = await through(new TextEncoder().encode(JSON.stringify(study)), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  const text = btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `${VERSION}.${text}`;
}

/** The study of a fragment; `null` where it holds none. `at`: 1 for the page's, 2 for the one beside it. */
export async function decode(fragment: string, at: 1 | 2 = 1): Promise<Study | null> {
  const text = fragment.replace(/^#/, "").split("/")[at];
  if (text === undefined) return null;
  const found = /^(\d+)\.([A-Za-z0-9_-]+)$/.exec(text);
  if (!found) throw new BadLink("no version and text");
  if (Number(found[1]) !== VERSION) throw new BadLink(`version ${found[1]}`);
  try {
    const letters = atob((found[2] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const json = new TextDecoder().decode(await through(bytes, new DecompressionStream("deflate-raw")));
    const study: unknown = JSON.parse(json);
    if (typeof study !== "object" || study === null || !("format" in study)) throw new Error("no study");
    return study as Study;
  } catch (error) {
    throw new BadLink(error instanceof Error ? error.message : String(error));
  }
}
