// The corpus: what is in it, and how a file dropped on the page comes into it.
import { $, fill, h, notice } from "./dom.js";
import { put } from "./composer.js";
import { ask } from "./net.js";
import { channel, state } from "./state.js";

const largest = 2 << 20; // bytes, as the server has it

let changed;

// start lets files be dropped anywhere on the page; lookAgain is called once the articles may be others.
export function start(lookAgain) {
  changed = lookAgain;
  const holdsFiles = (event) => state.view?.articles && event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); $("drop").hidden = !holdsFiles(event); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("drop").hidden = true; });
  addEventListener("drop", (event) => {
    event.preventDefault();
    $("drop").hidden = true;
    if (holdsFiles(event)) consider(event.dataTransfer.files[0]);
  });
}

export function drawArticles() {
  const { articles } = state.view;
  $("articles").hidden = !articles;
  if (!articles) return;
  const chooser = h("input", { type: "file", id: "file", class: "unseen", accept: ".md,.markdown,.txt,.html,.htm", tabindex: "-1", "aria-hidden": "true", onchange: (event) => { consider(event.target.files[0]); event.target.value = ""; } });
  fill($("articles"),
    h("h2", { id: "articles-title" }, articles.length === 1 ? "1 article" : `${articles.length} articles`),
    h("ul", {}, articles.slice(0, 30).map((a) => h("li", { title: a.path, lang: a.lang }, a.title, " ", h("small", {}, `${a.passages} ¶`)))),
    articles.length > 30 && h("p", {}, `and ${articles.length - 30} more`),
    h("div", { class: "row" }, h("button", { class: "button secondary small", onclick: () => chooser.click() }, "Add…"), h("button", { class: "button secondary small", onclick: reload }, "Read again")), chooser);
}

// consider shows what a file would be, and adds it if the person says so.
async function consider(file) {
  if (!file) return;
  if (file.size > largest) return notice(`${file.name} has ${file.size >> 10} KiB, wanted at most ${largest >> 10}: split it`);
  const data = await base64(file);
  const came = await ask("check", { name: file.name, data });
  if (!came) return;
  const { preview } = came;
  const facts = preview.passages
    ? h("p", {}, h("b", {}, preview.title), ` (${preview.lang}), ${preview.passages} paragraph${preview.passages === 1 ? "" : "s"} to quote. It would be kept as `, h("code", {}, preview.name), " in the folder of articles.")
    : h("p", {}, "Nothing in this file can be quoted, so it would be no article.");
  dialog("Add this article?", [facts, problems(preview.problems)], preview.passages > 0 && ["Add it", async () => shown(await ask("add", { name: file.name, data }))]);
}

async function reload() {
  shown(await ask("reload", {}));
}

// shown tells what a reading of the folder changed.
function shown(came) {
  if (!came) return;
  changed();
  const { added } = came;
  const line = (word, list) => list?.length > 0 && h("li", {}, h("b", {}, word), ` ${list.join(", ")}`);
  const nothing = ![added.added, added.changed, added.removed].some((list) => list?.length);
  const close = dialog("The articles were read", [
    h("ul", { class: "diff" }, line("Added:", added.added), line("Changed:", added.changed), line("Removed:", added.removed), nothing && h("li", {}, "Nothing has changed.")),
    problems(added.problems), h("p", {}, `${added.passages} paragraphs can be quoted now.`),
    added.ask?.length > 0 && [h("p", {}, "Ask it:"), h("ul", { class: "questions" }, added.ask.map((q) => h("li", {}, h("button", { class: "question", onclick: () => { close(); put(channel().dm ? q : `@${state.view.bot.name} ${q}`); } }, q))))],
  ]);
}

const problems = (list) => list?.length > 0 && h("ul", { class: "problems", "aria-label": "Problems" }, list.map((p) => h("li", {}, p)));

function dialog(title, content, action) {
  const box = h("dialog", { class: "modal", "aria-labelledby": "dialog-title", onclose: () => box.remove() }, h("h2", { id: "dialog-title" }, title), content.flat().filter(Boolean),
    h("div", { class: "row end" }, h("button", { class: "button secondary", onclick: () => box.close() }, action ? "Cancel" : "Close"), action && h("button", { class: "button primary", onclick: () => { box.close(); action[1](); } }, action[0])));
  document.body.append(box);
  box.showModal();
  return () => box.close();
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
