import type { AnyModel, RenderProps } from "@anywidget/types";
import { beforeEach, expect, it } from "vitest";

import widget from "./index";
import type { AskNameModel, NameMessage } from "./model";

const FACTS: AskNameModel = {
  is_asked: false,
  suggestion: "digits",
  note: "",
  is_refused: false,
  replaces: false,
  description: "",
};

/** As much of a widget's model as the line uses. */
class FakeModel {
  readonly listeners = new Map<string, Set<() => void>>();
  readonly said: NameMessage[] = [];
  isGone = false;
  private facts = { ...FACTS };

  get<K extends keyof AskNameModel>(key: K): AskNameModel[K] {
    return this.facts[key];
  }

  on(event: string, listener: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  off(event: string, listener: () => void): void {
    this.listeners.get(event)?.delete(listener);
  }

  send(content: NameMessage): void {
    if (this.isGone) throw new Error("Cannot send");
    this.said.push(content);
  }

  become(facts: Partial<AskNameModel>): void {
    this.facts = { ...this.facts, ...facts };
    for (const trait of Object.keys(facts)) {
      for (const listener of this.listeners.get(`change:${trait}`) ?? []) listener();
    }
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((all, each) => all + each.size, 0);
  }
}

let model: FakeModel;
let close: () => void;

function find<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  part = "",
): HTMLElementTagNameMap[K] {
  const found = document.querySelector<HTMLElementTagNameMap[K]>(`${tag}${part}`);
  if (!found) throw new Error(`no ${tag}${part}`);
  return found;
}

const field = (): HTMLInputElement => find("input");

beforeEach(() => {
  document.body.innerHTML = `<div class="dm-summary"><button class="dm-save-as"></button><p></p></div>`;
  model = new FakeModel();
  const props = { model: model as unknown as AnyModel<AskNameModel>, el: find("p") };
  close = widget.render(props as unknown as RenderProps<AskNameModel>);
});

it("is not there until it is asked, and then has the name selected and the focus", () => {
  expect(find("form").hidden).toBe(true);
  model.become({ is_asked: true });
  expect(find("form").hidden).toBe(false);
  expect(document.activeElement).toBe(field());
  expect([field().value, field().selectionStart, field().selectionEnd]).toEqual(["digits", 0, 6]);
});

it("tells each name while it is typed, and the last one with Save", () => {
  model.become({ is_asked: true });
  field().value = "wide";
  field().dispatchEvent(new Event("input"));
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(model.said).toEqual([
    { type: "typed", name: "wide" },
    { type: "save", name: "wide" },
  ]);
});

it("cancels by its button and by Escape, which nobody else hears", () => {
  model.become({ is_asked: true });
  find("button", ".dm-closes").click();
  const escape = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
  let heard = 0;
  document.body.addEventListener("keydown", () => (heard += 1), { once: true });
  field().dispatchEvent(escape);
  expect(model.said).toEqual([{ type: "cancel" }, { type: "cancel" }]);
  expect([escape.defaultPrevented, heard]).toEqual([true, 0]);
});

it("gives the focus back to the button that asked", () => {
  model.become({ is_asked: true });
  model.become({ is_asked: false });
  expect(document.activeElement?.className).toBe("dm-save-as");
});

it("says what the name would do, markup as text, and saves none that can't be", () => {
  model.become({ note: "replaces <b>the one</b>", is_refused: false });
  expect(find("span", ".dm-ask-note").textContent).toBe("replaces <b>the one</b>");
  expect(find("button", ".dm-main").disabled).toBe(false);
  model.become({ note: "too long", is_refused: true });
  expect(find("button", ".dm-main").disabled).toBe(true);
  expect(field().getAttribute("aria-invalid")).toBe("true");
});

it("asks whether to replace, and then the button says so", () => {
  model.become({ is_asked: true, note: "Replace the one saved 1 Nov 2026, 12:03?", replaces: true });
  expect(find("button", ".dm-main").textContent).toBe("Replace");
  expect(document.activeElement).toBe(find("button", ".dm-closes"));
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(model.said).toEqual([{ type: "replace", name: "digits" }]);
  model.become({ replaces: false });
  expect(find("button", ".dm-main").textContent).toBe("Save");
});

it("says so where the kernel has ended", () => {
  model.isGone = true;
  find("button", ".dm-closes").click();
  expect(find("span", ".dm-ask-note").textContent).toContain("has ended");
});

it("takes every listener off again", () => {
  expect(model.listening).toBe(4);
  close();
  expect(model.listening).toBe(0);
  find("button", ".dm-closes").click();
  expect(model.said).toEqual([]);
});
