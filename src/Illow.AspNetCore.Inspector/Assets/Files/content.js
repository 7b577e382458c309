// The request of one delivery, on demand: to read, to copy and to download. What the page shows is removed with the click that hides it

import { describeBytes, drawBytes, fromBase64 } from "./body.js";
import { archive, copies, fileOf } from "./copies.js";
import { el, terms } from "./dom.js";
import { ask } from "./feed.js";
import { pretty } from "./format.js";

const fetchContent = async delivery => {
  const content = await ask(`api/deliveries/${delivery.id}`);
  return { content, bytes: fromBase64(content.bodyBytes) };
};

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
        const { content, bytes } = await fetchContent(delivery);
        place.replaceChildren(...draw(content, bytes));
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
    el("p", { class: "hint" }, "Envelope, headers and body can hold personal data. They are fetched when you ask, and the log records that they were shown."),
    button, problem, place);
}

function draw(content, bytes) {
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
    ...(bytes.length === 0
      ? [el("h4", null, "Body"), el("p", { class: "none" }, content.isWhole ? "None." : "Not kept.")]
      : [
        !content.isWhole && el("p", { class: "reason" }, "Only the beginning of the body was kept."),
        el("div", { class: "bodies" },
          el("div", null,
            el("h4", null, "Body, formatted"),
            el("pre", { tabindex: "0", role: "region", "aria-label": "Body, formatted", class: "block" }, content.isWhole ? pretty(body) : body)),
          el("div", null,
            el("h4", null, "Body as received"),
            el("div", { tabindex: "0", role: "region", "aria-label": "Body as received", class: "block received" }, drawBytes(bytes)),
            el("p", { class: "hint" }, describeBytes(bytes)))),
      ]),
  ].filter(Boolean);
}

/** Copies, and in Development downloads: what somebody needs to look at the delivery elsewhere. */
export function copySection(delivery, isDevelopment) {
  const result = el("p", { class: "result", role: "status" });
  const place = el("div");
  const button = (label, act) => el("button", {
    type: "button",
    disabled: !delivery.isWhole,
    onclick: async () => {
      try {
        const { content, bytes } = await fetchContent(delivery);
        await act(content, bytes);
      } catch (error) {
        result.textContent = error.message;
      }
    },
  }, label);
  const copy = ({ name, write }) => button(name, async (content, bytes) => {
    const text = write(content, bytes);
    const copied = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
    result.textContent = copied ? `Copied as ${name}.` : "This browser does not let the page copy: select the text below.";
    place.replaceChildren(
      el("div", { tabindex: "0", role: "region", "aria-label": `Delivery as ${name}`, class: "block copy" }, text),
      el("button", {
        type: "button",
        onclick: () => {
          place.replaceChildren();
          result.textContent = "";
        },
      }, "Hide"));
  });
  return el("section", null,
    el("h3", null, "Copy as"),
    el("p", { class: "hint" },
      !delivery.isWhole ? "The body was not kept whole, so a copy would not verify."
        : isDevelopment ? "With body and signature. The log records that they were shown."
        : "With the body. Signatures are shown in Development only: put yours in the place of SIGNATURE."),
    el("div", { class: "buttons" },
      copies.map(copy),
      isDevelopment && [
        button("Download .har", (content, bytes) => download(`delivery-${delivery.id}.har`, archive(content, bytes, delivery.receivedAt, delivery.status))),
        button("Download body", (content, bytes) => download(fileOf(content), bytes)),
      ]),
    result, place);
}

function download(name, data) {
  const url = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
