package main

import "fmt"

// reportVerdicts prints what the confidence does to each task, and whether it is what it says.
func reportVerdicts(verdicts []verdict) {
	var names []string
	byTask := map[string][]verdict{}
	for _, v := range verdicts {
		if byTask[v.task] == nil {
			names = append(names, v.task)
		}
		byTask[v.task] = append(byTask[v.task], v)
	}
	for _, name := range names {
		reportTask(name, byTask[name])
	}
	reportTask("all", verdicts)
	var all, right [10]float64
	for _, v := range verdicts {
		bin := min(9, int(10*v.confidence))
		all[bin]++
		if v.right {
			right[bin]++
		}
	}
	for bin := range all {
		fmt.Printf("confidence %.1f to %.1f: %6.0f questions, right %.3f\n", float64(bin)/10, float64(bin+1)/10, all[bin], right[bin]/max(1, all[bin]))
	}
}

func reportTask(name string, verdicts []verdict) {
	var here, first, answered, served, foreign, refused, stated float64
	for _, v := range verdicts {
		given := v.confidence >= 0.5
		if given {
			stated += v.confidence
		}
		switch {
		case !v.here:
			foreign++
			if !given {
				refused++
			}
			continue
		case given:
			answered++
			if v.right {
				served++
			}
		}
		here++
		if v.right {
			first++
		}
	}
	given := answered + foreign - refused
	fmt.Printf("%-28s %5.0f here: first %.3f answered %.3f served %.3f | %5.0f not: refused %.3f | stated %.3f true %.3f\n", name, here,
		first/max(1, here), answered/max(1, here), served/max(1, here), foreign, refused/max(1, foreign), stated/max(1, given), served/max(1, given))
}
