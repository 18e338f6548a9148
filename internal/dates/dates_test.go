package dates

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// friday is when the articles of these tests were published: Friday, 30 June 2023.
var friday = time.Date(2023, time.June, 30, 0, 0, 0, 0, time.UTC)

// read is what is read in a text: each date as it is written and what it means.
func read(code, text string, published time.Time) (found []string) {
	for _, s := range Read(code, text, published) {
		for _, d := range s.Dates {
			found = append(found, text[d.Span.Start:d.Span.End]+" = "+d.String())
		}
	}
	return found
}

// A reading is a text and the dates that are to be read in it.
type reading struct{ text, want string }

// check reads texts of a language in articles of that friday.
func check(t *testing.T, code string, texts []reading) {
	t.Helper()
	for _, test := range texts {
		if got := strings.Join(read(code, test.text, friday), " | "); got != test.want {
			t.Errorf("%s\n   got %s\nwanted %s", test.text, got, test.want)
		}
	}
}

func TestDatesInEnglish(t *testing.T) {
	check(t, "en", []reading{
		{"The pier opened on 8 May 2017.", "8 May 2017 = 2017-05-08"},
		{"The pier opened on the 8th of May 2017.", "8th of May 2017 = 2017-05-08"},
		{"The pier opened on May 8, 2017, in the rain.", "May 8, 2017 = 2017-05-08"},
		{"The pier opened on Monday, 8 May 2017.", "Monday, 8 May 2017 = 2017-05-08"},
		{"It is dated 2017-05-08.", "2017-05-08 = 2017-05-08"},
		{"It is dated 30/06/2023.", "30/06/2023 = 2023-06-30"},
		{"It is dated 06/30/2023.", "06/30/2023 = 2023-06-30"},
		{"It is dated 12.06.2023.", "12.06.2023 = 2023-06-12"},
		{"It is dated 12/06/2023.", ""},
		{"It is dated 12/06.", ""},
		{"It was dated 31 February 2023.", ""},
		{"The pier opened in May 2017.", "May 2017 = 2017-05"},
		{"The pier opened in the spring of 2017.", "2017 = 2017"},
		{"The pier opened in 2017, when the club was young.", "2017 = 2017"},
		{"A storm broke the pier in 2017 after the ball.", "2017 = 2017"},
		{"By the end of 2023 the pier is to be gone.", "2023 = 2023"},
		{"It was open from 2013 to 2023.", "2013 to 2023 = 2013-01-01/2023-12-31"},
		{"It was open between 2013 and 2017.", "2013 and 2017 = 2013-01-01/2017-12-31"},
		{"The 2013–2017 pier was of wood.", "2013–2017 = 2013-01-01/2017-12-31"},
		{"It was open from 8 June to 1 July 2022.", "8 June to 1 July 2022 = 2022-06-08/2022-07-01"},
		{"It was open from June to August 2022.", "June to August 2022 = 2022-06-01/2022-08-31"},
		{"The fair of 3–5 May 2022 was wet.", "3–5 May 2022 = 2022-05-03/2022-05-05"},
		{"It was open between 3 and 5 May 2022.", "3 and 5 May 2022 = 2022-05-03/2022-05-05"},
		{"It rained on 3 and 5 May 2022.", "5 May 2022 = 2022-05-05"},
		{"The fair of May 3-5, 2022 was wet.", "May 3-5, 2022 = 2022-05-03/2022-05-05"},
		{"It was rebuilt in 2013 and in 2017.", "2013 = 2013 | 2017 = 2017"},
		{"In the late 1980s the club had two piers.", "the late 1980s = 1980-01-01/1989-12-31"},
		{"The club met on 8 June.", "8 June = 2023-06-08"},
		{"The club met on June 8.", "June 8 = 2023-06-08"},
		{"Earlier in June the club met.", "June = 2023-06"},
		{"Since May the pier is closed.", "May = 2023-05"},
		{"The club may march in the rain.", ""},
		{"In March the club met.", "March = 2023-03"},
		{"The club met last June.", "last June = 2022-06"},
		{"The club met last May.", ""},
		{"The club met last September.", "last September = 2022-09"},
		{"The club meets next June.", "next June = 2024-06"},
		{"The club meets next December.", ""},
		{"The pier was mended last year.", "last year = 2022"},
		{"The pier will be mended next month.", "next month = 2023-07"},
		{"The pier was mended earlier this year.", "this year = 2023"},
		{"It was the last year of the old pier.", ""},
		{"It was his last year at the club.", ""},
		{"The pier was mended two years ago.", "two years ago = 2021"},
		{"The pier was mended three days ago.", "three days ago = 2023-06-27"},
		{"The pier was mended a month ago.", "a month ago = 2023-05"},
		{"The pier was mended last week.", "last week = 2023-06-19/2023-06-25"},
		{"The pier was mended more than ten years ago.", ""},
		{"The pier was mended yesterday.", "yesterday = 2023-06-29"},
		{"The club voted on Tuesday.", "Tuesday = 2023-06-27"},
		{"The club voted on Friday.", "Friday = 2023-06-30"},
		{"The club voted Friday to close the pier.", "Friday = 2023-06-30"},
		{"The pier will close on Saturday.", "Saturday = 2023-07-01"},
		{"The pier was to close on Saturday.", "Saturday = 2023-07-01"},
		{"The pier will close on Friday.", ""},
		{"The club voted last Friday.", "last Friday = 2023-06-23"},
		{"The club voted last Tuesday.", "last Tuesday = 2023-06-27"},
		{"The club voted last Thursday.", ""},
		{"The club meets next Tuesday.", ""},
		{"The club meets on Friday.", ""},
		{"The club met every Friday.", ""},
		{"The club met on Fridays.", ""},
		{"It was called the Sunday Times.", ""},
		{"“We close the pier on Monday,” she said.", ""},
		{"“We opened it in 2017,” she said.", "2017 = 2017"},
		{"There were 2013 members, and 1500 guests.", ""},
		{"A share of 2000 guests left.", ""},
		{"The document is S/RES/2690 (2023).", ""},
		{"In 1500 houses the water rose.", ""},
		{"In 2013 the pier opened, and in June it closed.", "2013 = 2013"},
		{"In 2023 the pier opened, and in June it closed.", "2023 = 2023 | June = 2023-06"},
		{"On 8 May 2017 and on May 8, 2017 it rained.", "8 May 2017 = 2017-05-08"},
		{"It costs $2017 in 2018.", "2018 = 2018"},
	})
}

func TestDatesInFrench(t *testing.T) {
	check(t, "fr", []reading{
		{"Le quai a ouvert le 8 mai 2017.", "8 mai 2017 = 2017-05-08"},
		{"Le quai a ouvert le samedi 1er juillet 2017.", "samedi 1er juillet 2017 = 2017-07-01"},
		{"Le quai a ouvert en mai 2017.", "mai 2017 = 2017-05"},
		{"Le quai a ouvert en 2017, par beau temps.", "2017 = 2017"},
		{"À la fin de 2023, le quai doit avoir disparu.", "2023 = 2023"},
		{"Il a ouvert de 2013 à 2017.", "2013 à 2017 = 2013-01-01/2017-12-31"},
		{"Il a ouvert du 8 juin au 1er juillet 2022.", "8 juin au 1er juillet 2022 = 2022-06-08/2022-07-01"},
		{"Il a ouvert du 3 au 5 mai 2022.", "3 au 5 mai 2022 = 2022-05-03/2022-05-05"},
		{"Dans les années 1980, le club avait deux quais.", "années 1980 = 1980-01-01/1989-12-31"},
		{"Le club s’est réuni le 8 juin.", "8 juin = 2023-06-08"},
		{"Début juin, le club s’est réuni.", "juin = 2023-06"},
		{"Le club s’est réuni en juin dernier.", "juin dernier = 2022-06"},
		{"Le club s’est réuni en mai dernier.", ""},
		{"Le quai a été réparé l’année dernière.", "l’année dernière = 2022"},
		{"Le quai a été réparé l'an dernier.", "l'an dernier = 2022"},
		{"Le quai sera réparé le mois prochain.", "le mois prochain = 2023-07"},
		{"Cette année, le quai est fermé.", "Cette année = 2023"},
		{"Le quai a été réparé il y a deux ans.", "il y a deux ans = 2021"},
		{"Le quai a été réparé il y a plus de deux ans.", ""},
		{"Le quai a été réparé hier.", "hier = 2023-06-29"},
		{"Le club a voté mardi.", "mardi = 2023-06-27"},
		{"Le club a voté vendredi dernier.", "vendredi dernier = 2023-06-23"},
		{"Le quai fermera samedi.", "samedi = 2023-07-01"},
		{"Le club se réunit le vendredi.", ""},
		{"« Nous fermons lundi », a-t-elle dit.", ""},
		{"Daté du 12/06.", ""},
		{"Il y avait 2013 membres.", ""},
	})
}

func TestWithoutADayOfTheArticleOnlyWholeDatesAreRead(t *testing.T) {
	text := "On Friday and on 8 June, last year, two years ago and in June it rained. It also rained on 8 May 2017."
	if got := read("en", text, time.Time{}); !slices.Equal(got, []string{"8 May 2017 = 2017-05-08"}) {
		t.Errorf("%q", got)
	}
	if got := read("de", "Am 2017-05-08 und im Juni 2017 regnete es.", friday); !slices.Equal(got, []string{"2017-05-08 = 2017-05-08"}) {
		t.Errorf("%q", got)
	}
}

func TestMonthsNearTheTurnOfTheYearAreNotGuessed(t *testing.T) {
	for _, test := range []struct {
		published time.Time
		text      string
		want      []string
	}{
		{time.Date(2023, time.January, 10, 0, 0, 0, 0, time.UTC), "The club met in December.", nil},
		{time.Date(2023, time.January, 10, 0, 0, 0, 0, time.UTC), "The club met in January.", []string{"January = 2023-01"}},
		{time.Date(2023, time.December, 10, 0, 0, 0, 0, time.UTC), "The club meets in February.", nil},
		{time.Date(2023, time.December, 10, 0, 0, 0, 0, time.UTC), "The club met in August.", []string{"August = 2023-08"}},
	} {
		if got := read("en", test.text, test.published); !slices.Equal(got, test.want) {
			t.Errorf("%s, %s: %q; want %q", test.published.Format(time.DateOnly), test.text, got, test.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("From 8 June to 1 July 2023, last year, on Friday, 12/06, 3–5 May.", "en", int64(1688083200))
	f.Add("Du 3 au 5 mai 2022, vendredi dernier, il y a deux ans, l’an dernier.", "fr", int64(0))
	f.Fuzz(func(t *testing.T, text, code string, published int64) {
		var day time.Time
		if published > 0 && published < 4e9 {
			day = Midnight(time.Unix(published, 0).UTC())
		}
		for _, s := range Read(code, text, day) {
			for _, d := range s.Dates {
				if d.From.After(d.To) || d.From.Year() < 1 || d.From != Midnight(d.From) || d.To != Midnight(d.To) {
					t.Errorf("%q means %s to %s", text[d.Span.Start:d.Span.End], d.From, d.To)
				}
				if d.Span.Start < s.Span.Start || d.Span.End > s.Span.End || d.Span.Start >= d.Span.End {
					t.Errorf("%+v is not in %+v", d.Span, s.Span)
				}
				if day.IsZero() && d.Relative {
					t.Errorf("%q is relative to no day", text[d.Span.Start:d.Span.End])
				}
			}
		}
	})
}
