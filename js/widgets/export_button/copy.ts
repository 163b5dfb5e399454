/** Copies a text to the clipboard, in the way that the page allows. */

/** Returns whether the text was copied. */
export async function copied(text: string): Promise<boolean> {
  return (await byClipboard(text)) || bySelection(text);
}

/** Pages that are not served over HTTPS have no clipboard, and some frames may not use theirs. */
async function byClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** The old way, which works where the new one is refused. The focus returns to where it was. */
function bySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.setAttribute("aria-hidden", "true");
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
