/** Reads numbers from the buffers that Python sends. */

/** Two bytes each. They are copied: they may start at any offset of a message. */
export function numbersIn(view: DataView): Uint16Array {
  return new Uint16Array(bytesIn(view).slice().buffer);
}

/** Floats of four bytes, copied as well. */
export function floatsIn(view: DataView): Float32Array {
  return new Float32Array(bytesIn(view).slice().buffer);
}

/** The bytes themselves, not copied. */
export function bytesIn(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
