// How the page learns that a worker has ended: no event tells it, so the worker holds a lock as long as it lives.

export class LostWorker extends Error {}

/** A lock that a worker takes when it starts; `gone` is kept when the worker has let go of it, or `give` is called. */
export function alive(): { lock: { name: string; watch: () => void; give: () => void }; gone: Promise<void> } {
  const name = `worker-${Date.now()}-${Math.random()}`;
  let give = () => {};
  const gone = new Promise<void>((kept) => {
    give = kept;
  });
  // Where there are no locks (an address without TLS), only errors of the worker are noticed.
  const watch = () => void globalThis.navigator?.locks?.request(name, () => give()).catch(() => {});
  return { lock: { name, watch, give: () => give() }, gone };
}

/** Takes the lock in the worker, for good. */
export async function live(name: string): Promise<void> {
  const locks = globalThis.navigator?.locks;
  if (!locks) return;
  await new Promise<void>((taken) => {
    void locks.request(name, () => {
      taken();
      return new Promise(() => {});
    });
  });
}

/** Whether the engine itself broke off, such as for want of memory. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}
