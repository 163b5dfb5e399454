import { expect, it, vi } from "vitest";

import { FakeModel } from "../testing/fake_model";
import { takeMessages } from "./messages";

it("brings a message to a model that anywidget has given up", async () => {
  class Base {
    taken: unknown[] = [];
    comm = { on_msg: vi.fn<(take: (message: unknown) => unknown) => void>() };
    async _handle_comm_msg(message: unknown): Promise<void> {
      this.taken.push(message);
      return Promise.resolve();
    }
  }
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

it("does nothing where a front end has other models", () => {
  takeMessages(new FakeModel({}));
});
