package meaning

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/sitrep-bot/sitrep/internal/encoder"
)

// glances keeps what the encoder saw of texts, by the hash of the text, in a file that only grows until it is rewritten. Several
// processes may add to it, each record in one write. A record is, little endian:
//
//	4 bytes    mark
//	32 bytes   SHA-256 of the text
//	u32        bytes of the glance
//	u32        CRC-32 of the 36 bytes before and the glance
//	           the glance, see encoder.Compact
//
// What is damaged, as by a crash in the middle of a write, is passed over up to the next mark. What was erased is zeros in the place
// of the hash and the glance.
type glances struct {
	encoder *encoder.Encoder
	file    *os.File // nil: in memory

	mu     sync.RWMutex
	byText map[shortKey]record
	memory []byte
}

type textKey = [32]byte

// A shortKey is the first half of a textKey: so many texts that two share one are on no disk.
type shortKey [16]byte

func short(key textKey) shortKey { return shortKey(key[:16]) }

// A record is where a glance is kept: where its record begins and, in the lowest bits, of how many bytes it is; 0 if there is none. It
// is small, as memory holds one for each passage.
type record uint64

const sizeBits = 12

const _ = uint(1<<sizeBits - 1 - encoder.CompactBytes) // that many bytes can be told

func newRecord(offset int64, size int) record { return record(offset)<<sizeBits | record(size) }

func (r record) offset() int64 { return int64(r >> sizeBits) }
func (r record) size() int     { return int(r & (1<<sizeBits - 1)) }

const headBytes = 4 + 32 + 4 + 4

var mark = []byte("\xf5sg1") // no UTF-8, and so in no text

// newGlances are in memory.
func newGlances(e *encoder.Encoder) *glances {
	return &glances{encoder: e, byText: map[shortKey]record{}}
}

// openGlances opens the file of this version of the encoder in dir.
func openGlances(e *encoder.Encoder, dir string) (*glances, error) {
	g := newGlances(e)
	if dir == "" {
		return g, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("cannot keep what passages mean in %s: %w", dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "glances-"+e.Version()), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, fmt.Errorf("cannot keep what passages mean: %w", err)
	}
	g.file = f
	if err := g.load(bufio.NewReaderSize(f, 1<<16)); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot read what passages mean: %w", err)
	}
	return g, nil
}

// deleteOthers deletes the files in dir that are no store's: those of other versions of the encoders.
func deleteOthers(dir string, stores []*vectorStore) {
	for _, path := range files(dir) {
		if !slices.ContainsFunc(stores, func(s *vectorStore) bool { return s.glances.file.Name() == path }) {
			os.Remove(path)
		}
	}
}

// files are those with glances in dir.
func files(dir string) []string {
	if dir == "" {
		return nil
	}
	found, _ := filepath.Glob(filepath.Join(dir, "glances-*"))
	return found
}

// load finds the records. Their glances are looked at when they are wanted.
func (g *glances) load(in *bufio.Reader) error {
	return eachRecord(in, func(key textKey, r record) error {
		g.byText[short(key)] = r
		return nil
	})
}

// eachRecord visits the records of a file but for those that were erased.
func eachRecord(in *bufio.Reader, visit func(textKey, record) error) error {
	for at := int64(0); ; {
		head, err := in.Peek(headBytes)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		skip := 1
		if bytes.HasPrefix(head, mark) {
			if size := binary.LittleEndian.Uint32(head[36:]); size > 0 && size <= encoder.CompactBytes {
				skip = headBytes + int(size)
				if key := textKey(head[4:36]); key != (textKey{}) {
					if err := visit(key, newRecord(at, int(size))); err != nil {
						return err
					}
				}
			}
		}
		n, err := in.Discard(skip)
		at += int64(n)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
}

// A sweep is what is to be erased from a file: the records before end of texts that are not in use. forget hears of each.
type sweep struct {
	path   string
	end    int64
	forget func(textKey, record)
}

// run erases, whichever process made the records.
func (s sweep) run(used map[textKey]bool) (erased int, err error) {
	f, err := os.OpenFile(s.path, os.O_RDWR, 0) // what is written to the file of a glances is appended
	if err != nil {
		return 0, err
	}
	defer f.Close()
	in := bufio.NewReaderSize(io.NewSectionReader(f, 0, s.end), 1<<16)
	err = eachRecord(in, func(key textKey, r record) error {
		if used[key] {
			return nil
		}
		erased++
		s.forget(key, r)
		if _, err := f.WriteAt(make([]byte, 32), r.offset()+4); err != nil { // the hash
			return err
		}
		rest := min(int64(r.size()), max(0, s.end-r.offset()-headBytes)) // of a record that a crash cut off there is less
		_, err := f.WriteAt(make([]byte, rest), r.offset()+headBytes)
		return err
	})
	if err != nil || erased == 0 {
		return erased, err
	}
	return erased, f.Sync()
}

// forget has a record no longer found.
func (g *glances) forget(key textKey, r record) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byText[short(key)] == r {
		delete(g.byText, short(key))
	}
}

// find is where the glance at a text is kept; 0 if there is none, or it was erased.
func (g *glances) find(key shortKey) record {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.byText[key]
}

// read returns the glance of a record. The error says that it is damaged, or cannot be read.
func (g *glances) read(r record) (encoder.Compact, error) {
	data := make([]byte, headBytes+r.size())
	if err := g.readAt(data, r.offset()); err != nil {
		return encoder.Compact{}, fmt.Errorf("cannot read what a passage means: %w", err)
	}
	if binary.LittleEndian.Uint32(data[40:]) != checksum(data) {
		return encoder.Compact{}, errors.New("what is kept of a passage's meaning is damaged; it is made again at the next start")
	}
	return g.encoder.ParseCompact(data[headBytes:])
}

func (g *glances) readAt(data []byte, offset int64) error {
	if g.file != nil {
		_, err := g.file.ReadAt(data, offset)
		return err
	}
	g.mu.RLock()
	defer g.mu.RUnlock()
	copy(data, g.memory[offset:])
	return nil
}

func checksum(record []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(record[4:40]), crc32.IEEETable, record[headBytes:])
}

// keep adds a glance.
func (g *glances) keep(key textKey, c encoder.Compact) error {
	data := append(make([]byte, 0, headBytes+len(c.Bytes())), mark...)
	data = append(data, key[:]...)
	data = binary.LittleEndian.AppendUint32(data, uint32(len(c.Bytes())))
	data = append(append(data, 0, 0, 0, 0), c.Bytes()...)
	binary.LittleEndian.PutUint32(data[40:], checksum(data))
	g.mu.Lock()
	defer g.mu.Unlock()
	offset := int64(len(g.memory))
	if g.file == nil {
		g.memory = append(g.memory, data...)
	} else {
		if _, err := g.file.Write(data); err != nil {
			return fmt.Errorf("cannot keep what a passage means: %w", err)
		}
		end, err := g.file.Seek(0, io.SeekCurrent) // behind what was appended, whoever else appends
		if err != nil {
			return fmt.Errorf("cannot keep what a passage means: %w", err)
		}
		offset = end - int64(len(data))
	}
	g.byText[short(key)] = newRecord(offset, len(c.Bytes()))
	return nil
}

// rewrittenFrom is how large a file is, in bytes, that is rewritten.
const rewrittenFrom = 16 << 10

// rewrite leaves what was erased, and what there is twice, out of the file, where that is most of it. Nobody else may have it open: they
// would go on with the old one. What is lost if the machine fails meanwhile is made again.
func (g *glances) rewrite() error {
	if g.file == nil {
		return nil
	}
	info, err := g.file.Stat()
	if err != nil {
		return err
	}
	wanted := int64(0)
	for _, r := range g.byText {
		wanted += headBytes + int64(r.size())
	}
	if info.Size() < rewrittenFrom || 2*wanted > info.Size() {
		return nil
	}
	path := g.file.Name()
	copied, byText, err := g.copyTo(filepath.Dir(path))
	if err != nil {
		return err
	}
	if err := g.file.Close(); err != nil { // or some systems do not rename the other
		return errors.Join(err, os.Remove(copied))
	}
	if err = os.Rename(copied, path); err == nil {
		g.byText = byText
	} else {
		err = errors.Join(err, os.Remove(copied))
	}
	again, failed := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if failed == nil {
		g.file = again
	}
	return errors.Join(err, failed)
}

// copyTo makes a file of the glances in dir, in their order, and says where each is in it.
func (g *glances) copyTo(dir string) (path string, byText map[shortKey]record, err error) {
	to, err := os.CreateTemp(dir, "glances-new-*") // which deleteOthers deletes if it is left
	if err != nil {
		return "", nil, err
	}
	out := bufio.NewWriterSize(to, 1<<16)
	byText, offset := make(map[shortKey]record, len(g.byText)), int64(0)
	for _, r := range slices.Sorted(maps.Values(g.byText)) {
		data := make([]byte, headBytes+r.size())
		if _, err = g.file.ReadAt(data, r.offset()); err != nil {
			break
		}
		byText[short(textKey(data[4:36]))] = newRecord(offset, r.size())
		offset += int64(len(data))
		_, _ = out.Write(data) // Flush tells
	}
	err = errors.Join(err, out.Flush(), to.Chmod(0o644), to.Close())
	if err != nil {
		err = errors.Join(err, os.Remove(to.Name()))
	}
	return to.Name(), byText, err
}

func (g *glances) close() error {
	if g.file == nil {
		return nil
	}
	return g.file.Close()
}
