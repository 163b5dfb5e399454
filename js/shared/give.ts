/** Gives a text or a file: to the clipboard in the way that the page allows, or as a download. */

import { element } from "./element";

/** How long the browser may take to read a download, in milliseconds, before it is released. */
const RELEASE_MS = 60_000;

/**
 * Returns whether the text was copied. Pages that are not served over HTTPS have no clipboard, and
 * some frames may not use theirs.
 */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return bySelection(text);
  }
}

/** The old way, which works where the new one is refused. The focus returns to where it was. */
function bySelection(text: string): boolean {
  const before = document.activeElement;
  const field = element("textarea", "", "", { readonly: "", "aria-hidden": "true" });
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is no other way
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    if (before instanceof HTMLElement) {
      before.focus({ preventScroll: true });
    }
  }
}

/** A field with the text, to copy by hand where the browser allows nothing else; `done` is called when it is. */
export function fieldToCopy(text: string, done: () => void): HTMLTextAreaElement {
  const field = element("textarea", "dm-give-field", "", {
    readonly: "",
    rows: String(text.split("\n").length),
    "aria-label": "Text to copy by hand",
    "data-lm-suppress-shortcuts": "true",
  });
  field.value = text;
  field.addEventListener("copy", () => {
    // after the browser has copied its text
    setTimeout(done);
  });
  return field;
}

/** What a screen reader says of such a field. */
export const BLOCKED = "The browser blocked the copy: the text is selected.";

/** Saves a file as a download of the browser. */
export function save(name: string, mime: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => { URL.revokeObjectURL(address); }, RELEASE_MS);
}
