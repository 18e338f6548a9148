package index

import (
	"math"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A posting says of a passage that it has a term. What is too large for 16 bits counts as the largest that is not.
type posting struct {
	number uint16 // of the passage in its block
	times  uint16 // that it has the term
	terms  uint16 // that it has in all
}

// blockSize is how many passages of a segment make a block.
const blockSize = 1 << 12

// A block holds the postings of one term in one block of a segment, by their numbers.
type block struct {
	at       uint32 // which block of the segment; those without postings are left out
	postings []posting
	most     uint16 // times of any of them
	shortest uint16 // terms of any of them
}

// readPostings reads all postings of a term in a segment, those of passages that were deleted too.
func readPostings(from segment.TermDictionary, term string) ([]block, error) {
	list, err := from.PostingsList([]byte(term), nil, nil)
	if err != nil || list.Count() == 0 {
		return nil, err
	}
	var blocks []block
	all := make([]posting, 0, list.Count())
	first := 0 // of the last block
	iterator := list.Iterator(true, true, false, nil)
	for {
		p, err := iterator.Next()
		if err != nil || p == nil {
			return blocks, err
		}
		if at := uint32(p.Number() / blockSize); len(blocks) == 0 || blocks[len(blocks)-1].at != at {
			blocks = append(blocks, block{at: at, shortest: math.MaxUint16})
			first = len(all)
		}
		// bleve keeps the number of terms, and says its root.
		terms := math.Round(1 / (p.Norm() * p.Norm()))
		all = append(all, posting{
			number: uint16(p.Number() % blockSize),
			times:  uint16(min(p.Frequency(), math.MaxUint16)),
			terms:  uint16(min(terms, math.MaxUint16)),
		})
		b, added := &blocks[len(blocks)-1], all[len(all)-1]
		b.postings = all[first:]
		b.most, b.shortest = max(b.most, added.times), min(b.shortest, added.terms)
	}
}

// find returns the posting of a passage; ok is false if the passage does not have the term.
func (b *block) find(number uint16) (p posting, ok bool) {
	from, to := 0, len(b.postings)
	for from < to { // slices.BinarySearchFunc takes twice as long
		if middle := (from + to) / 2; b.postings[middle].number < number {
			from = middle + 1
		} else {
			to = middle
		}
	}
	if from == len(b.postings) || b.postings[from].number != number {
		return p, false
	}
	return b.postings[from], true
}

// A postingsCache keeps the postings of common words, which bleve takes ten times as long to read as it takes to use them. A segment
// never changes, but merging replaces it by another.
type postingsCache struct {
	mu       sync.Mutex
	segments map[uint64]map[fieldTerm][]block // by the id of the segment
	postings int                              // in all of them
}

type fieldTerm struct{ field, term string }

const (
	// cachedFrom is from how many postings in a segment on they are kept; to read fewer takes some microseconds.
	cachedFrom = 128

	// cacheFrom is from how many passages on an index has a cache. The articles of servers have none.
	cacheFrom = 20_000

	// mostCached is how many postings are kept, of six bytes. When there are more the cache starts anew.
	mostCached = 400_000_000
)

func (c *postingsCache) find(s *scorch.SegmentSnapshot, t fieldTerm) ([]block, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	blocks, ok := c.segments[s.Id()][t]
	return blocks, ok
}

// keep adds what was read of a segment, and forgets those segments that are not among the present ones.
func (c *postingsCache) keep(s *scorch.SegmentSnapshot, t fieldTerm, blocks []block, present []*scorch.SegmentSnapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.segments[s.Id()] == nil {
		c.forgetOthers(present) // and makes the map
		c.segments[s.Id()] = map[fieldTerm][]block{}
	}
	n := count(blocks)
	if c.postings+n > mostCached {
		c.segments, c.postings = map[uint64]map[fieldTerm][]block{s.Id(): {}}, 0
	}
	c.postings += n - count(c.segments[s.Id()][t])
	c.segments[s.Id()][t] = blocks
}

func (c *postingsCache) forgetOthers(present []*scorch.SegmentSnapshot) {
	kept := map[uint64]map[fieldTerm][]block{}
	c.postings = 0
	for _, s := range present {
		if lists, ok := c.segments[s.Id()]; ok {
			kept[s.Id()] = lists
			for _, blocks := range lists {
				c.postings += count(blocks)
			}
		}
	}
	c.segments = kept
}

func count(blocks []block) (n int) {
	for _, b := range blocks {
		n += len(b.postings)
	}
	return n
}
