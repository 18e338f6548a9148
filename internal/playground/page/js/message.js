// One message becomes one element.
import { avatar, h } from "./dom.js";
import { attachment } from "./attachment.js";
import { components } from "./components.js";
import { embed } from "./embed.js";
import { openMenu } from "./menu.js";
import { ask } from "./net.js";
import { markdown } from "./render-markdown.js";
import { account, channel, flags, has, state } from "./state.js";
import { clock } from "./timestamp.js";

const pinned = 6; // the type of a system message

// drawMessage draws it as it stands below `above`, which may be undefined. doors are what the rest of the page offers:
// reply, edit, opened (a form) and showPins.
export function drawMessage(message, above, doors) {
  if (message.type === pinned) return drawPinNote(message, doors);
  const author = account(message.author.id) ?? { name: message.author.username };
  const joined = continues(message, above);
  const hidden = has(message, flags.ephemeral);
  const menu = (anchor) => openMenu(message, anchor, doors);
  const item = h("li", { id: `m${message.id}`, class: ["message", joined && "joined", hidden && "hidden-reply", mentionsMe(message) && "to-me"].filter(Boolean).join(" "), tabindex: "-1",
      "aria-labelledby": `a${message.id} b${message.id}`,
      onkeydown: (event) => { if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) { event.preventDefault(); menu(item); } },
      oncontextmenu: (event) => { event.preventDefault(); menu({ x: event.clientX, y: event.clientY }); } },
    reference(message),
    avatar(author),
    h("div", { class: "head" }, h("span", { class: "author", id: `a${message.id}` }, author.name), author.bot && h("span", { class: "app" }, "APP"), " ", clock(message.timestamp, state.view.locale)),
    drawBody(message, doors),
    h("button", { class: "quiet more", "aria-label": `More for the message of ${author.name}`, "aria-haspopup": "menu", "aria-expanded": "false", "data-key": "more", onclick: (event) => menu(event.currentTarget) }, "⋯"));
  return item;
}

export function drawBody(message, doors) {
  if (has(message, flags.loading)) {
    return h("div", { class: "body", id: `b${message.id}` }, h("span", { class: "thinking" }, `${state.view.bot.name} is thinking…`), hiddenNote(message));
  }
  const use = async (component, values) => {
    const came = await ask(values ? "choose" : "click", { channel: message.channel_id, message: message.id, component, values });
    if (came?.modal) doors.opened(came);
  };
  return h("div", { class: "body", id: `b${message.id}` },
    message.content && h("div", { class: "text" }, markdown(message.content), message.edited_timestamp && h("small", { class: "edited" }, " (edited)")),
    !has(message, flags.suppressEmbeds) && (message.embeds ?? []).map(embed),
    (message.attachments ?? []).map(attachment),
    components(message.components, use),
    (message.reactions ?? []).length > 0 && h("div", { class: "row" }, message.reactions.map((r) => h("span", { class: "reaction" }, `${r.emoji.name} ${r.count}`))),
    hiddenNote(message));
}

function hiddenNote(message) {
  if (!has(message, flags.ephemeral)) return null;
  const dismiss = () => ask("delete", { channel: message.channel_id, message: message.id });
  return h("p", { class: "only-you" }, "Only you can see this • ", h("button", { class: "linklike", "data-key": "dismiss", onclick: dismiss }, "Dismiss message"));
}

// reference is the line over a reply or over the answer to a command.
function reference(message) {
  const line = (...inside) => h("div", { class: "reference" }, ...inside);
  if (message.interaction) return line(h("b", {}, account(message.interaction.user.id)?.name), ` used ${message.type === 20 ? "/" : ""}${message.interaction.name}`);
  if (!message.message_reference) return null;
  const to = message.referenced_message;
  if (!to) return line("Original message was deleted");
  const text = to.content || firstText(to.components) || "a message";
  return line(h("b", {}, account(to.author.id)?.name ?? to.author.username), " ", h("span", { class: "excerpt" }, markdown(text.split("\n")[0].slice(0, 140))));
}

function firstText(list) {
  for (const c of list ?? []) {
    const found = c.type === 10 ? c.content : firstText(c.components);
    if (found) return found;
  }
  return "";
}

function drawPinNote(message, doors) {
  return h("li", { id: `m${message.id}`, class: "message note", tabindex: "-1" },
    h("span", { "aria-hidden": "true" }, "▸"),
    h("p", {}, h("b", {}, account(message.author.id)?.name), " pinned ",
      h("a", { href: `#m${message.message_reference.message_id}` }, "a message"), " to this channel. See all ",
      h("button", { class: "linklike", onclick: doors.showPins }, "pinned messages"), ". ", clock(message.timestamp, state.view.locale)));
}

// Messages of one author within a few minutes stand below one name.
function continues(message, above) {
  return above && above.author.id === message.author.id && above.type !== pinned && !message.message_reference && !message.interaction &&
    has(above, flags.ephemeral) === has(message, flags.ephemeral) && new Date(message.timestamp) - new Date(above.timestamp) < 7 * 60e3;
}

function mentionsMe(message) {
  return message.author.id !== state.view.me.id && (message.mentions ?? []).some((user) => user.id === state.view.me.id) && !channel(message.channel_id)?.dm;
}
