// What goes to the server and what comes from it.
import { notice } from "./dom.js";

let part = "member";
let leave = () => {}; // ends what listen began
let again; // begins it again

// A page that is left but kept for the way back hears nothing, and hinders nobody.
addEventListener("pagehide", () => leave());
addEventListener("pageshow", (event) => event.persisted && again());

// listen hears everything that happens, as one of the two people. A browser keeps six connections to a server, and a stream takes
// one for as long as it lasts: so of the tabs that are the same person one has the stream, and tells the others. When it closes,
// the next takes over. Where there are no locks, as on a page that came from another computer by plain HTTP, each has its own.
export function listen(as, heard) {
  leave();
  part = as;
  const name = `events as ${as}`;
  const others = new BroadcastChannel(name);
  const left = new AbortController();
  const take = inOrder(heard);
  leave = () => {
    left.abort();
    others.close();
  };
  // lead has the stream until the person is another, or the tab closes.
  const lead = () => new Promise((resolve) => {
    const stream = open(as, (news) => {
      take(news);
      others.postMessage(news);
    });
    left.signal.addEventListener("abort", () => resolve(stream.close()));
  });
  again = () => listen(as, heard);
  if (!navigator.locks) {
    lead();
    return;
  }
  others.onmessage = ({ data }) => take(data);
  navigator.locks.request(name, { ifAvailable: true }, async (first) => {
    if (first) await lead();
  }).then(async () => {
    if (left.signal.aborted) return;
    catchUp(as, take);
    await navigator.locks.request(name, { signal: left.signal }, lead);
  }).catch((problem) => {
    if (!left.signal.aborted) throw problem;
  });
}

// inOrder keeps what happens until there is something it can happen to.
function inOrder(heard) {
  let early = []; // null once there was a view
  let lost = false;
  return (news) => {
    if (news.kind === "lost") {
      lost = true;
      return notice("The playground does not answer. Is `bot playground` still running?");
    }
    if (lost) notice();
    lost = false;
    if (early && news.kind !== "view" && news.kind !== "reading") return early.push(news);
    heard(news);
    if (news.kind !== "view" || !early) return;
    const since = early;
    early = null;
    since.forEach(heard);
  };
}

// open hears from the server. A stream that broke off comes back by itself, with the whole view.
function open(as, told) {
  const stream = new EventSource(`/events?as=${as}`);
  stream.onmessage = (event) => told(JSON.parse(event.data));
  stream.onerror = () => told({ kind: "lost" });
  return stream;
}

// catchUp asks for what there is, in a tab that is told by another what happens.
async function catchUp(as, take) {
  try {
    const response = await fetch(`/view?as=${as}`);
    take(await response.json());
  } catch {
    take({ kind: "lost" });
  }
}

// ask does something as that person. The result is what came of it, or null where something went wrong and was shown. What
// went wrong before stays until the person does something else; typing is nothing yet.
export async function ask(what, fields) {
  if (what !== "suggest") notice();
  try {
    const response = await fetch(`/act/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: part, ...fields }),
    });
    const body = await response.json();
    if (response.ok) return body;
    notice(body.silent ? "The application did not respond" : body.error);
  } catch (problem) {
    notice(`The playground does not answer: ${problem.message}`);
  }
  return null;
}
