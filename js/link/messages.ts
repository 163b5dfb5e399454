/**
 * The messages of a model whose script runs late.
 *
 * anywidget 0.11 gives a script two seconds from the moment in which its model is made, and a page that
 * loads many panels needs longer. The script then runs all the same, but each message of the kernel fails:
 * the panel would be dead. So what anywidget refuses goes to the model's own class. anywidget is asked first,
 * since messages that came before the script wait there, and a newer one must not pass them.
 */

import type { AnyModel } from "@anywidget/types";

import { has, isObject, property } from "./property";

interface Comm {
  on_msg: (handle: (message: unknown) => unknown) => void;
}

/** Lets a model take messages from now on; in a front end that has other models it does nothing. */
export function takeMessages(model: Pick<AnyModel, "set">): void {
  // what anywidget passes has not all of the model; Backbone's `set` gives it
  const own: unknown = (model.set as unknown as (changes: object) => unknown)({});
  const comm = property(own, "comm");
  const first = property(parent(own), "_handle_comm_msg");
  const handleAgain = property(parent(parent(own)), "_handle_comm_msg");
  if (has<Comm>(comm, "on_msg") && typeof first === "function" && typeof handleAgain === "function") {
    comm.on_msg(async (message) => {
      try {
        await first.call(own, message);
      } catch {
        await handleAgain.call(own, message);
      }
    });
  }
}

function parent(owner: unknown): unknown {
  return isObject(owner) ? Object.getPrototypeOf(owner) : undefined;
}
