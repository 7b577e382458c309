// Envelope, headers and body of one delivery: on the page only from the click that shows them to the one that hides them

import { el, terms } from "./dom.js";
import { ask } from "./feed.js";
import { pretty } from "./format.js";

export function contentSection(delivery) {
  const place = el("div", { class: "content", id: "content", role: "region", "aria-label": "Content", tabindex: "-1", hidden: true });
  const problem = el("p", { class: "result", role: "status" });
  const button = el("button", { type: "button", "aria-expanded": "false", "aria-controls": "content" }, "Show content");
  button.addEventListener("click", async () => {
    problem.textContent = "";
    if (!place.hidden) {
      place.hidden = true;
      place.replaceChildren();
    } else {
      try {
        place.replaceChildren(...draw(await ask(`api/deliveries/${delivery.id}`)));
        place.hidden = false;
      } catch (error) {
        problem.textContent = error.message;
      }
    }

    button.textContent = place.hidden ? "Show content" : "Hide content";
    button.setAttribute("aria-expanded", String(!place.hidden));
  });

  return el("section", null,
    el("h3", null, "Content"),
    el("p", { class: "hint" }, "Envelope, headers and body hold personal data. They are fetched when you ask, and the log notes that they were shown."),
    button, problem, place);
}

function draw(content) {
  const { envelope, headers, body } = content;
  return [
    envelope && el("h4", null, "Envelope"),
    envelope && terms([["Company", envelope.companyId], ["Site", envelope.siteId], ["Idempotency key", envelope.idempotencyKey]], "terms mono"),
    el("h4", null, "Request"),
    el("p", { class: "mono request" }, `${content.method} ${content.path}`),
    el("table", { class: "headers" },
      el("caption", { class: "unseen" }, "Headers"),
      el("tbody", null, headers.map(header => el("tr", null,
        el("th", { scope: "row" }, header.name),
        el("td", { class: header.isHidden ? "none" : null }, header.value))))),
    el("h4", null, content.isWhole ? "Body" : "Body, not kept whole"),
    body === "" ? el("p", { class: "none" }, "None.") : el("pre", { tabindex: "0", role: "region", "aria-label": "Body" }, content.isWhole ? pretty(body) : body),
  ].filter(Boolean);
}
