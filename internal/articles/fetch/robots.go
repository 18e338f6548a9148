package fetch

import (
	"context"
	"net/url"

	"github.com/temoto/robotstxt"
)

// largestRobots is what RFC 9309 wants read at least, and nobody needs more.
const largestRobots = 500 << 10

// askRobots asks whether a host lets robots have a page (RFC 9309). A host without the file does; one in trouble does not.
func (c *Client) askRobots(ctx context.Context, u *url.URL, rules map[string]*robotstxt.RobotsData) error {
	host := u.Scheme + "://" + u.Host
	if rules[host] == nil {
		read, err := c.robots(ctx, &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"})
		if err != nil {
			return err
		}
		rules[host] = read
	}
	if !rules[host].TestAgent(u.RequestURI(), c.options.Agent) {
		return failure(NotForRobots, quoted(u.Hostname()))
	}
	return nil
}

func (c *Client) robots(ctx context.Context, at *url.URL) (*robotstxt.RobotsData, error) {
	for range Redirects + 1 {
		answer, err := c.get(ctx, at, Request{})
		if err != nil {
			return nil, err
		}
		location := answer.Header.Get("Location")
		if !isRedirect(answer.StatusCode) || location == "" {
			defer answer.Body.Close()
			body, err := limited(answer.Body, largestRobots)
			if err != nil {
				return nil, err
			}
			return robotstxt.FromStatusAndBytes(answer.StatusCode, body)
		}
		answer.Body.Close()
		next, err := resolve(at, location)
		if err == nil {
			at, err = c.parse(next)
		}
		if err != nil {
			return nil, err
		}
	}
	return robotstxt.FromString("") // RFC 9309, 2.3.1.2: after five redirects the file may be taken for missing
}
