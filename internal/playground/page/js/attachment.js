// A file in a message: to be saved, and a text to be looked at.
import { h, notice } from "./dom.js";

const texts = /\.(csv|tsv|txt|md|json)$/i;
const longest = 4000; // characters that are shown of a text

export function attachment(file) {
  const address = `/files${new URL(file.url).pathname}`; // this page asks nobody but its own server
  const box = h("div", { class: "attachment" },
    h("a", { href: address, download: file.filename }, file.filename), h("small", {}, ` ${size(file.size)} `),
    texts.test(file.filename) && h("button", { class: "quiet", "data-key": address, "aria-label": `Show ${file.filename}`, onclick: show }, "Show"));

  async function show(event) {
    const response = await fetch(address);
    if (!response.ok) return notice(await response.text());
    const text = await response.text();
    event.target.replaceWith(h("pre", { tabindex: "0" }, h("code", {}, text.length > longest ? `${text.slice(0, longest)}…` : text)));
  }
  return box;
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1 << 20 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`);
