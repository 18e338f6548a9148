package dates

import "testing"

func TestParse(t *testing.T) {
	for want, texts := range map[string][]string{
		"2023-06-30": {"2023-06-30", " 30 June 2023 ", "June 30, 2023", "30th of june 2023", "the 30th June 2023", "30 juin 2023", "le 30 juin 2023", "30. Juni 2023",
			"30.Juni 2023", "30.06.2023", "30.6.2023", "30. 6. 2023", "30/06/2023", "6/30/2023", "2023-06-30T23:30:00-04:00"},
		"2023-07-01": {"1er juillet 2023", "1 juil. 2023", "1st July 2023", "den 1. Juli 2023", "July 1st, 2023"},
		"2023-03-31": {"31 mars 2023", "31. März 2023", "31 Mar 2023", "31 MARCH 2023"},
		"2023-06":    {"2023-06", "2023-6", "2023/06", "06/2023", "06.2023", "June 2023", "june 2023", "juin 2023", "Juni 2023", "juin de 2023", "June, 2023", "2023 June", "en juin 2023"},
		"2023-08":    {"août 2023", "aout 2023", "Aug 2023", "August 2023"},
		"2023-02":    {"February 2023", "févr. 2023", "fevrier 2023", "Feb. 2023"},
		"2023-12":    {"décembre 2023", "Dez 2023", "Dezember 2023", "déc. 2023"},
		"2023":       {"2023", " 2023 "},
		"2023-05-05": {"05/05/2023"}, // the fifth of the fifth, whichever is written first
	} {
		for _, text := range texts {
			if got, ok := Parse(text); !ok || got.String() != want {
				t.Errorf("%q: got %v, %v, want %s", text, got, ok, want)
			}
		}
	}
	for _, text := range []string{"", " ", "03/04/2023", "30 June", "June", "jui 2023", "ju 2023", "31 June 2023", "2023-13", "2023-02-30", "13/2023", "202", "20234", "0000",
		"hier", "soon", "June 2023 and July 2023", "30 31 June 2023", "2022 2023", "in 2023 or so", "room 2023"} {
		if got, ok := Parse(text); ok {
			t.Errorf("%q: got %v, want no date, because it is none or could be another", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("le 30 juin 2023")
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := Parse(text)
		if ok && (d.From.IsZero() || d.To.Before(d.From)) {
			t.Errorf("%q is from %s to %s", text, d.From, d.To)
		}
	})
}
