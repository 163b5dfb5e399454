import * as lint from "@codemirror/lint";
import { EditorView, runScopeHandlers } from "@codemirror/view";
import type { Comm, Kernel } from "@jupyterlab/notebook";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { again, check } from "./check";
import { type CellAnswer, KernelLanguage } from "./kernel_language";

vi.mock("@codemirror/lint", { spy: true });
beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

const MAGIC = "%%densemodel\n";

/** Marks each `rellu` and `batchs`, as the kernel does; a text without has a size. */
function answer(text: string): CellAnswer {
  const problems = [...text.matchAll(/rellu|batchs/g)].map(({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
    message: `unknown word '${word}'`,
    hint: "did you mean another?",
    replacement: word === "rellu" ? "relu" : "",
  }));
  return { problems, sizes: problems.length > 0 ? [] : [{ line: 1, text: "7 parameters" }] };
}

function edit(shows = { errors: true, sizes: true }): { view: EditorView; asked: string[]; marked: () => string[] } {
  const asked: string[] = [];
  const ask = (view: EditorView): Promise<CellAnswer> => {
    const text = view.state.doc.toString();
    asked.push(text.slice(MAGIC.length));
    return Promise.resolve(answer(text));
  };
  const view = new EditorView({ doc: MAGIC, extensions: check(ask, shows), parent: document.body });
  const marked = (): string[] => [...view.dom.querySelectorAll(".cm-lintRange-error")].map((mark) => mark.textContent);
  return { view, asked, marked };
}

async function type(view: EditorView, text: string): Promise<void> {
  for (const key of Array.from(text)) {
    view.dispatch({ changes: { from: view.state.doc.length, insert: key } });
    await vi.advanceTimersByTimeAsync(150);
  }
}

test("a cell is asked about when typing rests, and not at each key", async () => {
  const { view, asked, marked } = edit();
  await vi.advanceTimersByTimeAsync(1000);
  const line = "784 -> 50 rellu -> 10 softmax ; adam batchs";
  asked.length = 0;
  await type(view, line);
  expect(asked).toEqual([]);
  expect(marked()).toEqual([]);
  await vi.advanceTimersByTimeAsync(500);
  expect(asked).toEqual([line]);
  expect(marked()).toEqual(["rellu", "batchs"]);
  // marks stay with their words while one types on
  view.dispatch({ changes: { from: MAGIC.length, insert: "1" } });
  expect(marked()).toEqual(["rellu", "batchs"]);
});

test("a mistake is found and its hint used by keys alone", async () => {
  const { view, marked } = edit();
  await type(view, "784 -> 50 rellu -> 10 ; batchs");
  await vi.advanceTimersByTimeAsync(500);
  const press = (key: string, ctrlKey = false): boolean => runScopeHandlers(view, new KeyboardEvent("keydown", { key, ctrlKey }), "editor");
  const selected = (): string => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to);
  expect(press(".", true)).toBe(false);
  press("F8");
  expect(selected()).toBe("rellu");
  press("F8");
  expect(selected()).toBe("batchs");
  // it takes more than a word
  expect(press(".", true)).toBe(false);
  press("F8");
  expect(press(".", true)).toBe(true);
  expect(view.state.doc.line(2).text).toBe("784 -> 50 relu -> 10 ; batchs");
  await vi.advanceTimersByTimeAsync(500);
  expect(marked()).toEqual(["batchs"]);
});

test("F8 shows the message in a CodeMirror that has no call for it, too", async () => {
  const { view } = edit();
  await type(view, "784 -> 50 rellu -> 10");
  await vi.advanceTimersByTimeAsync(500);
  vi.mocked(lint.nextDiagnostic).mockImplementationOnce((one) => {
    const from = one.state.doc.toString().indexOf("rellu");
    one.dispatch({ selection: { anchor: from, head: from + 5 } });
    throw new TypeError("activateHover is not a function");
  });
  const shown = (): string | undefined => view.dom.querySelector(".cm-tooltip-hover .cm-diagnostic")?.textContent;
  runScopeHandlers(view, new KeyboardEvent("keydown", { key: "F8" }), "editor");
  expect(shown()).toBe("unknown word 'rellu'did you mean another?");
  view.dispatch({ selection: { anchor: 0 } });
  expect(shown()).toBeUndefined();
});

test("the size of a whole cell stands behind its line, until the text changes", async () => {
  const { view } = edit();
  await type(view, "784 -> 10");
  await vi.advanceTimersByTimeAsync(500);
  expect(view.dom.querySelector(".dm-size")?.textContent).toBe("7 parameters");
  await type(view, "0");
  expect(view.dom.querySelector(".dm-size")).toBeNull();
});

test("what is switched off is not shown, and without both nobody is asked", async () => {
  const { view, marked } = edit({ errors: false, sizes: true });
  await type(view, "rellu");
  await vi.advanceTimersByTimeAsync(500);
  expect(marked()).toEqual([]);
  const off = edit({ errors: false, sizes: false });
  await type(off.view, "rellu");
  await vi.advanceTimersByTimeAsync(500);
  expect(off.asked).toEqual([]);
});

test("a cell is asked about again where a variable may have changed", async () => {
  const { view, asked } = edit();
  await vi.advanceTimersByTimeAsync(1000);
  const before = asked.length;
  view.dispatch({ effects: again.of(null) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked.length).toBe(before + 1);
});

class FakeKernel {
  status = "idle";
  isDisposed = false;
  supportsSubshells = false;
  comms = {};
  opened: (Comm & { sent: { number: number; text: string }[] })[] = [];
  follow: () => void = () => { /* before it is connected */ };
  disposed = { connect: () => { /* never */ } };
  statusChanged = { connect: (slot: () => void) => { this.follow = slot; } };

  requestCommInfo(): Promise<{ content: { comms: object } }> {
    return Promise.resolve({ content: { comms: this.comms } });
  }

  createComm(): Comm {
    const sent: { number: number; text: string }[] = [];
    const comm = {
      isDisposed: false,
      onMsg: () => { /* set by who opens it */ },
      onClose: () => { /* the same */ },
      open: () => { /* nothing to answer */ },
      send: (data: object) => { sent.push(data as { number: number; text: string }); },
      sent,
    };
    this.opened.push(comm);
    return comm;
  }

  set(status: string): void {
    this.status = status;
    this.follow();
  }
}

function language(): { kernel: FakeKernel; asks: KernelLanguage; onFree: () => void } {
  const kernel = new FakeKernel();
  const onFree = vi.fn();
  return { kernel, asks: new KernelLanguage(kernel as unknown as Kernel, onFree), onFree };
}

test("a kernel without our extension is not asked, until a cell has loaded it", async () => {
  const { kernel, asks } = language();
  expect(await asks.ask("a")).toBeNull();
  expect(kernel.opened).toEqual([]);
  asks.load();
  const answered = asks.ask("b");
  await vi.advanceTimersByTimeAsync(0);
  const [comm] = kernel.opened;
  expect(comm?.sent).toEqual([{ number: 1, text: "b" }]);
  comm?.onMsg({ content: { data: { number: 1, problems: [], sizes: [] } } });
  expect(await answered).toMatchObject({ problems: [] });
});

test("a page that is loaded again finds the comm of an earlier one", async () => {
  const { kernel, asks } = language();
  kernel.comms = { 1: {} };
  void asks.ask("a");
  await vi.advanceTimersByTimeAsync(0);
  expect(kernel.opened.length).toBe(1);
});

test("a kernel that runs a cell is free where it has subshells", () => {
  const { kernel, asks, onFree } = language();
  expect(asks.isFree).toBe(true);
  kernel.set("busy");
  expect(asks.isFree).toBe(false);
  kernel.supportsSubshells = true;
  // of one that is not known yet, comms are looked for when it is idle
  expect(asks.isFree).toBe(false);
  asks.load();
  expect(asks.isFree).toBe(true);
  expect(onFree).not.toHaveBeenCalled();
  kernel.set("idle");
  expect(onFree).toHaveBeenCalledOnce();
});

test.each(["closes the comm", "restarting", "autorestarting", "dead"])("a kernel that %s answers null, and is asked after the next such cell", async (what) => {
  const { kernel, asks } = language();
  asks.load();
  const answered = asks.ask("a");
  await vi.advanceTimersByTimeAsync(0);
  if (what === "closes the comm") {
    kernel.opened[0]?.onClose();
  } else {
    kernel.set(what);
  }
  expect(await answered).toBeNull();
  kernel.set("idle");
  expect(await asks.ask("b")).toBeNull();
  expect(kernel.opened.length).toBe(1);
  asks.load();
  void asks.ask("c");
  await vi.advanceTimersByTimeAsync(0);
  expect(kernel.opened.length).toBe(2);
});
