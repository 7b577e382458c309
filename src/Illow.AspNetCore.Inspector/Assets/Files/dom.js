// Builds elements. Text is only ever text: nothing here takes markup

const svgSpace = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== undefined && value !== null && value !== false) {
      element.setAttribute(name, value);
    }
  }

  element.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = id => document.getElementById(id);

export const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

export const svg = (tag, attributes, ...children) => fill(document.createElementNS(svgSpace, tag), attributes, children);

/** A list of terms; entries without a value are left out. */
export const terms = (entries, className) => el("dl", { class: className },
  entries.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([term, value]) => el("div", null, el("dt", null, term), el("dd", null, value))));

let announced = 0;
let waiting = null;

/** Tells a screen reader, at most once in five seconds: the latest text wins. */
export function announce(text) {
  clearTimeout(waiting);
  const say = () => {
    announced = Date.now();
    byId("announcer").textContent = text;
  };
  waiting = setTimeout(say, Math.max(0, announced + 5000 - Date.now()));
}
