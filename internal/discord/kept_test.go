package discord

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unsafe"
)

// kept counts what is kept in memory below a value: the entries of all its maps, lists and channels, by the names of the fields that
// lead there. It looks at nothing of other modules but at the maps of simplelru; everything must stand still meanwhile.
func kept(root any) map[string]int {
	c := counter{found: map[string]int{}, seen: map[unsafe.Pointer]bool{}}
	c.walk(reflect.ValueOf(root), strings.TrimPrefix(reflect.TypeOf(root).String(), "*"))
	return c.found
}

type counter struct {
	found map[string]int
	seen  map[unsafe.Pointer]bool
}

var walked = regexp.MustCompile(`^(github\.com/sitrep-bot/sitrep/|github\.com/hashicorp/golang-lru/v2/simplelru$|sync/atomic$|$)`)

func (c counter) walk(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && !c.seen[v.UnsafePointer()] {
			c.seen[v.UnsafePointer()] = true
			c.walk(v.Elem(), path)
		}
	case reflect.Interface:
		c.walk(v.Elem(), path)
	case reflect.Struct:
		if !walked.MatchString(v.Type().PkgPath()) {
			return
		}
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Name == "evictList" { // of simplelru: its entries are in its map, too
				continue
			}
			c.walk(v.Field(i), path+"."+field.Name)
		}
	case reflect.Map:
		c.found[path] += v.Len()
		for entries := v.MapRange(); entries.Next(); {
			c.walk(entries.Value(), path+"[]")
		}
	case reflect.Slice:
		c.found[path] += v.Len()
		if k := v.Type().Elem().Kind(); k < reflect.Bool || k > reflect.Complex128 && k != reflect.String {
			for i := range v.Len() {
				c.walk(v.Index(i), path+"[]")
			}
		}
	case reflect.Chan:
		c.found[path] += v.Len()
	}
}

// more lists what there is more of than before.
func more(before, now map[string]int) (grown []string) {
	for _, what := range slices.Sorted(maps.Keys(now)) {
		if now[what] > before[what] {
			grown = append(grown, fmt.Sprintf("%s: %d, before %d", what, now[what], before[what]))
		}
	}
	return grown
}

var (
	inBubble  = regexp.MustCompile(`^goroutine \d+ \[[^]]*synctest bubble`)
	startedBy = regexp.MustCompile(`(?m)^created by (\S+)`)
)

// goroutinesOfBubble counts them by what started them.
func goroutinesOfBubble() map[string]int {
	stacks := make([]byte, 1<<22)
	stacks = stacks[:runtime.Stack(stacks, true)]
	found := map[string]int{}
	for _, g := range strings.Split(string(stacks), "\n\n") {
		if by := startedBy.FindStringSubmatch(g); by != nil && inBubble.MatchString(g) {
			found[by[1]]++
		}
	}
	return found
}
