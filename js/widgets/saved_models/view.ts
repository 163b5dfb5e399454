/** The whole table: connects its parts. */

import type { AnyModel } from "@anywidget/types";

import { element } from "../../shared/element";
import { Foot } from "./actions/foot";
import { FormView } from "./actions/form_view";
import { formOf, type Form } from "./actions/forms";
import { Grid } from "./grid";
import { Empty, Head } from "./head";
import { Listing, orderAfter, type Sortable } from "./listing";
import { isOnNone, type Act, type ActionName, type ModelsModel, type Row, type Values } from "./model";
import { chosenWords, offersOf, rowsToActOn, trashOffersOf } from "./actions/offers";

interface Asking {
  act: ActionName;
  keys: string[];
  form: FormView;
}

export class ModelsView {
  private readonly listing = new Listing();
  private ticked: ReadonlySet<string> = new Set();
  private asking: Asking | null = null;
  private readonly head: Head;
  private readonly grid: Grid;
  private readonly empty: Empty;
  private readonly foot: Foot;

  constructor(root: HTMLElement, private readonly model: AnyModel<ModelsModel>) {
    this.head = new Head({ find: this.find, refresh: () => { this.send("refresh", [], {}); } });
    this.grid = new Grid(this.listing, () => ({ ticked: this.ticked, opened: model.get("opened") }), {
      sort: this.sort,
      tickAll: this.tickAll,
      tick: this.tick,
      open: this.open,
      findTag: (tag) => { this.head.fill(tag); },
    });
    this.empty = new Empty(() => { this.head.fill(""); });
    this.foot = new Foot({ act: this.start, undo: this.undo });
    const frame = element("div", "dm-models");
    frame.dataset.lmSuppressShortcuts = "true";
    frame.append(this.head.root, this.grid.root, this.empty.root, this.foot.root);
    root.replaceChildren(frame);
    this.drawRows();
    this.drawStatus();
    this.drawTrash();
    this.drawHead();
  }

  readonly drawTrash = (): void => {
    this.foot.drawTrash(this.model.get("trash"), trashOffersOf(this.model.get("actions")));
  };

  /** Draws changed rows; keeps the scroll position, ticks and an open form if their rows remain. */
  readonly drawRows = (): void => {
    const place = this.grid.place();
    this.listing.take(this.model.get("rows"));
    if (this.asking?.keys.some((key) => this.listing.row(key) === undefined)) {
      this.endAsking();
    }
    this.readTicks();
    this.show(place);
  };

  readonly drawHead = (): void => {
    this.head.draw(this.model.get("place"), this.model.get("actions").refresh !== undefined);
  };

  readonly drawTicks = (): void => {
    this.readTicks();
    this.grid.drawTicks();
    this.drawOffers();
  };

  readonly drawOpened = (): void => {
    this.grid.drawMarks();
    this.drawOffers();
  };

  readonly drawActions = (): void => {
    this.drawHead();
    this.drawEmpty();
    this.drawOffers();
    this.drawTrash();
  };

  readonly drawStatus = (): void => {
    const status = this.model.get("status");
    this.foot.drawStatus(status.replace ? { ...status, words: "" } : status);
    this.drawOffers();
    if (status.replace) {
      const form: Form = { act: "save", does: "Replace", fields: [], asks: status.words };
      this.ask(form, [], { name: status.replace, replace: "yes" });
    }
  };

  readonly drawSuggestion = (): void => {
    const act = this.asking?.act;
    if (act === "load" || act === "resume") {
      this.asking?.form.suggest(this.model.get("suggestion"));
    }
  };

  private readonly find = (query: string): void => {
    this.listing.find(query);
    this.show(null);
  };

  private readonly sort = (column: Sortable): void => {
    this.listing.sortBy(orderAfter(this.listing.order, column));
    this.show(null);
  };

  private readonly tick = (key: string): void => {
    const others = this.model.get("chosen").filter((each) => each !== key);
    this.choose(this.ticked.has(key) ? others : [...others, key]);
  };

  private readonly tickAll = (isTicked: boolean): void => {
    const found = new Set(this.listing.found.map(({ key }) => key));
    const others = this.model.get("chosen").filter((key) => !found.has(key));
    this.choose(isTicked ? [...others, ...found] : others);
  };

  private readonly open = (key: string): void => {
    this.model.set("opened", this.model.get("opened") === key ? "" : key);
    this.model.save_changes();
  };

  private readonly start = (act: ActionName): void => {
    const rows = isOnNone(act) ? [] : this.actedOn();
    const keys = rows.map(({ key }) => key);
    const action = this.model.get("actions")[act];
    const form = action && formOf(act, action, rows[0], this.model.get("suggestion"));
    if (!form) {
      this.send(act, keys, {});
      return;
    }
    this.ask(form, keys, {});
  };

  /** Shows a form instead of the buttons; its answer is sent with what is already known. */
  private ask(form: Form, keys: string[], known: Values): void {
    const view = new FormView(form, {
      answer: (values) => {
        this.endAsking();
        this.send(form.act, keys, { ...values, ...known });
      },
      cancel: this.endAsking,
    });
    this.asking = { act: form.act, keys, form: view };
    this.foot.ask(view);
  }

  private readonly undo = (): void => {
    this.send("restore", [this.model.get("status").undo], {});
  };

  private readonly endAsking = (): void => {
    if (this.asking !== null) {
      this.foot.endAsking(this.asking.act);
      this.asking = null;
    }
  };

  private choose(keys: string[]): void {
    this.model.set("chosen", keys);
    this.model.save_changes();
  }

  private send(act: Act["act"], keys: string[], values: Values): void {
    try {
      this.model.send({ type: "act", act, keys, values } satisfies Act);
    } catch {
      this.foot.drawStatus({ words: "The kernel has ended, so this table is not updated.", kind: "failed", undo: "" });
    }
  }

  private show(place: ReturnType<Grid["place"]>): void {
    this.grid.draw(place);
    this.head.drawFound(this.listing.query.trim() ? this.listing.found.length : null);
    this.drawEmpty();
    this.drawOffers();
  }

  private drawEmpty(): void {
    const { found, total, query } = this.listing;
    this.empty.draw(found.length, total, query, this.model.get("actions").save !== undefined);
  }

  private drawOffers(): void {
    const opened = this.listing.row(this.model.get("opened"));
    const words = chosenWords(this.tickedRows(), opened, ({ key }) => this.listing.indexOf(key) >= 0);
    this.foot.drawOffers(words, offersOf(this.model.get("actions"), this.actedOn(), this.model.get("status")));
  }

  private readTicks(): void {
    this.ticked = new Set(this.model.get("chosen").filter((key) => this.listing.row(key) !== undefined));
  }

  private tickedRows(): Row[] {
    return [...this.ticked].flatMap((key) => this.listing.row(key) ?? []);
  }

  private actedOn(): readonly Row[] {
    return rowsToActOn(this.tickedRows(), this.listing.row(this.model.get("opened")));
  }
}
