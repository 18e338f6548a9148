package fetch

import "fmt"

// A Kind is what was wrong with an address, or with what lies there.
type Kind string

// The Kinds. Texts says what each is.
const (
	BadAddress    Kind = "address"
	OtherScheme   Kind = "scheme"
	HasPassword   Kind = "password"
	NoHost        Kind = "host"
	NotPublic     Kind = "public"
	OtherPort     Kind = "port"
	TooOften      Kind = "often"
	ManyRedirects Kind = "redirects"
	BadRedirect   Kind = "redirect"
	Compressed    Kind = "compressed"
	TooLarge      Kind = "large"
	Gone          Kind = "gone" // trying again will not help
	NotForAll     Kind = "forbidden"
	InTrouble     Kind = "trouble"
	OtherStatus   Kind = "status"
	TooSlow       Kind = "slow"
	UnknownName   Kind = "name"
	NoConnection  Kind = "connection"
	NotForRobots  Kind = "robots"
	OtherFormat   Kind = "format"
)

// Texts are what an Error of each Kind says: what was wanted, what was found, and what to do about it.
var Texts = map[Kind]string{
	BadAddress:    "wanted an address and found %s; copy it from the browser, from https:// on",
	OtherScheme:   "wanted an address that begins with https:// or http:// and found %s; copy it from the browser, from https:// on",
	HasPassword:   "wanted an address without a name or password in it and found one; take out what stands before the @; what needs a password, save and add as a file",
	NoHost:        "wanted an address with a host and found %s; copy it from the browser, from https:// on",
	NotPublic:     "wanted an address on the public web and found %s; give an address that everybody can open, or save the page and add the file",
	OtherPort:     "wanted port 80 or 443 and found %d; leave the port out, or save the page and add the file",
	TooOften:      "wanted at most %d fetches a minute and found one more; try again in a minute",
	ManyRedirects: "wanted at most %d redirects and found more; give the address where they end",
	BadRedirect:   "wanted a redirect to an address and found one to %s; give the address where it should end",
	Compressed:    "wanted a page as it is and found one compressed as %s; save the page, and add the file",
	TooLarge:      "wanted at most %d MiB and found more; save the part that matters, and add the file",
	Gone:          "wanted a page and found that it is not there (%d); open the address in a browser, and give the one that works",
	NotForAll:     "wanted a page and found one that not everybody may read (%d); save the page, and add the file",
	InTrouble:     "wanted a page and found a server in trouble (%d); try again later",
	OtherStatus:   "wanted a page and found the answer %d; open the address in a browser, and save the page as a file",
	TooSlow:       "wanted an answer within %v and found none; try again later, or save the page and add the file",
	UnknownName:   "wanted the address of %s and found none; check how the name is written",
	NoConnection:  "wanted a page and found no connection that holds (%s); try again later, or save the page and add the file",
	NotForRobots:  "wanted a page that robots may read and found that %s keeps them out of it; ask its owner, or save the page and add the file",
	OtherFormat:   "wanted a page, a PDF or a feed and found %s; give the address of the page itself",
}

// An Error says why nothing was fetched.
type Error struct {
	Kind  Kind
	Found []any // what is put into the text of the Kind
}

func failure(kind Kind, found ...any) *Error { return &Error{kind, found} }

// Error is the text of the Kind, with what was found.
func (e *Error) Error() string { return fmt.Sprintf(Texts[e.Kind], e.Found...) }

// Message names the text for whoever says it in another language, and what is put into it.
func (e *Error) Message() (name string, found []any) { return "fetch." + string(e.Kind), e.Found }
