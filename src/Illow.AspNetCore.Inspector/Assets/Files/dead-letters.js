// What the queue's engine has given up on, whichever instance ran it, and the button that puts it back

import { byId, el } from "./dom.js";
import { ask } from "./feed.js";
import { breakable, dateAndTime, plural } from "./format.js";

const address = "api/dead-letters";

/** Shows the tab, and reads the list whenever it is opened. */
export function openDeadLetters(mayReplay) {
  const result = el("p", { class: "result", role: "status" });
  const list = el("div");
  const read = async () => {
    try {
      const { letters, hasMore } = await ask(address);
      list.replaceChildren(...draw(letters, hasMore, mayReplay, runAgain));
    } catch (error) {
      result.replaceChildren(error.message);
    }
  };
  const runAgain = async letter => {
    result.replaceChildren("Putting it back…");
    try {
      await ask(`${address}?${new URLSearchParams({ id: letter.id })}`, "POST");
      result.replaceChildren(`The delivery of ${letter.event} is back in the queue.`);
    } catch (error) {
      result.replaceChildren(error.message);
    }

    await read();
  };
  byId("panel-dead-letters").replaceChildren(el("section", { class: "card", "aria-labelledby": "dead-letters-title" },
    el("h2", { id: "dead-letters-title" }, "Dead letters"),
    el("p", { class: "hint" }, "Queued deliveries that the engine has given up on, of all instances. ",
      mayReplay ? "Running one again puts it back into the queue; its handler runs with real effects, unless its event is done." : "Replay is turned off here, so they can be run again by the engine's own means only."),
    el("button", { type: "button", onclick: () => {
      result.replaceChildren();
      return read();
    } }, "Refresh"),
    result, list));
  return read();
}

function draw(letters, hasMore, mayReplay, runAgain) {
  if (letters.length === 0) {
    return [el("p", { class: "good" }, "None: the queue has given up on nothing.")];
  }

  const columns = ["Failed", "Event", "Registration", "Received", "Reason", mayReplay && "Run again"].filter(Boolean);
  return [
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Dead letters, as a table" }, el("table", null,
      el("caption", { class: "unseen" }, plural(letters.length, "dead letter")),
      el("thead", null, el("tr", null, columns.map(name => el("th", { scope: "col" }, name)))),
      el("tbody", null, letters.map(letter => row(letter, mayReplay, runAgain))))),
    hasMore && el("p", { class: "hint" }, `The newest ${letters.length}; there are more.`),
  ].filter(Boolean);
}

const row = (letter, mayReplay, runAgain) => el("tr", { "data-id": letter.id },
  el("th", { scope: "row" }, time(letter.failedAt)),
  el("td", null, breakable(letter.event)),
  el("td", null, breakable(letter.registration)),
  el("td", null, time(letter.receivedAt), letter.delivery && [" ", el("a", { href: `#delivery-${letter.delivery}` }, `#${letter.delivery}`)]),
  el("td", { class: "thrown" }, letter.exceptionMessage ?? (letter.exception ? el("code", null, breakable(letter.exception)) : el("span", { class: "none" }, "not kept"))),
  mayReplay && el("td", null, el("button", {
    type: "button",
    "aria-label": `Run again: ${letter.event} of ${dateAndTime(new Date(letter.receivedAt))}`,
    onclick: event => {
      event.target.disabled = true;
      return runAgain(letter);
    },
  }, "Run again")));

const time = text => el("time", { datetime: text }, dateAndTime(new Date(text)));
