// An embed: the card under a message.
import { h } from "./dom.js";
import { anchor, markdown } from "./render-markdown.js";
import { colour, picture } from "./components.js";
import { state } from "./state.js";

export function embed(e) {
  const linked = (text, url) => (/^https?:\/\//i.test(url ?? "") ? anchor(url, text) : text);
  const box = h("div", { class: "embed" },
    e.author && h("div", { class: "embed-author" }, linked([e.author.name], e.author.url)),
    e.title && h("div", { class: "embed-title" }, linked(markdown(e.title), e.url)),
    e.description && h("div", { class: "text" }, markdown(e.description)),
    e.fields?.length && h("div", { class: "fields" }, e.fields.map((f) =>
      h("div", { class: f.inline ? "field inline" : "field" }, h("div", { class: "embed-name" }, markdown(f.name)), h("div", { class: "text" }, markdown(f.value))))),
    e.image && picture(e.image),
    (e.footer || e.timestamp) && h("div", { class: "embed-foot" },
      [e.footer?.text, e.timestamp && new Date(e.timestamp).toLocaleDateString(state.view.locale)].filter(Boolean).join(" • ")));
  colour(box, e.color);
  return box;
}
