/** The panel around a view: reports its clicks, and shows whether the kernel answers. */

const NO_ANSWER = "dm-no-answer";
const ENDED = "dm-kernel-ended";
/** The controls that ask the kernel for something. */
const CONTROLS = "button, input, select, textarea, a, label, [role=slider], [role=tab], .noUi-target";
/** Controls that need a kernel; one that copies a text works without. */
const ASKING = "button.jupyter-button:not(.dm-works-alone)";
const SETTINGS = ".dm-settings, .dm-more-settings";
const OFF = "dmOff";
const EVENTS = ["click", "change", "keydown"];

export class PanelWatch {
  private hasEnded = false;

  /**
   * @param el The view's element; it is added to the panel after it was made.
   * @param use Called when a person uses a control of that panel.
   */
  constructor(private readonly el: HTMLElement, private readonly use: () => void, signal: AbortSignal) {
    for (const event of EVENTS) {
      // in the capture phase: a handler of the click may stop it, or remove the button
      document.addEventListener(event, this.take, { capture: true, signal });
    }
  }

  /** An arrow function, because it is passed as a callback. */
  readonly answers = (answers: boolean): void => {
    this.panel?.classList.toggle(NO_ANSWER, !answers);
  };

  setEnded(hasEnded: boolean): void {
    this.hasEnded = hasEnded;
    if (this.panel !== null) {
      this.show(this.panel);
    } else if (hasEnded) {
      // made in a page whose kernel has already ended, and not in the panel yet
      requestAnimationFrame(() => {
        if (this.panel !== null) {
          this.show(this.panel);
        }
      });
    }
  }

  private show(panel: Element): void {
    panel.classList.toggle(ENDED, this.hasEnded);
    for (const settings of panel.querySelectorAll(SETTINGS)) {
      settings.toggleAttribute("inert", this.hasEnded);
    }
    for (const button of panel.querySelectorAll<HTMLButtonElement>(ASKING)) {
      if (this.hasEnded && !button.disabled) {
        button.disabled = true;
        button.dataset[OFF] = "";
      } else if (!this.hasEnded && OFF in button.dataset) {
        button.disabled = false;
        Reflect.deleteProperty(button.dataset, OFF);
      }
    }
  }

  private get panel(): Element | null {
    return this.el.closest(".dm-panel");
  }

  private readonly take = (event: Event): void => {
    const control = event.target instanceof Element ? event.target.closest(CONTROLS) : null;
    if (control === null || this.panel?.contains(control) !== true) {
      return;
    }
    // only the keys that move a slider: typing ends in a change
    if (event.type !== "keydown" || control.matches("[role=slider]")) {
      this.use();
    }
  };
}
