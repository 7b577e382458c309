// One delivery: its outcome, the reason, and how long each step took

import { el, svg, terms } from "./dom.js";
import { ask } from "./feed.js";
import { contentSection, copySection } from "./content.js";
import { breakable, bytes, dateAndTime, duration, shortKey, timeOfDay } from "./format.js";
import { badge, isDone, outcome, standing } from "./outcomes.js";

const link = id => el("a", { href: `#delivery-${id}` }, `#${id}`);

/**
 * @param delivery what to show.
 * @param related the other kept deliveries of the same event.
 * @param mayReplay whether the application allows it.
 * @param isDevelopment whether captures may be downloaded.
 * @param hasDeadLetters whether the page lists what the queue has given up on.
 * @param close called when the reader is done.
 */
export function drawDetails(delivery, { related, mayReplay, isDevelopment, hasDeadLetters, close }) {
  return [
    el("header", { class: "details-top" },
      el("h2", { id: "details-title", tabindex: "-1" }, `Delivery #${delivery.id}`),
      el("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×")),
    drawVerdict(delivery),
    delivery.exception && exception(delivery),
    delivery.reason && el("p", { class: "reason" }, delivery.reason),
    drawRelated(delivery, related),
    drawRuns(delivery, hasDeadLetters),
    !delivery.isElsewhere && el("h3", null, "Timing"),
    !delivery.isElsewhere && timing(delivery),
    el("h3", null, "Facts"),
    facts(delivery),
    contentSection(delivery),
    copySection(delivery, isDevelopment),
    replaySection(delivery, mayReplay),
  ].filter(Boolean);
}

/** What the delivery has come to by now. */
export function drawVerdict(delivery) {
  const { meaning, help } = standing(delivery);
  return el("div", { id: "verdict" },
    el("p", { class: "verdict" }, badge(standing(delivery)), el("span", { class: "status" }, delivery.status ?? "no answer: the sender had left")),
    el("p", null, meaning, " ", help && el("a", { href: help, target: "_blank", rel: "noreferrer" }, "What to do")));
}

/** The runs of a delivery from the queue: those of this instance, since each keeps its own. */
export function drawRuns(delivery, hasDeadLetters) {
  const { runs = [] } = delivery;
  if (delivery.outcome !== "queued" && runs.length === 0) {
    return el("div", { id: "runs" });
  }

  const isWaiting = standing(delivery).group !== "handled";
  return el("section", { id: "runs" },
    el("h3", null, "Runs from the queue"),
    el("p", { class: "hint" }, "Runs on this instance. Another instance shows its own."),
    runs.length === 0 ? el("p", { class: "none" }, "None yet.") : el("ol", { class: "runs" }, runs.map(run)),
    isWaiting && hasDeadLetters && el("p", { class: "hint" },
      "If the queue gives up, the delivery is among the ", el("a", { href: "#dead-letters" }, "dead letters"), ", from which it can be run again."));
}

const run = ({ attempt, startedAt, outcome: code, status, total, exception: type, exceptionMessage: message }) => el("li", null,
  el("strong", null, `Attempt ${attempt}`), " ", badge(runOutcome(code)), status && el("span", { class: "status" }, status), " ",
  el("span", { class: "hint" }, el("time", { datetime: startedAt }, timeOfDay(new Date(startedAt))), `, took ${duration(total)}`),
  type && el("p", { class: "thrown" }, el("code", null, breakable(type)), message && ": ", message));

// A run that finds its event done has nothing left to do
const runOutcome = code => code === "replayed" ? { ...outcome(code), label: "Handled before" } : outcome(code);

const exception = delivery => el("div", { class: "reason exception" },
  el("p", null, el("code", null, breakable(delivery.exception)), delivery.exceptionMessage && ": ", delivery.exceptionMessage),
  el("p", { class: "hint" }, "The stack trace is in the application's log, under the trace id below."));

export const drawMissing = (id, close) => [
  el("header", { class: "details-top" },
    el("h2", { id: "details-title", tabindex: "-1" }, `Delivery #${id}`),
    el("button", { type: "button", class: "close", "aria-label": "Close", onclick: close }, "×")),
  el("p", { class: "hint" }, "This delivery is not kept. It may have been cleared, or newer ones took its place."),
];

/** How a delivery is related to others. */
export function drawRelated(delivery, related) {
  const parts = [
    delivery.replayOf && el("p", null, "Replay of ", link(delivery.replayOf), " by the inspector."),
    delivery.isSample && el("p", null, "A sample event, sent by the inspector."),
    delivery.first && el("p", null, "The same event came first as ", link(delivery.first), "."),
    !delivery.first && related.length > 0 && el("p", null, "The same event came again as ", related.flatMap((id, i) => [i > 0 && ", ", link(id)]), "."),
    !delivery.first && delivery.outcome === "replayed" && el("p", { class: "hint" }, "The first delivery of this event is no longer kept, or came to another instance."),
  ].filter(Boolean);
  return el("div", { id: "related", class: "related" }, parts);
}

function facts(delivery) {
  return terms([
    ["Event", delivery.event ? breakable(delivery.event) : "unknown"],
    ["Registration", delivery.registration ?? "none: no key verified the signature"],
    ["Key", delivery.key && el("code", { title: delivery.key }, shortKey(delivery.key))],
    ["URL", el("code", null, breakable(delivery.url))],
    ["Trace id", delivery.traceId && el("code", null, delivery.traceId)],
    ["Received", el("time", { datetime: delivery.receivedAt }, dateAndTime(new Date(delivery.receivedAt)))],
    ["Body", bytes(delivery.bodySize)],
  ], "terms");
}

function timing(delivery) {
  const { total } = delivery;
  const steps = [["read", "Read", delivery.read], ["verify", "Verify", delivery.verify], ["handler", "Handler", delivery.handler]];
  const rest = Math.max(0, total - steps.reduce((spent, [, , time]) => spent + (time ?? 0), 0));
  const all = [...steps, ["rest", "Rest", rest]];
  let x = 0;
  const bars = all.map(([name, , time]) => {
    const wide = total > 0 ? (time ?? 0) / total * 100 : 0;
    const bar = svg("rect", { class: name, x, y: 0, width: wide, height: 10 });
    x += wide;
    return bar;
  });
  return el("div", { class: "timing" },
    svg("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" }, bars),
    el("dl", null, all.map(([name, label, time]) => el("div", { class: name }, el("dt", null, label), el("dd", null, duration(time) ?? "did not run"))),
      el("div", { class: "total" }, el("dt", null, "Total"), el("dd", null, duration(total)))));
}

function replaySection(delivery, mayReplay) {
  if (!mayReplay) {
    return null;
  }

  const result = el("p", { class: "result", role: "status" });
  const button = el("button", { type: "button", class: "primary", disabled: Boolean(delivery.replayBlockedReason) }, "Replay");
  button.addEventListener("click", async () => {
    button.setAttribute("aria-disabled", "true");
    result.replaceChildren("Sending…");
    try {
      result.replaceChildren(...report(await ask(`api/deliveries/${delivery.id}/replay`, "POST")));
    } catch (error) {
      result.replaceChildren(error.message);
    }

    button.removeAttribute("aria-disabled");
  });
  return el("section", null, el("h3", null, "Replay"), el("p", { class: "hint" }, delivery.replayBlockedReason ?? expectation(delivery)), button, result);
}

// Said before the click, since a handler's effects are real
function expectation(delivery) {
  return delivery.outcome === "queued"
    ? "Sends the same bytes through the application again. The event is in the queue or done, so expect 200 with the header idempotent-replayed; nothing is queued again, unless the record of the event has expired or the handler opted out (Idempotent = false)."
    : isDone(delivery.outcome)
    ? "Sends the same bytes through the application again. The event has been handled, so expect 200 with the header idempotent-replayed; the handler does not run, unless the record of the event has expired or the handler opted out (Idempotent = false)."
    : delivery.registration
      ? "Sends the same bytes through the application again. The event has not been handled, so its handler runs, with real effects."
      : "Sends the same bytes through the application again. The keys and settings in force now decide; if they accept it, its handler runs, with real effects.";
}

/** The result of a replay or a sample, in words. */
export function report({ status, delivery, outcome: code }) {
  if (!delivery) {
    return [status ? `The application answered ${status} before the request reached a webhook URL.` : "The application threw an exception before the request reached a webhook URL; its log has it."];
  }

  const ran = { handled: "the handler ran and succeeded", queued: "the queue took it", replayed: "the event had been handled, so the handler did not run", declined: "the handler ran and answered other than 2xx", failed: "the application threw an exception" }[code];
  return ["Delivery ", link(delivery), `: ${status ?? "no answer"}, ${ran ?? outcome(code).label.toLowerCase()}.`];
}
