import type { RenderProps } from "@anywidget/types";

import { findModel } from "../../link/find_model";
import type { PlaceModel } from "./model";
import { Place, type Manager } from "./place";

function render({ model, el }: RenderProps<PlaceModel>): () => void {
  const manager = model.widget_manager as unknown as Manager;
  let place: Place | null = null;
  let isClosed = false;
  const find = async (id: string) => manager.get_model(id);
  void findModel(model.get("figure"), find, () => !isClosed).then((figure) => {
    if (figure !== null) {
      place = new Place(el, figure, manager);
    }
  });
  return () => {
    isClosed = true;
    place?.close();
  };
}

export default { render };
