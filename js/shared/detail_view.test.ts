import { expect, test } from "vitest";

import { percent } from "./detail_view";

test("chances are written in tenths of a percent", () => {
  expect(percent(0.12345)).toBe("12.3 %");
});
