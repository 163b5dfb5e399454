/** Tiles on one scale for all units of a layer. */

/**
 * @param pixels Unit by unit; 127 is the largest weight of the same unit.
 * @param scales The largest weight of each unit.
 * @returns The pixels on one scale; 127 is the largest weight of all units.
 */
export function onScale(pixels: Int8Array, scales: Float32Array): Int8Array {
  const largest = Math.max(...scales, Number.MIN_VALUE);
  const size = scales.length === 0 ? 0 : pixels.length / scales.length;
  return pixels.map((pixel, place) =>
    Math.round((pixel * (scales[Math.floor(place / size)] ?? 0)) / largest),
  );
}
