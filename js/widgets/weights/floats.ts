/** The numbers in a buffer, which may begin anywhere in a message. */
export function floats(view: DataView): Float32Array {
  const found = new Float32Array(Math.floor(view.byteLength / 4));
  for (let place = 0; place < found.length; place += 1) {
    found[place] = view.getFloat32(4 * place, true);
  }
  return found;
}

/** The bytes of a buffer, which may begin anywhere in a message. */
export function bytes(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}
