// Bytes for the eye: text where they are UTF-8, and a mark for each that the eye would miss

import { el } from "./dom.js";
import { bytes as size, plural } from "./format.js";

export const fromBase64 = text => Uint8Array.from(atob(text), character => character.charCodeAt(0));

/** The text of bytes, or null where they are not UTF-8. */
export function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const hex = number => number.toString(16).toUpperCase().padStart(2, "0");

// Length of the UTF-8 sequence that starts here, 0 where none does
function sequence(bytes, i) {
  const first = bytes[i];
  const length = first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  return length > 0 && i + length <= bytes.length && textOf(bytes.subarray(i, i + length)) !== null ? length : 0;
}

const invisible = /[\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]/;

function mark(character) {
  const code = character.codePointAt(0);
  const name = { 0x09: "⇥", 0x0a: "↵", 0x0d: "␍", 0x7f: "␡", 0xfeff: "BOM" }[code] ?? (code < 0x20 ? String.fromCodePoint(0x2400 + code) : `U+${hex(code).padStart(4, "0")}`);
  return el("mark", { title: `U+${hex(code).padStart(4, "0")}` }, name);
}

/** The body byte for byte, as children of a block. */
export function drawBytes(bytes) {
  const parts = [];
  let plain = "";
  const flush = () => {
    if (plain !== "") {
      parts.push(plain);
      plain = "";
    }
  };
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let i = 0; i < bytes.length;) {
    const length = sequence(bytes, i);
    const character = length > 0 ? decoder.decode(bytes.subarray(i, i + length)) : null;
    if (character === null) {
      flush();
      parts.push(el("mark", { class: "invalid", title: "Not UTF-8" }, hex(bytes[i])));
      i += 1;
    } else {
      if (invisible.test(character)) {
        flush();
        parts.push(mark(character));
        plain = character === "\n" ? "\n" : "";
      } else {
        plain += character;
      }

      i += length;
    }
  }

  flush();
  return parts;
}

/** What is easily overlooked in bytes, in words. */
export function describeBytes(bytes) {
  const last = bytes.at(-1);
  let returns = 0;
  let wrong = 0;
  for (let i = 0; i < bytes.length;) {
    const length = sequence(bytes, i);
    returns += bytes[i] === 13 ? 1 : 0;
    wrong += length === 0 ? 1 : 0;
    i += Math.max(1, length);
  }

  return [
    size(bytes.length),
    bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf && "begins with a byte order mark",
    returns > 0 && plural(returns, "carriage return"),
    wrong > 0 && `${plural(wrong, "byte")} not UTF-8`,
    last === 10 || last === 13 ? "ends with a line break" : "no line break at the end",
  ].filter(Boolean).join(", ");
}
