// The menu of a message: what everybody can do with one, and what the bot added.
import { $, h } from "./dom.js";
import { popup } from "./popup.js";
import { ask } from "./net.js";
import { channel, flags, has, state } from "./state.js";

// openMenu shows it at an element or a point. reply and edit are the composer's.
export function openMenu(message, anchor, { reply, edit }) {
  const at = channel(message.channel_id);
  const here = { channel: at.id, message: message.id };
  const mine = message.author.id === state.view.me.id;
  const hidden = has(message, flags.ephemeral);
  const items = [
    at.write && !hidden && ["Reply", () => reply(message)],
    mine && ["Edit message", () => edit(message)],
    at.pin && !hidden && (message.pinned ? ["Unpin message", () => ask("unpin", here)] : ["Pin message", () => ask("pin", here)]),
    ["Copy text", () => navigator.clipboard.writeText(textOf(message))],
    (mine || hidden || at.manage) && [hidden ? "Dismiss message" : "Delete message", () => ask("delete", here)],
    ...(hidden ? [] : at.commands.filter((c) => c.type === 3).map((c) => [c.name, () => ask("use", { ...here, command: c.name }), "App"])),
  ].filter(Boolean);
  const list = h("ul", { role: "menu", class: "menu", "aria-label": "Message" },
    items.map(([label, , app], i) => h("li", { role: "menuitem", tabindex: "-1", "data-item": i }, h("span", {}, label), app && h("small", {}, app))));
  const close = popup(list, anchor, {
    pick: (item) => {
      close();
      items[item.dataset.item][1]();
    },
  });
}

// textOf is what there is to read in a message as it is drawn, without its buttons.
const textOf = (message) => [...$(`b${message.id}`).querySelectorAll(".text")].map((e) => e.innerText).join("\n");
