// Sends a made-up event, where a test key is configured

import { byId, el } from "./dom.js";
import { report } from "./details.js";
import { ask } from "./feed.js";

export function offerSamples(samples) {
  const form = byId("samples");
  const select = byId("sample");
  const chosen = select.value;
  form.hidden = samples.length === 0;
  select.replaceChildren(...samples.map(sample => el("option", { value: JSON.stringify(sample) }, `${sample.event} · ${sample.registration} · ${sample.url}`)));
  if (samples.some(sample => JSON.stringify(sample) === chosen)) {
    select.value = chosen;
  }
}

export function wireSamples() {
  byId("samples").addEventListener("submit", async event => {
    event.preventDefault();
    const result = byId("sample-result");
    try {
      const answer = await ask(`api/samples?${new URLSearchParams(JSON.parse(byId("sample").value))}`, "POST");
      result.replaceChildren(...report(answer));
    } catch (error) {
      result.replaceChildren(error.message);
    }
  });
}
