// Nodes of markdown.js become elements. Whatever a text says, only these elements can come of it.
import { h } from "./dom.js";
import { parse } from "./markdown.js";
import { account, channel, nameOf, state } from "./state.js";
import { timestamp } from "./timestamp.js";

export const markdown = (source) => parse(source ?? "").map(render);

const plain = { b: "strong", i: "em", u: "u", s: "s", quote: "blockquote" };

function render(node) {
  if (typeof node === "string") return node;
  const children = () => node.children.map(render);
  if (plain[node.type]) return h(plain[node.type], {}, children());
  switch (node.type) {
    case "h1": case "h2": case "h3": // they are headings of a message, not of the page: below its own, whatever their size
      return h("div", { class: `heading ${node.type}`, role: "heading", "aria-level": "3" }, children());
    case "subtext": return h("div", { class: "subtext" }, children());
    case "ul": case "ol":
      return h(node.type, { start: node.start }, node.items.map((item) => h("li", {}, item.map(render))));
    case "codeblock": return h("pre", { tabindex: "0" }, h("code", { "data-language": node.language }, node.text));
    case "code": return h("code", {}, node.text);
    case "link": return toMessage(node.url) ?? anchor(node.url, children());
    case "spoiler": return spoiler(children());
    case "time": return timestamp(node.at, node.style, state.view.locale);
    case "mention": return mention(node.text);
    case "command": return h("button", { class: "mention", "data-command": node.path }, `/${node.path}`);
    case "user": return mention(`@${account(node.id)?.name ?? "unknown-user"}`, node.id === state.view.me.id);
    case "role": return mention(`@${state.view.roles.find((r) => r.id === node.id)?.name ?? "unknown-role"}`);
    case "channel": { const c = channel(node.id); return mention(`#${c ? nameOf(c) : "unknown"}`); }
  }
  throw new Error(`no element for ${node.type}`);
}

// A link to a message of this server is one on this page, as Discord's client stays where it is.
function toMessage(url) {
  const [, at, message] = /^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)$/.exec(url) ?? [];
  const c = at && channel(at);
  return c && h("a", { class: "mention", href: `#m${message}` }, `#${nameOf(c)} › message`);
}

export function anchor(url, children) {
  return h("a", { href: url, title: url, target: "_blank", rel: "noopener noreferrer nofollow" }, children);
}

const mention = (text, mine) => h("span", { class: mine ? "mention mine" : "mention" }, text);

// A spoiler is a button until it is opened, and text from then on.
function spoiler(children) {
  const inside = h("span", { inert: true }, children);
  const cover = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler: show it" }, inside);
  const open = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    cover.replaceWith(h("span", { class: "spoiler open" }, children));
  };
  cover.addEventListener("click", open);
  cover.addEventListener("keydown", open);
  return cover;
}
