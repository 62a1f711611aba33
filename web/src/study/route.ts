// The view in the link: `#VIEW`, `#VIEW.DETAIL`, and behind a stroke the study, which every view shares.

export const VIEWS = ["explore", "household", "compare", "rules", "method"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  /** What the view shows, such as the name of a rule; empty: all of it. */
  detail: string;
}

/** What a browser or a visitor wrote in signs of percent; as it stands where that cannot be read. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The view of a fragment; the first one where it names none that is known. */
export function routeOf(fragment: string): Route {
  const [head = ""] = fragment.replace(/^#/, "").split("/");
  const dot = head.indexOf(".");
  const name = dot < 0 ? head : head.slice(0, dot);
  const view = VIEWS.find((known) => known === name);
  return view ? { view, detail: dot < 0 ? "" : plain(head.slice(dot + 1)) } : { view: "explore", detail: "" };
}

/** What names a route in a fragment. */
export function named({ view, detail }: Route): string {
  return detail === "" ? view : `${view}.${encodeURIComponent(detail)}`;
}
