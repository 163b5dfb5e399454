/** Completion in a cell with a spec: what the kernel offers, and nothing else. */

import { Text } from "@codemirror/state";
import type { CompletionProviderManager } from "@jupyterlab/completer";

import { isSpecCell } from "./spec_cell";

/** JupyterLab's own offer in any cell: words of its text, whether they may stand at the cursor or not. */
const WORDS_OF_TEXT = "CompletionProvider:context";

export function completeByKernel(manager: CompletionProviderManager | null): void {
  const provider = manager?.getProviders().get(WORDS_OF_TEXT);
  if (!provider) {
    return;
  }
  const fetch = provider.fetch.bind(provider);
  provider.fetch = (request, ...context) => {
    const isOurs = isSpecCell(Text.of(request.text.split("\n")));
    return isOurs ? Promise.resolve({ start: request.offset, end: request.offset, items: [] }) : fetch(request, ...context);
  };
}
