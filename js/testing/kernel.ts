/** A kernel's connection as JupyterLab has it. */

export class FakeSignal {
  readonly slots = new Set<() => void>();

  connect(slot: () => void): void {
    this.slots.add(slot);
  }

  disconnect(slot: () => void): void {
    this.slots.delete(slot);
  }

  emit(): void {
    for (const slot of this.slots) {
      slot();
    }
  }
}

export class FakeKernel {
  isDisposed = false;
  readonly statusChanged = new FakeSignal();
  readonly connectionStatusChanged = new FakeSignal();
  readonly disposed = new FakeSignal();

  constructor(public status = "idle") {}

  become(status: string): void {
    this.status = status;
    this.statusChanged.emit();
  }
}
