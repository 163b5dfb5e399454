/** A class's name as it fits below a picture. */

const GRAPHEMES = new Intl.Segmenter();

/**
 * The name, or its beginning: letters, not halves of them.
 *
 * @param letters How many fit.
 */
export function short(name: string, letters: number): string {
  const parts = [...GRAPHEMES.segment(name)].map(({ segment }) => segment);
  if (parts.length <= letters) {
    return name;
  }
  return letters < 4 ? parts.slice(0, letters).join("") : `${parts.slice(0, letters - 1).join("")}…`;
}
