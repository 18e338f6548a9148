// The messages of the channel in view.
import { $, fill, say } from "./dom.js";
import { drawBody, drawMessage } from "./message.js";
import { channel, flags, has, state } from "./state.js";

const list = $("messages");
const scroller = $("conversation");
let doors;
let atEnd = true; // the last message is in view, and shall stay there
const below = new Set(); // ids of messages that came while it was not

// start is given what messages open: reply, edit, opened, showPins.
export function start(those) {
  doors = those;
  list.addEventListener("keydown", move);
  scroller.addEventListener("scroll", () => {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120;
    if (atEnd) below.clear();
    drawNewer();
  });
  const resized = new ResizeObserver(() => atEnd && toEnd());
  resized.observe(scroller); // the window, or a form below, takes room
  resized.observe(list);
  $("newer").addEventListener("click", () => {
    toEnd();
    scroller.focus();
  });
}

// toEnd does not wait to be told that the page was scrolled: the next message may come before.
function toEnd() {
  scroller.scrollTop = scroller.scrollHeight;
  atEnd = true;
  below.clear();
}

// drawNewer offers a way to the messages that came out of sight.
function drawNewer() {
  const focused = document.activeElement === $("newer");
  $("newer").hidden = below.size === 0;
  $("newer").textContent = below.size === 1 ? "1 new message" : `${below.size} new messages`;
  if (focused && below.size === 0) scroller.focus();
}

// drawAll shows a channel from its last message up. One that is drawn again stays where the person was in it.
export function drawAll(another) {
  const { messages } = channel();
  const focused = list.contains(document.activeElement) && { id: document.activeElement.closest("li.message")?.id, key: document.activeElement.dataset.key };
  const was = scroller.scrollTop;
  fill(list, ...messages.map((m, i) => drawMessage(m, messages[i - 1], doors)));
  rove(list.lastElementChild);
  if (another || atEnd) toEnd();
  else scroller.scrollTop = was;
  drawNewer();
  if (focused && !another) refocus(focused);
}

function refocus({ id, key }) {
  const item = $(id);
  (key && item?.querySelector(`[data-key="${CSS.escape(key)}"]`) || item || scroller).focus({ preventScroll: true });
}

// happened draws what changed in the channel in view, and tells listeners what the bot said.
export function happened(news) {
  if (news.channel_id !== state.channel) return;
  const { messages } = channel();
  const i = messages.findIndex((m) => m.id === news.message_id);
  const old = $(`m${news.message_id}`);
  if (news.kind === "delete") remove(old, news);
  if (i < 0 || (news.kind !== "message" && news.kind !== "update")) return;
  const item = drawMessage(messages[i], messages[i - 1], doors);
  if (old) swap(old, item);
  else list.append(item);
  rove(item);
  if (atEnd || (news.kind === "message" && messages[i].author.id === state.view.me.id)) toEnd();
  else if (news.kind === "message") below.add(news.message_id);
  drawNewer();
  announce(messages[i], news.kind);
}

function remove(old, news) {
  const after = old?.nextElementSibling ?? old?.previousElementSibling;
  const focused = old?.contains(document.activeElement);
  old?.remove();
  if (focused) (after ?? scroller).focus();
  redrawAfter(news.message_id);
  below.delete(news.message_id);
  drawNewer();
}

// redrawAfter gives the message below a deleted one its head back.
function redrawAfter(id) {
  const { messages } = channel();
  const i = messages.findIndex((m) => BigInt(m.id) > BigInt(id));
  const next = messages[i] && $(`m${messages[i].id}`);
  next?.replaceWith(drawMessage(messages[i], messages[i - 1], doors));
}

// swap keeps the focus where it was: on the same button, if it is there still.
function swap(old, item) {
  const focused = old.contains(document.activeElement) && document.activeElement;
  old.replaceWith(item);
  if (!focused) return;
  const alike = (e) => e.dataset.key === focused.dataset.key || e.textContent === focused.textContent; // ids of buttons change with what they do
  const same = focused !== old && [...item.querySelectorAll("[data-key]")].find((e) => alike(e) && !e.disabled);
  (same || item).focus();
}

function announce(message, kind) {
  if (message.author.id !== state.view.bot.id || has(message, flags.loading)) return;
  const text = drawBody(message, doors).innerText ?? "";
  say(`${state.view.bot.name}${kind === "update" ? ", changed" : ""}${has(message, flags.ephemeral) ? ", only to you" : ""}: ${text}`);
}

// rove makes one message the one that Tab reaches; arrows move on from there.
function rove(item) {
  list.querySelector(':scope > [tabindex="0"]')?.setAttribute("tabindex", "-1");
  item?.setAttribute("tabindex", "0");
}

function move(event) {
  const item = event.target.closest("li.message");
  if (event.target !== item) return;
  const to = { ArrowUp: item.previousElementSibling, ArrowDown: item.nextElementSibling, Home: list.firstElementChild, End: list.lastElementChild }[event.key];
  if (to) {
    event.preventDefault();
    rove(to);
    to.focus();
  } else if (event.key === "Enter") {
    item.querySelector(".body button, .body a, .more")?.focus();
  }
}
