// Copying, and what is done where the browser does not allow it.

/** Marks the text of an element, so that the visitor can copy it by hand. */
export function selectAll(element: HTMLElement): void {
  if (element instanceof HTMLInputElement) {
    element.focus();
    return element.select();
  }
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
}

/** Copies a text. Whether it was copied: a page without https, or one that may not, has no clipboard. */
export async function copied(text: string, clipboard: Pick<Clipboard, "writeText"> | undefined = navigator.clipboard): Promise<boolean> {
  try {
    if (!clipboard) return false;
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
