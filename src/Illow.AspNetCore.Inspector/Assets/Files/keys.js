// Keys that work wherever the focus is, but not while the reader types. Single characters can be switched off, since software for
// speech input types them

import { byId } from "./dom.js";

const setting = "illow-inspector-keys";

/** @param actions what to do: `search`, `step` with 1 or -1, and whether an arrow `mayStep`. */
export function wireKeys({ search, step, mayStep }) {
  const box = byId("single-keys");
  box.checked = read() !== "off";
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(setting, box.checked ? "on" : "off");
    } catch {
      // The choice then lasts as long as the page
    }
  });

  document.addEventListener("keydown", event => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, [role=tablist]")) {
      return;
    }

    const single = { "/": search, "j": () => step(1), "k": () => step(-1) }[event.key];
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (single && box.checked) {
      event.preventDefault();
      single();
    } else if (arrow && mayStep() && !event.target.closest(".block, .scroll")) {
      event.preventDefault();
      step(arrow);
    }
  });
}

function read() {
  try {
    return localStorage.getItem(setting);
  } catch {
    return null;
  }
}
