// The page without a network: its files are kept by a service worker, which is asked for once the first figures stand.

export async function keepOffline(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL("service.js", document.baseURI));
  } catch {
    // A host without https, or a browser that keeps nothing: the page works as long as it can be loaded.
  }
}
