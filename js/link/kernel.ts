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

import { has, isObject, property } from "./property";

type Slot = () => void;

interface Signal {
  connect(slot: Slot): unknown;
  disconnect(slot: Slot): unknown;
}

/** In these states the process has ended, and the widget's model with it. */
const GONE: readonly unknown[] = ["dead", "terminating", "restarting", "autorestarting"];
/** The events of nbclassic's notebook when a process has ended. */
const CLASSIC = ["autorestarting", "dead", "killed", "restarting"]
  .map((what) => `kernel_${what}.Kernel`)
  .join(" ");
/** The kernel is unknown; it may be found again. */
const LOST = "unknown";

/** Reports at once if it has ended, and each change. */
export function watchKernel(manager: unknown, tell: (hasEnded: boolean) => void, ended: AbortSignal): void {
  const kernel = property(manager, "kernel");
  const session = property(property(manager, "context"), "sessionContext");
  if (!isObject(kernel)) {
    watchClassic(manager, tell, ended);
    return;
  }
  let isGone = false;
  let told = false;
  const check = (): void => {
    isGone ||= property(kernel, "isDisposed") === true || GONE.includes(property(kernel, "status"));
    const hasEnded = isGone || property(kernel, "status") === LOST;
    if (hasEnded !== told) {
      told = hasEnded;
      tell(hasEnded);
    }
  };
  const signals = [
    ...["statusChanged", "connectionStatusChanged", "disposed"].map((name) => signal(kernel, name)),
    ...["statusChanged", "kernelChanged", "disposed"].map((name) => signal(session, name)),
  ].filter((each) => each !== null);
  for (const each of signals) {
    each.connect(check);
    ended.addEventListener("abort", () => { each.disconnect(check); });
  }
  check();
}

function watchClassic(manager: unknown, tell: (hasEnded: boolean) => void, ended: AbortSignal): void {
  const events = property(property(manager, "notebook"), "events");
  if (has(events, "on", "off")) {
    const source = events as Record<"on" | "off", (names: string, slot: Slot) => void>;
    const end = (): void => { tell(true); };
    source.on(CLASSIC, end);
    ended.addEventListener("abort", () => { source.off(CLASSIC, end); });
  }
}

function signal(owner: unknown, name: string): Signal | null {
  const found = property(owner, name);
  return has(found, "connect", "disconnect") ? (found as Signal) : null;
}
