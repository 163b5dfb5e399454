import { expect, it, vi } from "vitest";

import { FakeModel } from "../testing/fake_model";
import { takeMessages } from "./messages";

class Base {
  taken: unknown[] = [];
  comm = { on_msg: vi.fn<(handle: (message: unknown) => unknown) => void>() };
  async _handle_comm_msg(message: unknown): Promise<void> {
    this.taken.push(message);
    return Promise.resolve();
  }
}

it("brings a message to a model that anywidget has given up", async () => {
  class Late extends Base {
    override async _handle_comm_msg(): Promise<void> {
      return Promise.reject(new Error("[anywidget] Failed to initialize model."));
    }
  }
  const own = new Late();
  takeMessages({ set: () => own });
  await own.comm.on_msg.mock.lastCall?.[0]("update");
  expect(own.taken).toEqual(["update"]);
});

it("lets no message pass those that came before the script", async () => {
  let start = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    start = resolve;
  });
  class Waiting extends Base {
    override async _handle_comm_msg(message: unknown): Promise<void> {
      await ready;
      return super._handle_comm_msg(message);
    }
  }
  const own = new Waiting();
  const before = own._handle_comm_msg("older");
  takeMessages({ set: () => own });
  const after = own.comm.on_msg.mock.lastCall?.[0]("newer");
  start();
  await Promise.all([before, after]);
  expect(own.taken).toEqual(["older", "newer"]);
});

it("does nothing where a front end has other models", () => {
  takeMessages(new FakeModel({}));
});
