/** A notebook as JupyterLab's model has it: cells with their outputs. */

export interface FakeOutput {
  data?: Record<string, unknown>;
}

export class FakeOutputs {
  constructor(readonly list: FakeOutput[]) {}

  get length(): number {
    return this.list.length;
  }

  get(index: number): unknown {
    return this.list[index];
  }

  set(index: number, output: unknown): void {
    this.list[index] = output as FakeOutput;
  }
}

/** The output that a key marks; a file may hold its text as lines. */
export function markedOutput(key: string): FakeOutput {
  return { data: { "text/html": ["<style></style>", `<div class="dm-file-${key} dm-x">old</div>`] } };
}

/** The widget manager of a notebook with these cells. */
export function notebookOf(...cells: object[]): unknown {
  return { context: { model: { cells } } };
}
