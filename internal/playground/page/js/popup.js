// A list that floats above the page until something in it was picked or the person looks elsewhere: menus and selections.
import { h } from "./dom.js";

let current = null; // what closes the one that is open

// popup shows `list` at `anchor`, an element or a point { x, y }, moves the focus into it, and returns what closes it.
// `pick` is told which item was pressed; `closed`, that it is over.
export function popup(list, anchor, { pick, closed }) {
  current?.();
  const back = document.activeElement;
  const items = [...list.children].filter((item) => item.hasAttribute("tabindex"));
  const layer = h("div", { class: "popup" }, list);
  (back?.closest("dialog") ?? document.querySelector("main")).append(layer); // a dialog covers everything outside of it
  place(layer, anchor);
  if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "true");
  (items.find((item) => item.getAttribute("aria-selected") === "true") ?? items[0])?.focus();

  let open = true;
  function close() {
    if (!open) return;
    open = false;
    current = null;
    const inside = layer.contains(document.activeElement);
    document.removeEventListener("pointerdown", outside, true);
    layer.remove();
    if (anchor instanceof Element) anchor.setAttribute("aria-expanded", "false");
    if (inside) back?.focus();
    closed?.();
  }
  current = close;
  const outside = (event) => layer.contains(event.target) || close();
  document.addEventListener("pointerdown", outside, true);

  layer.addEventListener("click", (event) => {
    const item = event.target.closest("[tabindex]");
    if (item) pick(item);
  });
  layer.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items[(to + items.length) % items.length]?.focus();
    else if (event.key === "Enter" || event.key === " ") pick(document.activeElement);
    else if (event.key === "Escape" || event.key === "Tab") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return close;
}

function place(layer, anchor) {
  const at = anchor instanceof Element ? anchor.getBoundingClientRect() : { left: anchor.x, bottom: anchor.y, top: anchor.y, width: 0 };
  const { offsetWidth: width, offsetHeight: height } = layer;
  const below = at.bottom + height + 8 < innerHeight;
  layer.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  layer.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
  layer.style.minWidth = `${at.width}px`;
}
