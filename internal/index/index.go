// Package index finds passages.
//
// Start at [Open], bring it up to date with [Index.Sync], then take a [Snapshot] for each question: everything one
// Snapshot returns belongs to one consistent state of the corpus.
package index
