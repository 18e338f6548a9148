// The panel of pinned messages.
import { $, fill, h } from "./dom.js";
import { drawMessage } from "./message.js";
import { channel } from "./state.js";

let panel = null;
let doors;

export function start(those) {
  doors = those;
  $("pins").addEventListener("click", showPins);
}

// drawPins brings the button, and the panel where it is open, up to date.
export function drawPins() {
  const { pins } = channel();
  $("pins").disabled = false;
  $("pins").textContent = pins.length ? `Pins (${pins.length})` : "Pins";
  if (panel) fill(panel.querySelector("ol"), items());
}

export function showPins() {
  panel = h("dialog", { class: "modal pins", "aria-labelledby": "pins-title", onclose: () => { panel.remove(); panel = null; } },
    h("h2", { id: "pins-title" }, "Pinned messages"), h("ol", {}, items()),
    h("form", { method: "dialog", class: "row end" }, h("button", { class: "button secondary" }, "Close")));
  document.body.append(panel);
  panel.showModal();
}

function items() {
  const { pins } = channel();
  if (!pins.length) return [h("li", {}, "This channel has no pinned messages yet.")];
  return pins.map((m) => {
    const item = drawMessage({ ...m, id: m.id }, undefined, { ...doors, opened: (form) => { panel?.close(); doors.opened(form); } });
    item.removeAttribute("id");
    item.querySelectorAll("[id]").forEach((e) => e.removeAttribute("id"));
    item.removeAttribute("aria-labelledby");
    item.querySelector(".more")?.remove();
    item.append(h("button", { class: "button secondary jump", onclick: () => { panel.close(); doors.jump(m.id); } }, "Jump"));
    return item;
  });
}
