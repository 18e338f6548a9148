// Package indextest lets indexes be in a bubble of testing/synctest.
package indextest

import (
	"reflect"
	"testing"
	"testing/synctest"

	"github.com/blevesearch/bleve/v2"
)

// InBubble runs a test in a bubble in which indexes may be made and written. bleve's workers, which all indexes of a process share, are
// outside, and may not answer anybody in a bubble: so those that are made meanwhile have others, and no other test may make one.
func InBubble(t *testing.T, test func(*testing.T)) {
	t.Helper()
	outside := bleve.Config
	defer func() { bleve.Config = outside }()
	withoutWorkers()
	synctest.Test(t, func(t *testing.T) {
		bleve.Config.SetAnalysisQueueSize(4) // bleve's own number
		defer bleve.Config.SetAnalysisQueueSize(0)
		test(t)
	})
}

// withoutWorkers replaces bleve's configuration by one that is the same, but has no workers yet.
func withoutWorkers() {
	config := reflect.ValueOf(&bleve.Config).Elem()
	before := config.Elem()
	config.Set(reflect.New(before.Type()))
	for i := range before.NumField() {
		if before.Type().Field(i).IsExported() {
			config.Elem().Field(i).Set(before.Field(i))
		}
	}
}
