// Package cache stands between the bot and its database: what was read lately is at hand, reads end after a moment, and
// writes are done later, so that no answer waits for a database that is slow or gone. Start at [NewDatabase].
package cache
