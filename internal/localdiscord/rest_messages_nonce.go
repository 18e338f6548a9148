package localdiscord

import "time"

const nonceRemembered = 5 * time.Minute // "the past few minutes", says the documentation

// nonce remembers which message an author's nonce made.
type nonce struct {
	message string
	at      time.Time
}

func nonceKey(ch *channel, d draft) string { return ch.ID + " " + string(d.Nonce) }

// byNonce finds the message the same nonce has made already. The world must be locked.
func (s rest) byNonce(ch *channel, d draft) *Message {
	known, ok := s.world.nonces[nonceKey(ch, d)]
	if !ok || !d.EnforceNonce || !isSet(d.Nonce) || s.now().Sub(known.at) > nonceRemembered {
		return nil
	}
	if r := ch.find(known.message); r != nil {
		return r.msg
	}
	return nil
}

func (s rest) rememberNonce(ch *channel, d draft, m *Message) {
	if !isSet(d.Nonce) {
		return
	}
	w := s.world
	if len(w.nonces) > s.cfg.Keep {
		for key, n := range w.nonces {
			if s.now().Sub(n.at) > nonceRemembered {
				delete(w.nonces, key)
			}
		}
	}
	w.nonces[nonceKey(ch, d)] = nonce{m.ID, s.now()}
}
