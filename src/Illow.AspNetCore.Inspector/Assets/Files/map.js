// Which URL takes which event of which registration, and what the startup audit found

import { byId, el, terms } from "./dom.js";
import { breakable, bytes, dateAndTime, plural, shortKey } from "./format.js";

export function drawMap(map) {
  const count = map.findings.length + (map.settings.hostProblem ? 1 : 0) + (map.settings.reloadProblem ? 1 : 0);
  byId("findings-count").hidden = count === 0;
  byId("findings-count").replaceChildren(el("span", { class: "unseen" }, ", "), String(count), el("span", { class: "unseen" }, count === 1 ? " finding" : " findings"));
  byId("panel-map").replaceChildren(findings(map), urls(map), registrations(map), settings(map));
}

function findings({ findings: found, settings: { hostProblem, reloadProblem } }) {
  const problems = [
    hostProblem && `This host refuses to verify signatures, so every delivery is answered 503: ${hostProblem}`,
    reloadProblem && `The last change of the settings was refused; the settings before it are in force: ${reloadProblem}`,
  ].filter(Boolean);
  return el("section", { class: "card", "aria-labelledby": "findings-title" },
    el("h2", { id: "findings-title" }, "Findings of the startup audit"),
    found.length + problems.length === 0
      ? el("p", { class: "good" }, "None: every event can arrive, can be determined and has a handler.")
      : el("ul", { class: "findings" }, [...problems.map(text => el("li", { class: "severe" }, text)), ...found.map(text => el("li", null, text))]));
}

function urls({ urls: all }) {
  return el("section", { class: "card", "aria-labelledby": "urls-title" },
    el("h2", { id: "urls-title" }, "URLs and handlers"),
    all.length === 0 ? el("p", { class: "hint" }, "No endpoint carries [IllowWebhook].") : scrolling("URLs and handlers", el("table", null,
      head("URL", "Event", "Handler", "From"),
      el("tbody", null, all.flatMap(url => url.handlers.map((handler, i) => el("tr", null,
        i === 0 && el("th", { scope: "rowgroup", rowspan: url.handlers.length }, el("code", null, "POST ", breakable(url.url))),
        el("td", null, handler.events.length > 0 ? names(handler.events) : el("em", null, "any other")),
        el("td", { class: "mono" }, breakable(handler.name), !handler.idempotent && el("span", { class: "mark" }, "handles repetitions itself")),
        el("td", null, handler.from.length > 0 ? names(handler.from) : el("span", { class: "none" }, "no registration")))))))));
}

function registrations({ registrations: all }) {
  return el("section", { class: "card", "aria-labelledby": "registrations-title" },
    el("h2", { id: "registrations-title" }, "Registrations and keys"),
    all.length === 0 ? el("p", { class: "hint" }, "None in the settings: keys come from an IIllowKeyProvider.") : scrolling("Registrations and keys", el("table", null,
      head("Registration", "Events", "Keys in force", "Last verified"),
      el("tbody", null, all.map(one => el("tr", null,
        el("th", { scope: "row" }, breakable(one.name), one.pinsCompany && el("span", { class: "mark" }, "pins company"), one.pinsSite && el("span", { class: "mark" }, "pins site")),
        el("td", null, one.events.length > 0 ? names(one.events) : el("em", null, "any")),
        el("td", null, el("ul", { class: "keys" }, one.keys.map(key => el("li", null,
          el("code", { title: key.fingerprint }, shortKey(key.fingerprint)), ` ${key.bits} bits`, key.isTestKey && el("span", { class: "mark" }, "test key"))))),
        el("td", null, one.lastVerified ? dateAndTime(new Date(one.lastVerified)) : el("span", { class: "none" }, "never"))))))));
}

function settings({ settings: one, noSamples }) {
  return el("section", { class: "card", "aria-labelledby": "settings-title" },
    el("h2", { id: "settings-title" }, "Settings in force"),
    terms([
      ["Signature", `${one.hash}, header ${one.signatureHeader}`],
      ["Largest body", bytes(one.maximumBodySize)],
      ["Event property", one.eventProperty ?? "none"],
      ["Unhandled events", one.unhandledEvents],
      ["Idempotency", one.store ? `${one.store}, ${one.retention}` : "off: repetitions are handled again"],
    ], "terms"),
    noSamples && el("p", { class: "hint" }, noSamples));
}

const names = all => all.flatMap((name, i) => [i > 0 && ", ", ...breakable(name)]);

const head = (...names) => el("thead", null, el("tr", null, names.map(name => el("th", { scope: "col" }, name))));

const scrolling = (label, table) => el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `${label}, as a table` }, table);

/** Shown while there are no deliveries. */
export const drawEmpty = map => [
  el("p", null, el("strong", null, "No deliveries yet.")),
  map?.urls.length > 0
    ? el("p", null, `${plural(map.urls.length, "URL is", "URLs are")} listening: `, map.urls.flatMap(({ url }, i) => [i > 0 && ", ", el("code", null, url)]).filter(Boolean))
    : el("p", null, "No endpoint carries [IllowWebhook] yet."),
  el("p", { class: "hint" }, map?.samples.length > 0 ? "Send a sample event with the button above, or " : "Send one from a terminal: ", el("code", null, "illow-webhooks send")),
];
