/** Hands a file to the browser, which saves it as it saves any download. */

/** How long the browser may take to read the content; it is let go of after that. */
const KEPT = 60_000;

export function save(name: string, mime: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, KEPT);
}
