/** Calls a function when the page's theme changes; returns the function that stops it. */
export function onTheme(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  const attributeFilter = ["data-jp-theme-light", "data-jp-theme-name", "class"];
  watch.observe(document.body, { attributes: true, attributeFilter });
  watch.observe(document.documentElement, { attributes: true, attributeFilter });
  return () => {
    watch.disconnect();
  };
}
