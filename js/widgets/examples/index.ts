import type { RenderProps } from "@anywidget/types";

import { listen } from "../../link/listen";
import { onTheme } from "../../shared/colours";
import type { ExamplesModel } from "./model";
import { ExamplesView } from "./view";

function render({ model, el }: RenderProps<ExamplesModel>): () => void {
  const view = new ExamplesView(el, (message) => { model.send(message); });
  const draw = (): void => { view.draw(model.get("shown")); };
  const drawDetail = (): void => { view.drawDetail(model.get("detail")); };
  const drawPicture = (): void => { view.drawPicture(model.get("large"), model.get("large_form")); };
  const drawAll = (): void => {
    draw();
    drawDetail();
    drawPicture();
  };
  drawAll();
  const stop = listen(model, {
    "change:shown": draw,
    "change:detail": drawDetail,
    "change:large": drawPicture,
    "change:large_form": drawPicture,
  });
  const endTheme = onTheme(drawAll); // drawings use the page's colours
  return () => {
    endTheme();
    stop();
  };
}

export default { render };
