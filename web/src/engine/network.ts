// Files of the page that are fetched while it is used, and how it is known that one could not be had.

/** A file of the page that could not be had: no connection, or a host that does not answer with it. Its name outlives the way from a worker. */
export class Unreached extends Error {
  override name = "Unreached";
}

/** An answer that holds the file; refused with [`Unreached`]. */
export async function fetched(address: string | URL, options: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    throw new Unreached(`${String(address)}: ${words(error)}`);
  }
  if (!response.ok) throw new Unreached(`${String(address)}: ${response.status} ${response.statusText}`.trim());
  return response;
}

export function isUnreached(error: unknown): boolean {
  return error instanceof Error && error.name === "Unreached";
}

export function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
