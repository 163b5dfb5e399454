import type { InitializeProps } from "@anywidget/types";

import { apply, findsModels } from "../../link/bundle";
import { takesClicksInCells, watchKernel } from "../../link/kernel";
import { listen } from "../../link/listen";
import { takeMessages } from "../../link/messages";
import { canKeep, keep, showLost } from "../../link/notebook_cells";
import { onUse, showAnswers, showEnded, showWaiting } from "../../link/panel";
import { Questions } from "../../link/questions";
import { widget } from "../../link/widget";
import type { KernelMessage, PageMessage, TakenModel } from "./model";

type Props = InitializeProps<TakenModel>;

/** Milliseconds after which a reloaded page has drawn its panels or given up on them, fast or slow. */
const DRAWN = [1000, 5000];

/** Called once per model, so that all its views ask one question. */
export default function define(): { initialize: (props: Props) => () => void } & ReturnType<typeof widget<TakenModel>> {
  let questions: Questions | undefined;

  function initialize({ model }: Props): () => void {
    takeMessages(model);
    const closing = new AbortController();
    const manager: unknown = model.widget_manager;
    const say = (words: PageMessage): void => {
      try {
        model.send(words);
      } catch {
        // the page has already disconnected from the kernel: noticed like any missing answer
      }
    };
    let received = 0;
    const asking = new Questions(say, () => Math.max(received, model.get("sent")), closing.signal);
    questions = asking;
    const takeUpdate = (): void => {
      asking.updated();
      requestAnimationFrame(() => {
        model.set("taken", model.get("sent"));
        model.save_changes();
      });
    };
    const handleMessage = (content: KernelMessage, buffers: readonly DataView[] = []): void => {
      if (content.type === "answer") {
        asking.answered(content);
      } else if (content.type === "welcome") {
        asking.welcomed(content.pulls);
      } else {
        asking.updated();
      }
      if (content.type === "bundle" && findsModels(manager)) {
        received = content.count;
        apply(manager, content.parts, buffers).catch(() => { say({ type: "unbundled" }); });
      } else if (content.type === "keep") {
        keep(manager, content.file, content.outputs);
      }
    };
    listen(model, { "change:sent": takeUpdate, "msg:custom": handleMessage }, closing.signal);
    say({ type: "hello", bundles: findsModels(manager), keeps: canKeep(manager) });
    const checks = DRAWN.map((wait) => setTimeout(() => void showLost(manager), wait));
    return () => {
      checks.forEach(clearTimeout);
      closing.abort();
    };
  }

  const { render } = widget<TakenModel>((model, el, ended) => {
    const answers = (does: boolean): void => { showAnswers(el, does); };
    onUse(el, () => { questions?.used(answers); }, ended);
    const manager: unknown = model.widget_manager;
    // in the next frame the view has its place in the panel
    requestAnimationFrame(() => { showWaiting(el, !takesClicksInCells(manager)); });
    const showSoon = (hasEnded: boolean): number => requestAnimationFrame(() => { showEnded(el, hasEnded); });
    watchKernel(manager, showSoon, ended);
  });
  return { initialize, render };
}
