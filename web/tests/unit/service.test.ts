// The service worker as a browser runs it, with a network and a cache of its own.

import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";

const text = readFileSync(new URL("../../build/service.js", import.meta.url), "utf8");
const SCOPE = "https://host/page/";
const FILES = ["assets/page-1.js", "listing.json", "first.en.json"];

/** What the host answers, by address; nothing while it cannot be reached. */
let host: Map<string, string> | null;
let asked: { url: string; cache: string | undefined }[];
let caches: Map<string, Map<string, string>>;

interface FetchEvent {
  request: { url: string; method: string; mode: string };
  respondWith(answer: Promise<Response>): void;
}

function worker(version: string) {
  const listeners = new Map<string, (event: unknown) => void>();
  const fetch = async (request: { url: string; cache?: string } | string, options?: { cache?: string }) => {
    const url = typeof request === "string" ? request : request.url;
    asked.push({ url, cache: options?.cache ?? (typeof request === "string" ? undefined : request.cache) });
    if (!host) throw new TypeError("no network");
    const found = host.get(url);
    return new Response(found ?? "", { status: found === undefined ? 404 : 200 });
  };
  class Request {
    constructor(readonly url: string, readonly options: { cache?: string } = {}) {}
    get cache() {
      return this.options.cache;
    }
  }
  const opened = (name: string) => {
    const entries = caches.get(name) ?? new Map<string, string>();
    caches.set(name, entries);
    const match = async (url: string) => (entries.has(url) ? new Response(entries.get(url)) : undefined);
    const put = async (url: string, response: Response) => void entries.set(url, await response.text());
    return { match, put, addAll: async (requests: Request[]) => void (await Promise.all(requests.map(async (request) => put(request.url, await fetch(request))))) };
  };
  const all = {
    open: async (name: string) => opened(name),
    keys: async () => [...caches.keys()],
    delete: async (name: string) => caches.delete(name),
    match: async (url: string) => {
      for (const entries of caches.values()) if (entries.has(url)) return new Response(entries.get(url));
      return undefined;
    },
  };
  const self = { registration: { scope: SCOPE }, clients: { claim: async () => {} }, addEventListener: (name: string, act: (event: unknown) => void) => listeners.set(name, act) };
  runInNewContext(text, { self, caches: all, fetch, Request, Response, URL, VERSION: version, FILES });
  const during = (name: string) => {
    let made: Promise<unknown> = Promise.resolve();
    listeners.get(name)?.({ waitUntil: (promise: Promise<unknown>) => (made = promise) });
    return made;
  };
  const get = async (path: string) => {
    let answer: Promise<Response> | undefined;
    const event: FetchEvent = { request: { url: SCOPE + path, method: "GET", mode: "cors" }, respondWith: (made) => (answer = made) };
    listeners.get("fetch")?.(event);
    return answer && (await answer).text();
  };
  return { install: () => during("install"), activate: () => during("activate"), get };
}

function release(number: number): Map<string, string> {
  return new Map([
    [SCOPE, `document ${number} assets/page-1.js`],
    [`${SCOPE}assets/page-1.js`, "script"],
    [`${SCOPE}listing.json`, `listing ${number}`],
    [`${SCOPE}first.en.json`, `figures ${number}`],
  ]);
}

beforeEach(() => {
  host = release(1);
  asked = [];
  caches = new Map();
});

describe("after a release", () => {
  it("the new page is given the new listing, though the old worker still keeps the old one", async () => {
    const old = worker("1");
    await old.install();
    host = release(2);
    expect(await old.get("listing.json")).toBe("listing 2");
    expect(await old.get("first.en.json")).toBe("figures 2");
    expect(await old.get("assets/page-1.js")).toBe("script");
  });

  it("a new worker asks the host for what has the same name, and not the browser's store", async () => {
    await worker("2").install();
    const how = new Map(asked.map(({ url, cache }) => [url.slice(SCOPE.length), cache]));
    expect(how.get("listing.json")).toBe("reload");
    expect(how.get("first.en.json")).toBe("reload");
    expect(how.get("assets/page-1.js")).toBe("force-cache");
  });
});

it("without a network the files of its own version are given", async () => {
  await worker("1").install();
  host = release(2);
  const next = worker("2");
  await next.install();
  host = null;
  expect(await next.get("listing.json")).toBe("listing 2");
});
