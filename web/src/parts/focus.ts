// The focus while something stands above the page, and after it.

/** Gives the focus back to where it was, or, where that is gone, to something else. */
export function giveBack(before: Element | null, otherwise: () => HTMLElement | null = () => null): void {
  const isKept = before instanceof HTMLElement && before.isConnected && before !== document.body;
  (isKept ? before : otherwise())?.focus();
}

/** Shows a dialog above the page; what it gives is to be called when the dialog goes. */
export function modal(dialog: HTMLDialogElement, otherwise?: () => HTMLElement | null): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => giveBack(before, otherwise);
}
