package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"slices"

	"sitrep/internal/answers"
)

// A verdict is the evidence for the first candidate of a question, and whether it answered.
type verdict struct {
	evidence []float64
	here     bool // the corpus answers the question
	right    bool // with the first candidate
	task     string
	weight   float64
}

func learnConfidence(ctx context.Context, tasks []task, w *answers.Weights) error {
	var verdicts []verdict
	dump, _ := os.Create("/tmp/dump.csv")
	none := map[string][2]int{} // questions without any candidate: here, not here
	for _, t := range tasks {
		err := examine(ctx, t, *w, func(a asked, x answers.Examination) {
			if len(x.Candidates) == 0 {
				n := none[t.name]
				if a.passage != "" {
					n[0]++
				} else {
					n[1]++
				}
				none[t.name] = n
				return
			}
			top := x.Candidates[0]
			right := a.passage != "" && (top.ID == a.passage)
			if dump != nil {
				second := make([]float64, len(top.Features))
				if len(x.Candidates) > 1 {
					second = x.Candidates[1].Features
				}
				fmt.Fprintf(dump, "%s,%v,%v", t.name, a.passage != "", right)
				for _, f := range slices.Concat(top.Features, x.Evidence, second) {
					fmt.Fprintf(dump, ",%.4f", f)
				}
				fmt.Fprintln(dump)
			}
			verdicts = append(verdicts, verdict{slices.Clone(x.Evidence), a.passage != "", right, t.name, 1})
		})
		if err != nil {
			return err
		}
	}
	count := map[string]float64{}
	for _, v := range verdicts {
		count[v.task]++
	}
	for i := range verdicts {
		verdicts[i].weight = 1 / count[verdicts[i].task] / float64(len(count))
	}
	label := func(v verdict) bool { return v.right }
	if os.Getenv("HERE") != "" {
		label = func(v verdict) bool { return v.here }
	}
	values := adam(len(answers.EvidenceNames()), func(w, gradient []float64) {
		for _, v := range verdicts {
			p := 1 / (1 + math.Exp(-dot(v.evidence, w)))
			if label(v) {
				p--
			}
			for j, e := range v.evidence {
				gradient[j] += v.weight * p * e
			}
		}
	})
	w.Confidence = named(answers.EvidenceNames(), values)
	w.Threshold = report(verdicts, none, values)
	return nil
}

func report(verdicts []verdict, none map[string][2]int, w []float64) float64 {
	byTask := map[string][]verdict{}
	var names []string
	for _, v := range verdicts {
		if byTask[v.task] == nil {
			names = append(names, v.task)
		}
		byTask[v.task] = append(byTask[v.task], v)
	}
	conf := func(v verdict) float64 { return 1 / (1 + math.Exp(-dot(v.evidence, w))) }
	var ts []float64
	for _, name := range names {
		var foreign []float64
		for _, v := range byTask[name] {
			if !v.here {
				foreign = append(foreign, conf(v))
			}
		}
		for range none[name][1] {
			foreign = append(foreign, 0)
		}
		slices.Sort(foreign)
		ts = append(ts, foreign[int(float64(len(foreign))*.95)])
	}
	slices.Sort(ts)
	fmt.Println("thresholds", ts)
	t := ts[len(ts)/2]
	for _, name := range names {
		var here, foreign, answered, rightAnswered, refused, auc, pairs, own float64
		var hs, fs []float64
		for _, v := range byTask[name] {
			c := conf(v)
			if v.here {
				here++
				hs = append(hs, c)
				if c >= t {
					answered++
					if v.right {
						rightAnswered++
					}
				}
			} else {
				foreign++
				fs = append(fs, c)
				if c < t {
					refused++
				}
			}
		}
		for range none[name][0] {
			here++
			hs = append(hs, 0)
		}
		for range none[name][1] {
			foreign++
			refused++
			fs = append(fs, 0)
		}
		slices.Sort(fs)
		t95 := fs[int(float64(len(fs))*.95)]
		for _, h := range hs {
			i, _ := slices.BinarySearch(fs, h)
			auc += float64(i)
			pairs += float64(len(fs))
			if h > t95 {
				own++
			}
		}
		fmt.Printf("%-20s here %5.0f answered %.4f right of these %.4f  foreign %5.0f refused %.4f  auroc %.4f  at own 95%%: answered %.4f (t %.3f)\n",
			name, here, answered/here, rightAnswered/answered, foreign, refused/foreign, auc/pairs, own/here, t95)
	}
	// calibration
	var n, r [10]float64
	for _, v := range verdicts {
		b := min(9, int(conf(v)*10))
		n[b] += v.weight
		if v.right {
			r[b] += v.weight
		}
	}
	for b := range n {
		fmt.Printf("  confidence %.1f-%.1f: %.4f of all, right %.3f\n", float64(b)/10, float64(b+1)/10, n[b], r[b]/n[b])
	}
	return t
}
