// Deliveries a minute, stacked by group of outcomes; the same as a table for whoever does not see bars

import { byId, el, svg } from "./dom.js";
import { minuteOfDay, plural } from "./format.js";
import { groups, icon, outcome } from "./outcomes.js";

const shown = 60;
const width = 600;
const height = 100;
const names = Object.keys(groups);

// The answer is counted, which does not change; the list shows the outcome
const nameOf = group => groups[group].counted ?? groups[group].name;

function groupCounts(outcomes) {
  const counts = Object.fromEntries(names.map(name => [name, 0]));
  for (const [code, count] of Object.entries(outcomes)) {
    counts[outcome(code).group] += count;
  }

  return counts;
}

const sum = counts => names.reduce((total, name) => total + counts[name], 0);

const sentence = counts => names.filter(name => counts[name] > 0).map(name => `${counts[name]} ${nameOf(name).toLowerCase()}`).join(", ");

function niceTop(most) {
  const step = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 5, 10].map(factor => factor * step).find(top => top >= most);
}

export function drawChart(minutes, now) {
  const last = Math.floor(now.getTime() / 60000);
  const bars = minutes
    .filter(({ minute }) => minute > last - shown && minute <= last)
    .map(({ minute, outcomes }) => ({ minute, counts: groupCounts(outcomes) }));
  const totals = groupCounts({});
  bars.forEach(({ counts }) => names.forEach(name => totals[name] += counts[name]));
  const top = niceTop(Math.max(1, ...bars.map(bar => sum(bar.counts))));

  byId("chart-top").textContent = top.toLocaleString();
  byId("chart").setAttribute("aria-label", sum(totals) === 0 ? "No deliveries in the last hour" : `Deliveries in the last hour: ${sentence(totals)}`);
  byId("chart").replaceChildren(
    ...[0.5, 1].map(part => svg("line", { class: "grid", x1: 0, x2: width, y1: height * (1 - part), y2: height * (1 - part) })),
    ...bars.map(bar => drawBar(bar, last, top)));
  drawLegend(totals);
  drawTable(bars);
}

function drawBar({ minute, counts }, last, top) {
  const step = width / shown;
  const x = (shown - 1 - (last - minute)) * step;
  let y = height;
  const parts = names.filter(name => counts[name] > 0).map(name => {
    const tall = Math.max(1.5, counts[name] / top * height);
    y -= tall;
    return svg("rect", { class: name, x: x + 1, y, width: step - 2, height: tall });
  });
  return svg("g", null, svg("title", null, `${minuteOfDay(new Date(minute * 60000))}: ${sentence(counts)}`), parts);
}

function drawLegend(totals) {
  byId("legend").replaceChildren(...names.map(name => el("li", { class: name },
    icon(name), el("strong", null, totals[name].toLocaleString()), " ", nameOf(name))));
}

function drawTable(bars) {
  const table = byId("chart-table");
  if (!table.closest("details").open) {
    table.replaceChildren();
    return;
  }

  table.replaceChildren(
    el("caption", null, bars.length === 0 ? "No deliveries in the last hour" : `${plural(bars.length, "minute")} with deliveries, the newest first`),
    el("thead", null, el("tr", null, ["Minute", ...names.map(nameOf)].map(name => el("th", { scope: "col" }, name)))),
    el("tbody", null, bars.toReversed().map(({ minute, counts }) => el("tr", null,
      el("th", { scope: "row" }, minuteOfDay(new Date(minute * 60000))),
      names.map(name => el("td", null, counts[name]))))));
}
