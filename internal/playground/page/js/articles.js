// The corpus: what is in it, and how a file dropped on the page comes into it.
import { $, base64, dialog, fill, h, notice, refill } from "./dom.js";
import { put, sendFile } from "./composer.js";
import { ask } from "./net.js";
import { channel, state } from "./state.js";

// start lets files be dropped anywhere on the page. Where a command asks for a file, they are for it; in a direct message they are sent.
export function start() {
  const wanted = () => document.querySelector(".option input[type=file]");
  const toBot = () => state.view && channel().dm;
  const holdsFiles = (event) => (wanted() || toBot() || state.view?.articles) && event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    $("drop").hidden = !holdsFiles(event);
    fill($("drop"), h("p", {}, wanted() ? "Drop the file for the command" : toBot() ? `Drop the file to send it to ${state.view.bot.name}` : "Drop the article to see what it would be"));
  });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("drop").hidden = true; });
  addEventListener("drop", (event) => {
    event.preventDefault();
    $("drop").hidden = true;
    if (!holdsFiles(event)) return;
    const field = wanted();
    if (!field) return (toBot() ? sendFile : consider)(event.dataTransfer.files[0]);
    field.files = event.dataTransfer.files;
    field.focus();
  });
}

export function drawArticles() {
  const { articles } = state.view;
  $("articles").hidden = !articles;
  if (!articles) return;
  const chooser = h("input", { type: "file", id: "file", class: "unseen", accept: state.view.formats.join(), tabindex: "-1", "aria-hidden": "true", onchange: (event) => { consider(event.target.files[0]); event.target.value = ""; } });
  refill($("articles"),
    h("h2", { id: "articles-title" }, articles.length === 1 ? "1 article" : `${articles.length} articles`),
    h("ul", {}, articles.slice(0, 30).map((a) => h("li", {}, h("button", { class: "linklike", title: `See how ${a.path} was cut`, "data-key": a.id, onclick: () => look(a.id) },
      h("span", { lang: a.lang }, a.title), " ", h("small", {}, passages(a.passages)))))),
    articles.length > 30 && h("p", {}, `and ${articles.length - 30} more: `, h("button", { class: "linklike", "data-command": "sources" }, "/sources")),
    h("div", { class: "row" }, h("button", { class: "button secondary small", "data-key": "add", onclick: () => chooser.click() }, "Add…"), h("button", { class: "button secondary small", "data-key": "reload", onclick: reload }, "Read again")), chooser);
}

const passages = (n) => (n === 1 ? "1 passage" : `${n} passages`);

// look shows the passages an article was cut into.
async function look(article) {
  const came = await ask("cut", { article });
  if (!came) return;
  const { cut } = came;
  const place = (p, above) => [p.heading !== above?.heading && p.heading, p.place !== above?.place && p.place].filter(Boolean).join(" · ");
  dialog(cut.title, [
    h("p", { class: "fine" }, h("code", {}, cut.path), ` was cut into ${passages(cut.of)}. Each is quoted whole.`),
    h("ol", { class: "cut", lang: cut.lang }, cut.parts.map((p, i) => h("li", {}, place(p, cut.parts[i - 1]) && h("p", { class: "subtext" }, place(p, cut.parts[i - 1])), h("p", { class: "text" }, p.text)))),
    cut.of > cut.parts.length && h("p", {}, `and ${cut.of - cut.parts.length} more`),
  ]);
}

// consider shows what a file would be, and adds it if the person says so.
async function consider(file) {
  if (!file) return;
  const { largest } = state.view;
  if (file.size > largest) return notice(`${file.name} has ${file.size >> 10} KiB, wanted at most ${largest >> 10}: split it`);
  const data = await base64(file);
  const came = await ask("check", { name: file.name, data });
  if (!came) return;
  const { preview } = came;
  const facts = preview.passages
    ? h("p", {}, h("b", {}, preview.title), ` (${preview.lang}), ${passages(preview.passages)} to quote. It would be kept as `, h("code", {}, preview.name), " in the folder of articles.")
    : h("p", {}, "Nothing in this file can be quoted, so it would be no article.");
  dialog("Add this article?", [facts, problems(preview.problems)], preview.passages > 0 && ["Add it", async () => shown(await ask("add", { name: file.name, data }))]);
}

async function reload() {
  shown(await ask("reload", {}));
}

// shown tells what a reading of the folder changed.
function shown(came) {
  if (!came) return;
  const { added } = came;
  const line = (word, list) => list?.length > 0 && h("li", {}, h("b", {}, word), ` ${list.join(", ")}`);
  const nothing = ![added.added, added.changed, added.removed].some((list) => list?.length);
  const close = dialog("The articles were read", [
    h("ul", { class: "diff" }, line("Added:", added.added), line("Changed:", added.changed), line("Removed:", added.removed), nothing && h("li", {}, "Nothing has changed.")),
    problems(added.problems), h("p", {}, `${passages(added.passages)} can be quoted now.`),
    added.ask?.length > 0 && [h("p", {}, "Ask it:"), h("ul", { class: "questions" }, added.ask.map((q) => h("li", {}, h("button", { class: "question", onclick: () => { close(); put(channel().dm ? q : `@${state.view.bot.name} ${q}`); } }, q))))],
  ]);
}

const problems = (list) => list?.length > 0 && h("ul", { class: "problems", "aria-label": "Problems" }, list.map((p) => h("li", {}, p)));
