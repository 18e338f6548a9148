// A list of suggestions over a text field; the field keeps the focus, arrows and Enter act on the list.
import { fill, h } from "./dom.js";

let count = 0;

// suggestions belongs to one field. show(items) lists { label, detail, pick } or hides the list if there are none.
export function suggestions(field, title) {
  const id = `suggestions-${++count}`;
  const list = h("ul", { id, role: "listbox", class: "options suggestions", "aria-label": title, hidden: true, tabindex: "0" });
  let items = [];
  let at = 0;
  let awaited = false; // Enter was pressed while what is shown was about to be replaced
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);

  function show(these) {
    items = these;
    at = 0;
    list.hidden = items.length === 0;
    fill(list, ...items.map((item, i) => h("li", { role: "option", id: `${id}-${i}`, onpointerdown: (event) => { event.preventDefault(); items[i].pick(); } },
      h("span", {}, item.label), item.detail && h("small", {}, item.detail))));
    mark();
    if (awaited && items.length) items[0].pick();
    awaited = false;
  }

  function mark() {
    [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    if (items.length) field.setAttribute("aria-activedescendant", `${id}-${at}`);
    else field.removeAttribute("aria-activedescendant");
  }

  // busy says that what is shown is about to be replaced.
  const busy = (is) => list.setAttribute("aria-busy", String(is));
  const isBusy = () => list.ariaBusy === "true";

  // key reports whether it took the key.
  function key(event) {
    if (!items.length || event.isComposing) return false;
    awaited = false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      at = (at + step + items.length) % items.length;
      mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      if (isBusy()) awaited = true;
      else items[at].pick();
    } else if (event.key === "Escape") show([]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
  return { list, show, busy, isBusy, key };
}
