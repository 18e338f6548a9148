// The box at the foot: text, replies, mentions, and the way to commands.
import { $, base64, fill, h, notice } from "./dom.js";
import { commandForm } from "./command-form.js";
import { leaves } from "./commands.js";
import { ask } from "./net.js";
import { account, channel, nameOf, state } from "./state.js";
import { suggestions } from "./suggestions.js";

let writable; // whether the box was drawn as one to write in
let field, list, about; // about: { reply: message } or { edit: message } or null
let opened;

// start is told what opens a form.
export function start(open) {
  opened = open;
}

// drawComposer makes the box anew, for the channel in view. Text that was typed stays.
export function drawComposer(text = field?.value ?? "", regarding = null) {
  about = regarding;
  const at = channel();
  writable = at.write;
  if (!at.write && !about?.edit) {
    field = null;
    fill($("entry"), h("p", { class: "no-entry" }, "You do not have permission to send messages in this channel. "),
      at.commands.some((c) => c.type === 1) && h("button", { class: "button secondary", onclick: () => pickCommand() }, "Use a command"));
    return;
  }
  const to = at.dm ? `@${nameOf(at)}` : `#${at.name}`;
  field = h("textarea", { id: "say", rows: "1", placeholder: `Message ${to}`, "aria-label": about?.edit ? "Edit message" : `Message ${to}`, oninput: typed, onkeydown: key });
  field.value = text;
  list = suggestions(field, "Commands and names");
  fill($("entry"), list.list, about && aboutLine(), h("div", { class: "box" }, at.dm && !about?.edit && attach(), field, h("button", { class: "quiet send", "aria-label": "Send", onclick: send }, "➤")));
  fit();
}

// attach is the button that sends a file.
function attach() {
  const chooser = h("input", { type: "file", id: "attach", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: (event) => sendFile(event.target.files[0]) });
  return h("span", {}, h("button", { class: "quiet send", "aria-label": "Send a file", onclick: () => chooser.click() }, "+"), chooser);
}

// sendFile sends a file by itself.
export async function sendFile(file) {
  if (file) await ask("say", { channel: state.channel, text: "", name: file.name, data: await base64(file) });
}

// drawIfNeeded leaves the box alone while somebody may be typing in it.
export function drawIfNeeded(another) {
  if (another || !$("entry").firstChild || channel().write !== writable) drawComposer(another ? "" : undefined);
}

export const focusComposer = () => (field ?? $("composer")).focus();

export function reply(message) {
  drawComposer(undefined, { reply: message });
  focusComposer();
}

export function edit(message) {
  drawComposer(message.content, { edit: message });
  focusComposer();
}

// put types a text as the person would, ready to be sent.
export function put(text) {
  drawComposer(text);
  focusComposer();
  if (field && text.startsWith("/")) typed(); // and what can follow is shown
}

function aboutLine() {
  const what = about.edit ? "Editing a message" : `Replying to ${account(about.reply.author.id)?.name}`;
  return h("p", { class: "about" }, h("span", {}, what), h("button", { class: "quiet", "aria-label": "Cancel", onclick: () => { drawComposer(about.edit ? "" : undefined); focusComposer(); } }, "✕"));
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
}

function typed() {
  fit();
  const text = field.value;
  const command = about ? null : leaves().find((leaf) => text.startsWith(`/${leaf.path} `));
  if (command) begin(command, text.slice(command.path.length + 2));
  else if (/^\/[^\n]*$/.test(text) && !about) list.show(matching(text.slice(1)));
  else list.show(names(text.slice(0, field.selectionStart)));
}

const matching = (start) => leaves().filter((leaf) => leaf.path.startsWith(start.trimEnd())).slice(0, 25)
  .map((leaf) => ({ label: `/${leaf.path}`, detail: leaf.description, pick: () => begin(leaf) }));

// names completes @ and #.
function names(before) {
  const [, sign, start] = /(?:^|\s)([@#])([^\s@#]*)$/.exec(before) ?? [];
  if (!sign || channel().dm) return [];
  const all = sign === "@" ? state.view.people : state.view.channels.filter((c) => !c.dm);
  return all.filter((one) => one.name.toLowerCase().startsWith(start.toLowerCase())).map((one) => ({
    label: sign + one.name,
    detail: one.bot ? "the bot" : "",
    pick: () => {
      field.setRangeText(`${one.name} `, before.length - start.length, before.length, "end");
      list.show([]);
    },
  }));
}

// written is the text as Discord sends it: names become mentions.
function written(text) {
  const swap = (all, sign, open) => all.reduce((t, one) => t.replaceAll(new RegExp(`(^|\\s)${sign}${RegExp.escape(one.name)}(?![\\w-])`, "gi"), `$1${open}${one.id}>`), text);
  text = swap(state.view.people, "@", "<@");
  return swap(state.view.channels.filter((c) => !c.dm), "#", "<#");
}

function key(event) {
  if (list.key(event) || event.isComposing) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && about) {
    event.preventDefault();
    drawComposer(about.edit ? "" : undefined);
    focusComposer();
  }
}

async function send() {
  const text = written(field.value);
  const now = about;
  const command = !now && leaves().find((leaf) => `/${leaf.path}` === text.trim());
  if (command) return begin(command);
  if (!text.trim()) return;
  const kept = field.value;
  drawComposer("");
  focusComposer();
  const sent = now?.edit
    ? await ask("edit", { channel: now.edit.channel_id, message: now.edit.id, text })
    : await ask("say", { channel: state.channel, text, reply: now?.reply?.id });
  if (!sent) drawComposer(kept, now); // refused: nothing that was written is lost
  if (!sent) focusComposer();
}

function pickCommand(start = "/") {
  const field = h("input", { type: "text", class: "finder", "aria-label": "Command", value: start, oninput: () => found.show(matching(field.value.replace(/^\//, ""))),
    onkeydown: (event) => found.key(event) || (event.key === "Escape" && drawComposer("")) });
  const found = suggestions(field, "Commands");
  fill($("entry"), found.list, h("div", { class: "box" }, field));
  field.focus();
  found.show(matching(start.slice(1)));
}

// beginNamed begins a command by its name, which may be that of a group; it reports whether the person has it here.
export function beginNamed(path) {
  const leaf = leaves().find((one) => one.path === path);
  if (leaf) begin(leaf);
  else if (!leaves().some((one) => one.path.startsWith(`${path} `))) return false;
  else if (writable) put(`/${path} `);
  else pickCommand(`/${path} `);
  return true;
}

// begin shows the options of a command in place of the box.
function begin(leaf, first = "") {
  notice();
  const done = () => { drawComposer(""); focusComposer(); };
  commandForm($("entry"), leaf, first, {
    cancel: done,
    run: async (options) => {
      const where = state.channel;
      done();
      const came = await ask("slash", { channel: where, command: leaf.path, options });
      if (came?.modal) opened(came);
      return came !== null;
    },
  });
}
