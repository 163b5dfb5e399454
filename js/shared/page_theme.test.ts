import { afterEach, beforeEach, describe, expect, it, test, vi } from "vitest";

import { find } from "../testing/page";
import { isDark, onTheme } from "./page_theme";

const LIGHT = "color: rgb(51, 51, 51); background-color: rgb(255, 255, 255)";
const DARK = "color: rgb(204, 204, 204); background-color: rgb(30, 30, 30)";

const dark = (html: string): boolean => {
  document.body.innerHTML = html;
  return isDark(find(document, "#here"));
};

describe("a place is dark", () => {
  it.each([
    ["where light text is on a dark ground", `<div style="${DARK}"><p id="here"></p></div>`, true],
    ["not where dark text is on a light ground", `<div style="${LIGHT}"><p id="here"></p></div>`, false],
    ["behind white that was forced on it", `<div style="${DARK}"><p id="here" style="background-color: rgb(255, 255, 255)"></p></div>`, true],
    ["without a ground, by its text", `<div style="color: rgb(204, 204, 204)"><p id="here"></p></div>`, true],
    ["not without a ground and with dark text", `<div style="color: rgb(51, 51, 51)"><p id="here"></p></div>`, false],
    ["whatever ground lets another through",
      `<div style="${DARK}"><p id="here" style="background-color: rgba(255, 255, 255, 0.2)"></p></div>`, true],
    ["where grey text is on black", `<div style="color: rgb(119, 119, 119); background-color: rgb(0, 0, 0)"><p id="here"></p></div>`, true],
    ["not where grey text is on white", `<div style="color: rgb(136, 136, 136); background-color: rgb(255, 255, 255)"><p id="here"></p></div>`, false],
  ])("%s", (_, html, expected) => {
    expect(dark(html)).toBe(expected);
  });
});

describe("a panel takes the theme", () => {
  let view: AbortController;
  const open = (html: string): HTMLElement => {
    document.body.innerHTML = html;
    onTheme(find(document, "#el"), view.signal);
    return find(document, ".root");
  };
  beforeEach(() => { view = new AbortController(); });
  afterEach(() => {
    view.abort();
    document.body.removeAttribute("style");
    document.body.removeAttribute("data-jp-theme-light");
  });

  it.each(["dm-panel", "dm-echo", "dm-network"])("of its page, as %s does", async (name) => {
    document.body.setAttribute("style", DARK);
    const root = open(`<div class="${name} root"><p id="el"></p></div>`);
    expect(root.style.colorScheme).toBe("dark");
    document.body.setAttribute("style", LIGHT);
    await vi.waitFor(() => { expect(root.style.colorScheme).toBe("light"); });
  });

  it("from around the widgets that hold it: ipywidgets colours their text", () => {
    document.body.setAttribute("style", DARK);
    const box = `<div class="jupyter-widgets" style="color: rgb(0, 0, 0)"><div><div class="dm-panel jupyter-widgets root">`;
    expect(open(`${box}<p id="el"></p></div></div></div>`).style.colorScheme).toBe("dark");
  });

  it("with the drawing in it", () => {
    document.body.setAttribute("style", DARK);
    expect(open(`<div class="dm-echo root"><p class="dm-network" id="el"></p></div>`).style.colorScheme).toBe("dark");
  });

  it("that JupyterLab says, by the stylesheet", () => {
    document.body.setAttribute("style", DARK);
    document.body.setAttribute("data-jp-theme-light", "false");
    expect(open(`<div class="dm-panel root"><p id="el"></p></div>`).style.colorScheme).toBe("");
  });
});

test("an element that comes into the page again is drawn in its colours", () => {
  let resized: (entries: object[]) => void = () => undefined;
  vi.stubGlobal("ResizeObserver", class {
    constructor(callback: (entries: object[]) => void) {
      resized = callback;
    }
    observe = (): void => undefined;
    disconnect = (): void => undefined;
  });
  const [el, act, view] = [document.createElement("div"), vi.fn(), new AbortController()];
  onTheme(el, view.signal, act);
  for (const drawn of [1, 2]) {
    resized([{ contentRect: { width: 300 } }]);
    resized([{ contentRect: { width: 400 } }]);
    expect(act).toHaveBeenCalledTimes(drawn);
    resized([{ contentRect: { width: 0 } }]); // taken out, or in a hidden tab
  }
  view.abort();
  vi.unstubAllGlobals();
});
