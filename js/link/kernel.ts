/**
 * Detects whether the kernel of a widget has ended.
 *
 * anywidget gives a widget its manager. The manager of JupyterLab and Notebook 7 knows the kernel;
 * other front ends have none or another one, so every property is checked.
 *
 * Seen in JupyterLab 4.6 and Notebook 7.6: a kernel that is shut down from elsewhere turns `dead` and
 * is disposed within 6 to 8 s, when the page next asks the server; one that is shut down from the menu
 * turns `terminating`, is disposed within 1 s, and stays `unknown`; one that crashes turns `restarting`
 * and `autorestarting` within 3 s, and then `idle` as another process. ipywidgets marks only the last
 * and a restart, with `jupyter-widgets-disconnected`. A restart by another page shows as no more than
 * `starting`. nbclassic has no such kernel: its notebook reports a crash by events. Voila
 * is never told: there a click finds out.
 */

import { listen, type Source } from "./listen";
import { has, property } from "./property";

interface Signal {
  connect(slot: () => void): unknown;
  disconnect(slot: () => void): unknown;
}

/** In these states the process has ended, and the widget's model with it. */
const GONE: readonly unknown[] = ["dead", "terminating", "restarting", "autorestarting"];
/** The kernel is unknown; it may be found again. */
const LOST = "unknown";
const SIGNALS = ["statusChanged", "connectionStatusChanged", "kernelChanged", "disposed"];
/** The events of nbclassic's notebook when a process has ended. */
const CLASSIC = ["autorestarting", "dead", "killed", "restarting"].map((what) => `kernel_${what}.Kernel`).join(" ");

/**
 * Whether a click reaches the kernel while it runs a cell: in a thread of its own, a subshell. The
 * kernels of JupyterLab and Notebook 7 tell; other front ends send all to the thread of the cells.
 */
export function takesClicksInCells(manager: unknown): boolean {
  const kernel = property(manager, "kernel");
  return property(kernel, "supportsSubshells") === true && property(kernel, "commsOverSubshells") !== "disabled";
}

/** Reports at once if it has ended, and each change. */
export function watchKernel(manager: unknown, report: (hasEnded: boolean) => void, ended: AbortSignal): void {
  const kernel = property(manager, "kernel");
  let isGone = false;
  let reported = false;
  const check = (): void => {
    const status = property(kernel, "status");
    isGone ||= property(kernel, "isDisposed") === true || GONE.includes(status);
    const hasEnded = isGone || status === LOST;
    if (hasEnded !== reported) {
      reported = hasEnded;
      report(hasEnded);
    }
  };
  const owners = [kernel, property(manager, "context", "sessionContext")];
  for (const signal of owners.flatMap((owner) => SIGNALS.map((name) => property(owner, name)))) {
    if (has<Signal>(signal, "connect", "disconnect")) {
      signal.connect(check);
      ended.addEventListener("abort", () => { signal.disconnect(check); });
    }
  }
  const events = property(manager, "notebook", "events");
  if (has<Source>(events, "on", "off")) {
    listen(events, { [CLASSIC]: () => { report(true); } }, ended);
  }
  check();
}
