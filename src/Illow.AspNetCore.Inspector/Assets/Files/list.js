// The table of deliveries: the newest first, a page of rows in the document however many are kept

import { byId, el } from "./dom.js";
import { breakable, duration, timeOfDay } from "./format.js";
import { badge, standing } from "./outcomes.js";

const page = 100;

// What the table shows of a delivery, behind the button that opens it
const columns = [
  { head: "Outcome", cell: delivery => [badge(standing(delivery)), el("span", { class: "status" }, delivery.status ?? "no answer"), marks(delivery)] },
  { head: "Event", class: "col-event", cell: delivery => delivery.event ? breakable(delivery.event) : none("unknown") },
  { head: "Registration", class: "col-registration", cell: delivery => delivery.registration ? breakable(delivery.registration) : none("none") },
  { head: "URL", class: "col-url", title: delivery => delivery.url, cell: delivery => delivery.url },
  { head: "Took", class: "number", cell: delivery => delivery.isElsewhere ? null : duration(delivery.total) },
];

export class DeliveryList {
  #rows = new Map();
  #drawn = new Map();
  #body = byId("rows").querySelector("tbody");
  #limit = page;
  #matching = [];
  #selected = null;
  #open;

  /** @param open called with the number of a delivery, or null to close. */
  constructor(open) {
    this.#open = open;
    byId("rows").querySelector("thead").replaceChildren(el("tr", null,
      [{ head: "Delivery" }, ...columns].map(column => el("th", { scope: "col", class: column.class }, column.head))));
    this.#body.addEventListener("click", event => {
      const row = event.target.closest("tr");
      if (row && !event.target.closest("a")) {
        this.#tabTo(row);
        open(Number(row.dataset.id));
      }
    });
    this.#body.addEventListener("keydown", event => this.#key(event));
    byId("older").addEventListener("click", () => {
      const first = this.#matching.length - this.#limit - 1;
      this.#limit += page;
      this.show(this.#matching);
      this.#focus(this.#rows.get(this.#matching[first]?.id));
    });
  }

  /** @param deliveries those that match the filter, the oldest first. */
  show(deliveries) {
    this.#matching = deliveries;
    const shown = deliveries.slice(-this.#limit).reverse();
    const wanted = new Set(shown.map(delivery => delivery.id));
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
    for (const [id, row] of this.#rows) {
      if (!wanted.has(id)) {
        row.remove();
        this.#rows.delete(id);
        this.#drawn.delete(id);
      }
    }

    // Rows that stay are not moved: focus and screen readers stay where they are
    let place = this.#body.firstChild;
    for (const delivery of shown) {
      const row = this.#rows.get(delivery.id);
      if (row === undefined) {
        this.#body.insertBefore(this.#place(delivery), place);
      } else {
        place = row.nextSibling;
        if (this.#drawn.get(delivery.id) !== delivery) {
          this.#redraw(row, delivery);
        }
      }
    }

    byId("older").hidden = deliveries.length <= this.#limit;
    byId("older").textContent = `Show older (${(deliveries.length - this.#limit).toLocaleString()} more)`;
    byId("rows").hidden = shown.length === 0;
    if (focused && !focused.isConnected) {
      this.#focus(this.#body.firstChild);
    }

    this.#keepOneTabStop();
  }

  /** Back to one page of rows: the filter is another. */
  reset() {
    this.#limit = page;
  }

  /**
   * Moves to the next delivery below (1) or above (-1).
   * @param open whether a delivery is open: then that one counts as the place, wherever the focus is.
   * @returns its number, or null where there is none.
   */
  step(by, open) {
    const focused = this.#body.contains(document.activeElement) ? document.activeElement.closest("tr") : null;
    const from = open ? this.#rows.get(this.#selected) : focused;
    const next = from ? (by > 0 ? from.nextSibling : from.previousSibling) : this.#body.firstChild;
    if (!next) {
      return null;
    }

    if (focused || !open) {
      this.#focus(next);
    } else {
      this.#tabTo(next);
      next.scrollIntoView({ block: "nearest" });
    }

    return Number(next.dataset.id);
  }

  select(id) {
    for (const other of [this.#rows.get(this.#selected), this.#rows.get(id)]) {
      other?.querySelector("button").removeAttribute("aria-current");
    }

    this.#selected = id;
    const row = this.#rows.get(id);
    row?.querySelector("button").setAttribute("aria-current", "true");
    if (row) {
      this.#tabTo(row);
    }
  }

  focusSelected() {
    this.#focus(this.#rows.get(this.#selected) ?? this.#body.firstChild);
  }

  #place(delivery) {
    const row = this.#draw(delivery);
    this.#rows.set(delivery.id, row);
    this.#drawn.set(delivery.id, delivery);
    return row;
  }

  /** A run changed the delivery: its row stays where it is, with the focus and the place of the Tab key. */
  #redraw(old, delivery) {
    const isFocused = old.contains(document.activeElement);
    const tabIndex = old.querySelector("button").getAttribute("tabindex");
    const row = this.#place(delivery);
    row.querySelector("button").setAttribute("tabindex", tabIndex);
    old.replaceWith(row);
    if (isFocused) {
      row.querySelector("button").focus();
    }
  }

  #draw(delivery) {
    const { label } = standing(delivery);
    const when = new Date(delivery.receivedAt);
    const name = `Delivery ${delivery.id}, ${timeOfDay(when)}, ${label}${delivery.event ? ", " + delivery.event : ""}`;
    return el("tr", { "data-id": delivery.id },
      el("th", { scope: "row" },
        el("button", { type: "button", class: "open", tabindex: "-1", "aria-label": name, "aria-current": delivery.id === this.#selected && "true" },
          el("span", { class: "id" }, `#${delivery.id}`), " ", el("time", { datetime: delivery.receivedAt }, timeOfDay(when)))),
      columns.map(column => el("td", { class: column.class, title: column.title?.(delivery) }, column.cell(delivery))));
  }

  #key(event) {
    const row = event.target.closest("tr");
    const open = this.#selected !== null;
    const next = {
      ...(open ? {} : { ArrowDown: () => row.nextSibling, ArrowUp: () => row.previousSibling }),
      Home: () => this.#body.firstChild,
      End: () => this.#body.lastChild,
      Escape: () => {
        this.#open(null);
        return row;
      },
    }[event.key];
    if (next && !event.target.closest("a") && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#focus(next() ?? row);
    }
  }

  #focus(row) {
    if (row) {
      this.#tabTo(row);
      row.querySelector("button").focus();
    }
  }

  #tabTo(row) {
    this.#body.querySelectorAll("button.open[tabindex='0']").forEach(button => button.setAttribute("tabindex", "-1"));
    row.querySelector("button").setAttribute("tabindex", "0");
  }

  #keepOneTabStop() {
    if (this.#body.firstChild && !this.#body.querySelector("button.open[tabindex='0']")) {
      this.#tabTo(this.#rows.get(this.#selected) ?? this.#body.firstChild);
    }
  }
}

const none = text => el("span", { class: "none" }, text);

function marks(delivery) {
  return [
    delivery.isSample && el("span", { class: "mark" }, "sample"),
    delivery.isElsewhere && el("span", { class: "mark" }, "received elsewhere"),
    delivery.replayOf && el("span", { class: "mark" }, "replay of ", link(delivery.replayOf)),
    !delivery.replayOf && delivery.first && el("span", { class: "mark" }, "same event as ", link(delivery.first)),
  ];
}

// Not one more stop for the Tab key in each row: the details have the same link
const link = id => el("a", { href: `#delivery-${id}`, tabindex: "-1" }, `#${id}`);
