// Holds what the page knows, and draws it where it changed

import { announce, byId, el } from "./dom.js";
import { drawChart } from "./chart.js";
import { drawDetails, drawMissing, drawRelated } from "./details.js";
import { openFeed } from "./feed.js";
import { plural } from "./format.js";
import { DeliveryList } from "./list.js";
import { drawEmpty, drawMap } from "./map.js";
import { groups, outcome } from "./outcomes.js";
import { offerSamples, wireSamples } from "./samples.js";

const deliveries = new Map();
let start = null;
let news = { minutes: [], now: new Date().toISOString() };
let held = null;
let map = null;
let shown = null;
let filter = "all";

const list = new DeliveryList(id => id === null ? close() : go(`#delivery-${id}`));

const matches = (delivery, words) => (filter === "all" || outcome(delivery.outcome).group === filter)
  && words.every(word => `#${delivery.id} ${delivery.event} ${delivery.url} ${delivery.registration} ${delivery.outcome} ${delivery.reason} ${delivery.exception}`.toLowerCase().includes(word));

function drawList() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = [...deliveries.values()].filter(delivery => matches(delivery, words));
  list.show(matching);
  byId("empty").hidden = matching.length > 0;
  byId("empty").replaceChildren(...(deliveries.size === 0 ? drawEmpty(map) : matching.length === 0 ? [el("p", null, "No kept delivery matches.")] : []));
  const counts = { all: deliveries.size };
  for (const delivery of deliveries.values()) {
    const { group } = outcome(delivery.outcome);
    counts[group] = (counts[group] ?? 0) + 1;
  }

  for (const count of byId("filter").querySelectorAll(".count")) {
    count.textContent = (counts[count.dataset.group] ?? 0).toLocaleString();
  }
}

function drawFilter() {
  const choices = [["all", "All"], ...Object.entries(groups).map(([name, group]) => [name, group.name])];
  byId("filter").append(...choices.map(([name, label]) => el("label", { class: name },
    el("input", { type: "radio", name: "filter", value: name, checked: name === filter }), label, el("span", { class: "count", "data-group": name }, "0"))));
  byId("filter").addEventListener("change", event => {
    filter = event.target.value;
    list.reset();
    drawList();
  });
}

function take(message) {
  if (held !== null) {
    held.push(message);
    const waiting = held.reduce((count, one) => count + one.deliveries.length, 0);
    byId("pause").textContent = waiting === 0 ? "Resume" : `Resume (${waiting.toLocaleString()} new)`;
    // What is no longer kept need not wait either
    if (held.length > 1) {
      held = [{ ...message, deliveries: held.flatMap(one => one.deliveries).filter(one => one.id >= message.oldest) }];
    }

    return;
  }

  news = message;
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
    say(message.deliveries);
  }

  if (shown !== null && message.deliveries.some(one => one.id === shown)) {
    openDelivery();
  } else if (deliveries.has(shown) && message.deliveries.some(one => one.first === shown)) {
    // The rest stays: its content may be open
    byId("related").replaceWith(drawRelated(deliveries.get(shown), sameEvent()));
  }
}

function say(fresh) {
  const trouble = fresh.filter(one => ["refused", "failed"].includes(outcome(one.outcome).group)).length;
  announce(`${plural(fresh.length, "new delivery", "new deliveries")}${trouble > 0 ? `, ${trouble} refused or failed` : ""}`);
}

// Not by location.hash: an empty one scrolls to the top
function go(hash) {
  history.pushState(null, "", location.pathname + location.search + hash);
  follow();
}

/** Shows what the address names: a delivery, the map, or the list alone. */
function follow() {
  const asked = /^#delivery-(\d+)$/.exec(location.hash)?.[1];
  showTab(location.hash === "#map" ? "map" : "deliveries");
  const next = asked === undefined ? null : Number(asked);
  if (next !== shown) {
    shown = next;
    openDelivery();
    if (shown !== null) {
      byId("details-title").focus();
    }
  }
}

function openDelivery() {
  const place = byId("details");
  document.body.classList.toggle("with-details", shown !== null);
  list.select(shown);
  const delivery = deliveries.get(shown);
  place.replaceChildren(...(shown === null ? [el("p", { class: "hint placeholder" }, "Choose a delivery to see why it came out as it did.")]
    : delivery ? drawDetails(delivery, sameEvent(), start?.mayReplay, close)
    : drawMissing(shown, close)));
}

const sameEvent = () => [...deliveries.values()].filter(one => one.first === shown).map(one => one.id);

function close() {
  list.focusSelected();
  go("");
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
  }
}

function wireTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => go(tab.id === "tab-map" ? "#map" : ""));
    tab.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        const next = tabs[(i + step + tabs.length) % tabs.length];
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
drawChart([], new Date());
openDelivery();
follow();
addEventListener("hashchange", follow);
addEventListener("popstate", follow);
byId("search").addEventListener("input", () => {
  list.reset();
  drawList();
});
document.querySelector(".as-table").addEventListener("toggle", () => drawChart(news.minutes, new Date(news.now)));
byId("details").addEventListener("keydown", event => {
  if (event.key === "Escape") {
    close();
  }
});

openFeed({
  onState(state) {
    byId("connection").dataset.state = state;
    byId("connection").textContent = states[state];
  },
  onStart(message) {
    start = message;
    byId("application").textContent = message.application;
    byId("environment").textContent = message.environment;
    byId("environment").hidden = false;
    document.title = `${message.application} · illow inspector`;
    if (!message.resumed) {
      deliveries.clear();
      held = held === null ? null : [];
      // Another process counts from 1 again: no row of the old one may stand for one of its
      drawList();
      openDelivery();
    }

    readMap();
  },
  onNews: take,
});
