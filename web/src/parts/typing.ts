// Whether keys belong to a field.

const NO_TEXT = ["button", "checkbox", "color", "file", "image", "radio", "range", "reset", "submit"];

/** Whether what has the focus takes text, and with it its own undo. */
export function takesText(target: unknown): boolean {
  if (typeof target !== "object" || target === null) return false;
  const { tagName, type, isContentEditable } = target as { tagName?: string; type?: string; isContentEditable?: boolean };
  if (isContentEditable === true || tagName === "TEXTAREA") return true;
  return tagName === "INPUT" && !NO_TEXT.includes(type ?? "text");
}
