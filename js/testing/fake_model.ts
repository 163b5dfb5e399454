/** A widget's model for tests: its traits, and a kernel that takes messages until it has ended. */

import type { AnyModel, RenderProps } from "@anywidget/types";

type Listener = (...content: unknown[]) => void;

export class FakeModel<Traits extends object, Message = unknown> {
  /** The messages that the kernel got. */
  readonly sent: Message[] = [];
  /** How often changes were saved. */
  saves = 0;
  /** Whether the kernel takes no message any more. */
  hasEnded = false;
  widget_manager: unknown = {};
  private readonly traits: Traits;
  private readonly listeners = new Map<string, Set<Listener>>();

  constructor(traits: Traits) {
    this.traits = { ...traits };
  }

  get<Name extends keyof Traits>(name: Name): Traits[Name] {
    return this.traits[name];
  }

  set<Name extends keyof Traits>(name: Name, value: Traits[Name]): void {
    this.traits[name] = value;
    this.emit(`change:${String(name)}`);
  }

  /** Sets several traits, and only then says that they have changed. */
  update(traits: Partial<Traits>): void {
    Object.assign(this.traits, traits);
    for (const name of Object.keys(traits)) {
      this.emit(`change:${name}`);
    }
  }

  save_changes(): void {
    this.saves += 1;
  }

  send(message: Message): void {
    if (this.hasEnded) {
      throw new Error("Cannot send");
    }
    this.sent.push(message);
  }

  on(event: string, listener: Listener): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(listener));
  }

  off(event: string, listener: Listener): void {
    this.listeners.get(event)?.delete(listener);
  }

  emit(event: string, ...content: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) {
      listener(...content);
    }
  }

  /** How many listeners there are, of all events together. */
  get listening(): number {
    return [...this.listeners.values()].reduce((all, each) => all + each.size, 0);
  }
}

/** What a widget gets to initialize a model or to render a view of it. */
export function propsOf<Traits extends object, Message>(
  model: FakeModel<Traits, Message>,
  el: HTMLElement,
): RenderProps<Traits> {
  return { model: model as unknown as AnyModel<Traits>, el } as RenderProps<Traits>;
}

interface Widget<Traits extends object> {
  render: (props: RenderProps<Traits>) => () => void;
}

/** Renders a view of a model at the end of the page; `end` closes the view. */
export function render<Traits extends object, Message>(
  { render }: Widget<Traits>,
  model: FakeModel<Traits, Message>,
): { el: HTMLElement; end: () => void } {
  const el = document.createElement("div");
  document.body.append(el);
  return { el, end: render(propsOf(model, el)) };
}

/** A widget manager that knows some models, and refuses to find any other. */
export function managerOf<Model>(models: ReadonlyMap<string, Model>): {
  get_model: (id: string) => Promise<Model>;
} {
  return {
    get_model: (id) => {
      const model = models.get(id);
      return model === undefined ? Promise.reject(new Error(`no ${id}`)) : Promise.resolve(model);
    },
  };
}
