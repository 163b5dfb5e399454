/** Rows with their true and predicted values, as pictures or as lines of a table. */

import { Component, createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { widget } from "../../link/widget";
import { DetailView, isGiven } from "../../shared/detail_view";
import { onTheme } from "../../shared/page_theme";
import { PictureCanvas } from "../../shared/picture_canvas";
import { pixelsOf, type Pictures } from "../../shared/pixels";
import { keepRowsWhole } from "../../shared/whole_rows";
import type { Ask, ExamplesModel, Row, Shown } from "./model";

/** Letters of a caption that fit below a narrow picture. */
const NARROW = 9;
/** Pixels of the list; more of it is scrolled. */
const HEIGHT = 340;

export default widget<ExamplesModel>((model, el, ended) => {
  const ask = (message: Ask): void => { model.send(message); };
  const leave = (): void => { ask({ type: "close" }); };
  const close = (): void => {
    model.set("detail", {}); // at once, and without a kernel
    ask({ type: "close_example" });
  };
  const press = (event: KeyboardEvent): void => {
    const isOpen = isGiven(model.get("detail"));
    if (event.key === "Escape" && (isOpen || model.get("shown").can_close)) {
      event.preventDefault();
      event.stopPropagation();
      (isOpen ? close : leave)();
    }
  };
  const whole = (box: HTMLElement | null): void => {
    if (box) {
      keepRowsWhole(box, "li, tr", HEIGHT, ended);
    }
  };
  const view = (): ComponentChild => {
    const { title, note, can_close: canClose, can_open: canOpen, rows, picture, ...table } = model.get("shown");
    const open = (key: number): void => { ask({ type: "open", key }); };
    const detail = model.get("detail");
    return (
      <div class="dm-examples" data-lm-suppress-shortcuts="true" onKeyDown={press}>
        <div class="dm-examples-head">
          <h4 aria-live="polite">{title}</h4>
          <button type="button" class="dm-pick" hidden={!canClose} onClick={leave}>All mistakes</button>
        </div>
        <p class="dm-note" hidden={note === ""}>{note}</p>
        {/* the arrow keys scroll it */}
        <div ref={whole} class="dm-examples-place" tabIndex={0} role="region" aria-label="Examples"
          hidden={rows.length === 0}>
          {picture === null
            ? <LineTable rows={rows} {...table} open={canOpen ? open : null} />
            : <PictureList rows={rows} picture={picture} open={open} />}
        </div>
        {isGiven(detail) && (
          <DetailView detail={detail} large={model.get("large")} form={model.get("large_form")} close={close}
            opener={() => el.querySelector<HTMLElement>(`[data-key="${detail.number}"]`)} />
        )}
      </div>
    );
  };
  onTheme(el, ended, drawn(model, ["shown", "detail", "large", "large_form"], el, view, ended)); // for drawings
});

interface ListProps {
  rows: readonly Row[];
  picture: Pictures;
  open: (key: number) => void;
}

/** The focused picture keeps the focus while the rows are replaced during training, wherever it moves. */
class PictureList extends Component<ListProps> {
  private readonly list = createRef<HTMLUListElement>();

  override getSnapshotBeforeUpdate(): Element | null {
    return document.activeElement;
  }

  override componentDidUpdate(_props: ListProps, _state: object, focused: Element | null): void {
    if (focused instanceof HTMLElement && this.list.current?.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  override render({ rows, picture, open }: ListProps): ComponentChild {
    const isWide = rows.some(({ caption }) => caption.some((line) => line.length > NARROW));
    return (
      <ul ref={this.list} class={isWide ? "dm-examples-wall dm-wide" : "dm-examples-wall"}>
        {rows.map(({ key, words, caption }, index) => (
          <li key={key}>
            {/* its name is what one sees, which speech control needs; the title describes it */}
            <button type="button" class="dm-example" title={words} data-key={key} onClick={() => { open(key); }}>
              <PictureCanvas pixels={pixelsOf(picture, index)} form={picture} aria-hidden="true" />
              {caption.map((line) => <bdi>{line}</bdi>)}
            </button>
          </li>
        ))}
      </ul>
    );
  }
}

interface LinesProps extends Pick<Shown, "columns" | "texts" | "rows"> {
  /** Opens a row; null if rows do not open. */
  open: ((key: number) => void) | null;
}

/** Texts, each isolated from the others' direction of writing; the number of a row opens it. */
function LineTable({ columns, texts, rows, open }: LinesProps): ComponentChild {
  const css = (column: number): string => texts.includes(column) ? "dm-text" : "";
  return (
    <table class={texts.length > 1 ? "dm-texts" : ""}>
      <thead>
        <tr>
          {columns.map((name, at) => <th scope="col" title={name} class={css(at)}><bdi>{name}</bdi></th>)}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells, words }) => (
          <tr key={key}>
            {cells.map((text, at) => (
              <td title={text} class={css(at)}>
                {open && at === 0
                  ? <OpenButton row={key} words={words} text={text} open={open} />
                  : <bdi>{text}</bdi>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function OpenButton(
  { row, words, text, open }: { row: number; words: string; text: string; open: (key: number) => void },
): ComponentChild {
  return (
    <button type="button" class="dm-example-row" data-key={row} aria-label={words} title={words}
      onClick={() => { open(row); }}>
      {text}
    </button>
  );
}
