package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/sitrep-bot/sitrep/internal/encoder/kernel"
)

// A weights file, little endian, as it is or compressed by zstd (RFC 8878):
//
//	"SITREPM1"
//	u32       length of the header
//	header    JSON: {"config": {…}, "tensors": [{"name", "type", "shape", "offset", "bytes"}]}
//	tensors   at their offsets from the start of the file
//
// Types of tensors:
//
//	f32    numbers
//	f16    numbers, IEEE 754's of 16 bits
//	q8     rows × f32 scale, then rows × columns int8: value = scale of the row × int8
//	q4     rows of blocks of 32: f16 scale, 16 bytes whose low nibbles are values 0-15 and high nibbles 16-31:
//	       value = scale × (nibble - 8)
//	q2     rows of blocks of 32: f16 scale, 8 bytes; two bits of each are a value, the lowest of them of values 0-7, the
//	       highest of 24-31: value = scale × (bits - 1.5)
//	pq     for every four columns 256 fours of f16, then rows × columns/4 bytes: which of them it is (product
//	       quantization, Jégou, Douze and Schmid 2011)
//	bytes  the vocabulary and the table of normalisation, see tokenizer.go
const magic = "SITREPM1"

// config is the shape of the model as its file states it.
type config struct {
	Hidden    int      `json:"hidden"`
	Heads     int      `json:"heads"`
	FFN       int      `json:"ffn"`
	Epsilon   float32  `json:"norm_eps"`
	Trunk     int      `json:"trunk"`
	Glance    int      `json:"glance"`
	Reader    int      `json:"reader"`
	GlanceDim int      `json:"glance_dim"`
	PooledDim int      `json:"pooled_dim"`
	Positions int      `json:"max_positions"`
	Begin     int32    `json:"bos"`
	End       int32    `json:"eos"`
	Unknown   int32    `json:"unk"`
	Languages []string `json:"languages"`

	Pieces         string  `json:"pieces"`          // how a text is cut: "unigram", which "" is too, or "wordpiece"
	QuestionPrefix *string `json:"question_prefix"` // what stands before a question; nil: "query:"
	PassagePrefix  *string `json:"passage_prefix"`  // the same for a passage; nil: "passage:"
}

// prefixes are what stands before a question and before a passage.
func (c config) prefixes() (question, passage string) {
	question, passage = "query:", "passage:"
	if c.QuestionPrefix != nil {
		question = *c.QuestionPrefix
	}
	if c.PassagePrefix != nil {
		passage = *c.PassagePrefix
	}
	return question, passage
}

// longestPrefix is in bytes, and so leaves a question most of its tokens.
const longestPrefix = 16

// check refuses a shape the arithmetic cannot do, or one that is absurd.
func (c config) check() error {
	limits := []struct {
		name          string
		value, lo, hi int
		multiple      int
	}{
		{"hidden", c.Hidden, 32, 2048, 32},
		{"heads", c.Heads, 1, 64, 1},
		{"ffn", c.FFN, 32, 8192, 32},
		{"trunk", c.Trunk, 1, 48, 1},
		{"glance", c.Glance, 0, 48, 1},
		{"reader", c.Reader, 1, 48, 1},
		{"glance_dim", c.GlanceDim, 1, 1024, 1},
		{"pooled_dim", c.PooledDim, 1, 1024, 1},
		{"max_positions", c.Positions, PassageTokens, 1 << 16, 1},
	}
	for _, l := range limits {
		if l.value < l.lo || l.value > l.hi || l.value%l.multiple != 0 {
			return fmt.Errorf("config %q: wanted a multiple of %d from %d to %d, found %d", l.name, l.multiple, l.lo, l.hi, l.value)
		}
	}
	if c.Hidden%(16*c.Heads) != 0 {
		return fmt.Errorf("config: wanted heads whose size is a multiple of 16, found %d heads for hidden %d", c.Heads, c.Hidden)
	}
	if question, passage := c.prefixes(); max(len(question), len(passage)) > longestPrefix {
		return fmt.Errorf("config: wanted prefixes of at most %d bytes, found %q and %q", longestPrefix, question, passage)
	}
	if !(c.Epsilon >= 0 && c.Epsilon < 1) {
		return fmt.Errorf("config %q: wanted a small positive number, found %g", "norm_eps", c.Epsilon)
	}
	return nil
}

// tensor is one entry of the header, and its bytes.
type tensor struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Shape  []int  `json:"shape"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	data   []byte
}

// weights is an opened file. Its methods return zero values after the first error, which stays in err.
type weights struct {
	config  config
	tensors map[string]tensor

	lock sync.Mutex
	err  error
}

// zstdMagic begins what zstd compressed.
const zstdMagic = "\x28\xb5\x2f\xfd"

// mostBytes bounds what a compressed file may become.
const mostBytes = 64 << 20

// decompressed is the file without zstd's compression, if it has any.
func decompressed(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte(zstdMagic)) {
		return data, nil
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(mostBytes), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	whole, err := r.DecodeAll(data, nil)
	if err != nil {
		return nil, fmt.Errorf("decompressing it: %w", err)
	}
	return whole, nil
}

func readWeights(data []byte) (*weights, error) {
	data, err := decompressed(data)
	if err != nil {
		return nil, err
	}
	if len(data) < len(magic)+4 || string(data[:len(magic)]) != magic {
		return nil, fmt.Errorf("wanted a file that begins with %q, found %q", magic, data[:min(len(data), len(magic))])
	}
	rest := data[len(magic)+4:]
	size := int64(binary.LittleEndian.Uint32(data[len(magic):]))
	if size > int64(len(rest)) {
		return nil, fmt.Errorf("wanted a header of %d bytes, found the end of the file after %d: it is cut short", size, len(rest))
	}
	var header struct {
		Config  config   `json:"config"`
		Tensors []tensor `json:"tensors"`
	}
	if err := json.Unmarshal(rest[:size], &header); err != nil {
		return nil, fmt.Errorf("its header: %w", err)
	}
	w := &weights{config: header.Config, tensors: map[string]tensor{}}
	for _, t := range header.Tensors {
		if t.Offset < 0 || t.Bytes < 0 || t.Offset > int64(len(data)) || t.Bytes > int64(len(data))-t.Offset {
			return nil, fmt.Errorf("tensor %q: wanted %d bytes at %d, found a file of %d: it is cut short", t.Name, t.Bytes, t.Offset, len(data))
		}
		t.data = data[t.Offset : t.Offset+t.Bytes]
		w.tensors[t.Name] = t
	}
	return w, header.Config.check()
}

// version is a hash of all but the reader.
func (w *weights) version() string {
	config := w.config
	config.Reader = 0
	shape, err := json.Marshal(config)
	if err != nil {
		panic(err) // strings and numbers can be written
	}
	hash := sha256.New()
	hash.Write(shape)
	for _, name := range slices.Sorted(maps.Keys(w.tensors)) {
		if t := w.tensors[name]; !strings.HasPrefix(name, "reader.") {
			fmt.Fprintln(hash, name, t.Type, t.Shape, t.Bytes)
			hash.Write(t.data)
		}
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

func (w *weights) fail(err error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	if w.err == nil {
		w.err = err
	}
}

func (w *weights) failed() bool {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.err != nil
}

// tensor is the one of that name; its size fits its type and shape. A shape of -1 may be anything.
func (w *weights) tensor(name string, types []string, shape ...int) (tensor, bool) {
	t, ok := w.tensors[name]
	if !ok {
		w.fail(fmt.Errorf("wanted a tensor %q, found none", name))
		return t, false
	}
	same := len(t.Shape) == len(shape)
	for i := 0; same && i < len(shape); i++ {
		same = shape[i] == t.Shape[i] || shape[i] < 0 && t.Shape[i] > 0 && t.Shape[i] < 1<<22
	}
	if !same || !slices.Contains(types, t.Type) {
		w.fail(fmt.Errorf("tensor %q: wanted %v of %v, found %s of %v", name, types, shape, t.Type, t.Shape))
		return t, false
	}
	if want := t.wantBytes(); int64(len(t.data)) != want {
		w.fail(fmt.Errorf("tensor %q: wanted %d bytes for %s of %v, found %d", name, want, t.Type, t.Shape, len(t.data)))
		return t, false
	}
	return t, true
}

// Values of four and two bits come in blocks of 32, each after its scale.
const (
	blockValues  = 32
	scaleBytes   = 2
	block4Bytes  = scaleBytes + blockValues/2
	block2Bytes  = scaleBytes + blockValues/4
	middleOfFour = 8
	middleOfTwo  = 1.5
)

// A code of a byte stands for four values.
const (
	codeValues = 4
	codes      = 256
	halfBytes  = 2
)

// count is how many numbers there are.
func (t tensor) count() int64 {
	count := int64(1)
	for _, n := range t.Shape {
		count *= int64(n)
	}
	return count
}

func (t tensor) wantBytes() int64 {
	count := t.count()
	switch t.Type {
	case "f32":
		return 4 * count
	case "f16":
		return halfBytes * count
	case "q8":
		return 4*int64(t.Shape[0]) + count
	case "q4", "q2":
		if t.Shape[len(t.Shape)-1]%blockValues != 0 {
			return -1
		}
		return count / blockValues * int64(t.blockBytes())
	case "pq":
		columns := int64(t.Shape[len(t.Shape)-1])
		if columns%codeValues != 0 {
			return -1
		}
		return columns*codes*halfBytes + count/codeValues
	}
	return int64(len(t.data))
}

func (t tensor) blockBytes() int {
	if t.Type == "q2" {
		return block2Bytes
	}
	return block4Bytes
}

var (
	floatsOnly = []string{"f32", "f16"}
	anyNumbers = []string{"f32", "f16", "q8", "q4", "q2", "pq"}
)

func (w *weights) floats(name string, shape ...int) []float32 {
	t, ok := w.tensor(name, floatsOnly, shape...)
	if !ok {
		return nil
	}
	f := make([]float32, t.count())
	if t.Type == "f16" {
		halvesFrom(f, t.data)
	} else {
		floatsFrom(f, t.data)
	}
	return f
}

func (w *weights) norm(name string, n int) norm {
	return norm{w.floats(name+".weight", n), w.floats(name+".bias", n), w.config.Epsilon}
}

// matrix packs name.weight, [outputs, inputs], with a bias.
func (w *weights) matrix(level kernel.Level, name string, outputs, inputs int, bias []float32) *kernel.Matrix {
	t := w.tuned(name, outputs, inputs)
	if t.row == nil {
		return nil
	}
	return kernel.NewMatrix(level, outputs, inputs, t.row, bias)
}

// tuned is name.weight plus, where there is one, its change: layers that were trained further are kept as what they began
// with and what that changed, since the small changes would be lost in 4 bits of the whole.
func (w *weights) tuned(name string, rows, columns int) table {
	t, change := w.rows(name+".weight", rows, columns), table{}
	switch {
	case w.has(name + ".change"):
		change = w.rows(name+".change", rows, columns)
	case w.has(name + ".change.down"):
		change = w.narrow(name+".change", rows, columns)
	default:
		return t
	}
	if t.row == nil || change.row == nil {
		return table{}
	}
	return table{t.rows, func(i int, into []float32) {
		added := make([]float32, len(into))
		t.row(i, into)
		change.row(i, added)
		for j, v := range added {
			into[j] += v
		}
	}}
}

func (w *weights) has(name string) bool {
	_, ok := w.tensors[name]
	return ok
}

// narrow is a change of low rank (Hu et al. 2021, LoRA): name.up, [rank, rows], turned, times name.down, [rank, columns].
func (w *weights) narrow(name string, rows, columns int) table {
	rank := w.rows(name+".down", -1, columns).rows
	down, up := w.all(name+".down", rank, columns), w.all(name+".up", rank, rows)
	if w.failed() {
		return table{}
	}
	for ; rank%4 != 0; rank++ {
		down, up = append(down, make([]float32, columns)...), append(up, make([]float32, rows)...)
	}
	return table{rows, func(i int, into []float32) {
		clear(into)
		for r := 0; r < rank; r += 4 {
			addFour(into, down[r*columns:], [4]float32{up[r*rows+i], up[(r+1)*rows+i], up[(r+2)*rows+i], up[(r+3)*rows+i]})
		}
	}}
}

// addFour adds to a sum the four vectors of its length that rows begins with, each times its factor: at once in a quarter of the time.
func addFour(sum, rows []float32, by [4]float32) {
	n := len(sum)
	a, b, c, d := rows[:n], rows[n:][:n], rows[2*n:][:n], rows[3*n:][:n]
	for i := range sum {
		sum[i] += by[0]*a[i] + by[1]*b[i] + by[2]*c[i] + by[3]*d[i]
	}
}

// all is every number of a matrix.
func (w *weights) all(name string, rows, columns int) []float32 {
	t := w.rows(name, rows, columns)
	f := make([]float32, t.rows*columns)
	for i := range t.rows {
		t.row(i, f[i*columns:(i+1)*columns])
	}
	return f
}

// layers fills each list with its layers, "trunk.0" and so on, as many at once as there are processors. Layers that lie at
// the same place in the file, as those of the glance and the reader may, are one.
func (w *weights) layers(level kernel.Level, lists map[string][]layer) {
	wanted := map[string][]*layer{} // by where their tensors lie
	names := map[string]string{}
	for list, layers := range lists {
		for i := range layers {
			name := fmt.Sprintf("%s.%d.", list, i)
			at := w.offsets(name)
			wanted[at], names[at] = append(wanted[at], &layers[i]), name
		}
	}
	var all sync.WaitGroup
	for at, same := range wanted {
		all.Go(func() {
			made := w.layer(level, names[at])
			for _, l := range same {
				*l = made
			}
		})
	}
	all.Wait()
}

// offsets says where the tensors of a layer lie; for missing ones, its name.
func (w *weights) offsets(name string) string {
	found := ""
	for _, part := range []string{"query", "key", "value", "output", "attention_norm", "up", "down", "ffn_norm"} {
		for _, kind := range []string{".weight", ".bias"} {
			t, ok := w.tensors[name+part+kind]
			if !ok {
				return name
			}
			found += fmt.Sprint(t.Offset, t.Type, " ")
		}
		for _, change := range []string{".change", ".change.down", ".change.up"} {
			if t, ok := w.tensors[name+part+change]; ok {
				found += fmt.Sprint(t.Offset, t.Type, " ")
			}
		}
	}
	return found
}

func (w *weights) layer(level kernel.Level, name string) layer {
	h, ffn := w.config.Hidden, w.config.FFN
	return layer{
		level: level, heads: w.config.Heads, size: h / w.config.Heads,
		project:       w.projections(level, name),
		output:        w.matrix(level, name+"output", h, h, w.floats(name+"output.bias", h)),
		attentionNorm: w.norm(name+"attention_norm", h),
		up:            w.matrix(level, name+"up", ffn, h, w.floats(name+"up.bias", ffn)),
		down:          w.matrix(level, name+"down", h, ffn, w.floats(name+"down.bias", h)),
		ffnNorm:       w.norm(name+"ffn_norm", h),
	}
}

// projections is the matrix that makes query, key and value at once.
func (w *weights) projections(level kernel.Level, name string) *kernel.Matrix {
	h := w.config.Hidden
	var parts [3]table
	var bias []float32
	for i, part := range []string{"query", "key", "value"} {
		parts[i] = w.tuned(name+part, h, h)
		bias = append(bias, w.floats(name+part+".bias", h)...)
		if parts[i].row == nil {
			return nil
		}
	}
	return kernel.NewMatrix(level, 3*h, h, func(o int, row []float32) { parts[o/h].row(o%h, row) }, bias)
}

// bytes is a tensor that holds no numbers; its shape says nothing.
func (w *weights) bytes(name string) []byte {
	t, ok := w.tensors[name]
	if !ok || t.Type != "bytes" {
		w.fail(fmt.Errorf("wanted a tensor %q of bytes, found %q", name, t.Type))
	}
	return t.data
}
