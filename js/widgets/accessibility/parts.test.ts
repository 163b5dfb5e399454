import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { find } from "../../testing/page";
import { FocusKeeper } from "./focus";
import { fixProgress, fixToggles } from "./parts";

const PANEL = `<div class="dm-panel"><div class="dm-buttons">
  <button id="start">Start</button><button id="stop" style="display: none">Stop</button>
</div><button id="other">Other</button>
<button id="loss" class="widget-toggle-button mod-active">Loss</button>
<button id="accuracy" class="widget-toggle-button">Accuracy</button>
<div class="widget-hprogress"><div class="progress"><div class="progress-bar" style="width: 41.6%">
</div></div></div></div>`;

beforeEach(() => {
  document.body.innerHTML = PANEL;
  // happy-dom lays nothing out
  Object.defineProperty(HTMLElement.prototype, "offsetParent", {
    configurable: true,
    get(this: HTMLElement) {
      return this.style.display === "none" ? null : document.body;
    },
  });
});
afterEach(() => { Reflect.deleteProperty(HTMLElement.prototype, "offsetParent"); });

describe("what is only seen", () => {
  it("tells which toggle is pressed", () => {
    fixToggles(document.body);
    expect(find(document, "#loss").getAttribute("aria-pressed")).toBe("true");
    expect(find(document, "#accuracy").getAttribute("aria-pressed")).toBe("false");
  });

  it("lets the progress bar say how far it is", () => {
    fixProgress(document.body);
    const bar = find(document, ".progress");
    expect(bar.getAttribute("role")).toBe("progressbar");
    expect(bar.getAttribute("aria-label")).toBe("Progress");
    expect(bar.getAttribute("aria-valuenow")).toBe("42");
  });
});

describe("the focus", () => {
  let view: AbortController;
  beforeEach(() => { view = new AbortController(); });
  afterEach(() => { view.abort(); });

  function change(): void {
    find(document, "#start").style.display = "none";
    find(document, "#start").blur();
    find(document, "#stop").style.display = "";
  }

  const rows = ["dm-buttons", "dm-sweep-drive", "dm-foot-buttons"];
  it.each(rows)("goes from a button of %s to the one in its place", async (row) => {
    find(document, ".dm-buttons").className = row;
    new FocusKeeper(find(document, ".dm-panel"), view.signal);
    find(document, "#start").focus();
    find(document, "#start").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
    change();
    await vi.waitFor(() => { expect(document.activeElement?.id).toBe("stop"); });
  });

  it("goes to the panel where no button has come in time", async () => {
    const now = vi.spyOn(performance, "now");
    new FocusKeeper(find(document, ".dm-panel"), view.signal);
    find(document, "#start").focus();
    find(document, "#start").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
    find(document, "#start").style.display = "none";
    find(document, "#start").blur();
    now.mockReturnValue(Infinity);
    await vi.waitFor(() => { expect(document.activeElement?.className).toBe("dm-panel"); });
    now.mockRestore();
  });

  it("stays where a person has put it meanwhile", async () => {
    new FocusKeeper(find(document, ".dm-panel"), view.signal);
    find(document, "#start").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
    change();
    find(document, "#other").focus();
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    expect(document.activeElement?.id).toBe("other");
  });

  it("is left alone by the pointer", async () => {
    new FocusKeeper(find(document, ".dm-panel"), view.signal);
    find(document, "#start").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1 }));
    change();
    await new Promise(requestAnimationFrame);
    expect(document.activeElement?.id).not.toBe("stop");
  });
});
