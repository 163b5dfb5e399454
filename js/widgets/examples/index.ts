import type { RenderProps } from "@anywidget/types";

import { onTheme } from "../../shared/colours";
import type { Ask, ExamplesModel } from "./model";
import { ExamplesView } from "./view";

function render({ model, el }: RenderProps<ExamplesModel>): () => void {
  const ask = (message: Ask): void => {
    model.send(message);
  };
  const view = new ExamplesView(el, ask);
  const draw = (): void => {
    view.draw(model.get("shown"));
  };
  const drawDetail = (): void => {
    view.drawDetail(model.get("detail"));
  };
  const drawPicture = (): void => {
    view.drawPicture(model.get("large"), model.get("large_form"));
  };
  const drawAll = (): void => {
    draw();
    drawDetail();
    drawPicture();
  };
  drawAll();
  model.on("change:shown", draw);
  model.on("change:detail", drawDetail);
  model.on("change:large", drawPicture);
  model.on("change:large_form", drawPicture);
  const endTheme = onTheme(drawAll); // drawings use the page's colours
  return () => {
    endTheme();
    model.off("change:shown", draw);
    model.off("change:detail", drawDetail);
    model.off("change:large", drawPicture);
    model.off("change:large_form", drawPicture);
    view.end();
  };
}

export default { render };
