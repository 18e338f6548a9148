// A menu in a message: a button that opens a list of options.
import { h } from "./dom.js";
import { popup } from "./popup.js";

// select draws the menu; use(customId, values) is told once something else than before was chosen.
export function select(c, options, use) {
  const many = (c.max_values ?? 1) > 1;
  const before = options.filter((o) => o.default).map((o) => o.value);
  const chosen = new Set(before);
  const shown = before.length ? options.filter((o) => o.default).map((o) => o.label).join(", ") : c.placeholder || "Make a selection";
  const opener = h("button", { class: "select", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": c.placeholder ? `${c.placeholder}: ${shown}` : null,
    "data-key": c.custom_id, disabled: c.disabled, onclick: open }, h("span", {}, shown), h("span", { "aria-hidden": "true" }, "⌄"));

  function open() {
    const list = h("ul", { role: "listbox", class: "options", "aria-label": c.placeholder || "Options", "aria-multiselectable": many ? "true" : null },
      options.map((o) => h("li", { role: "option", tabindex: "-1", "aria-selected": String(chosen.has(o.value)), "data-value": o.value },
        h("span", {}, o.label), o.description && h("small", {}, o.description))));
    const close = popup(list, opener, { pick, closed: () => many && submit() });
    function pick(item) {
      const value = item.dataset.value;
      if (!many) {
        close();
        chosen.clear();
        chosen.add(value);
        submit();
        return;
      }
      if (!chosen.delete(value)) chosen.add(value);
      item.setAttribute("aria-selected", String(chosen.has(value)));
    }
  }

  function submit() {
    const values = options.map((o) => o.value).filter((v) => chosen.has(v));
    if (!many || values.join("\n") !== before.join("\n")) use(c.custom_id, values);
  }
  return opener;
}
