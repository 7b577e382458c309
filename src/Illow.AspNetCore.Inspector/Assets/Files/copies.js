// A delivery as something to paste: each form sends the bytes that were signed

import { textOf } from "./body.js";

const quote = text => `'${text.replaceAll("'", "'\\''")}'`;

// What a shell, an editor or a compiler passes on unchanged
const isPlain = text => text !== null && !/[\u0000-\u0008\u000b-\u001f\u007f\ufeff]/.test(text);

const base64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));

const signatureOf = content => content.signature ?? "SIGNATURE";

function headersOf(content) {
  const shown = name => content.headers.find(header => !header.isHidden && header.name.toLowerCase() === name)?.value;
  return [
    ["Content-Type", shown("content-type")],
    ["Content-Encoding", shown("content-encoding")],
    ["Accept", shown("accept")],
    [content.signatureHeader, content.headers.some(header => header.name.toLowerCase() === content.signatureHeader.toLowerCase()) ? signatureOf(content) : undefined],
  ].filter(([, value]) => value !== undefined);
}

function curl(content, bytes) {
  const text = textOf(bytes);
  const start = isPlain(text) ? "curl" : `printf %s ${quote(base64(bytes))} | base64 -d | curl`;
  return [
    `${start} --request ${content.method} ${quote(content.url)}`,
    ...headersOf(content).map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`),
    isPlain(text) ? `--data-raw ${quote(text)}` : "--data-binary @-",
  ].join(" \\\n  ") + "\n";
}

function http(content, bytes) {
  const text = textOf(bytes);
  const head = [`${content.method} ${content.url}`, ...headersOf(content).map(([name, value]) => `${name}: ${value}`)];
  return isPlain(text) && !text.endsWith("\n") && !/^(###|< )/m.test(text)
    ? [...head, "", text, ""].join("\n")
    : [`# The body does not survive in this file: download it as ${fileOf(content)} beside it.`, ...head, "", `< ./${fileOf(content)}`, ""].join("\n");
}

function csharp(content, bytes) {
  const text = textOf(bytes);
  const fence = "\"".repeat(Math.max(3, ...(text?.match(/"+/g) ?? []).map(run => run.length + 1)));
  const body = isPlain(text) && text !== "" && !/[\n\r]/.test(text)
    ? `${fence}\n${text}\n${fence}u8.ToArray()`
    : `Convert.FromBase64String("${base64(bytes)}")`;
  const type = headersOf(content).find(([name]) => name === "Content-Type")?.[1];
  return [
    `// Delivery #${content.id}, byte for byte: send it with the client of a WebApplicationFactory`,
    `byte[] body = ${body};`,
    `using var request = new HttpRequestMessage(HttpMethod.${content.method === "POST" ? "Post" : `Parse("${content.method}")`}, "${content.path.split("?")[0]}")`,
    "{",
    "    Content = new ByteArrayContent(body),",
    "};",
    type && `request.Content.Headers.TryAddWithoutValidation("Content-Type", ${JSON.stringify(type)});`,
    ...headersOf(content).filter(([name]) => !name.startsWith("Content-"))
      .map(([name, value]) => `request.Headers.TryAddWithoutValidation(${JSON.stringify(name)}, ${JSON.stringify(value)});`),
    "using var response = await client.SendAsync(request);",
    "",
  ].filter(line => line !== undefined).join("\n");
}

function doctor(content, bytes) {
  const text = textOf(bytes);
  const file = fileOf(content);
  return [
    isPlain(text) ? `printf %s ${quote(text)} > ${file}` : `printf %s ${quote(base64(bytes))} | base64 -d > ${file}`,
    `illow-webhooks doctor --body ${file} --signature ${quote(signatureOf(content))} --key illow.pem`,
    "",
  ].join("\n");
}

export const fileOf = content => `delivery-${content.id}.body`;

export const copies = [
  { name: "curl", write: curl },
  { name: ".http", write: http },
  { name: "C# test", write: csharp },
  { name: "doctor", write: doctor },
];

/** The whole capture as an HTTP Archive, which `illow-webhooks replay` and browsers read. */
export const archive = (content, bytes, receivedAt, status) => JSON.stringify({
  log: {
    version: "1.2",
    creator: { name: "illow inspector", version: "1" },
    entries: [{
      startedDateTime: receivedAt,
      time: 0,
      request: {
        method: content.method,
        url: content.url,
        httpVersion: "HTTP/1.1",
        cookies: [],
        queryString: [],
        headers: headersOf(content).map(([name, value]) => ({ name, value })),
        postData: { mimeType: headersOf(content).find(([name]) => name === "Content-Type")?.[1] ?? "", ...(textOf(bytes) === null ? { encoding: "base64", text: base64(bytes) } : { text: textOf(bytes) }) },
        headersSize: -1,
        bodySize: bytes.length,
      },
      response: { status: status ?? 0, statusText: "", httpVersion: "HTTP/1.1", cookies: [], headers: [], content: { size: 0, mimeType: "" }, redirectURL: "", headersSize: -1, bodySize: -1 },
      cache: {},
      timings: { send: 0, wait: 0, receive: 0 },
    }],
  },
}, null, 2);
