/** The button, and what it opens: the panel on the whole screen, with several tabs at once and keys of its own. */

import { onChange, onResize } from "../../link/listen";
import { onPanel } from "../../link/panel";
import { widget } from "../../link/widget";
import { button, element, setAttribute } from "../../shared/element";
import type { BigViewModel, Message } from "./model";
import { isPlainKey, keepKeys } from "./own_keys";

/** As wide and as high, in pixels, as three parts beside one another and two below one another need. */
const [WIDE, HIGH] = [2300, 560];
const NAMES = { shut: "Big view", open: "Close" };
const TIP = "Fill the screen with the curves and the tabs that were opened last (key b)";
const PAGES = ":scope > .dm-tabs > .widget-tab-contents";
/** They take the keys themselves. */
const FIELDS = "input, select, textarea, [contenteditable]";

export default widget<BigViewModel>((model, el, ended) => {
  const toggle = button(NAMES.shut, "dm-big-button", () => { turn(); });
  const hint = element("p", "dm-big-hint");
  let turn = (): void => undefined; // before it is in a panel
  toggle.title = TIP;
  toggle.setAttribute("aria-keyshortcuts", "b");
  el.append(toggle);

  const send = (message: Message): void => {
    try {
      model.send(message);
    } catch {
      // the kernel has ended: what is drawn stays
    }
  };

  onPanel(el, ended, (panel) => {
    let isOpen = false;
    let isFrozen = false;
    let alone = 0; // the number of the part that is shown alone, from 1; 0 for all
    let asked = 0; // for how many parts

    /** Marks the pages of the tabs that are in the grid. */
    const place = (): void => {
      const grid = panel.querySelector<HTMLElement>(PAGES);
      const parts = isOpen ? model.get("parts") : [];
      [...(grid?.children ?? [])].forEach((page, tab) => {
        const at = parts.findIndex((part) => part.tab === tab);
        page.classList.toggle("dm-part", at >= 0);
        page.classList.toggle("dm-aside", at >= 0 && alone > 0 && at + 1 !== alone);
        setAttribute(page, "data-dm-title", parts[at]?.title ?? null);
        setAttribute(page, "data-dm-number", at < 0 ? null : String(at + 1));
      });
      // until the kernel answers there is the tab that was open
      grid?.setAttribute("data-dm-parts", String(alone > 0 ? 1 : Math.max(1, parts.length)));
      const ways = parts.length > 1 ? ` 1 to ${parts.length} show one alone, 0 all.` : "";
      hint.textContent = `Space freezes the pictures.${ways} b closes.`;
    };

    const fit = (): void => {
      const count = (panel.clientWidth >= WIDE ? 3 : 2) * (panel.clientHeight >= HIGH ? 2 : 1);
      if (isOpen && count !== asked) {
        asked = count;
        alone = 0;
        send({ type: "open", count });
      }
    };

    const open = (): void => {
      isOpen = true;
      // in a frame that is as high as what it holds, the panel leaves its place to the big view
      panel.parentElement?.style.setProperty("min-height", `${panel.offsetHeight}px`);
      panel.classList.add("dm-big");
      panel.append(hint);
      toggle.textContent = NAMES.open;
      panel.tabIndex = -1;
      panel.focus({ preventScroll: true });
      if (document.fullscreenEnabled) {
        // where that is refused, it fills the page or the frame that it is in, as it does until then
        void panel.requestFullscreen().catch(() => undefined);
      }
      place();
      fit();
    };

    const close = (): void => {
      if (!isOpen) {
        return;
      }
      [isOpen, isFrozen, alone, asked] = [false, false, 0, 0];
      panel.classList.remove("dm-big");
      hint.remove();
      panel.parentElement?.style.removeProperty("min-height");
      if (document.fullscreenElement === panel) {
        void document.exitFullscreen();
      }
      toggle.textContent = NAMES.shut;
      place();
      send({ type: "close" });
      toggle.focus({ preventScroll: true });
    };

    const show = (number: number): void => {
      const tabs = model.get("parts").map(({ tab }) => tab);
      if (number <= tabs.length) {
        alone = number;
        place();
        send({ type: "show", tabs: number > 0 ? tabs.slice(number - 1, number) : tabs });
      }
    };

    const freeze = (): void => {
      isFrozen = !isFrozen;
      send({ type: "freeze", is_frozen: isFrozen });
    };

    const press = (event: KeyboardEvent): void => {
      const { key, target } = event;
      const isField = target instanceof Element && target.matches(FIELDS);
      if (event.defaultPrevented || event.repeat || isField || !isPlainKey(event)) {
        return;
      }
      if (key === "b") {
        turn();
      } else if (!isOpen) {
        return;
      } else if (/^\d$/.test(key)) {
        show(Number(key));
      } else if (key === " ") {
        freeze(); // also where a button has the focus, which Enter presses
      } else if (key === "Escape") {
        close();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };

    /** A button that had the focus may be gone: the page then has it, and must not take the keys. */
    const recover = (event: KeyboardEvent): void => {
      const isElsewhere = !(event.target instanceof Node && panel.contains(event.target));
      if (isOpen && isElsewhere && isPlainKey(event)) {
        panel.focus({ preventScroll: true });
        press(event);
        event.stopPropagation();
      }
    };

    turn = () => { (isOpen ? close : open)(); };
    keepKeys(panel, ended);
    panel.addEventListener("keydown", press, { signal: ended });
    window.addEventListener("keydown", recover, { capture: true, signal: ended });
    panel.addEventListener("fullscreenchange", () => {
      if (document.fullscreenElement !== panel) {
        close();
      }
    }, { signal: ended });
    ended.addEventListener("abort", close);
    onResize([panel], fit, ended);
    onChange(model, ["parts"], place, ended);
    if (model.get("parts").length > 0) {
      send({ type: "close" }); // the page was loaded again
    }
  });
});
