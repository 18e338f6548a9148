// A slash command being filled in: its name, a field for each option, and the options that may be added.
import { base64, fill, h } from "./dom.js";
import { ask } from "./net.js";
import { inLocale, nameOf, state } from "./state.js";
import { suggestions } from "./suggestions.js";

const kinds = { integer: 4, boolean: 5, user: 6, channel: 7, role: 8, mentionable: 9, number: 10, attachment: 11 };

// commandForm draws the form into `into`; `first` is already typed into the first option.
export function commandForm(into, leaf, first, { run, cancel }) {
  const hint = h("p", { class: "hint", id: "hint", "aria-live": "polite" }, leaf.description);
  const fields = h("div", { class: "fields-of-command" });
  const more = h("div", { class: "row" });
  const shown = [];
  const form = h("form", { class: "command", "aria-label": `/${leaf.path}`, novalidate: true, onsubmit: submit, onkeydown: (event) => event.key === "Escape" && cancel() },
    hint, h("div", { class: "box" }, h("b", { class: "slash" }, `/${leaf.path}`), fields,
      h("button", { class: "quiet send", "aria-label": "Run the command" }, "➤"), h("button", { type: "button", class: "quiet", "aria-label": "Cancel", onclick: cancel }, "✕")), more);

  const context = { leaf, hint, values: () => shown.filter((f) => f.filled() && f.option.type !== kinds.attachment).map((f) => ({ name: f.option.name, value: f.value() })) };
  const files = () => Promise.all(shown.filter((f) => f.filled() && f.option.type === kinds.attachment).map(async (f) => ({ name: f.option.name, file: await f.file() })));
  function add(option) {
    const field = optionField(option, context);
    shown.push(field);
    fields.append(field.element);
    offer();
    return field;
  }
  function offer() {
    const rest = leaf.options.filter((o) => !shown.some((f) => f.option === o));
    fill(more, ...rest.map((o) => h("button", { type: "button", class: "add-option", title: describe(o), onclick: () => add(o).focus() }, `+ ${o.name}`)));
  }
  async function submit(event) {
    event.preventDefault();
    const missing = shown.find((f) => f.option.required && !f.filled());
    if (missing) return missing.complain("This option is required. Specify a value.");
    run([...context.values(), ...(await files())]);
  }

  leaf.options.filter((o, i) => o.required || (first && i === 0)).forEach(add);
  offer();
  fill(into, form);
  if (first) shown[0]?.type(first);
  if (shown.length) shown[0].focus();
  else form.querySelector(".send").focus(); // Enter runs it
}

const describe = (o) => inLocale(o.description, o.description_localizations);

function optionField(option, context) {
  const choices = fixed(option);
  const id = `option-${option.name}`;
  const input = option.type === kinds.attachment ? h("input", { id, type: "file", onfocus: tell, onchange: typed }) : choices
    ? h("select", { id, onfocus: tell, onkeydown: run }, h("option", { value: "" }, ""), choices.map((c) => h("option", { value: String(c.value) }, c.name)))
    : h("input", { id, type: "text", autocomplete: "off", inputmode: option.type === kinds.integer ? "numeric" : null, onfocus: focused, oninput: typed, onblur: () => list?.show([]), onkeydown: (event) => list?.key(event) });
  input.setAttribute("aria-describedby", "hint");
  if (option.required) input.setAttribute("aria-required", "true");
  const list = !choices && option.autocomplete ? suggestions(input, describe(option)) : null;
  let chosen = null; // { name, value } of a suggestion
  let due = false; // suggestions for what is in the box have to be asked for
  let asking = false;

  // Enter runs the command, as in a text field; arrows and the space bar choose.
  function run(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    input.form.requestSubmit();
  }
  function tell() {
    context.hint.textContent = describe(option);
  }
  function focused() {
    tell();
    if (list) suggest();
  }
  function typed() {
    input.removeAttribute("aria-invalid");
    if (input.value !== chosen?.name) chosen = null;
    if (list) suggest();
  }
  // suggest asks once what was asked before is answered: of two on their way the later one could arrive first, and the bot, which only
  // serves the last letter typed, would have nothing for it.
  async function suggest() {
    list.busy(true);
    due = true;
    if (asking) return;
    asking = true;
    let came;
    while (due) {
      due = false;
      const others = context.values().filter((v) => v.name !== option.name);
      came = await ask("suggest", { channel: state.channel, command: context.leaf.path, options: [...others, { name: option.name, value: input.value }] });
    }
    asking = false;
    if (!list.isBusy()) return; // one was taken meanwhile
    list.busy(false);
    if (document.activeElement !== input) return;
    list.show((came?.choices ?? []).map((c) => ({ label: c.name, pick: () => take(c) })));
  }
  function take(choice) {
    chosen = choice;
    input.value = choice.name;
    due = false;
    list.busy(false);
    list.show([]);
  }

  return {
    option,
    element: h("div", { class: "option" }, h("label", { for: id }, option.name), input, list?.list),
    filled: () => input.value !== "",
    value: () => (chosen ? chosen.value : convert(option, choices, input.value)),
    file: async () => ({ name: input.files[0].name, data: await base64(input.files[0]) }),
    focus: () => input.focus(),
    type: (text) => { input.value = text; },
    complain(text) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
      context.hint.textContent = text;
    },
  };
}

// fixed are the only values an option takes, if it is of such a kind.
function fixed(option) {
  const named = (all, name) => all.map((one) => ({ name: name(one), value: one.id }));
  switch (option.type) {
    case kinds.boolean: return [{ name: "True", value: true }, { name: "False", value: false }];
    case kinds.user: return named(state.view.people, (p) => `@${p.name}`);
    case kinds.role: return named(state.view.roles, (r) => `@${r.name}`);
    case kinds.mentionable: return named([...state.view.people, ...state.view.roles], (p) => `@${p.name}`);
    case kinds.channel: return named(state.view.channels.filter((c) => !c.dm), (c) => `#${nameOf(c)}`);
  }
  return option.choices?.length ? option.choices.map((c) => ({ name: inLocale(c.name, c.name_localizations), value: c.value })) : null;
}

function convert(option, choices, text) {
  if (choices) return choices.find((c) => String(c.value) === text).value;
  const number = Number(text.replace(",", "."));
  return (option.type === kinds.integer || option.type === kinds.number) && !Number.isNaN(number) ? number : text;
}
