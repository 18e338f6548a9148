// A form the bot opened.
import { h } from "./dom.js";
import { markdown } from "./render-markdown.js";
import { ask } from "./net.js";

// openForm shows it: { interaction, modal }. Sent, it may open another.
export function openForm({ interaction, modal }) {
  const complaint = h("p", { class: "complaint", role: "alert" });
  const dialog = h("dialog", { class: "modal", "aria-labelledby": "modal-title", onclose: () => dialog.remove() },
    h("form", { method: "dialog", onsubmit: send },
      h("h2", { id: "modal-title" }, modal.title), modal.components.map(part), complaint,
      h("div", { class: "row end" }, h("button", { type: "button", class: "button secondary", onclick: () => dialog.close() }, "Cancel"), h("button", { class: "button primary" }, "Submit"))));

  async function send(event) {
    event.preventDefault();
    const texts = Object.fromEntries([...dialog.querySelectorAll("[name]")].map((input) => [input.name, input.value]));
    const came = await ask("submit", { interaction, texts });
    if (!came) {
      complaint.textContent = document.getElementById("notice").firstElementChild?.textContent ?? "";
      return;
    }
    dialog.close();
    if (came.modal) openForm(came);
  }
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[name]")?.focus();
}

function part(c) {
  switch (c.type) {
    case 1: return c.components.map(part);
    case 4: return labelled(c.label, "", c);
    case 18: return labelled(c.label, c.description, c.component);
    case 10: return h("div", { class: "text" }, markdown(c.content));
  }
  return h("p", {}, `Component of type ${c.type}`);
}

function labelled(label, description, c) {
  const id = `input-${c.id}`;
  const required = c.required !== false;
  const limits = { id, name: c.custom_id, required, placeholder: c.placeholder, minlength: c.min_length, maxlength: c.max_length ?? 4000 };
  const input = c.type === 3
    ? h("select", { id, name: c.custom_id }, c.options.map((o) => h("option", { value: o.value, selected: o.default }, o.label)))
    : c.style === 2 ? h("textarea", { ...limits, rows: "4" }, c.value ?? "") : h("input", { ...limits, type: "text", value: c.value });
  return h("div", { class: "input" }, h("label", { for: id }, label, required && h("span", { class: "required", "aria-hidden": "true" }, " *")), description && h("small", {}, description), input);
}
