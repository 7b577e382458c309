// The stream of deliveries. The browser connects again by itself, and says what it received last

const retryAfter = 5000;

export function openFeed({ onState, onStart, onNews }) {
  const source = new EventSource("api/stream");
  source.addEventListener("start", message => {
    onState("live");
    onStart(JSON.parse(message.data));
  });
  source.addEventListener("news", message => onNews(JSON.parse(message.data)));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      // An answer that is not a stream ends the browser's own attempts
      onState("closed");
      setTimeout(() => openFeed({ onState, onStart, onNews }), retryAfter);
    } else {
      onState("reconnecting");
    }
  });
}

/** Asks for what needs a click. Other sites' pages cannot send this header. */
export async function ask(path, method = "GET", body = undefined) {
  let response;
  try {
    response = await fetch(path, { method, body, headers: { "X-Illow-Inspector": "1" }, cache: "no-store" });
  } catch {
    throw new Error("The application does not answer.");
  }

  const answer = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Error(answer?.title ?? `The application answered ${response.status}.`);
  }

  return answer;
}
