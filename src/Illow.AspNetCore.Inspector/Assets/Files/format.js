// Words and numbers for people

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export const timeOfDay = date => clock.format(date);
export const minuteOfDay = date => minute.format(date);
export const dateAndTime = date => whole.format(date);

export function duration(milliseconds) {
  if (milliseconds === undefined || milliseconds === null) {
    return null;
  }

  return milliseconds >= 1000 ? `${(milliseconds / 1000).toFixed(2)} s`
    : milliseconds >= 100 ? `${milliseconds.toFixed(0)} ms`
    : milliseconds >= 1 ? `${milliseconds.toFixed(1)} ms`
    : `${(milliseconds * 1000).toFixed(0)} µs`;
}

/** A name that may go on in the next line after a dot, a slash or a hyphen, but nowhere else. */
export const breakable = name => name.split(/(?<=[./_:-])(?=.)/).flatMap((part, i) => i === 0 ? [part] : [document.createElement("wbr"), part]);

export const bytes = count => count < 1024 ? `${count} B` : count < 1048576 ? `${(count / 1024).toFixed(1)} KiB` : `${(count / 1048576).toFixed(1)} MiB`;

export const plural = (count, one, many = one + "s") => `${count.toLocaleString()} ${count === 1 ? one : many}`;

export const shortKey = fingerprint => fingerprint.length > 19 ? fingerprint.slice(0, 19) + "…" : fingerprint;

/** JSON with line breaks, where the text is JSON; else the text itself. Numbers keep their digits: the text is laid out, not read and written. */
export function pretty(text) {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }

  let out = "";
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      out += character;
      if (character === "\\") {
        out += text[++i];
      } else if (character === "\"") {
        inString = false;
      }
    } else if (character === "\"") {
      inString = true;
      out += character;
    } else if (character === "{" || character === "[") {
      const end = /^\s*[}\]]/.exec(text.slice(i + 1, i + 64));
      if (end) {
        out += character + end[0].trim();
        i += end[0].length;
      } else {
        out += character + "\n" + "  ".repeat(++depth);
      }
    } else if (character === "}" || character === "]") {
      out += "\n" + "  ".repeat(--depth) + character;
    } else if (character === ",") {
      out += ",\n" + "  ".repeat(depth);
    } else if (character === ":") {
      out += ": ";
    } else if (!/\s/.test(character)) {
      out += character;
    }
  }

  return out;
}
