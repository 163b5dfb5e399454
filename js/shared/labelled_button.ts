import { element } from "./element";

/** How long a button says that it is done. */
const SHOWN = 1500;

/** A button that says for a moment what came of a click; the widest of its labels sets its width. */
export class LabelledButton {
  private readonly names = element("span", "dm-give-names");
  readonly button = element("button", "jupyter-button dm-button", [this.names], { type: "button" });
  /** For screen readers. */
  readonly status = element("span", "dm-give-told", "", { role: "status" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param labels All that it may say, the usual one first. */
  constructor(private readonly labels: () => readonly string[]) {}

  /** Shows one of the labels: for a moment, if it is not the usual one. */
  say(shown = this.labels()[0] ?? "", words = ""): void {
    this.names.replaceChildren(...[...new Set(this.labels())].map((label) => {
      const isShown = label === shown;
      return element("span", isShown ? "dm-give-shown" : "", label, { "aria-hidden": String(!isShown) });
    }));
    this.button.removeAttribute("aria-busy");
    this.status.textContent = words;
    this.end();
    if (shown !== this.labels()[0]) {
      this.timer = setTimeout(() => { this.say(); }, SHOWN);
    }
  }

  end(): void {
    clearTimeout(this.timer);
  }
}
