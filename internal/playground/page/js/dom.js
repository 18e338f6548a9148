// h makes an element. Children that are strings become text and nothing else: this page never parses HTML.
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, ...children);
}

// fill gives an element these children and no others. Lists come apart, and nothing comes of what is missing.
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(2).filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const $ = (id) => document.getElementById(id);

// say tells those who listen to the page rather than look at it.
export function say(text) {
  $("announcer").replaceChildren(h("p", {}, text.slice(0, 600)));
}

// notice shows what went wrong where the person is looking; without text it goes away.
export function notice(text) {
  $("notice").replaceChildren(...(text ? [
    h("span", {}, text),
    h("button", { class: "quiet", "aria-label": "Dismiss", onclick: () => notice() }, "✕"),
  ] : []));
}

// initial is what stands in a circle where a picture would be.
export function avatar(account) {
  return h("span", { class: account.bot ? "avatar bot" : "avatar", "aria-hidden": "true" }, [...account.name][0].toUpperCase());
}
