package localdiscord_test

import (
	"fmt"
	"testing"

	"sitrep/internal/localdiscord"
)

func TestAPageHearsWhatItsPersonMayKnow(t *testing.T) {
	s := play(t, localdiscord.Config{})
	ben, cid := s.guild.AddMember("Ben"), s.guild.AddMember("Cid")
	s.general.Deny(cid.ID, localdiscord.ViewChannel)
	anas, bens, cids := s.ana.Subscribe(), ben.Subscribe(), cid.Subscribe()
	defer anas.Close()
	defer bens.Close()
	defer cids.Close()

	in := s.ask()
	s.accepted("POST", callbackPath(in), object{"type": 4, "data": object{"content": "for you", "flags": 64}}, nil)
	s.accepted("POST", "/channels/"+s.general.ID+"/typing", nil, nil)
	form := s.ask()
	s.accepted("POST", callbackPath(form), modal(row(input("a"))), nil)
	m := must[*localdiscord.Message](t)(s.ana.Say(s.general.ID, "hello"))
	if err := s.ana.React(s.general.ID, m.ID, "👍"); err != nil {
		t.Fatal(err)
	}
	if err := s.ana.Delete(s.general.ID, m.ID); err != nil {
		t.Fatal(err)
	}
	heard(t, anas, "message", "acknowledged", "typing", "acknowledged", "modal", "message", "update", "delete")
	heard(t, bens, "typing", "message", "update", "delete")
	must[*localdiscord.Message](t)(cid.Say(cid.DM().ID, "only here"))
	heard(t, cids, "message")
}

func heard(t *testing.T, s *localdiscord.Subscription, want ...localdiscord.EventKind) {
	t.Helper()
	var got []localdiscord.EventKind
	for range want {
		e, err := s.Next(patience(t))
		if err != nil {
			t.Fatalf("after %v: %v", got, err)
		}
		got = append(got, e.Kind)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}
