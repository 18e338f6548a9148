package localdiscord_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/sitrep-bot/sitrep/internal/localdiscord"
)

const guildMessages = localdiscord.IntentGuilds | localdiscord.IntentGuildMessages

func TestTheGatewayClosesOn(t *testing.T) {
	d := start(t, localdiscord.Config{})
	bad := func(change func(identify)) func(*wire) {
		return func(w *wire) {
			id := identify{"token": d.Token(), "intents": 0, "shard": []int{0, 1}}
			change(id)
			w.send(2, id)
		}
	}
	for name, c := range map[string]struct {
		do   func(*wire)
		want int
	}{
		"an unknown opcode":            {func(w *wire) { w.send(99, nil) }, 4001},
		"what is not JSON":             {func(w *wire) { _ = w.ws.WriteMessage(websocket.TextMessage, []byte("{")) }, 4002},
		"a payload over 4096 bytes":    {func(w *wire) { w.send(1, strings.Repeat("x", 4096)) }, 4002},
		"a presence before IDENTIFY":   {func(w *wire) { w.send(3, nil) }, 4003},
		"a wrong token":                {bad(func(id identify) { id["token"] = "wrong" }), 4004},
		"a wrong token in RESUME":      {func(w *wire) { w.send(6, identify{"token": "wrong"}) }, 4004},
		"IDENTIFY twice":               {func(w *wire) { bad(func(identify) {})(w); bad(func(identify) {})(w) }, 4005},
		"more than 120 sends a minute": {func(w *wire) { beat(w, 121) }, 4008},
		"a shard beyond the count":     {bad(func(id identify) { id["shard"] = []int{2, 2} }), 4010},
		"a shard that is no pair":      {bad(func(id identify) { id["shard"] = []int{0} }), 4010},
		"no intents":                   {bad(func(id identify) { delete(id, "intents") }), 4013},
		"intents that do not exist":    {bad(func(id identify) { id["intents"] = 1 << 30 }), 4013},
		"content without the portal":   {bad(func(id identify) { id["intents"] = localdiscord.IntentContent }), 4014},
		"members without the portal":   {bad(func(id identify) { id["intents"] = localdiscord.IntentMembers }), 4014},
	} {
		t.Run(name, func(t *testing.T) {
			w := hello(t, d)
			c.do(w)
			if got := w.closed(); got != c.want {
				t.Errorf("closed with %d, want %d", got, c.want)
			}
		})
	}
}

func beat(w *wire, times int) {
	for range times {
		w.send(1, nil)
	}
}

func TestAnOldGatewayVersionIsRefused(t *testing.T) {
	if got := dial(t, start(t, localdiscord.Config{}), "8").closed(); got != 4012 {
		t.Errorf("closed with %d, want 4012", got)
	}
}

func TestAClientWithoutHeartbeatsIsCutOff(t *testing.T) {
	d := start(t, localdiscord.Config{Heartbeat: 20 * time.Millisecond})
	if got := hello(t, d).closed(); got != 4009 {
		t.Errorf("closed with %d, want 4009", got)
	}
}

func TestReadyIsFollowedByTheGuilds(t *testing.T) {
	d := start(t, localdiscord.Config{})
	guild := d.AddGuild("Watchers")
	guild.AddChannel("general")
	w, _ := ready(t, d, guildMessages)
	f := w.next()
	var g struct {
		ID       string
		Channels []struct{ Name string }
	}
	if err := json.Unmarshal(f.Data, &g); err != nil || f.Type != "GUILD_CREATE" || f.Seq != 2 || g.ID != guild.ID || len(g.Channels) != 1 {
		t.Errorf("got %+v, %v; want GUILD_CREATE of %s with one channel", f, err, guild.ID)
	}
	w.send(1, 2)
	if f := w.next(); f.Op != 11 || f.Seq != 0 {
		t.Errorf("the heartbeat was answered with %+v, want an ACK without a number", f)
	}
}

func TestResume(t *testing.T) {
	for name, c := range map[string]struct {
		leave     func(*wire)
		session   string // empty: the right one
		seq       int64
		duplicate int
		want      []string
	}{
		"what was missed is replayed":               {leave: drop, seq: 2, want: []string{"MESSAGE_CREATE 3", "MESSAGE_CREATE 4", "RESUMED 5"}},
		"only what was missed":                      {leave: drop, seq: 3, want: []string{"MESSAGE_CREATE 4", "RESUMED 5"}},
		"after a close that keeps the session":      {leave: closeWith(1012), seq: 4, want: []string{"RESUMED 5"}},
		"with events twice where they are injected": {leave: drop, seq: 4, duplicate: 1, want: []string{"MESSAGE_CREATE 4", "RESUMED 5"}},
		"a normal close ends the session":           {leave: closeWith(1000), seq: 4, want: []string{"op 9 false"}},
		"an unknown session is invalid":             {leave: drop, session: "unknown", seq: 4, want: []string{"op 9 false"}},
		"a number from the future is refused":       {leave: drop, seq: 99, want: []string{"closed 4007"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, localdiscord.Config{})
			guild := d.AddGuild("Watchers")
			general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
			w, session := ready(t, d, guildMessages)
			w.until("GUILD_CREATE")
			say(t, ana, general, "one", "two")
			w.until("MESSAGE_CREATE")
			c.leave(w)
			w.closed()
			if c.duplicate > 0 {
				d.Inject(1, localdiscord.Fault{At: localdiscord.AtResume, Do: localdiscord.Duplicate, Code: c.duplicate})
			}
			again := hello(t, d)
			if c.session != "" {
				session = c.session
			}
			again.send(6, identify{"token": d.Token(), "session_id": session, "seq": c.seq})
			if got := again.story(len(c.want)); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func drop(w *wire) { _ = w.ws.NetConn().Close() }

func closeWith(code int) func(*wire) {
	return func(w *wire) {
		_ = w.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	}
}

func say(t testing.TB, p *localdiscord.Person, c *localdiscord.Channel, texts ...string) {
	t.Helper()
	for _, text := range texts {
		must[*localdiscord.Message](t)(p.Say(c.ID, text))
	}
}

// story reads n frames as short sentences.
func (w *wire) story(n int) (out []string) {
	for range n {
		f, err := w.read()
		switch {
		case err != nil:
			var closed *websocket.CloseError
			if asClose(err, &closed) {
				return append(out, fmt.Sprintf("closed %d", closed.Code))
			}
			return append(out, "cut")
		case f.Op == 0:
			out = append(out, fmt.Sprintf("%s %d", f.Type, f.Seq))
		default:
			out = append(out, strings.TrimSpace(fmt.Sprintf("op %d %s", f.Op, strings.TrimPrefix(string(f.Data), "null"))))
		}
	}
	return out
}

func TestFaults(t *testing.T) {
	ready := []string{"READY 1", "GUILD_CREATE 2"}
	for name, c := range map[string]struct {
		fault localdiscord.Fault
		want  []string
	}{
		"reconnect in place of READY":   {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.Reconnect}, []string{"op 7"}},
		"reconnect right after READY":   {localdiscord.Fault{At: localdiscord.AfterReady, Do: localdiscord.Reconnect}, append(ready[:2:2], "op 7")},
		"an ACK in place of READY":      {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.StrayAck}, []string{"op 11"}},
		"invalid session for READY":     {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.InvalidSession}, []string{"op 9 false"}},
		"resumable session for READY":   {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.ResumableSession}, []string{"op 9 true"}},
		"a heartbeat asked for":         {localdiscord.Fault{At: localdiscord.AfterReady, Do: localdiscord.AskHeartbeat}, append(ready[:2:2], "op 1")},
		"closed for a revoked token":    {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.CloseWith, Code: 4004}, []string{"closed 4004"}},
		"closed as unknown after READY": {localdiscord.Fault{At: localdiscord.AfterReady, Do: localdiscord.CloseWith, Code: 4000}, append(ready[:2:2], "closed 4000")},
		"cut in place of READY":         {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.Drop}, []string{"cut"}},
		"silence in place of READY":     {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.Silence}, []string{"op 11"}},
		"no ACK after going deaf":       {localdiscord.Fault{At: localdiscord.AtIdentify, Do: localdiscord.Deaf}, []string{"cut"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := start(t, localdiscord.Config{Heartbeat: time.Minute})
			d.AddGuild("Watchers")
			d.Inject(1, c.fault)
			w := hello(t, d)
			w.send(2, identify{"token": d.Token(), "intents": 1})
			w.send(1, nil) // shows silence: the ACK is the next thing heard, and nothing where the server is deaf
			if c.fault.Do == localdiscord.Deaf {
				_ = w.ws.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
			}
			got := w.story(len(c.want))
			if c.fault.At == localdiscord.AfterReady {
				got = without(got, "op 11")
			}
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func without(list []string, drop string) (out []string) {
	for _, s := range list {
		if s != drop {
			out = append(out, s)
		}
	}
	return out
}

func TestFaultsBeforeHelloAndLater(t *testing.T) {
	d := start(t, localdiscord.Config{})
	d.Inject(1, localdiscord.Fault{At: localdiscord.AtHello, Do: localdiscord.RefuseUpgrade})
	if _, r, err := websocket.DefaultDialer.Dial("ws://"+d.Addr()+"/?v=10", nil); err == nil || r.StatusCode != 502 {
		t.Errorf("the upgrade was not refused with 502: %v", err)
	}
	d.Inject(1, localdiscord.Fault{At: localdiscord.AtHello, Do: localdiscord.Reconnect})
	if f := dial(t, d, "10").next(); f.Op != 7 {
		t.Errorf("in place of HELLO came op %d, want 7", f.Op)
	}
	d.Inject(1, localdiscord.Fault{At: localdiscord.AtHello, Do: localdiscord.Silence})
	quiet := dial(t, d, "10")
	quiet.send(1, nil)
	if f := quiet.next(); f.Op != 11 {
		t.Errorf("after no HELLO came op %d, want the ACK", f.Op)
	}
	if d.Pending() != 0 {
		t.Errorf("%d faults are left, want none", d.Pending())
	}
	w, _ := ready(t, d, 0)
	d.Disrupt(localdiscord.Reconnect, 0)
	if f := w.next(); f.Op != 7 {
		t.Errorf("got op %d from the running connection, want 7", f.Op)
	}
	d.Disrupt(localdiscord.CloseWith, 4009)
	if got := w.closed(); got != 4009 {
		t.Errorf("closed with %d, want 4009", got)
	}
}

func TestFramesAreCompressedWhenAskedFor(t *testing.T) {
	d := start(t, localdiscord.Config{CompressFrom: 1})
	d.AddGuild("Watchers")
	w := hello(t, d)
	w.send(2, identify{"token": d.Token(), "intents": 1, "compress": true})
	w.until("GUILD_CREATE")
	if w.binary != 2 {
		t.Errorf("%d compressed frames, want READY and GUILD_CREATE", w.binary)
	}
}

func TestEventsArriveAtTheirShard(t *testing.T) {
	d := start(t, localdiscord.Config{})
	var shards []*wire
	for i := range 2 {
		w := hello(t, d)
		w.send(2, identify{"token": d.Token(), "intents": guildMessages | localdiscord.IntentDirectMessages, "shard": []int{i, 2}})
		w.until("READY")
		shards = append(shards, w)
	}
	seen := map[int]bool{}
	for i := range 4 {
		guild := d.AddGuild(fmt.Sprint("guild ", i))
		general := guild.AddChannel("general")
		asked := must[*localdiscord.Message](t)(guild.AddMember("Ana").Say(general.ID, "hello"))
		home := int(snowflake(guild.ID) >> 22 % 2)
		seen[home] = true
		if f := shards[home].until("MESSAGE_CREATE"); !strings.Contains(string(f.Data), asked.ID) {
			t.Errorf("shard %d got another message than that of its guild", home)
		}
	}
	if len(seen) != 2 {
		t.Errorf("four guilds fell on %d of 2 shards", len(seen))
	}
	p := d.AddPerson("Ben")
	must[*localdiscord.Message](t)(p.Say(p.DM().ID, "psst"))
	if f := shards[0].until("MESSAGE_CREATE"); !strings.Contains(string(f.Data), "psst") {
		t.Error("the DM did not arrive at shard 0")
	}
}

func snowflake(id string) (n uint64) {
	_, _ = fmt.Sscan(id, &n)
	return n
}

func TestIdentifyBudget(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{Limits: localdiscord.Limits{IdentifyWindow: time.Hour, MaxConcurrency: 1, SessionStarts: 3}})
	ready(t, d, 0)
	second := hello(t, d)
	second.send(2, identify{"token": d.Token(), "intents": 0})
	if f := second.next(); f.Op != 9 {
		t.Errorf("the second IDENTIFY in the window got op %d, want 9", f.Op)
	}
	s := session(t, d)
	limit := must[*discordgo.GatewayBotResponse](t)(s.GatewayBot()).SessionStartLimit
	if limit.Total != 3 || limit.Remaining != 1 || limit.MaxConcurrency != 1 {
		t.Errorf("session_start_limit is %+v, want 1 of 3 left", limit)
	}
	for range 2 {
		w := hello(t, d)
		w.send(2, identify{"token": d.Token(), "intents": 0})
		w.next()
	}
	last := hello(t, d)
	last.send(2, identify{"token": d.Token(), "intents": 0})
	if got := last.closed(); got != 4004 {
		t.Errorf("after the budget was overrun the gateway closed with %d, want 4004: the token is reset", got)
	}
	if _, err := s.User("@me"); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("REST answered %v with the reset token, want 401", err)
	}
}

// disruptOne disrupts the one connection, as soon as it is there: a resumed one is told what it missed before it counts.
func disruptOne(t *testing.T, d *localdiscord.Server, do localdiscord.Action) {
	t.Helper()
	ctx := patience(t)
	for d.Disrupt(do, 0) == 0 {
		select {
		case <-ctx.Done():
			t.Fatal("no connection to disrupt")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func TestDiscordgoComesBackAfterADrop(t *testing.T) {
	t.Parallel()
	d := start(t, localdiscord.Config{Heartbeat: 5 * time.Second})
	guild := d.AddGuild("Watchers")
	general, ana := guild.AddChannel("general"), guild.AddMember("Ana")
	s := open(t, d, echo)
	for _, do := range []localdiscord.Action{localdiscord.Drop, localdiscord.Reconnect} {
		untilSteady(t, s)
		disruptOne(t, d, do)
		asked := must[*localdiscord.Message](t)(ana.Say(general.ID, d.BotMention()+" still there?"))
		must[*localdiscord.Message](t)(ana.ReplyTo(patience(t), asked))
	}
	if d.Identifies() != 1 {
		t.Errorf("%d IDENTIFYs, want one: the rest are RESUMEs", d.Identifies())
	}
}

// untilSteady waits for the next heartbeat: discordgo that loses a connection before it has sent the first one closes the next one too,
// and so on.
func untilSteady(t *testing.T, s *discordgo.Session) {
	t.Helper()
	acknowledged := func() time.Time {
		s.RLock()
		defer s.RUnlock()
		return s.LastHeartbeatAck
	}
	for ctx, now := patience(t), time.Now(); acknowledged().Before(now); time.Sleep(5 * time.Millisecond) {
		if ctx.Err() != nil {
			t.Fatal("discordgo sends no heartbeats")
		}
	}
}
