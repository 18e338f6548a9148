package fetch

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// global is where public IPv6 addresses lie (IANA IPv6 Global Unicast Address Space). Loopback, link-local, multicast, IPv4-mapped
// (::ffff:0:0/96) and NAT64 (64:ff9b::/96) addresses all lie outside.
var global = netip.MustParsePrefix("2000::/3")

// notPublic are the addresses that no public server has: those of IANA's special-purpose registries (RFC 6890) that are not
// globally reachable, multicast, and the two ways to hide an IPv4 address in a global IPv6 one.
var notPublic = prefixes(`0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
	192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4
	2001::/23 2001:db8::/32 2002::/16 3fff::/20`)

func prefixes(list string) (found []netip.Prefix) {
	for p := range strings.FieldsSeq(list) {
		found = append(found, netip.MustParsePrefix(p))
	}
	return found
}

// isPublic reports whether an address may belong to a public server.
func isPublic(a netip.Addr) bool {
	if a.Zone() != "" || a.Is6() && !global.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(notPublic, func(p netip.Prefix) bool { return p.Contains(a) })
}

// control judges an address when the socket for it is there and nothing has been sent: after the name was resolved, and once for
// every address it has.
func (c *Client) control(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("cannot read the address %s: %w", address, err)
	}
	if !c.isAllowed(at) {
		return notOnTheWeb(at.Addr().String())
	}
	return c.checkPort(int(at.Port()))
}

func (c *Client) isAllowed(at netip.AddrPort) bool {
	return isPublic(at.Addr()) || c.options.Allow != nil && c.options.Allow(at)
}

func notOnTheWeb(host string) *Error {
	return failure(NotPublic, quoted(host))
}

func (c *Client) checkPort(port int) error {
	if port == 80 || port == 443 || slices.Contains(c.options.Ports, port) {
		return nil
	}
	return failure(OtherPort, port)
}

// parse reads an address and judges what can be told before a name is resolved.
func (c *Client) parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil || u.Opaque != "":
		return nil, failure(BadAddress, quoted(address))
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, failure(OtherScheme, quoted(address))
	case u.User != nil:
		return nil, failure(HasPassword)
	case u.Hostname() == "":
		return nil, failure(NoHost, quoted(address))
	}
	u.Fragment, u.RawFragment = "", ""
	return u, c.checkHost(u)
}

// checkHost refuses numbers that some programs read as addresses: 2130706433, 0177.1, 0x7f.1 and ::ffff:127.0.0.1. What is an
// address as everybody writes them is judged at once, though it would be again when dialled: the message is the same.
func (c *Client) checkHost(u *url.URL) error {
	host := strings.TrimSuffix(u.Hostname(), ".")
	port := 80
	if n, err := strconv.Atoi(u.Port()); err == nil {
		port = n
	} else if u.Scheme == "https" {
		port = 443
	}
	a, err := netip.ParseAddr(host)
	if err != nil && endsInNumber(host) || err == nil && !c.isAllowed(netip.AddrPortFrom(a, uint16(port))) {
		return notOnTheWeb(host)
	}
	return c.checkPort(port)
}

// endsInNumber is how browsers tell a number from a name (URL Standard, "ends in a number").
func endsInNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if _, err := strconv.ParseUint(last, 0, 64); err == nil {
		return true
	}
	return last == "" || strings.Trim(last, "0123456789") == ""
}

// quoted shows what somebody wrote: in quotes, and not for ever.
func quoted(text string) string {
	const most = 100 // characters
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return strconv.Quote(text)
}
