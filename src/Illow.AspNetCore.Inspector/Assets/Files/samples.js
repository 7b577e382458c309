// Sends a made-up event, where a test key is configured

import { byId, el } from "./dom.js";
import { report } from "./details.js";
import { ask } from "./feed.js";

let offered = [];
let edited = false;

const chosen = () => offered.find(sample => keyOf(sample) === byId("sample").value);

const keyOf = ({ registration, event, url }) => new URLSearchParams({ registration, event, url }).toString();

function showMetadata() {
  byId("metadata").value = chosen()?.metadata ?? "";
  edited = false;
}

export function offerSamples(samples) {
  const select = byId("sample");
  const before = select.value;
  offered = samples;
  byId("samples").hidden = samples.length === 0;
  select.replaceChildren(...samples.map(sample => el("option", { value: keyOf(sample) }, `${sample.event} · ${sample.registration} · ${sample.url}`)));
  if (samples.some(sample => keyOf(sample) === before)) {
    select.value = before;
  } else {
    edited = false;
  }

  // What somebody has typed stays
  if (!edited) {
    showMetadata();
  }
}

export function wireSamples() {
  byId("sample").addEventListener("change", showMetadata);
  byId("metadata").addEventListener("input", () => edited = true);
  byId("reset-metadata").addEventListener("click", showMetadata);
  byId("edit-metadata").addEventListener("click", () => {
    const editor = byId("metadata-editor");
    editor.hidden = !editor.hidden;
    byId("edit-metadata").setAttribute("aria-expanded", String(!editor.hidden));
    if (!editor.hidden) {
      byId("metadata").focus();
    }
  });
  byId("samples").addEventListener("submit", async event => {
    event.preventDefault();
    const result = byId("sample-result");
    try {
      const answer = await ask(`api/samples?${byId("sample").value}&kind=${byId("kind").value}`, "POST", byId("metadata").value);
      result.replaceChildren(...report(answer));
    } catch (error) {
      result.replaceChildren(error.message);
    }
  });
}
