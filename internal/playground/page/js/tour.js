// The first steps: three questions made from the corpus, and what else there is to try.
import { $, h, refill } from "./dom.js";
import { put } from "./composer.js";
import { channel, state } from "./state.js";

const key = "tour";
const memory = { get: () => { try { return localStorage.getItem(key); } catch { return null; } }, set: (v) => { try { localStorage.setItem(key, v); } catch { /* then it is shown again */ } } };

// drawTour shows it where one can talk, until the person has had enough of it.
export function drawTour() {
  const at = channel();
  $("tour").hidden = memory.get() === "done" || !at.write || !state.view.tour.length || at.messages.length > 12;
  if ($("tour").hidden) return;
  const question = (text) => h("li", {}, h("button", { class: "question", "data-key": text, onclick: () => put(at.dm ? text : `@${state.view.bot.name} ${text}`) }, text));
  const command = (path) => h("button", { class: "mention", "data-command": path }, `/${path}`);
  const unanswerable = state.view.tour.length > 1 ? "The last one is not in the articles: see what happens. " : "";
  refill($("tour"),
    h("h2", { id: "tour-title" }, `Ask ${state.view.bot.name}`),
    h("p", {}, "It answers with a paragraph of your articles, word for word. Choose a question and press Enter:"),
    h("ol", {}, state.view.tour.map(question)),
    h("p", { class: "fine" }, unanswerable, "Then type ", h("kbd", {}, "/"), " for commands, right-click a message for “Find answer”, write to the bot in a direct message, or become the moderator below the channels: ", command("briefing post"), " pins a digest that keeps itself up to date, ", command("articles add"), " takes a file or an address."),
    h("button", { class: "linklike", onclick: () => { memory.set("done"); drawTour(); } }, "Hide this"));
}
