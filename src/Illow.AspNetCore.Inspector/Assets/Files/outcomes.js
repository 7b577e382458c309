// The closed set of outcomes, in words and in five groups

import { el, svg } from "./dom.js";

const problems = "https://github.com/illow-aspnetcore/Illow.AspNetCore/blob/main/docs/problems.md#";

export const groups = {
  handled: { name: "Handled", icon: "m3 8.5 3.2 3.2L13 4.8" },
  waiting: { name: "Waiting", counted: "Queued", icon: "M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.2l2.2 1.4" },
  repeated: { name: "Repeated", icon: "M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3" },
  refused: { name: "Refused", icon: "M8 2.5a5.5 5.5 0 1 0 .01 0M4.2 4.2l7.6 7.6" },
  failed: { name: "Failed", icon: "m4 4 8 8m0-8-8 8" },
};

const known = {
  "handled": ["handled", "Handled", "The handler ran and answered 2xx."],
  "acknowledged": ["handled", "Acknowledged", "No handler takes this event here, and the application acknowledges such events (UnhandledEvents)."],
  "queued": ["waiting", "Queued", "The delivery is stored in the queue, and was answered 202; its handler runs from there."],
  "replayed": ["repeated", "Repetition", "The event had been handled before, so no handler ran; the answer carries the header idempotent-replayed."],
  "in-progress": ["repeated", "In progress", "An earlier delivery of the same event was still being handled."],
  "declined": ["failed", "Declined", "The handler ran and answered other than 2xx: the sender counts the event as not delivered."],
  "failed": ["failed", "Failed", "The application threw an exception. The event counts as not handled, so the next delivery of it runs the handler again."],
  "not-handled": ["failed", "Not handled", "The handler threw, and other code of the application caught the exception: the event counts as not handled."],
  "cut-off": ["failed", "Cut off", "The body did not arrive whole: the sender closed the connection, or was too slow."],
  "unavailable": ["failed", "Unavailable", "The keys, the idempotency store or the platform's cryptography could not be used."],
  "not-recorded": ["failed", "Not recorded", "The handler succeeded, but that could not be recorded, so the event may be handled again."],
  "body-read-earlier": ["failed", "Body read earlier", "Another component read the body first."],
  "invalid-signature": ["refused", "Invalid signature", "The signature is missing or not valid."],
  "unhandled-event": ["refused", "Unhandled event", "The signature is valid, but no handler takes this event here."],
  "unknown-event": ["refused", "Unknown event", "The signature is valid, but the event could not be determined."],
  "unknown-webhook": ["refused", "Unknown webhook", "The URL names a registration that does not exist."],
  "wrong-origin": ["refused", "Wrong origin", "The signature is valid, but the registration excludes this company, site or event."],
  "malformed-envelope": ["refused", "Malformed envelope", "The signature is valid, but the body is not a valid envelope."],
  "malformed-metadata": ["refused", "Malformed metadata", "The signature is valid, but the metadata does not fit the handler's type."],
  "key-reused": ["refused", "Key reused", "The idempotency key was used before, with another body."],
  "method-not-allowed": ["refused", "Method not allowed", "Webhooks are delivered by POST."],
  "unsupported-media-type": ["refused", "Unsupported media type", "The body was not declared as JSON in UTF-8."],
  "body-too-large": ["refused", "Body too large", "The body was larger than this receiver accepts."],
};

const ownWords = ["handled", "acknowledged", "queued", "replayed", "declined", "failed", "cut-off"];

export function outcome(code) {
  const [group, label, meaning] = known[code] ?? ["failed", code, ""];
  return { group, label, meaning, help: ownWords.includes(code) ? null : problems + code };
}

/** What a delivery has come to by now: one from the queue by its last run that is known here. */
export function standing(delivery) {
  const last = delivery.runs?.at(-1);
  const own = outcome(delivery.outcome);
  return own.group !== "waiting" || !last ? own
    : isDone(last.outcome) ? { ...own, group: "handled", label: "Handled", meaning: "The delivery was stored in the queue, and answered 202; its handler has run from there." }
    : { ...own, group: "failed", label: "Run failed", meaning: "The delivery was stored in the queue, and answered 202. Its last run failed; the queue tries again until it gives up." };
}

/** Whether a handler ran to its end, or will from the queue, so that a repetition would not run it again. */
export const isDone = code => ["handled", "acknowledged", "queued", "replayed"].includes(code);

export const icon = group => svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: groups[group].icon }));

export function badge({ group, label }) {
  return el("span", { class: `badge ${group}` }, icon(group), label);
}
