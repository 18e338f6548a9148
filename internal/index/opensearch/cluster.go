// Package opensearch keeps documents in an OpenSearch cluster, and finds them by their terms.
//
// Start at [Open]. What a document holds, and how good a find is, is decided by package index above it: the cluster proposes,
// and knows nothing of articles. The package is the only one that knows the client library.
package opensearch

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	client "github.com/opensearch-project/opensearch-go/v4"
)

// A Config says where a cluster is, and who asks.
type Config struct {
	Addresses []string // http or https, of one node or of several; which one is asked is found out by asking
	User      string   // empty: nobody in particular
	Password  string
	CA        []byte // certificates of those who sign the cluster's, PEM; empty: those the system trusts

	Patience time.Duration // in which a question is answered or the cluster is away; 0: a little less than two seconds
}

// A Cluster is asked for documents. Many goroutines may use it.
type Cluster struct {
	addresses string
	patience  time.Duration
	owner     string         // of the documents, see Of; empty: they are everybody's
	questions *client.Client // for somebody who waits
	writes    *client.Client // for bulk, which may take its time
}

const (
	// usualPatience lets those who asked be told within two seconds that nobody answers. Half of it is for each of two nodes.
	usualPatience = 1800 * time.Millisecond
	// writeFor is how long one node may take to write.
	writeFor = time.Minute
	// LongPatience is for what nobody waits for.
	LongPatience = 20 * time.Second
)

// Open makes a Cluster. It does not ask for anything yet.
func Open(c Config) (*Cluster, error) {
	base := client.Config{
		Addresses: c.Addresses, Username: c.User, Password: c.Password, CACert: c.CA,
		RetryOnStatus: []int{http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
		MaxRetries:    3, EnableRetryOnTimeout: true,
		// A node that was away is used again soon after it is back.
		HealthCheckTimeout: time.Second, ResurrectTimeoutInitial: time.Second, ResurrectTimeoutMax: 5 * time.Second,
	}
	made := &Cluster{addresses: strings.Join(c.Addresses, ", "), patience: cmp.Or(c.Patience, usualPatience)}
	questions, writes := base, base
	questions.RequestTimeout, writes.RequestTimeout = made.patience/2, writeFor
	var err1, err2 error
	made.questions, err1 = client.NewClient(questions)
	made.writes, err2 = client.NewClient(writes)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("cannot use the search cluster at %s: %w", made.addresses, err)
	}
	return made, nil
}

// Patient is the same cluster for a caller who rather waits than hears that it does not answer. It is not to be closed.
func (c *Cluster) Patient() *Cluster {
	return &Cluster{addresses: c.addresses, owner: c.owner, patience: max(LongPatience, c.patience), questions: c.writes, writes: c.writes}
}

// Close lets go of the connections.
func (c *Cluster) Close() error { return errors.Join(c.questions.Close(), c.writes.Close()) }

// An AwayError says that a cluster does not answer, or not completely. What it would have found is not known.
type AwayError struct {
	Addresses string
	Err       error
}

// Error names the addresses, what to look at, and the cause.
func (e *AwayError) Error() string {
	return fmt.Sprintf("the search cluster at %s does not answer: look whether it runs and is green; it is asked again by itself: %v", e.Addresses, e.Err)
}

// Unwrap returns the cause.
func (e *AwayError) Unwrap() error { return e.Err }

// Away makes an AwayError of this cluster.
func (c *Cluster) Away(err error) *AwayError { return &AwayError{c.addresses, err} }

// ErrConflict says that a document is not any more what a write was to replace.
var ErrConflict = errors.New("another process has written it meanwhile")

// errNotFound says that there is no such index or document.
var errNotFound = errors.New("not found")

// A request is one call of OpenSearch.
type request struct {
	method string
	path   string // escaped
	query  url.Values
	body   []byte
}

// ask has a question answered, within the patience of who waits.
func (c *Cluster) ask(ctx context.Context, r request, into any) error {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	return c.send(ctx, c.questions, r, into)
}

// write has something written.
func (c *Cluster) write(ctx context.Context, r request, into any) error {
	return c.send(ctx, c.writes, r, into)
}

// send sends a request and decodes what comes back. An error is an AwayError unless the cluster has understood the request
// and refused it.
func (c *Cluster) send(ctx context.Context, by *client.Client, r request, into any) error {
	req, err := http.NewRequestWithContext(ctx, r.method, r.path+"?"+r.query.Encode(), bytes.NewReader(r.body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := by.Stream(req)
	if err != nil {
		return c.Away(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return c.Away(err)
	}
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return errNotFound
	case resp.StatusCode == http.StatusConflict:
		return ErrConflict
	case resp.StatusCode >= http.StatusInternalServerError || resp.StatusCode == http.StatusTooManyRequests:
		return c.Away(refusal(resp.StatusCode, body))
	case resp.StatusCode >= http.StatusBadRequest:
		return fmt.Errorf("the search cluster at %s refuses %s %s: %w", c.addresses, r.method, r.path, refusal(resp.StatusCode, body))
	case into == nil:
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return c.Away(fmt.Errorf("its answer is no JSON: %w", err))
	}
	return nil
}

// longestRefusal is how much of an answer that says why something was refused is shown, in bytes.
const longestRefusal = 500

func refusal(status int, body []byte) error {
	return fmt.Errorf("%s: %s", http.StatusText(status), body[:min(len(body), longestRefusal)])
}
