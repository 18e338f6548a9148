// The slash commands a person is offered in the channel in view.
import { channel, inLocale } from "./state.js";

// leaves lists what can be run: { path: "briefing post", description, options }. Groups have come apart.
export function leaves() {
  return channel().commands.filter((c) => c.type === 1).flatMap((c) => spread(c, c.name)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function spread(command, path) {
  const below = (command.options ?? []).filter((o) => o.type <= 2);
  if (below.length) return below.flatMap((o) => spread(o, `${path} ${o.name}`));
  return [{ path, description: inLocale(command.description, command.description_localizations), options: command.options ?? [] }];
}
