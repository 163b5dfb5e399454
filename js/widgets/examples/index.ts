import { onChange } from "../../link/listen";
import { widget } from "../../link/widget";
import { onTheme } from "../../shared/colours";
import type { ExamplesModel } from "./model";
import { ExamplesView } from "./view";

export default widget<ExamplesModel>((model, el, ended) => {
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
  onChange(model, ["shown"], draw, ended);
  onChange(model, ["detail"], drawDetail, ended);
  onChange(model, ["large", "large_form"], drawPicture, ended);
  onTheme(drawAll, ended); // drawings use the page's colours
});
