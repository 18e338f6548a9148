package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/sitrep-bot/sitrep/internal/discord"
	"github.com/sitrep-bot/sitrep/internal/discord/gateway"
	"github.com/sitrep-bot/sitrep/internal/index"
	"github.com/sitrep-bot/sitrep/internal/monitor"
	"github.com/sitrep-bot/sitrep/internal/service"
	"github.com/sitrep-bot/sitrep/internal/store"
)

// showState has a Monitor show how the parts of the program are whenever somebody looks. What each figure means to an
// operator, and what to do about it, is in docs/operations.md.
func showState(m *monitor.Monitor, bot *discord.Bot, s *service.Service) error {
	health := func(read func(discord.Health) float64) func() float64 {
		return func() float64 { return read(bot.Health()) }
	}
	return errors.Join(
		m.GaugesBy("sitrep_gateway_connected", "1 for each shard of this process that is connected and ready, else 0.", "shard",
			func() map[string]float64 { return connected(bot.Health()) }),
		showCluster(m, s.Index),
		m.Gauges(
			monitor.Gauge{Name: "sitrep_shards", Help: "Shards over all processes; 0 before Discord was asked.",
				Read: health(func(h discord.Health) float64 { return float64(h.ShardCount) })},
			monitor.Gauge{Name: "sitrep_shards_held", Help: "Shards of this process.",
				Read: health(func(h discord.Health) float64 { return float64(len(h.Shards)) })},
			monitor.Gauge{Name: "sitrep_sharing_processes", Help: "Processes that share the shards and live; 0 where they are not shared.",
				Read: health(func(h discord.Health) float64 { return float64(h.Sharing.Processes) })},
			monitor.Gauge{Name: "sitrep_sharing_free", Help: "Shards that no process has.",
				Read: health(func(h discord.Health) float64 { return float64(h.Sharing.Free) })},
			monitor.Gauge{Name: "sitrep_sharing_unknown_seconds", Help: "How long the database has not told who has which shard.",
				Read: health(func(h discord.Health) float64 { return unknown(h.Sharing) })},
			monitor.Gauge{Name: "sitrep_queue_waiting", Help: "Events that wait for those before them.",
				Read: health(func(h discord.Health) float64 { return float64(h.Waiting) })},
			monitor.Gauge{Name: "sitrep_queue_running", Help: "Events that are being handled.",
				Read: health(func(h discord.Health) float64 { return float64(h.Running) })},
			monitor.Gauge{Name: "sitrep_index_documents", Help: "Everyone's articles.",
				Read: func() float64 { n, _ := s.Index.Size(); return float64(n) }},
			monitor.Gauge{Name: "sitrep_index_passages", Help: "Passages of everyone's articles.",
				Read: func() float64 { _, n := s.Index.Size(); return float64(n) }},
			monitor.Gauge{Name: "sitrep_index_unwritten_seconds", Help: "How long the index has not been written to disk; 0 if it is.",
				Read: func() float64 { return unwritten(s) }},
			monitor.Gauge{Name: "sitrep_scopes_open", Help: "Servers whose own articles are in memory.",
				Read: health(func(h discord.Health) float64 { return float64(h.Servers) })},
			monitor.Gauge{Name: "sitrep_meaning_passages", Help: "Passages that are known by their meaning.",
				Read: func() float64 { known, _ := s.Understood(); return float64(known) }},
			monitor.Gauge{Name: "sitrep_glances_kept_total", Help: "Glances at passages that were there when they were wanted.", Total: true,
				Read: func() float64 { kept, _ := s.Glances(); return float64(kept) }},
			monitor.Gauge{Name: "sitrep_glances_made_total", Help: "Glances at passages that the encoder had to make.", Total: true,
				Read: func() float64 { _, made := s.Glances(); return float64(made) }},
			monitor.Gauge{Name: "sitrep_texts_kept_total", Help: "Passages whose text was at hand when a question wanted it.", Total: true,
				Read: func() float64 { kept, _ := s.Desk.Texts(); return float64(kept) }},
			monitor.Gauge{Name: "sitrep_texts_read_total", Help: "Passages whose text a question had to read.", Total: true,
				Read: func() float64 { _, read := s.Desk.Texts(); return float64(read) }},
			monitor.Gauge{Name: "sitrep_briefings_behind", Help: "Briefings that do not show yet what they should.",
				Read: health(func(h discord.Health) float64 { return float64(h.Behind) })},
			monitor.Gauge{Name: "sitrep_briefings_lag_seconds", Help: "How long the first of them has not.",
				Read: health(func(h discord.Health) float64 { return h.Lag.Seconds() })},
			monitor.Gauge{Name: "sitrep_rechecks_waiting", Help: "Servers whose questions without an answer are being asked again, or are to be.",
				Read: health(func(h discord.Health) float64 { return float64(h.Rechecks) })},
			monitor.Gauge{Name: "sitrep_store_reads_fail_seconds", Help: "How long reads of the database have failed; 0 if the last one was answered.",
				Read: health(func(h discord.Health) float64 { return h.ReadsFail.Seconds() })},
			monitor.Gauge{Name: "sitrep_store_writes_fail_seconds", Help: "How long writes to the database have failed; 0 if the last one was kept.",
				Read: health(func(h discord.Health) float64 { return h.WritesFail.Seconds() })},
			monitor.Gauge{Name: "sitrep_store_writes_waiting", Help: "Writes that wait for the database.",
				Read: health(func(h discord.Health) float64 { return float64(h.WritesWaiting) })},
		))
}

// showCluster has a Monitor show how the OpenSearch fares that keeps the passages, where one does.
func showCluster(m *monitor.Monitor, ix *index.Index) error {
	if !ix.InCluster() {
		return nil
	}
	c := clusterState{index: ix}
	return errors.Join(
		m.GaugesBy("sitrep_search_status", "1 for what the OpenSearch of SEARCH_URL says it is, else 0; away where it does not answer.", "status", c.status),
		m.Gauges(
			monitor.Gauge{Name: "sitrep_search_nodes", Help: "Nodes of that OpenSearch.",
				Read: func() float64 { return float64(c.ask().Nodes) }},
			monitor.Gauge{Name: "sitrep_search_documents", Help: "Documents in its index: passages, those no longer wanted, and a few that list them.",
				Read: func() float64 { return float64(c.ask().Documents) }},
		))
}

// A clusterState asks the cluster once for all figures of one look.
type clusterState struct {
	index *index.Index

	mu    sync.Mutex
	asked time.Time
	last  index.ClusterHealth
}

// clusterAway is the status of a cluster that says none.
const clusterAway = "away"

// ask returns what the cluster said within the last second.
func (c *clusterState) ask() index.ClusterHealth {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.asked) < time.Second {
		return c.last
	}
	health, err := c.index.ClusterHealth(context.Background())
	if err != nil {
		health = index.ClusterHealth{Status: clusterAway}
	}
	c.last, c.asked = health, time.Now()
	return health
}

func (c *clusterState) status() map[string]float64 {
	all := map[string]float64{"green": 0, "yellow": 0, "red": 0, clusterAway: 0}
	all[c.ask().Status] = 1
	return all
}

func connected(h discord.Health) map[string]float64 {
	shards := map[string]float64{}
	for id, state := range h.Shards {
		shards[strconv.Itoa(id)] = 0
		if state == gateway.Connected {
			shards[strconv.Itoa(id)] = 1
		}
	}
	return shards
}

func unknown(s gateway.Sharing) float64 {
	if s.Known.IsZero() {
		return 0
	}
	return time.Since(s.Known).Seconds()
}

func unwritten(s *service.Service) float64 {
	failure := s.Index.WriteFailure()
	if failure == nil {
		return 0
	}
	return time.Since(failure.Since).Seconds()
}

// checks are what must be well for all of the bot to serve. Without the database it answers on, but keeps nothing.
func checks(bot *discord.Bot, s *service.Service, db *store.Store) []monitor.Check {
	return []monitor.Check{
		{Name: "discord", Ask: func(context.Context) error { return allConnected(bot.Health()) }},
		{Name: "articles", Ask: func(context.Context) error { return anyPassages(s) }},
		{Name: "database", Ask: db.Ping},
	}
}

func allConnected(h discord.Health) error {
	spare := h.Sharing.Processes > 1 && h.Sharing.Free == 0 // others have all shards, and this process waits until one of them ends
	if len(h.Shards) == 0 && !spare {
		return errors.New("not connected yet")
	}
	for id, state := range h.Shards {
		if state != gateway.Connected {
			return fmt.Errorf("shard %d is %s", id, state)
		}
	}
	return nil
}

func anyPassages(s *service.Service) error {
	snapshot, err := s.Index.Snapshot()
	if err != nil {
		return err
	}
	defer snapshot.Close()
	if snapshot.Passages() == 0 {
		return errors.New("there are none: put some into CORPUS")
	}
	return nil
}
