import { expect, test } from "vitest";

import { FakeModel, render } from "../testing/fake_model";
import { drawn } from "./drawn";
import { widget } from "./widget";

test("what asks for a drawing while one is made gets it right after, and nothing after the end", () => {
  const model = new FakeModel({ rows: [1, 2, 3] });
  let drawings = 0;
  const { el, end } = render(widget<{ rows: number[] }>((shown, root, ended) => {
    const leave = (row: Element | null): void => {
      if (row === null) {
        draw(); // as a listener of blur does when its element is removed
      }
    };
    const draw = drawn(shown, ["rows"], root, () => {
      drawings += 1;
      return shown.get("rows").map((row) => <i key={row} ref={leave}>{row}</i>);
    }, ended);
  }), model);
  model.set("rows", [1]);
  model.set("rows", [4, 1]);
  expect([el.textContent, drawings]).toEqual(["41", 4]);
  end();
  expect([el.innerHTML, drawings]).toEqual(["", 4]);
});
