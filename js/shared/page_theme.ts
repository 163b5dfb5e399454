/** The theme of the page around a panel or a drawing: JupyterLab's says it, of others the colours tell. */

import { rgbOf } from "./colours";

/** JupyterLab, Notebook 7 and Voila: css/tokens.css reads there what they are. */
const SAYS_IT = "[data-jp-theme-light]";
const ROOT = ".dm-panel, .dm-echo";
const DRAWING = ".dm-network";
const WIDGET = ".jupyter-widgets";
/** The contrast below which nobody reads a text: such a ground was put there for something else. */
const LEGIBLE = 2.5;
/** As bright as what black and white contrast with alike. */
const MIDDLE = 0.18;

/** A theme's stylesheet may load after the page announces the theme. */
const LATER_MS = [300, 1500];

/** Whether text at this place is light on dark: by its colour, and by the nearest ground on which it can be read. */
export function isDark(place: Element): boolean {
  const text = luminance(rgbOf(getComputedStyle(place).color));
  for (let each: Element | null = place; each !== null; each = each.parentElement) {
    const { backgroundColor } = getComputedStyle(each);
    const ground = luminance(rgbOf(backgroundColor));
    // VS Code forces white behind its light text
    if (isOpaque(backgroundColor) && contrast(text, ground) >= LEGIBLE) {
      return ground < text;
    }
  }
  return text > MIDDLE;
}

/** Calls back when the element's colours change: with the theme, and when it comes into the page. */
export function onTheme(el: HTMLElement, ended: AbortSignal, act?: () => void): void {
  let timers: number[] = [];
  const follow = (): void => {
    takeTheme(el);
    act?.();
  };
  const forget = (): void => { timers.forEach((timer) => { window.clearTimeout(timer); }); };
  const changed = (): void => {
    forget();
    follow();
    timers = LATER_MS.map((wait) => window.setTimeout(follow, wait));
  };
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true });
  observer.observe(document.documentElement, { attributes: true });
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", changed, { signal: ended });
  // a notebook takes cells that are scrolled away out of the page, where they have no colours
  let wasShown = el.isConnected;
  const shown = new ResizeObserver(([entry]) => {
    const isShown = (entry?.contentRect.width ?? 0) > 0;
    if (isShown && !wasShown) {
      follow();
    }
    wasShown = isShown;
  });
  shown.observe(el);
  takeTheme(el);
  ended.addEventListener("abort", () => {
    forget();
    observer.disconnect();
    shown.disconnect();
  });
}

/** Gives the panel or drawing that an element is in the colours for a page that does not say what it is. */
function takeTheme(el: Element): void {
  const root = el.closest<HTMLElement>(ROOT) ?? el.closest<HTMLElement>(DRAWING);
  if (root?.isConnected && root.closest(SAYS_IT) === null) {
    root.style.colorScheme = isDark(around(root)) ? "dark" : "light";
  }
}

/** The place of a widget: ipywidgets gives each a colour of text, also in pages that are not its own. */
function around(root: Element): Element {
  const widget = root.parentElement?.closest(WIDGET);
  return widget ? around(widget) : (root.parentElement ?? root);
}

/** From 0, black, to 1, white, as WCAG has it. */
function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((each) => (each / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: number, other: number): number {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function isOpaque(colour: string): boolean {
  const [, , , alpha = 1] = (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  return alpha > 0.5;
}
