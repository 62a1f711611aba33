// Whether the browser has what the engine needs.

/** A module whose one function makes a vector of 128 bits: `(func (result v128) (i8x16.splat (i32.const 0)))`. */
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11]);

/** Whether a worker may be a module: a browser that knows the option reads it, before it refuses an address that is none. */
function hasModuleWorkers(): boolean {
  let isRead = false;
  const options = {
    get type(): WorkerType {
      isRead = true;
      return "module";
    },
  };
  try {
    new Worker("http://[", options).terminate();
  } catch {
    // As it must be.
  }
  return isRead;
}

/** Whether a study can be packed into a link. */
function hasPackedLinks(): boolean {
  try {
    return new DecompressionStream("deflate-raw") !== null;
  } catch {
    return false;
  }
}

export function canCompute(): boolean {
  return typeof WebAssembly === "object" && WebAssembly.validate(SIMD) && hasModuleWorkers() && hasPackedLinks();
}
