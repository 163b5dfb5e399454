import type { InitializeProps } from "@anywidget/types";

import { apply, findsModels } from "../../link/bundle";
import { Heartbeat } from "../../link/heartbeat";
import { watchKernel } from "../../link/kernel";
import { listen } from "../../link/listen";
import { canKeep, keep, showLost } from "../../link/notebook_cells";
import { onUse, showAnswers, showEnded } from "../../link/panel";
import { widget } from "../../link/widget";
import type { KernelMessage, PageMessage, TakenModel } from "./model";

type Props = InitializeProps<TakenModel>;

/** Milliseconds after which a reloaded page has drawn its panels or given up on them, fast or slow. */
const DRAWN = [1000, 5000];

/** Called once per model, so that all its views share one heartbeat. */
export default function define(): { initialize: (props: Props) => () => void } & ReturnType<typeof widget<TakenModel>> {
  let heartbeat: Heartbeat | undefined;

  function initialize({ model }: Props): () => void {
    const closing = new AbortController();
    const manager: unknown = model.widget_manager;
    const say = (words: PageMessage): void => {
      try {
        model.send(words);
      } catch {
        // the page has already disconnected from the kernel: noticed like any missing answer
      }
    };
    heartbeat = new Heartbeat((key) => { say({ type: "ping", key }); }, closing.signal);
    const answer = (): void => {
      heartbeat?.answered();
      requestAnimationFrame(() => {
        model.set("taken", model.get("sent"));
        model.save_changes();
      });
    };
    const handleMessage = (content: KernelMessage, buffers: readonly DataView[] = []): void => {
      heartbeat?.answered();
      if (content.type === "bundle" && findsModels(manager)) {
        apply(manager, content.parts, buffers).catch(() => { say({ type: "unbundled" }); });
      } else if (content.type === "keep") {
        keep(manager, content.file, content.outputs);
      }
    };
    listen(model, { "change:sent": answer, "msg:custom": handleMessage }, closing.signal);
    say({ type: "hello", bundles: findsModels(manager), keeps: canKeep(manager) });
    const looks = DRAWN.map((wait) => setTimeout(() => void showLost(manager), wait));
    return () => {
      looks.forEach(clearTimeout);
      closing.abort();
    };
  }

  const { render } = widget<TakenModel>((model, el, ended) => {
    const answers = (does: boolean): void => { showAnswers(el, does); };
    onUse(el, () => { heartbeat?.ask(answers); }, ended);
    // in the next frame the view has its place in the panel
    const showSoon = (hasEnded: boolean): number => requestAnimationFrame(() => { showEnded(el, hasEnded); });
    watchKernel(model.widget_manager, showSoon, ended);
  });
  return { initialize, render };
}
