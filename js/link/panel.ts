/** The panel around a view's element, which is added to it after it was made. */

const PANEL = ".dm-panel";
/** The controls that ask the kernel for something. */
const CONTROLS = "button, input, select, textarea, a, label, [role=slider], [role=tab], .noUi-target";
/** Controls that need a kernel; one that copies a text works without. */
const ASKING = "button.jupyter-button:not(.dm-works-alone, :disabled)";
const SETTINGS = ".dm-settings, .dm-more-settings";
const OFF = "data-dm-off";

/** Calls a function with the panel around a view; a view is drawn before its panel is added to the page. */
export function onPanel(el: Element, ended: AbortSignal, act: (panel: HTMLElement) => void): void {
  const panel = el.closest<HTMLElement>(PANEL);
  if (panel) {
    act(panel);
  } else if (!ended.aborted) {
    requestAnimationFrame(() => { onPanel(el, ended, act); });
  }
}

/** Calls a function when a person uses a control of the panel. */
export function onUse(el: Element, use: () => void, signal: AbortSignal): void {
  const handle = ({ type, target }: Event): void => {
    const control = target instanceof Element ? target.closest(CONTROLS) : null;
    // only the keys that move a slider: typing ends in a change
    const isUse = type !== "keydown" || control?.matches("[role=slider]");
    if (isUse && control !== null && el.closest(PANEL)?.contains(control)) {
      use();
    }
  };
  for (const event of ["click", "change", "keydown"]) {
    // in the capture phase: a handler of the click may stop it, or remove the button
    document.addEventListener(event, handle, { capture: true, signal });
  }
}

export function showAnswers(el: Element, answers: boolean): void {
  el.closest(PANEL)?.classList.toggle("dm-no-answer", !answers);
}

/** Shows whether clicks wait while a cell runs. */
export function showWaiting(el: Element, doClicksWait: boolean): void {
  el.closest(PANEL)?.classList.toggle("dm-waiting-clicks", doClicksWait);
}

export function showEnded(el: Element, hasEnded: boolean): void {
  const panel = el.closest(PANEL);
  panel?.classList.toggle("dm-kernel-ended", hasEnded);
  panel?.querySelectorAll(SETTINGS).forEach((each) => each.toggleAttribute("inert", hasEnded));
  panel?.querySelectorAll<HTMLButtonElement>(hasEnded ? ASKING : `[${OFF}]`).forEach((button) => {
    button.disabled = hasEnded;
    button.toggleAttribute(OFF, hasEnded);
  });
}
