/** The panel that a view stands in: who clicks there, and what it is told about the kernel. */

const NO_ANSWER = "dm-no-answer";
const ENDED = "dm-kernel-ended";
/** What a person uses to ask the kernel for something. */
const CONTROLS = "button, input, select, textarea, a, label, [role=slider], [role=tab], .noUi-target";
const EVENTS = ["click", "change", "keydown"] as const;

export class PanelWatch {
  private hasEnded = false;

  /**
   * @param el The view's element; it gets its place in the panel only after it was made.
   * @param use What to do when a person has used a control of that panel.
   */
  constructor(
    private readonly el: HTMLElement,
    private readonly use: () => void,
  ) {
    for (const event of EVENTS) {
      // in the first phase: whoever handles the click may stop it, or take the button away
      document.addEventListener(event, this.take, true);
    }
  }

  /** An arrow function, since it is handed over as it is. */
  readonly answers = (answers: boolean): void => {
    this.panel?.classList.toggle(NO_ANSWER, !answers);
  };

  ended(hasEnded: boolean): void {
    this.hasEnded = hasEnded;
    if (this.panel !== null) {
      this.panel.classList.toggle(ENDED, hasEnded);
    } else if (hasEnded) {
      // made in a page whose kernel is gone already, and not in its place yet
      requestAnimationFrame(() => this.panel?.classList.toggle(ENDED, this.hasEnded));
    }
  }

  close(): void {
    for (const event of EVENTS) {
      document.removeEventListener(event, this.take, true);
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
    // of all keys only those that move a slider: typing ends in a change
    if (event.type !== "keydown" || control.matches("[role=slider]")) {
      this.use();
    }
  };
}
