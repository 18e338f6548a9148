// What goes to the server and what comes from it.
import { notice } from "./dom.js";

let part = "member";
let stream;

// listen hears everything that happens, as one of the two people. A stream that broke off comes back by itself.
export function listen(as, heard) {
  part = as;
  stream?.close();
  stream = new EventSource(`/events?as=${as}`);
  stream.onmessage = (event) => heard(JSON.parse(event.data));
  let lost = false;
  stream.onerror = () => {
    lost = true;
    notice("The playground does not answer. Is `bot playground` still running?");
  };
  stream.onopen = () => {
    if (lost) notice();
    lost = false;
  };
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
