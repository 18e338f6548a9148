package localdiscord

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// spec is Discord's own description of its HTTP API. Schemas are compiled when first needed: all of them take a quarter of
// a second, a test needs three.
type spec struct {
	compiler *jsonschema.Compiler
	paths    map[string]any

	mu      sync.Mutex
	schemas map[string]*jsonschema.Schema // by route; nil where there is none
}

const specURL = "discord.json"

// specs are the descriptions that were read, by path: tests start hundreds of servers, and a description is a megabyte.
var specs sync.Map // string → func() (*spec, error)

// loadSpec reads the file, once; where there is none, nothing is checked and the log says so.
func loadSpec(path string, log *slog.Logger) (*spec, error) {
	load, _ := specs.LoadOrStore(path, sync.OnceValues(func() (*spec, error) { return readSpec(path) }))
	s, err := load.(func() (*spec, error))()
	if path == "" || errors.Is(err, fs.ErrNotExist) {
		log.Warn("Discord's API description is not there: request bodies are not checked against it", "path", path)
		return nil, nil
	}
	return s, err
}

func readSpec(path string) (*spec, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading Discord's API description: %w", err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s is not JSON: %w", path, err)
	}
	root, _ := doc.(map[string]any)
	paths, _ := root["paths"].(map[string]any)
	if paths == nil {
		return nil, fmt.Errorf("%s has no paths: it should be specs/openapi.json of discord/discord-api-spec", path)
	}
	permissionsAreStrings(root)
	s := &spec{compiler: jsonschema.NewCompiler(), paths: paths, schemas: map[string]*jsonschema.Schema{}}
	s.compiler.AssertFormat()
	return s, s.compiler.AddResource(specURL, doc)
}

// permissionsAreStrings mends the one place where the description refuses what the documentation asks for:
// default_member_permissions is a string there, an integer here.
func permissionsAreStrings(node any) {
	switch node := node.(type) {
	case map[string]any:
		if props, ok := node["properties"].(map[string]any); ok && props["default_member_permissions"] != nil {
			props["default_member_permissions"] = map[string]any{"type": []any{"integer", "string", "null"}}
		}
		for _, below := range node {
			permissionsAreStrings(below)
		}
	case []any:
		for _, below := range node {
			permissionsAreStrings(below)
		}
	}
}

// check refuses a body that the route's schema refuses. Where there is no description, or no schema, everything passes.
func (s *spec) check(route string, body []byte) *apiError {
	if s == nil || len(body) == 0 {
		return nil
	}
	schema, err := s.schema(route, requestSchema)
	if err != nil {
		return refuse(500, 0, err.Error())
	}
	if schema == nil {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return errBadJSON()
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(schema.Validate(v), &invalid) {
		return nil
	}
	p := &problems{}
	p.addLeaves(invalid)
	return p.err()
}

// Where the schemas of an operation stand, as JSON pointers.
const (
	requestSchema  = "/requestBody/content/application~1json/schema"
	responseSchema = "/responses/200/content/application~1json/schema"
)

func (s *spec) schema(route, part string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.schemas[route+part]; ok {
		return known, nil
	}
	schema, err := s.compile(route, part)
	s.schemas[route+part] = schema
	return schema, err
}

// compile follows route and part through the document. In the pointer of a URL, braces are percent-encoded.
func (s *spec) compile(route, part string) (*jsonschema.Schema, error) {
	method, path, _ := strings.Cut(route, " ")
	if strings.HasSuffix(path, "/messages/@original") && s.paths[path] == nil {
		path = strings.Replace(path, "@original", "{message_id}", 1)
	}
	pointer := []string{path, strings.ToLower(method)}
	for _, step := range strings.Split(part, "/")[1:] {
		pointer = append(pointer, strings.ReplaceAll(step, "~1", "/"))
	}
	node, at := any(s.paths), specURL+"#/paths"
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	for _, step := range pointer {
		below, ok := node.(map[string]any)
		if !ok || below[step] == nil {
			return nil, nil
		}
		node, at = below[step], at+"/"+escape.Replace(step)
	}
	return s.compiler.Compile(at)
}

// addLeaves turns the tree of a validation error into Discord's tree of fields. Where nothing of a union fits, every branch
// complains; those that are for another type of component, option or callback say nothing of use.
func (p *problems) addLeaves(e *jsonschema.ValidationError) {
	if len(e.Causes) == 0 {
		p.add(strings.Join(e.InstanceLocation, "."), "API_DESCRIPTION", "%s", lastLine(e.Error()))
	}
	meant := slices.DeleteFunc(slices.Clone(e.Causes), func(c *jsonschema.ValidationError) bool { return otherType(c, len(e.InstanceLocation)) })
	if len(meant) == 0 {
		meant = e.Causes
	}
	for _, cause := range meant {
		p.addLeaves(cause)
	}
}

// otherType reports whether e complains of the "type" of the object at that depth.
func otherType(e *jsonschema.ValidationError, depth int) bool {
	at := e.InstanceLocation
	if len(at) == depth+1 && at[depth] == "type" && len(e.Causes) == 0 {
		return true
	}
	return len(at) <= depth+1 && slices.ContainsFunc(e.Causes, func(c *jsonschema.ValidationError) bool { return otherType(c, depth) })
}

func lastLine(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimLeft(text[strings.LastIndexByte(text, '\n')+1:], "- ")
}
