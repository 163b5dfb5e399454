/** The page's colours for a canvas, which can't read CSS variables. */

/**
 * The color in which an element of the page would be drawn: that of the theme.
 *
 * @param value As in a stylesheet: `var(--dm-line)`.
 */
export function colourIn(parent: Element, value: string): string {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = value;
  parent.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

export type Colours = ReturnType<typeof coloursOf>;

/** The colours of the wall of images, for the theme. */
export function coloursOf(element: Element) {
  const read = (name: string): string => colourIn(element, `var(--dm-${name})`);
  return {
    text: read("text"),
    muted: read("wall-muted"),
    /** Behind a mistake. */
    wrong: read("wall-wrong"),
    /** Text on it. */
    onWrong: read("wall-on-wrong"),
    accent: read("accent"),
  };
}

export type Rgb = readonly [number, number, number];

/** Red, green and blue of a colour as `getComputedStyle` writes it. */
export function rgbOf(colour: string): Rgb {
  const [red = 33, green = 33, blue = 33] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  const most = colour.startsWith("color(") ? 255 : 1; // its values are from 0 to 1
  return [red * most, green * most, blue * most];
}
