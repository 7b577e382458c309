// Holds what the page knows, and draws it where it changed

import { hashOf, nothing, readAddress } from "./address.js";
import { announce, byId, el } from "./dom.js";
import { drawChart } from "./chart.js";
import { openDeadLetters } from "./dead-letters.js";
import { drawDetails, drawMissing, drawRelated, drawRuns, drawVerdict } from "./details.js";
import { ask, openFeed } from "./feed.js";
import { plural } from "./format.js";
import { wireKeys } from "./keys.js";
import { DeliveryList } from "./list.js";
import { drawEmpty, drawMap } from "./map.js";
import { groups, standing } from "./outcomes.js";
import { offerSamples, wireSamples } from "./samples.js";

const deliveries = new Map();
let start = null;
let news = { minutes: [], now: new Date().toISOString() };
let held = null;
let map = null;
let shown = null;
let state = nothing;

const list = new DeliveryList(id => id === null ? close() : go({ delivery: id }));

const wordsOf = text => text.toLowerCase().split(/\s+/).filter(Boolean)
  // A trace parent, as answers carry it
  .map(word => /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(word)?.[1] ?? word);

const textOf = one => [
  `#${one.id}`, one.event, one.url, one.registration, one.outcome, standing(one).label, one.status, one.reason,
  one.exception, one.exceptionMessage, one.traceId, ...(one.runs ?? []).flatMap(run => [run.exception, run.exceptionMessage]),
].join(" ").toLowerCase();

const matches = (delivery, words) => (state.show === "all" || standing(delivery).group === state.show)
  && (words.every(word => textOf(delivery).includes(word)) || content.found.has(delivery.id));

// Idempotency keys and bodies stay on the server until somebody asks for them, so the server looks there
const content = {
  found: new Set(),
  waiting: null,
  search(delay) {
    clearTimeout(this.waiting);
    const text = wordsOf(state.search).join(" ");
    if (text.length < 3) {
      this.found = new Set();
      return;
    }

    this.waiting = setTimeout(async () => {
      const result = await ask(`api/deliveries?${new URLSearchParams({ search: text.slice(0, 256) })}`).catch(() => ({ ids: [] }));
      if (text === wordsOf(state.search).join(" ")) {
        this.found = new Set(result.ids);
        drawList();
      }
    }, delay);
  },
};

function drawList() {
  const words = wordsOf(state.search);
  const matching = [...deliveries.values()].filter(delivery => matches(delivery, words));
  list.show(matching);
  byId("empty").hidden = matching.length > 0;
  byId("empty").replaceChildren(...(deliveries.size === 0 ? drawEmpty(map) : matching.length === 0 ? noMatch() : []));
  const counts = { all: deliveries.size };
  for (const delivery of deliveries.values()) {
    const { group } = standing(delivery);
    counts[group] = (counts[group] ?? 0) + 1;
  }

  for (const count of byId("filter").querySelectorAll(".count")) {
    count.textContent = (counts[count.dataset.group] ?? 0).toLocaleString();
  }

  // An application without a queue has nothing that waits
  byId("filter").querySelector("label.waiting").hidden = !counts.waiting && state.show !== "waiting" && ![...deliveries.values()].some(one => one.outcome === "queued");
}

const noMatch = () => [
  el("p", null, `None of the ${plural(deliveries.size, "kept delivery", "kept deliveries")} matches.`),
  el("p", null, el("button", { type: "button", onclick: () => go({ show: "all", search: "" }) }, "Show all")),
];

function drawFilter() {
  const choices = [["all", "All"], ...Object.entries(groups).map(([name, group]) => [name, group.name])];
  byId("filter").append(...choices.map(([name, label]) => el("label", { class: name },
    el("input", { type: "radio", name: "filter", value: name, checked: name === state.show }), label, el("span", { class: "count", "data-group": name }, "0"))));
  byId("filter").addEventListener("change", event => go({ show: event.target.value }, true));
}

function take(message) {
  if (held !== null) {
    held.push(message);
    const waiting = new Set(held.flatMap(one => one.deliveries).map(one => one.id).filter(id => !deliveries.has(id))).size;
    byId("pause").textContent = waiting === 0 ? "Resume" : `Resume (${waiting.toLocaleString()} new)`;
    // What is no longer kept need not wait either
    if (held.length > 1) {
      const latest = new Map(held.flatMap(one => one.deliveries).map(one => [one.id, one]));
      held = [{ ...message, deliveries: [...latest.values()].filter(one => one.id >= message.oldest) }];
    }

    return;
  }

  news = message;
  const hadShown = deliveries.has(shown);
  const fresh = message.deliveries.filter(one => !deliveries.has(one.id));
  message.deliveries.forEach(delivery => deliveries.set(delivery.id, delivery));
  for (const id of deliveries.keys()) {
    if (id >= message.oldest) {
      break;
    }

    deliveries.delete(id);
  }

  drawChart(news.minutes, new Date(news.now));
  drawList();
  if (message.deliveries.length > 0) {
    say(fresh);
    content.search(1000);
  }

  if (shown !== null && fresh.some(one => one.id === shown)) {
    openDelivery();
  } else if (deliveries.has(shown) && message.deliveries.some(one => one.id === shown)) {
    // A run of it: the rest stays, since its content may be open
    byId("verdict").replaceWith(drawVerdict(deliveries.get(shown)));
    byId("runs").replaceWith(drawRuns(deliveries.get(shown), start?.hasDeadLetters));
  } else if (deliveries.has(shown) && message.deliveries.some(one => one.first === shown)) {
    // The rest stays: its content may be open
    byId("related").replaceWith(drawRelated(deliveries.get(shown), sameEvent()));
  } else if (hadShown && !deliveries.has(shown)) {
    openDelivery();
  }
}

function say(fresh) {
  if (fresh.length === 0) {
    return;
  }

  const failing = fresh.filter(one => ["refused", "failed"].includes(standing(one).group)).length;
  announce(`${plural(fresh.length, "new delivery", "new deliveries")}${failing > 0 ? `, ${failing} refused or failed` : ""}`);
}

/** Goes on from what is shown to something else: what is not named stays. Not by location.hash, since an empty one scrolls to the top. */
function go(change, replace = false) {
  const address = location.pathname + location.search + hashOf({ ...state, view: "deliveries", ...change });
  history[replace ? "replaceState" : "pushState"](null, "", address);
  follow();
}

/** Shows what the address names. */
function follow() {
  const before = state;
  state = readAddress();
  showTab(state.view);
  if (byId("search").value !== state.search) {
    byId("search").value = state.search;
  }

  byId("filter").querySelectorAll("input").forEach(input => input.checked = input.value === state.show);
  if (before.search !== state.search || before.show !== state.show) {
    content.search(300);
    list.reset();
    drawList();
  }

  if (state.delivery !== shown) {
    const inList = byId("rows").contains(document.activeElement) && shown !== null;
    shown = state.delivery;
    openDelivery();
    if (shown !== null && !inList) {
      byId("details-title").focus();
    }
  }
}

function openDelivery() {
  const place = byId("details");
  document.body.classList.toggle("with-details", shown !== null);
  list.select(shown);
  const delivery = deliveries.get(shown);
  place.replaceChildren(...(shown === null ? []
    : delivery ? drawDetails(delivery, { related: sameEvent(), mayReplay: start?.mayReplay, isDevelopment: start?.isDevelopment, hasDeadLetters: start?.hasDeadLetters, close })
    : drawMissing(shown, close)));
  place.scrollTop = 0;
}

const sameEvent = () => [...deliveries.values()].filter(one => one.first === shown).map(one => one.id);

function close() {
  list.focusSelected();
  go({ delivery: null });
}

/** To the next delivery below (1) or above (-1): opened where one is open, else only focused. */
function step(by) {
  if (state.view === "deliveries") {
    const id = list.step(by, shown !== null);
    if (shown !== null && id !== null && id !== shown) {
      go({ delivery: id }, true);
    }
  }
}

function focusSearch() {
  if (state.view !== "deliveries") {
    go({});
  }

  byId("search").focus();
}

function showTab(name) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const selected = tab.id === `tab-${name}`;
    tab.setAttribute("aria-selected", String(selected));
    tab.setAttribute("tabindex", selected ? "0" : "-1");
    byId(tab.getAttribute("aria-controls")).hidden = !selected;
  }

  if (name === "map") {
    readMap();
  } else if (name === "dead-letters" && start?.hasDeadLetters) {
    openDeadLetters(start.mayReplay);
  }
}

function wireTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => go({ view: tab.id.slice("tab-".length), delivery: null }));
    tab.addEventListener("keydown", event => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) {
        const next = [...tabs.slice(i), ...tabs.slice(0, i)].filter(one => !one.hidden).at(by);
        next.focus();
        next.click();
      }
    });
  });
}

async function readMap() {
  const response = await fetch("api/map", { cache: "no-store" }).catch(() => null);
  if (response?.ok) {
    map = await response.json();
    drawMap(map);
    offerSamples(map.samples);
    drawList();
  }
}

function wirePause() {
  const button = byId("pause");
  button.addEventListener("click", () => {
    const waiting = held;
    held = held === null ? [] : null;
    button.setAttribute("aria-pressed", String(held !== null));
    button.textContent = held === null ? "Pause" : "Resume";
    waiting?.forEach(take);
  });
}

const states = { live: "Live", reconnecting: "Reconnecting…", closed: "Disconnected" };

drawFilter();
wireTabs();
wirePause();
wireSamples();
wireKeys({ search: focusSearch, step, mayStep: () => shown !== null && state.view === "deliveries" });
drawChart([], new Date());
follow();
addEventListener("hashchange", follow);
addEventListener("popstate", follow);
byId("search").addEventListener("input", event => go({ search: event.target.value }, true));
byId("clear").addEventListener("click", () => ask("api/deliveries", "DELETE").catch(error => announce(error.message)));
document.querySelector(".as-table").addEventListener("toggle", () => drawChart(news.minutes, new Date(news.now)));
byId("details").addEventListener("keydown", event => {
  if (event.key === "Escape") {
    close();
  }
});
document.addEventListener("click", event => {
  // Links from delivery to delivery keep the filter and the search
  const id = /^#delivery-(\d+)$/.exec(event.target.closest("a")?.getAttribute("href") ?? "")?.[1];
  if (id !== undefined && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go({ delivery: Number(id) });
  }
});

openFeed({
  onState(name) {
    byId("connection").dataset.state = name;
    byId("connection").textContent = states[name];
  },
  onStart(message) {
    start = message;
    byId("application").textContent = message.application;
    byId("environment").textContent = message.environment;
    byId("environment").hidden = false;
    byId("clear").hidden = !message.isDevelopment;
    byId("tab-dead-letters").hidden = !message.hasDeadLetters;
    document.title = `${message.application} · illow inspector`;
    if (!message.resumed) {
      deliveries.clear();
      held = held === null ? null : [];
      // Another process counts anew: no row of the old one may stand for one of its
      drawList();
      openDelivery();
    }

    readMap();
    if (state.view === "dead-letters") {
      showTab(state.view);
    }
  },
  onNews: take,
});
