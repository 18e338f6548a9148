// Components of a message become elements. `use` is told what was pressed or chosen: use(customId, values).
// https://discord.com/developers/docs/components/reference
import { h } from "./dom.js";
import { anchor, markdown } from "./render-markdown.js";
import { select } from "./select.js";
import { account, nameOf, state } from "./state.js";

const drawn = {
  1: (c, use) => h("div", { class: "row" }, components(c.components, use)),
  2: button,
  3: (c, use) => select(c, c.options ?? [], use),
  5: (c, use) => select(c, state.view.people.map(option), use),
  6: (c, use) => select(c, state.view.roles.map(option), use),
  7: (c, use) => select(c, [...state.view.people, ...state.view.roles].map(option), use),
  8: (c, use) => select(c, state.view.channels.filter((one) => !one.dm).map(option), use),
  9: (c, use) => h("div", { class: "section" }, h("div", {}, components(c.components, use)), components([c.accessory], use)),
  10: (c) => h("div", { class: "text" }, markdown(c.content)),
  11: (c) => picture(c.media, c.description),
  12: (c) => h("div", { class: "row" }, (c.items ?? []).map((item) => picture(item.media, item.description))),
  13: (c) => h("div", { class: "picture" }, `File: ${c.file?.url ?? ""}`),
  14: (c) => h("div", { class: `separator ${c.divider === false ? "" : "line"} ${c.spacing === 2 ? "wide" : ""}`, role: c.divider === false ? null : "separator" }),
  17: container,
};

export function components(list, use) {
  return (list ?? []).map((c) => drawn[c.type]?.(c, use) ?? h("div", { class: "picture" }, `Component of type ${c.type}`));
}

const styles = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary" };

function button(c, use) {
  const label = [emoji(c.emoji), c.label].filter(Boolean).join(" ") || "…";
  if (c.style === 5) return h("a", { class: "button secondary", href: webAddress(c.url), target: "_blank", rel: "noopener noreferrer" }, `${label} ↗`);
  return h("button", { class: `button ${styles[c.style]}`, disabled: c.disabled, "data-key": c.custom_id, onclick: () => use(c.custom_id) }, label);
}

export const emoji = (e) => (e ? (e.id ? `:${e.name}:` : e.name) : "");

const webAddress = (url) => (/^https?:\/\//i.test(url ?? "") ? url : null);

function container(c, use) {
  const box = h("div", { class: "container" }, components(c.components, use));
  colour(box, c.accent_color);
  return c.spoiler ? h("details", { class: "covered" }, h("summary", {}, "Spoiler"), box) : box;
}

// colour sets the bar at the side of a box; a number is 0xRRGGBB.
export function colour(box, number) {
  if (typeof number === "number") box.style.setProperty("--accent", `#${number.toString(16).padStart(6, "0")}`);
}

// Pictures lie elsewhere, and this page asks nobody else for anything: their address stands in for them.
export function picture(media, description) {
  const url = webAddress(media?.url);
  return h("div", { class: "picture" }, description || "Picture", url ? [" ", anchor(url, ["open"])] : "");
}

function option(one) {
  const name = account(one.id) ? `@${one.name}` : one.commands ? `#${nameOf(one)}` : `@${one.name}`;
  return { label: name, value: one.id };
}
