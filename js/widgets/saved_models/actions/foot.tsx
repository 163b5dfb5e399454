/** Below the table: the number of chosen models, the buttons or a question, the status and the trash. */

import type { ComponentChild } from "preact";

import type { ActionName, Status } from "../model";
import type { Offer } from "./actions";

interface Props {
  /** The chosen models. */
  words: string;
  offers: readonly Offer[];
  trash: string;
  trashOffers: readonly Offer[];
  status: Status;
  /** A question, shown instead of the buttons. */
  form: ComponentChild;
  start: (act: ActionName) => void;
  undo: () => void;
}

export function Foot({ words, offers, trash, trashOffers, status, form, start, undo }: Props): ComponentChild {
  const { words: statusWords, kind } = status;
  const hasNoStatus = statusWords === "" && status.undo === "";
  /** A disabled button stays focusable, so that it can say why. */
  const button = ({ act, words, why }: Offer): ComponentChild => (
    <button key={act} type="button" class={`dm-models-button${act === "load" ? " dm-models-main" : ""}`} data-act={act}
      title={why} aria-disabled={why ? "true" : undefined} onClick={() => { if (!why) { start(act); } }}>
      {words}
    </button>
  );
  return (
    <div class="dm-models-foot" aria-busy={kind === "busy" ? "true" : undefined}
      hidden={offers.length === 0 && hasNoStatus && trash === ""}>
      {form}
      <div class="dm-models-bar" hidden={form !== null}>
        <span class="dm-models-chosen" title={words}>{words}</span>
        <div class="dm-models-buttons" role="group" aria-label="Actions for the chosen models">
          {offers.map(button)}
        </div>
      </div>
      <div class="dm-models-told" hidden={hasNoStatus}>
        <span class={`dm-models-status${kind ? ` dm-${kind}` : ""}`} role="status">{statusWords}</span>
        <button type="button" class="dm-models-undo" hidden={status.undo === ""} onClick={undo}>Undo</button>
      </div>
      <div class="dm-models-told dm-models-trash" hidden={trash === ""}>
        <span class="dm-models-place" title={trash}>{trash}</span>
        {trashOffers.map(button)}
      </div>
    </div>
  );
}
