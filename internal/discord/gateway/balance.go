package gateway

import (
	"cmp"
	"maps"
	"slices"
)

// balance says how many shards a process should claim, or give to others, when held is how many each has of those that live.
// All have the same number, or one more where that does not come out even; those that have most keep these, so that few move.
func balance(process string, held map[string]int, shards int) (claim, give int) {
	order := slices.SortedFunc(maps.Keys(held), func(a, b string) int { return cmp.Or(held[b]-held[a], cmp.Compare(a, b)) })
	share := shards / len(order)
	if slices.Index(order, process) < shards%len(order) {
		share++
	}
	return max(share-held[process], 0), max(held[process]-share, 0)
}
