// Channels, who one is, and how the page looks.
import { $, avatar, fill, h, refill } from "./dom.js";
import { ask } from "./net.js";
import { nameOf, state } from "./state.js";

let doors;

// start is given what the sidebar changes: goTo(channel) and become(part).
export function start(those) {
  doors = those;
  $("drawer").addEventListener("click", () => drawer(!document.body.classList.contains("drawn")));
  $("scrim").addEventListener("click", () => drawer(false));
  $("sidebar").addEventListener("keydown", (event) => event.key === "Escape" && drawer(false));
  document.documentElement.dataset.theme = remembered();
}

// drawer shows or hides the sidebar where the page is narrow.
export function drawer(open) {
  document.body.classList.toggle("drawn", open);
  $("scrim").hidden = !open;
  $("drawer").setAttribute("aria-expanded", String(open));
  if (open) $("channels").querySelector("button")?.focus();
  else if (document.activeElement === document.body || $("sidebar").contains(document.activeElement)) $("drawer").focus();
}

export function drawSidebar() {
  $("guild").textContent = state.view.guild.name;
  refill($("channels"), ...state.view.channels.map((c) => {
    const unread = state.unread.has(c.id);
    return h("li", {}, h("button", { class: unread ? "channel unread" : "channel", "data-key": c.id, "aria-current": c.id === state.channel ? "page" : null, onclick: () => { drawer(false); doors.goTo(c.id); } },
      h("span", { "aria-hidden": "true" }, c.dm ? "@" : "#"), h("span", {}, nameOf(c)), c.dm && h("small", {}, "direct message"), unread && h("span", { class: "unseen" }, ", unread")));
  }));
  if (!$("part")) drawSettings();
  $("part").value = state.view.part;
  $("locale").value = state.view.locale;
  fill($("me"), avatar(state.view.me), h("b", {}, state.view.me.name));
}

function drawSettings() {
  const choice = (id, label, options, change) => h("label", { for: id }, label, h("select", { id, onchange: (event) => change(event.target.value) }, options.map(([value, text]) => h("option", { value }, text))));
  fill($("settings"),
    h("div", { id: "me" }),
    choice("part", "You are a", [["member", "member"], ["moderator", "moderator"]], (part) => doors.become(part)),
    choice("locale", "Your language", [["en-US", "English"], ["fr", "Français"], ["de", "Deutsch"]], (locale) => ask("locale", { text: locale })),
    choice("theme", "Appearance", [["", "as the system"], ["light", "light"], ["dark", "dark"]], dress));
  $("theme").value = remembered();
}

function dress(theme) {
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* then it lasts as long as the page */ }
}

function remembered() {
  try { return localStorage.getItem("theme") ?? ""; } catch { return ""; }
}
