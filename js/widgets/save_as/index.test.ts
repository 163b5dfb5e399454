import { beforeEach, expect, it } from "vitest";

import { FakeModel, propsOf } from "../../testing/fake_model";
import { find, press, submit } from "../../testing/page";
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

let model: FakeModel<AskNameModel, NameMessage>;
let close: () => void;

const form = (): HTMLFormElement => find(document, "form", HTMLFormElement);
const field = (): HTMLInputElement => find(document, "input", HTMLInputElement);
const closer = (): HTMLButtonElement => find(document, "button.dm-closes", HTMLButtonElement);
const main = (): HTMLButtonElement => find(document, "button.dm-main", HTMLButtonElement);
const note = (): HTMLElement => find(document, "span.dm-ask-note");

beforeEach(() => {
  document.body.innerHTML = `<div class="dm-summary"><button class="dm-save-as"></button><p></p></div>`;
  model = new FakeModel(FACTS);
  close = widget.render(propsOf(model, find(document, "p")));
});

it("is not there until it is asked, and then has the name selected and the focus", () => {
  expect(form().hidden).toBe(true);
  model.update({ is_asked: true });
  expect(form().hidden).toBe(false);
  expect(document.activeElement).toBe(field());
  expect([field().value, field().selectionStart, field().selectionEnd]).toEqual(["digits", 0, 6]);
});

it("tells each name while it is typed, and the last one with Save", () => {
  model.update({ is_asked: true });
  field().value = "wide";
  field().dispatchEvent(new Event("input"));
  submit(form());
  expect(model.sent).toEqual([{ type: "typed", name: "wide" }, { type: "save", name: "wide" }]);
});

it("cancels by its button and by Escape, which nobody else hears", () => {
  model.update({ is_asked: true });
  closer().click();
  let count = 0;
  document.body.addEventListener("keydown", () => (count += 1), { once: true });
  const escape = press(field(), "Escape");
  expect(model.sent).toEqual([{ type: "cancel" }, { type: "cancel" }]);
  expect([escape.defaultPrevented, count]).toEqual([true, 0]);
});

it("gives the focus back to the button that asked", () => {
  model.update({ is_asked: true });
  model.update({ is_asked: false });
  expect(document.activeElement?.className).toBe("dm-save-as");
});

it("says what the name would do, markup as text, and saves none that can't be", () => {
  model.update({ note: "replaces <b>the one</b>", is_refused: false });
  expect(note().textContent).toBe("replaces <b>the one</b>");
  expect(main().disabled).toBe(false);
  model.update({ note: "too long", is_refused: true });
  expect(main().disabled).toBe(true);
  expect(field().getAttribute("aria-invalid")).toBe("true");
});

it("asks whether to replace, and then the button says so", () => {
  model.update({ is_asked: true, note: "Replace the one saved 1 Nov 2026, 12:03?", replaces: true });
  expect(main().textContent).toBe("Replace");
  expect(document.activeElement).toBe(closer());
  submit(form());
  expect(model.sent).toEqual([{ type: "replace", name: "digits" }]);
  model.update({ replaces: false });
  expect(main().textContent).toBe("Save");
});

it("says so where the kernel has ended", () => {
  model.hasEnded = true;
  closer().click();
  expect(note().textContent).toContain("has ended");
});

it("takes every listener off again", () => {
  close();
  expect([model.listening, document.querySelector("form")]).toEqual([0, null]);
});
