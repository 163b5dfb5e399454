/** A function that calls another one before the page's next frame, once for any number of calls. */
export function oncePerFrame(act: () => void, ended: AbortSignal): () => void {
  let frame = 0;
  ended.addEventListener("abort", () => { cancelAnimationFrame(frame); });
  return () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      act();
    });
  };
}
