// Discord's markdown as a tree of nodes. Discord has published no grammar; these are the rules its clients are known to
// follow: those of the simple-markdown library, Discord's own on top. A node is text or { type, … , children }.

// The rules are tried in this order at every place. `match` gets what is left of the source and where it stands.
const rules = [
  { type: "quote", match: (s, at) => at.line && !at.inQuote && (/^ *>>> ([^]*)/.exec(s) ?? /^ *> [^\n]*(?:\n *> [^\n]*)*\n?/.exec(s)), make: makeQuote },
  { type: "codeblock", match: (s) => /^```(?:([\w+\-.#]+?)\n)?\n*([^\n][^]*?)\n*```/.exec(s), make: (m) => ({ type: "codeblock", language: m[1], text: m[2] }) },
  { type: "heading", match: (s, at) => at.line && /^ *(#{1,3})[ \t]+(?=\S)([^\n]+)(?:\n|$)/.exec(s), make: (m, at) => ({ type: `h${m[1].length}`, children: inline(m[2], at) }) },
  { type: "subtext", match: (s, at) => at.line && /^ *-#[ \t]+(?=\S)([^\n]+)(?:\n|$)/.exec(s), make: (m, at) => ({ type: "subtext", children: inline(m[1], at) }) },
  { type: "list", match: (s, at) => at.line && wholeList(s), make: makeList },
  { type: "escape", match: (s) => /^\\([^0-9A-Za-z\s])/.exec(s), make: (m) => m[1] },
  { type: "autolink", match: (s) => /^<(https?:\/\/[^\s>]+)>/.exec(s), make: (m) => link(m[1], [m[1]], m[0]) },
  { type: "url", match: address, make: (m) => link(m[0], [m[0]], m[0]) },
  { type: "masked", match: maskedLink, make: (m, at) => link(m[2], inline(m[1], { ...at, inLink: true }), m[0]) },
  { type: "user", match: (s) => /^<@!?(\d+)>/.exec(s), make: (m) => ({ type: "user", id: m[1] }) },
  { type: "role", match: (s) => /^<@&(\d+)>/.exec(s), make: (m) => ({ type: "role", id: m[1] }) },
  { type: "channel", match: (s) => /^<#(\d+)>/.exec(s), make: (m) => ({ type: "channel", id: m[1] }) },
  { type: "command", match: (s) => /^<\/([^:>\n]{1,98}):\d+>/.exec(s), make: (m) => ({ type: "command", path: m[1] }) },
  { type: "guide", match: (s) => /^<id:(customize|browse|guide|linked-roles)>/.exec(s), make: (m) => ({ type: "mention", text: m[1] }) },
  { type: "emoji", match: (s) => /^<a?(:\w{2,32}:)\d+>/.exec(s), make: (m) => m[1] },
  { type: "time", match: (s) => /^<t:(-?\d{1,13})(?::([tTdDfFsSR]))?>/.exec(s), make: (m) => ({ type: "time", at: Number(m[1]), style: m[2] ?? "f" }) },
  { type: "everyone", match: (s) => /^@(everyone|here)\b/.exec(s), make: (m) => ({ type: "mention", text: m[0] }) },
  { type: "emphasis", match: emphasis, make: (m, at) => ({ type: m.type, children: inline(m[1] ?? m[2], at) }) },
  { type: "strike", match: (s) => /^~~([^]+?)~~(?!_)/.exec(s), make: (m, at) => ({ type: "s", children: inline(m[1], at) }) },
  { type: "spoiler", match: (s) => /^\|\|([^]+?)\|\|/.exec(s), make: (m, at) => ({ type: "spoiler", children: inline(m[1], at) }) },
  { type: "code", match: (s) => /^(`+)([^]*?[^`])\1(?!`)/.exec(s), make: (m) => ({ type: "code", text: m[2] }) },
  { type: "shrug", match: (s) => /^¯\\_\(ツ\)_\/¯/.exec(s), make: (m) => m[0] },
  { type: "text", match: (s) => /^(?:\n|[^](?:(?!\n|\w+:\S)[0-9A-Za-z\s\u00c0-\uffff])*)/.exec(s), make: (m) => m[0] },
];

// parse reads a whole message, or one text display of it.
export function parse(source, at = { blocks: true }) {
  const nodes = [];
  let before = "";
  while (source) {
    const here = { ...at, line: at.blocks && (before === "" || before.endsWith("\n")) };
    for (const rule of rules) {
      const m = rule.match(source, here);
      if (!m) continue;
      push(nodes, rule.make(m, here));
      before = m[0];
      source = source.slice(m[0].length);
      break;
    }
  }
  return nodes;
}

function push(nodes, node) {
  if (typeof node === "string" && typeof nodes.at(-1) === "string") nodes[nodes.length - 1] += node;
  else nodes.push(node);
}

const inline = (source, at) => parse(source, { ...at, blocks: false });

// Of bold, italics and underline the longest match wins, as `***a** b*` needs it.
function emphasis(source) {
  const found = [
    ["b", /^\*\*((?:\\[^]|[^\\])+?)\*\*(?!\*)/],
    ["u", /^__((?:\\[^]|[^\\])+?)__(?!_)/],
    ["i", /^_((?:__|\\[^]|[^\\_])+?)_\b|^\*(?=\S)((?:\*\*|\\[^]|\s+(?:\\[^]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)/],
  ].map(([type, pattern]) => Object.assign(pattern.exec(source) ?? [""], { type }));
  const longest = found.reduce((best, m) => (m[0].length >= best[0].length ? m : best));
  return longest[0] ? longest : null;
}

// An address ends before the bracket that closes one opened before it.
function address(source) {
  let [found] = /^https?:\/\/[^\s<]+[^<.,:;"'\]\s]/.exec(source) ?? [];
  while (found?.endsWith(")") && found.split(")").length > found.split("(").length) found = found.slice(0, -1);
  return found && [found];
}

// A link behind words works for web addresses only, and not where the words are an address themselves.
function maskedLink(source, at) {
  const m = /^\[((?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))*)\]\(\s*<?((?:[^\s\\<>)(]|\\.|\([^\s()]*\))*)>?(?:\s+["'][^]*?["'])?\s*\)/.exec(source);
  return m && !at.inLink && m[1].trim() && /^https?:\/\//i.test(m[2]) && !/https?:\/\//i.test(m[1]) ? m : null;
}

// An address that is none stays the text it was.
function link(address, children, source) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? { type: "link", url: url.href, children } : source;
  } catch {
    return source;
  }
}

function makeQuote(m, at) {
  const inside = m[1] ?? m[0].replace(/^ *> /gm, "").replace(/\n$/, "");
  return { type: "quote", children: parse(inside, { ...at, inQuote: true, blocks: true }) };
}

const item = /^( *)([-*]|\d+\.) +(\S.*)/;

// A list goes on with what stands further in, and with items of its own kind.
function wholeList(source) {
  const first = item.exec(source);
  if (!first) return null;
  const lines = [];
  for (const line of source.split("\n")) {
    const own = item.exec(line);
    const inside = /^ {2,}\S/.test(line) && lines.length && !(own && own[1].length <= first[1].length + 1);
    if (!inside && !(own && sameKind(own[2], first[2]))) break;
    lines.push(line);
  }
  const text = lines.join("\n");
  return [text + (source.length > text.length ? "\n" : "")];
}

const sameKind = (a, b) => /\d/.test(a) === /\d/.test(b);

// A list is cut into items at its own indentation; what stands further in belongs to the item above.
function makeList(m, at) {
  const lines = m[0].replace(/\n$/, "").split("\n");
  const [, indent, bullet] = item.exec(lines[0]);
  const items = [];
  for (const line of lines) {
    const own = item.exec(line);
    if (own && own[1].length <= indent.length + 1) items.push([own[3]]);
    else items.at(-1).push(line);
  }
  const ordered = /\d/.test(bullet);
  return { type: ordered ? "ol" : "ul", start: ordered ? parseInt(bullet, 10) : undefined, items: items.map((lines) => listItem(lines, at)) };
}

function listItem([first, ...rest], at) {
  const nested = rest.length ? parse(rest.join("\n"), { ...at, blocks: true }) : [];
  return [...inline(first, at), ...(rest.length && typeof nested[0] === "string" ? ["\n"] : []), ...nested];
}
