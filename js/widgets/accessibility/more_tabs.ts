/** Tabs in one row: those that few need, and those that do not fit, stand in a menu behind the last, "More". */

import { findsModels, type Manager } from "../../link/bundle";
import { button, element, setAttribute } from "../../shared/element";

const BAR = ".dm-tabs > .lm-TabBar";
/** Classes of the widget: the id of its model, and how many of its last tabs are always in the menu. */
const [MODEL, MORE] = ["dm-model-", "dm-more-"];
const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" }; // JupyterLab takes the arrow keys for its own
const rows = new WeakMap<Element, TabRow>();

interface TabModel {
  set: (name: "selected_index", value: number) => void;
  save_changes: () => void;
}

/** Follows what the tabs of a panel have become; where no model can be found, all stay tabs. */
export function foldTabs(panel: Element, manager: unknown, ended: AbortSignal): void {
  if (!findsModels(manager)) {
    return;
  }
  for (const bar of panel.querySelectorAll<HTMLElement>(BAR)) {
    if (bar.closest(".dm-panel") === panel) {
      const row = rows.get(bar) ?? new TabRow(bar, manager, ended);
      rows.set(bar, row);
      row.follow();
    }
  }
}

class TabRow {
  private readonly more = button("More", "dm-more", () => { this.open(this.menu.hidden); });
  private readonly menu = element("div", "dm-more-menu", "", { role: "menu", "aria-label": "More tabs", ...OWN_KEYS });
  private fitted = ""; // the state in which it was made to fit

  constructor(private readonly bar: HTMLElement, private readonly manager: Manager, ended: AbortSignal) {
    Object.entries({ "aria-haspopup": "menu", ...OWN_KEYS }).forEach(([name, value]) => { this.more.setAttribute(name, value); });
    bar.append(this.more);
    bar.after(this.menu);
    this.open(false);
    const early = { signal: ended, capture: true }; // Lumino's own keys go to tabs that are not seen
    bar.addEventListener("keydown", (event) => { this.walk(event, "ArrowLeft", "ArrowRight"); }, early);
    this.menu.addEventListener("keydown", (event) => { this.walk(event, "ArrowUp", "ArrowDown"); }, early);
    const leave = (to: EventTarget | null): void => {
      if (!this.menu.hidden && to !== this.more && !this.menu.contains(to as Node | null)) {
        this.open(false);
      }
    };
    this.menu.addEventListener("focusout", ({ relatedTarget }) => { leave(relatedTarget); }, early);
    document.addEventListener("pointerdown", ({ target }) => { leave(target); }, early);
    const observer = new ResizeObserver(() => { this.fit(); });
    observer.observe(bar);
    ended.addEventListener("abort", () => { observer.disconnect(); });
  }

  /** Marks the chosen tab, also where it is in the menu; measures only if another one is chosen. */
  follow(): void {
    const state = `${this.chosen} of ${this.tabs.length}`;
    if (state !== this.fitted) {
      this.fitted = state;
      this.fit();
    }
  }

  private get tabs(): HTMLElement[] {
    return [...this.bar.querySelectorAll<HTMLElement>("[role=tab]")];
  }

  private get chosen(): number {
    return this.tabs.findIndex((tab) => tab.classList.contains("lm-mod-current"));
  }

  private fit(): void {
    const { tabs, bar, more, chosen } = this;
    const { left, width } = bar.getBoundingClientRect();
    let count = tabs.length - Number(this.nameAfter(MORE) ?? 0);
    const show = (): void => {
      tabs.forEach((tab, index) => { tab.hidden = index >= count; });
      more.hidden = count === tabs.length;
      more.textContent = chosen < count ? "More" : `More: ${tabs[chosen]?.textContent ?? ""}`;
      more.classList.toggle("dm-chosen", chosen >= count);
    };
    const last = (): Element | undefined => (more.hidden ? tabs.at(-1) : more);
    show();
    while (count > 0 && width > 0 && (last()?.getBoundingClientRect().right ?? 0) > left + width) {
      count -= 1;
      show();
    }
  }

  private open(isOpen: boolean): void {
    const { more, menu, chosen } = this;
    menu.hidden = !isOpen;
    setAttribute(more, "aria-expanded", String(isOpen));
    menu.replaceChildren(...this.tabs.flatMap((tab, index) => {
      const item = button(tab.textContent, "dm-more-item", () => { this.choose(index); });
      setAttribute(item, "role", "menuitemradio");
      setAttribute(item, "aria-checked", String(index === chosen));
      return tab.hidden ? [item] : [];
    }));
    if (isOpen) {
      const most = (menu.parentElement?.clientWidth ?? 0) - menu.offsetWidth;
      menu.style.top = `${more.offsetTop + more.offsetHeight}px`;
      menu.style.left = `${Math.max(0, Math.min(most, more.offsetLeft))}px`;
      (menu.firstElementChild as HTMLElement | null)?.focus();
    }
  }

  private close(): void {
    this.more.focus();
    this.open(false);
  }

  private choose(index: number): void {
    this.close();
    const name = this.nameAfter(MODEL);
    if (name !== undefined) {
      void this.manager.get_model(name).then((model) => {
        const tabs = model as unknown as TabModel;
        tabs.set("selected_index", index);
        tabs.save_changes();
      });
    }
  }

  private walk(event: KeyboardEvent, back: string, on: string): void {
    const { menu, more } = this;
    const isMenu = event.currentTarget === menu;
    const stops = isMenu ? [...menu.children] : [...this.tabs, more].filter((stop) => !stop.hidden);
    const at = stops.indexOf(document.activeElement ?? more);
    const goal = { [back]: at - 1, [on]: (at + 1) % stops.length, Home: 0, End: -1 }[event.key];
    if (goal !== undefined) {
      (stops.at(goal) as HTMLElement).focus();
    } else if (isMenu && event.key === "Escape") {
      this.close();
    } else if (event.key === "ArrowDown" && document.activeElement === more) {
      this.open(true);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** The rest of the class of the widget that begins so. */
  private nameAfter(prefix: string): string | undefined {
    const names = [...(this.bar.parentElement?.classList ?? [])];
    return names.find((name) => name.startsWith(prefix))?.slice(prefix.length);
  }
}
