// <t:…> as Discord shows it, in the language of the person's client and the time zone of the browser.
import { h } from "./dom.js";

const styles = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const units = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

// timestamp shows seconds since 1970.
export function timestamp(seconds, style, locale) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return "Invalid Date";
  const full = date.toLocaleString(locale, styles.F);
  const text = style === "R" ? relative(seconds - Date.now() / 1000, locale) : date.toLocaleString(locale, styles[style]);
  return h("time", { datetime: date.toISOString(), title: full, class: "timestamp", "data-relative": style === "R" && locale }, text);
}

// "2 minutes ago" does not stay true.
setInterval(() => {
  for (const time of document.querySelectorAll("time[data-relative]")) {
    time.textContent = relative((new Date(time.dateTime) - Date.now()) / 1000, time.dataset.relative);
  }
}, 15_000);

function relative(distance, locale) {
  const [unit, length] = units.find(([, length]) => Math.abs(distance) >= length) ?? units.at(-1);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(distance / length), unit);
}

// clock is the time beside a message.
export function clock(iso, locale) {
  const date = new Date(iso);
  return h("time", { datetime: iso, title: date.toLocaleString(locale, styles.F) }, date.toLocaleTimeString(locale, styles.t));
}
