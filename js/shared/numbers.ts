/** Reads numbers from the buffers that Python sends. */

/** Two bytes each, little-endian; an empty list if nothing was sent yet. */
export function numbersIn(view: DataView | undefined): Uint16Array {
  if (view === undefined) {
    return new Uint16Array();
  }
  const numbers = new Uint16Array(view.byteLength >> 1);
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = view.getUint16(2 * index, true);
  }
  return numbers;
}

/** The floats in a buffer, which may start at any offset of a message. */
export function floatsIn(view: DataView): Float32Array {
  const found = new Float32Array(Math.floor(view.byteLength / 4));
  for (let place = 0; place < found.length; place += 1) {
    found[place] = view.getFloat32(4 * place, true);
  }
  return found;
}

/** The bytes themselves, not copied. */
export function bytesIn(view: DataView | undefined): Uint8Array {
  return view === undefined
    ? new Uint8Array()
    : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
