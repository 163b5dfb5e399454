/**
 * Hides what stays in the file below a live panel, in pages whose outputs have other class names than JupyterLab's.
 *
 * It gives the outputs classes of ours; the rules for them come with the static output, and know when a
 * panel is alive. JupyterLab's pages and nbclassic's need no script.
 */

import { oncePerFrame } from "../../shared/frame";

const SAYS_IT = "[data-jp-theme-light]";
const LIVE = "dm-live-";
/** The marker of a static output that has another output below it, for its picture. */
const HAS_PLACE = "dm-has-place";
const HAS_PICTURE = "dm-has-picture";
/** The marker of one that an error follows, which says the same. */
const BEFORE_ERROR = "dm-before-error";
const DRAWN = "img, svg, canvas, iframe, video, object, button, input, .jupyter-widgets";

export function hideBelow(panel: HTMLElement, ended: AbortSignal): void {
  if (panel.closest(SAYS_IT)) {
    return;
  }
  const mark = (): void => {
    const lists = keysOf(panel).map((key) => markOutputs(key));
    observer.disconnect();
    // each update of the static output replaces elements; until it is there, it may come anywhere
    for (const list of lists) {
      observer.observe(list ?? document.body, { childList: true, subtree: true });
    }
  };
  const observer = new MutationObserver(oncePerFrame(mark, ended));
  ended.addEventListener("abort", () => { observer.disconnect(); });
  mark();
}

/** The keys of its static outputs; a panel inside another widget has none. */
function keysOf(panel: Element): string[] {
  return [...panel.classList].filter((name) => name.startsWith(LIVE)).map((name) => name.slice(LIVE.length));
}

/**
 * Marks a panel's own output and those of its static output below.
 *
 * @returns What holds them all; null if they are not there, or not next to one another.
 */
export function markOutputs(key: string): Element | null {
  const live = `.${LIVE}${key}`;
  const marker = document.querySelector(`.dm-file-${key}`);
  const holds = (each: Element | null): boolean => each?.matches(live) === true || Boolean(each?.querySelector(live));
  let words = marker;
  while (words && !holds(words.parentElement)) {
    words = words.parentElement;
  }
  const own = words?.previousElementSibling ?? null;
  if (!marker || !words || !own || !holds(own)) {
    return null;
  }
  const below = `dm-below-${key}`;
  own.classList.add(`dm-own-${key}`);
  words.classList.add(below);
  const last = words.nextElementSibling;
  if (marker.classList.contains(BEFORE_ERROR)) {
    last?.classList.add(below);
  }
  if (last && marker.classList.contains(HAS_PLACE)) {
    const mayHaveImage = last.classList.contains(below) || marker.classList.contains(HAS_PICTURE);
    last.classList.toggle(below, mayBePicture(last, mayHaveImage));
  }
  return words.parentElement;
}

/** Whether it is empty, or holds nothing but an image, on which VS Code lays buttons. */
function mayBePicture(output: Element, mayHaveImage: boolean): boolean {
  const all = [...output.querySelectorAll(DRAWN), ...(output.matches(DRAWN) ? [output] : [])];
  const drawn = all.filter((each) => !each.closest("button"));
  const isImage = drawn.length === 1 && drawn[0] instanceof HTMLImageElement;
  return output.textContent.trim() === "" && (all.length === 0 || (isImage && mayHaveImage));
}
