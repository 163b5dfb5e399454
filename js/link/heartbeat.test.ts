import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Heartbeat, PATIENCE } from "./heartbeat";

const LATER = PATIENCE + 1000;

let page: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  page = new AbortController();
});
afterEach(() => { vi.useRealTimers(); });

describe("the heartbeat", () => {
  it("says nothing by itself", () => {
    const ping = vi.fn();
    new Heartbeat(ping, page.signal);
    vi.advanceTimersByTime(100 * LATER);
    expect(ping).not.toHaveBeenCalled();
  });

  it("asks once for any number of clicks while the question is on its way", () => {
    const ping = vi.fn();
    const heartbeat = new Heartbeat(ping, page.signal);
    heartbeat.ask(vi.fn());
    heartbeat.ask(vi.fn());
    vi.advanceTimersByTime(PATIENCE);
    heartbeat.ask(vi.fn());
    expect(ping).toHaveBeenCalledTimes(1);
  });

  it("tells every panel that asked when no answer comes, and when one comes later", () => {
    const [one, other] = [vi.fn(), vi.fn()];
    const heartbeat = new Heartbeat(vi.fn(), page.signal);
    heartbeat.ask(one);
    heartbeat.ask(other);
    vi.advanceTimersByTime(PATIENCE - 1);
    expect(one).not.toHaveBeenCalled();
    vi.advanceTimersByTime(LATER);
    heartbeat.answered();
    expect(one.mock.calls).toEqual([[false], [true]]);
    expect(other.mock.calls).toEqual([[false], [true]]);
  });

  it("says nothing bad of a kernel that answers in time", () => {
    const watcher = vi.fn();
    const heartbeat = new Heartbeat(vi.fn(), page.signal);
    heartbeat.ask(watcher);
    vi.advanceTimersByTime(PATIENCE - 1);
    heartbeat.answered();
    vi.advanceTimersByTime(LATER);
    expect(watcher.mock.calls).toEqual([[true]]);
  });

  it("asks anew once a question was given up, since it may be lost", () => {
    const keys: number[] = [];
    const heartbeat = new Heartbeat((key) => keys.push(key), page.signal);
    heartbeat.ask(vi.fn());
    vi.advanceTimersByTime(LATER);
    heartbeat.ask(vi.fn());
    expect(keys).toEqual([1, 2]);
  });

  it("tells no panel that is gone, and nobody once it is closed", () => {
    const [gone, open] = [vi.fn(), vi.fn()];
    const heartbeat = new Heartbeat(vi.fn(), page.signal);
    heartbeat.ask(gone);
    heartbeat.ask(open);
    heartbeat.forget(gone);
    page.abort();
    vi.advanceTimersByTime(LATER);
    expect(gone).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
  });
});
