/** Calls a function when the page's theme has changed; gives the function that ends it. */
export function onTheme(changed: () => void): () => void {
  const watch = new MutationObserver(changed);
  const attributeFilter = ["data-jp-theme-light", "data-jp-theme-name", "class"];
  watch.observe(document.body, { attributes: true, attributeFilter });
  watch.observe(document.documentElement, { attributes: true, attributeFilter });
  return () => {
    watch.disconnect();
  };
}
