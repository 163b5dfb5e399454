/** The whole table: a head with the search field, the rows, and a foot with the actions. */

import type { AnyModel } from "@anywidget/types";
import { createRef, type ComponentChild } from "preact";

import { drawn } from "../../link/drawn";
import { listen } from "../../link/listen";
import { chosenWords, formOf, offersOf } from "./actions/actions";
import { Foot } from "./actions/foot";
import { FormView, type Asking } from "./actions/form_view";
import { Grid } from "./grid";
import { Listing, orderAfter } from "./listing";
import { isOnNone, ON_MODELS, ON_TRASH } from "./model";
import type { Act, ActionName, ModelsModel, Row, Status, Values } from "./model";

const TRAITS = ["rows", "place", "chosen", "opened", "actions", "suggestion", "status", "trash"] as const;
const HINT = "Find by name, spec, tag or note";
const ENDED: Status = { words: "The kernel has ended, so this table is not updated.", kind: "failed", undo: "" };

export class ModelsView {
  private readonly listing = new Listing();
  private readonly grid: Grid;
  private readonly gridPlace = createRef<HTMLDivElement>();
  private readonly field = createRef<HTMLInputElement>();
  private readonly draw: () => void;
  private ticked: ReadonlySet<string> = new Set();
  private asking: Asking | null = null;
  private hasKernelEnded = false;

  constructor(private readonly model: AnyModel<ModelsModel>, private readonly el: HTMLElement, ended: AbortSignal) {
    const { listing } = this;
    listing.set(model.get("rows"));
    this.grid = new Grid(listing, () => ({ ticked: this.ticked, opened: model.get("opened") }), {
      sort: (column) => {
        listing.sortBy(orderAfter(listing.order, column));
        this.grid.draw(null);
      },
      tickAll: this.tickAll,
      tick: this.tick,
      open: (key) => { this.put("opened", model.get("opened") === key ? "" : key); },
      findTag: this.search,
    });
    listen(model, { "change:rows": this.takeRows, "change:status": this.takeStatus }, ended);
    this.draw = drawn(model, TRAITS, el, this.view, ended);
    this.gridPlace.current?.append(this.grid.root);
    this.grid.draw(null);
    this.takeStatus();
  }

  private readonly view = (): ComponentChild => {
    const { listing, asking, model } = this;
    const [actions, status] = [model.get("actions"), model.get("status")];
    this.ticked = new Set(model.get("chosen").filter((key) => listing.row(key) !== undefined));
    this.grid.drawTicks();
    const opened = listing.row(model.get("opened"));
    const busy = status.kind === "busy" ? `Wait: ${status.words}` : "";
    const form = asking && (
      <FormView asking={asking} suggestion={model.get("suggestion")} answer={this.answer} cancel={this.endAsking} />
    );
    return (
      <div class="dm-models" data-lm-suppress-shortcuts="true">
        {this.head()}
        <div ref={this.gridPlace} />
        {listing.found.length === 0 && this.empty()}
        <Foot form={form} start={this.start} undo={() => { this.send("restore", [status.undo]); }}
          words={chosenWords(this.tickedRows(), opened, ({ key }) => listing.indexOf(key) >= 0)}
          offers={offersOf(["save", ...ON_MODELS], actions, this.actedOn(), busy)}
          trash={model.get("trash")} trashOffers={offersOf(ON_TRASH, actions, [])}
          status={this.hasKernelEnded ? ENDED : status.replace ? { ...status, words: "" } : status} />
      </div>
    );
  };

  private head(): ComponentChild {
    const { query, found } = this.listing;
    const isSearched = query.trim() !== "";
    const place = this.model.get("place");
    return (
      <div class="dm-models-head" data-searched={isSearched ? "true" : undefined}>
        <span class="dm-models-title">Saved models</span>
        <span class="dm-models-place" title={place}>{place}</span>
        <span class="dm-models-count" role="status">{isSearched && `${found.length.toLocaleString("en")} found`}</span>
        <input class="dm-models-find" type="search" ref={this.field} value={query} placeholder={HINT} aria-label={HINT}
          autocomplete="off" spellcheck={false} onInput={(event) => { this.find(event.currentTarget.value); }}
          onKeyDown={this.press} />
        <button type="button" class="dm-models-again" title="Read the folder again"
          hidden={!this.model.get("actions").refresh} onClick={() => { this.send("refresh"); }}>Refresh</button>
      </div>
    );
  }

  /** Says why there are no rows. */
  private empty(): ComponentChild {
    const { query, total } = this.listing;
    const how = this.model.get("actions").save
      ? <>Press <b>Save this run</b> once it has trained.</>
      : <>Train a model, then save its run: <code>%densemodel save digits</code>.</>;
    return (
      <div class="dm-models-empty">
        <p class="dm-models-nothing">
          {total ? `No saved model contains “${query.trim()}”.` : "No models are saved here yet."}
        </p>
        {total
          ? <button type="button" class="dm-models-button" onClick={() => { this.search(""); }}>Show all</button>
          : <p class="dm-models-how">{how}</p>}
      </div>
    );
  }

  /** Takes changed rows; the scroll position, the ticks and an open form stay if their rows do. */
  private readonly takeRows = (): void => {
    const place = this.grid.place();
    this.listing.set(this.model.get("rows"));
    if (this.asking?.keys.some((key) => this.listing.row(key) === undefined)) {
      this.endAsking();
    }
    this.grid.draw(place);
  };

  private readonly takeStatus = (): void => {
    const { words, replace } = this.model.get("status");
    this.hasKernelEnded = false;
    if (replace) {
      const form = { does: "Replace", fields: [], asks: words };
      this.ask({ act: "save", keys: [], form, texts: { name: replace, replace: "yes" } });
    }
  };

  private find(query: string): void {
    this.listing.find(query);
    this.grid.draw(null);
    this.draw();
  }

  /** Searches for a text that was not typed, such as a tag. */
  private readonly search = (query: string): void => {
    this.find(query);
    this.field.current?.focus({ preventScroll: true });
  };

  private readonly press = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.listing.query !== "") {
      event.preventDefault();
      event.stopPropagation();
      this.search("");
    }
  };

  private readonly tick = (key: string): void => {
    const others = this.model.get("chosen").filter((each) => each !== key);
    this.put("chosen", this.ticked.has(key) ? others : [...others, key]);
  };

  private readonly tickAll = (isTicked: boolean): void => {
    const found = new Set(this.listing.found.map(({ key }) => key));
    const others = this.model.get("chosen").filter((key) => !found.has(key));
    this.put("chosen", isTicked ? [...others, ...found] : others);
  };

  private readonly start = (act: ActionName): void => {
    const rows = isOnNone(act) ? [] : this.actedOn();
    const keys = rows.map(({ key }) => key);
    const action = this.model.get("actions")[act];
    const form = action && formOf(act, action, rows[0]);
    if (form) {
      this.ask({ act, keys, form, texts: {} });
    } else {
      this.send(act, keys);
    }
  };

  private ask(asking: Asking): void {
    this.asking = asking;
    this.draw();
    // a question without fields removes or replaces something: Enter, pressed twice, must not
    const first = this.el.querySelector<HTMLElement>(".dm-models-input, .dm-models-answers [type=button]");
    first?.focus();
    if (first instanceof HTMLInputElement) {
      first.select();
    }
  }

  private readonly answer = ({ act, keys }: Asking, values: Values): void => {
    this.endAsking();
    this.send(act, keys, values);
  };

  /** Shows the buttons again, and focuses the one that asked, if the question had the focus. */
  private readonly endAsking = (): void => {
    const act = this.asking?.act ?? "";
    const hadFocus = this.el.querySelector("form")?.contains(document.activeElement);
    this.asking = null;
    this.draw();
    if (hadFocus) {
      this.el.querySelector<HTMLElement>(`[data-act=${act}]`)?.focus();
    }
  };

  private put<Name extends keyof ModelsModel>(name: Name, value: ModelsModel[Name]): void {
    this.model.set(name, value);
    this.model.save_changes();
  }

  private send(act: Act["act"], keys: string[] = [], values: Values = {}): void {
    try {
      this.model.send({ type: "act", act, keys, values } satisfies Act);
    } catch {
      this.hasKernelEnded = true;
      this.draw();
    }
  }

  private tickedRows(): Row[] {
    return [...this.ticked].flatMap((key) => this.listing.row(key) ?? []);
  }

  /** The rows that a button acts on: the ticked ones, else the open one. */
  private actedOn(): readonly Row[] {
    const opened = this.listing.row(this.model.get("opened"));
    return this.ticked.size || opened === undefined ? this.tickedRows() : [opened];
  }
}
