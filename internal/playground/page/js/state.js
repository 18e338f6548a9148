// What the page knows. `view` is what the server drew, kept true by what happens; see view.go for its fields.
export const state = { view: null, channel: null, unread: new Set() };

export const channel = (id = state.channel) => state.view.channels.find((c) => c.id === id);
export const account = (id) => state.view.people.find((p) => p.id === id);
export const nameOf = (c) => (c.dm ? state.view.bot.name : c.name);

// apply makes the view true again and says what the conversation should do about it.
export function apply(news) {
  if (news.kind === "view") {
    state.view = news.view;
    if (!channel(state.channel)) state.channel = state.view.channels[0].id;
    return;
  }
  const at = news.channel_id && channel(news.channel_id);
  if (!at) return;
  const i = at.messages.findIndex((m) => m.id === news.message_id);
  if (news.kind === "message" && i < 0) at.messages.push(news.message);
  if ((news.kind === "message" || news.kind === "update") && i >= 0) at.messages[i] = news.message;
  const pin = news.kind === "update" ? at.pins.findIndex((m) => m.id === news.message_id) : -1;
  if (pin >= 0) at.pins[pin] = news.message;
  if (news.kind === "delete" && i >= 0) at.messages.splice(i, 1);
  if (news.kind === "pins") at.pins = news.pins ?? [];
  if (news.kind === "message" && at.id !== state.channel) state.unread.add(at.id);
}

export const flags = { ephemeral: 1 << 6, loading: 1 << 7, suppressEmbeds: 1 << 2 };
export const has = (message, flag) => (message.flags & flag) !== 0;

// inLocale is a text in the language of the person's client, as Discord chooses it.
export const inLocale = (text, translations) => translations?.[state.view.locale] ?? text;
