/** Calls a function before the page's next frame, once for any number of calls. */
export function oncePerFrame(act: () => void): { soon: () => void; cancel: () => void } {
  let frame = 0;
  const draw = (): void => {
    frame = 0;
    act();
  };
  return {
    soon: () => { frame ||= requestAnimationFrame(draw); },
    cancel: () => { cancelAnimationFrame(frame); },
  };
}
