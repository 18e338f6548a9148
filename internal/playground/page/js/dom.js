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

// refill fills an element again, and leaves the focus on what has the same key.
export function refill(element, ...children) {
  const key = element.contains(document.activeElement) && document.activeElement.dataset.key;
  fill(element, ...children);
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  return element;
}

export const $ = (id) => document.getElementById(id);

// say tells those who listen to the page rather than look at it.
export function say(text) {
  $("announcer").replaceChildren(h("p", {}, text.slice(0, 600)));
}

// dialog shows a heading with content below, and perhaps one thing to do: [label, function]. It returns what closes it.
export function dialog(title, content, action) {
  const box = h("dialog", { class: "modal", "aria-labelledby": "dialog-title", onclose: () => box.remove() }, h("h2", { id: "dialog-title" }, title), content.flat().filter(Boolean),
    h("div", { class: "row end" }, h("button", { class: "button secondary", onclick: () => box.close() }, action ? "Cancel" : "Close"), action && h("button", { class: "button primary", onclick: () => { box.close(); action[1](); } }, action[0])));
  document.body.append(box);
  box.showModal();
  return () => box.close();
}

// base64 is what is in a file.
export async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
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
