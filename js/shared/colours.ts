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

/** A theme's stylesheet may load after the page announces the theme. */
const LATER_MS = [300, 1500];

/** Calls back when the element's colours change: with the theme, and when it comes into the page. */
export function onTheme(el: Element, act: () => void, ended: AbortSignal): void {
  let timers: number[] = [];
  const forget = (): void => { timers.forEach((timer) => { window.clearTimeout(timer); }); };
  const changed = (): void => {
    forget();
    act();
    timers = LATER_MS.map((wait) => window.setTimeout(act, wait));
  };
  const watch = new MutationObserver(changed);
  const attributeFilter = ["class", "data-jp-theme-light", "data-jp-theme-name"];
  watch.observe(document.body, { attributes: true, attributeFilter });
  watch.observe(document.documentElement, { attributes: true, attributeFilter });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed, { signal: ended });
  // a notebook takes cells that are scrolled away out of the page, where they have no colours
  let wasShown = el.isConnected;
  const shown = new ResizeObserver(([entry]) => {
    const isShown = (entry?.contentRect.width ?? 0) > 0;
    if (isShown && !wasShown) {
      act();
    }
    wasShown = isShown;
  });
  shown.observe(el);
  ended.addEventListener("abort", () => {
    forget();
    watch.disconnect();
    shown.disconnect();
  });
}
