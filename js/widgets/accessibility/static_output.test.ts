import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { find } from "../../testing/page";
import { hideBelow } from "./static_output";

const PANEL = `<div id="own"><div><div class="dm-panel dm-live-k"><img></div></div></div>`;
const WORDS = `<div id="words"><div class="dm-file-k dm-has-place dm-has-picture">words</div></div>`;
const WAITING = `<div id="words"><div class="dm-file-k dm-has-place">words</div></div>`;
const PICTURE = `<div id="picture"><div><img></div></div>`;
const EMPTY = `<div id="picture"><span></span></div>`;
const NO_CLASSES: readonly string[] = [];

let view: AbortController;
const begin = (html: string): void => {
  document.body.innerHTML = `<section><div>before</div>${html}</section>`;
  hideBelow(find(document, ".dm-panel"), view.signal);
};
const below = (): string[] => [...document.querySelectorAll(".dm-below-k")].map(({ id }) => id);
const own = (): string[] => [...document.querySelectorAll(".dm-own-k")].map(({ id }) => id);

beforeEach(() => { view = new AbortController(); });
afterEach(() => { view.abort(); });

it.each([
  ["the words and the picture", PANEL + WORDS + PICTURE, ["words", "picture"]],
  ["a picture with VS Code's buttons on it", PANEL + WORDS + PICTURE.replace("<img>", "<button><svg></svg></button><img>"), ["words", "picture"]],
  ["no buttons of another's", `${PANEL}${WORDS}<div><button><svg></svg></button></div>`, ["words"]],
  ["the place that waits for a picture", PANEL + WAITING + EMPTY, ["words", "picture"]],
  ["no picture of another's before ours is there", PANEL + WAITING + PICTURE, ["words"]],
  ["no other output", `${PANEL}${WORDS}<div>text</div>`, ["words"]],
  ["no drawing of another's", `${PANEL}${WORDS}<div><canvas></canvas></div>`, ["words"]],
  ["nothing after words that have no picture", PANEL + WORDS.replace(/ dm-has-\w+/g, "") + PICTURE, ["words"]],
  ["nothing where another output is between", `${PANEL}<div>other</div>${WORDS}${PICTURE}`, NO_CLASSES],
])("marks %s", (_, html, expected) => {
  begin(html);
  expect(below()).toEqual(expected);
  expect(own()).toEqual(expected.length > 0 ? ["own"] : []);
});

it("follows what comes later, and what replaces it", async () => {
  begin(PANEL);
  expect(below()).toEqual([]);
  find(document, "section").insertAdjacentHTML("beforeend", WAITING + EMPTY);
  await vi.waitFor(() => { expect(below()).toEqual(["words", "picture"]); });
  find(document, "#picture").outerHTML = PICTURE;
  find(document, "#words").outerHTML = WORDS;
  await vi.waitFor(() => { expect(below()).toEqual(["words", "picture"]); });
  find(document, "#picture > div").outerHTML = "a plot of somebody else's";
  await vi.waitFor(() => { expect(below()).toEqual(["words"]); });
});

it("leaves JupyterLab's pages to the stylesheet", () => {
  document.body.innerHTML = `<section data-jp-theme-light="true">${PANEL}${WORDS}${PICTURE}</section>`;
  hideBelow(find(document, ".dm-panel"), view.signal);
  expect(below()).toEqual([]);
});

it("ends with its view", async () => {
  begin(PANEL);
  view.abort();
  find(document, "section").insertAdjacentHTML("beforeend", WORDS);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  expect(below()).toEqual([]);
});
