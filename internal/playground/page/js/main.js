// The page: its parts are started here, and told here what happens.
import * as articles from "./articles.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import { $, notice } from "./dom.js";
import { openForm } from "./modal.js";
import { listen } from "./net.js";
import * as pins from "./pins.js";
import * as sidebar from "./sidebar.js";
import { account, apply, channel, nameOf, state } from "./state.js";
import { drawTour } from "./tour.js";

const doors = { reply: composer.reply, edit: composer.edit, opened: openForm, showPins: pins.showPins, jump };
conversation.start(doors);
pins.start(doors);
composer.start(openForm);
sidebar.start({ goTo, become });
articles.start();
become("member");

function become(part) {
  listen(part, heard);
}

function heard(news) {
  const before = state.channel;
  apply(news);
  switch (news.kind) {
    case "view": return drawAll(before);
    case "reading": return drawProgress(news.reading);
    case "refused": return notice(`Discord refused what the bot asked for, ${news.refusal.route}: ${news.refusal.error}`);
    case "typing": return typing(news);
    case "pins": return news.channel_id === state.channel && pins.drawPins();
  }
  if (news.kind === "update" && news.message.pinned) pins.drawPins();
  if (news.kind === "message" && news.channel_id === state.channel) typing(null);
  conversation.happened(news);
  if (news.kind === "message") {
    sidebar.drawSidebar();
    drawTour();
  }
}

// drawProgress shows how many of the passages are read, until there is something to show.
function drawProgress({ done, total }) {
  $("reading").hidden = false;
  if (!total) return;
  $("read").max = total;
  $("read").value = done;
  $("read-so-far").textContent = `${done.toLocaleString()} of ${total.toLocaleString()} passages`;
}

function drawAll(before) {
  $("reading").hidden = true;
  sidebar.drawSidebar();
  articles.drawArticles();
  drawChannel(before !== state.channel);
}

function goTo(id) {
  notice(); // it was about what was done elsewhere
  state.channel = id;
  state.unread.delete(id);
  sidebar.drawSidebar();
  drawChannel(true);
  composer.focusComposer();
}

// A command that is named in a text is begun by a press on it, where the person may use it.
document.addEventListener("click", (event) => {
  const path = event.target.closest("[data-command]")?.dataset.command;
  if (path && !composer.beginNamed(path)) notice(`You are not offered /${path} here.`);
});

// Links to messages lead to where they are on this page, in whatever channel.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#m"]');
  if (!link) return;
  event.preventDefault();
  jump(link.hash.slice(2));
});

function jump(id) {
  const at = state.view.channels.find((c) => c.messages.some((m) => m.id === id));
  if (!at) return notice("That message is not there any more.");
  if (at.id !== state.channel) goTo(at.id);
  $(`m${id}`).scrollIntoView({ block: "center" });
  $(`m${id}`).focus();
}

function drawChannel(another) {
  const at = channel();
  $("title").textContent = at.dm ? nameOf(at) : `# ${at.name}`;
  document.title = `${at.dm ? "@" : "#"}${nameOf(at)} – sitrep playground`;
  $("topic").textContent = at.topic;
  $("conversation").setAttribute("aria-label", `Messages in ${nameOf(at)}`);
  typing(null);
  drawTour();
  conversation.drawAll(another);
  pins.drawPins();
  composer.drawIfNeeded(another);
}

let still;
function typing(news) {
  if (news && news.channel_id !== state.channel) return;
  clearTimeout(still);
  $("typing").textContent = news ? `${account(news.user_id)?.name} is typing…` : "";
  if (news) still = setTimeout(() => typing(null), 10_000); // as long as Discord shows it
}
