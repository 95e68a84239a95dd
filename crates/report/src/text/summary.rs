//! The summary that people read on the terminal.
//!
//! The verdict comes first, then why, then the numbers, then how to get the same run again. About a hundred columns
//! wide. It is made of the document alone, so a stored report reads the same.

use super::{actions, heat_map, metrics, servers, timed_out, verdict};
use crate::document::Report;
use rushhour_render::Colour;
use rushhour_render::number::{clock, count, seconds, three};
use rushhour_render::style::{Paint, clean, wrap};

/// The list of faults is broken at this width.
const FAULTS_COLUMNS: usize = 90;

/// The summary of a run, lines ended, coloured or not.
pub fn summary(report: &Report, colour: Colour) -> String {
    let paint = Paint::new(colour);
    let sections = [
        verdict::headline(report, paint),
        verdict::breakdown(report, paint),
        verdict::thresholds(report, paint),
        verdict::checks(report, paint),
        verdict::invariants(report, paint),
        verdict::script_errors(report, paint),
        metrics::samples(report, paint),
        metrics::ratios(report, paint),
        metrics::by_queue(report, paint),
        metrics::by_interval(report, paint),
        heat_map::blocks(report, paint),
        actions::table(report, paint),
        servers::table(report, paint),
        timed_out::table(report, paint),
        warnings(report, paint),
        totals(report, paint) + faults(report, paint).as_str(),
    ];
    let filled: Vec<String> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    filled.join("\n")
}

fn warnings(report: &Report, paint: Paint) -> String {
    report.warnings.iter().map(|warning| format!("{} {}\n", paint.yellow("warning:"), clean(warning))).collect()
}

/// What happened altogether, and what it takes to see it again.
fn totals(report: &Report, paint: Paint) -> String {
    let totals = &report.totals;
    let mut what = vec![format!("{} contacts", count(totals.contacts))];
    if totals.open > 0 {
        what.push(format!("{} still open", count(totals.open)));
    }
    what.push(match totals.rejected {
        0 => format!("{} actions", count(totals.actions)),
        rejected => format!("{} actions ({} rejected)", count(totals.actions), count(rejected)),
    });
    what.push(format!("{} events", count(totals.events)));
    what.push(format!("at most {} actors", count(totals.actors_peak)));
    let time = &report.time;
    let mut speed = format!("{} simulated in {}", clock(time.simulated_s), seconds(time.wall_s));
    if time.wall_s > 0.0 {
        let times = time.simulated_s / time.wall_s;
        let rate = totals.events as f64 / time.wall_s;
        let times = if times < 1000.0 { three(times) } else { count(times.round() as u64) };
        speed.push_str(&format!(" ({times} × real time, {} events/s)", count(rate.round() as u64)));
    }
    let replications = match report.replications {
        1 => String::new(),
        several => format!(" · {} replications", count(u64::from(several))),
    };
    let line = |label: &str, text: String| format!("{} {text}\n", paint.dim(&format!("{label:<7}")));
    let scenario = &report.scenario;
    let warmup = match scenario.warmup_auto {
        false => String::new(),
        true if scenario.warmup_s == 0.0 => line("warm-up", "auto: nothing needs to be left out".to_owned()),
        true => {
            let (left_out, all) = (clock(scenario.warmup_s), clock(scenario.duration_s));
            line("warm-up", format!("auto: the first {left_out} of {all} are not measured"))
        }
    };
    [
        line("totals", what.join(" · ")),
        warmup,
        line("speed", speed),
        line("seed", format!("{}{replications}", report.scenario.seed)),
        line("digest", clean(&report.digest)),
    ]
    .concat()
}

/// What went wrong on purpose, and how often.
fn faults(report: &Report, paint: Paint) -> String {
    if report.faults.is_empty() {
        return String::new();
    }
    let each: Vec<String> =
        report.faults.iter().map(|(name, struck)| format!("{} {}", clean(name), count(*struck))).collect();
    let lines = wrap(&each.join(" · "), FAULTS_COLUMNS);
    let label = |place: usize| if place == 0 { "faults" } else { "" };
    let line =
        |(place, text): (usize, &String)| format!("{} {text}\n", paint.dim(&format!("{:<7}", label(place))));
    lines.iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::Expression;
    use crate::testing;
    use rushhour_scenario::metrics::Kind;

    fn plain(report: &Report) -> String {
        // Trailing blanks would not survive in the snapshot.
        summary(report, Colour::Never).lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    #[test]
    fn a_failing_run_says_why_first() {
        insta::assert_snapshot!(plain(&testing::failing()), @r"
        ✗ FAIL  Support desk
          1 invariant violated · 3 scripts failed · 2 of 4 thresholds failed · 1 check failed  exit code 111

        Thresholds
          ✓  wait{queue:sales}  p(95) < 60s      24.5 s
          ~  service_level      value >= 80%       75 %  failed, but too close to call
          ~  wait               mean < 20s     13.188 s  held, but too close to call
          ✗  first_response     mean < 60s      no data
          ✗  checks             value >= 100%      75 %  by default

        Checks that failed
          ✗  said goodbye  failed 1 of 4 times

        Invariants
          2 invariants checked 123,000 times
          ✗ capacity
            desk-1 has 2 reservations on voice and room for 1
            at 0:01:02.003 of replication 1 (seed 7), desk-1, voice

        Scripts that failed
          ✗ desk.rhai:12:5  × 3
            variable not found: tusk
            first at 0:01:10.000 of replication 1 (seed 7), desk-0

        Times and values
                           count    mean  ± 95 %     p50     p90     p95     p99     max
          wait                 4  13.2 s  22.2 s  8.25 s  24.5 s  24.5 s  24.5 s  24.5 s
          speed_of_answer      4  13.2 s  22.2 s  8.25 s  24.5 s  24.5 s  24.5 s  24.5 s
          handle               4  58.8 s  22.2 s  56.0 s  68.0 s  68.0 s  68.0 s  68.0 s
          talk                 4  41.8 s  22.2 s  39.0 s  51.0 s  51.0 s  51.0 s  51.0 s
          hold                 4  5.00 s     0 s  5.00 s  5.00 s  5.00 s  5.00 s  5.00 s
          wrapup               4  12.0 s     0 s  12.0 s  12.0 s  12.0 s  12.0 s  12.0 s

        Shares and means
          p_wait         100.0 %  ± 0.0 %    4 of 4
          abandon_rate     0.0 %  ± 0.0 %    0 of 4
          block_rate       0.0 %  ± 0.0 %    0 of 4
          service_level   75.0 %  ± 143.4 %  3 of 4
          occupancy       72.2 %  ± 40.0 %   3m 55s of 5m 26s
          transfer_rate    0.0 %  ± 0.0 %    0 of 4
          queue_length      0.20  ± 0.23     on average over time

        Actions
                                   ok  rejected  modelled p50     p99  engine p50      p99
          HoldCall                  4                  250 ms  250 ms     1.50 µs  1.50 µs
          AcceptTask                7         1        250 ms  250 ms     1.50 µs  1.50 µs
            ReservationNotPending             1

        Servers
                      servers    busy  requests  wait mean
          AcceptTask        2  75.0 %       120     1.50 s
          HoldCall          2   0.0 %         0          –

        warning: population `bosses` has no capacity and will never be offered work

        totals  4 contacts · 12 actions (1 rejected) · 92 events · at most 3 actors
        speed   6m 30s simulated in 125 ms (3,120 × real time, 736 events/s)
        seed    7 · 3 replications
        digest  2:c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
        ");
    }

    #[test]
    fn a_passing_run_is_short_about_it() {
        insta::assert_snapshot!(plain(&testing::passing()), @r"
        ✓ PASS  Quiet day
          1 threshold, 2 invariants and 1 check held

        Thresholds
          ✓  wait    p(95) < 20s     12 s
          ✓  checks  value >= 100%  100 %  by default

        Invariants
          ✓ 2 invariants checked 1,234 times, none violated

        Times and values
                           count    mean     p50     p90     p95     p99     max
          wait                 3  4.83 s  2.50 s  12.0 s  12.0 s  12.0 s  12.0 s
          speed_of_answer      3  4.83 s  2.50 s  12.0 s  12.0 s  12.0 s  12.0 s
          handle               3  67.2 s  69.5 s  72.0 s  72.0 s  72.0 s  72.0 s
          talk                 3  50.2 s  52.5 s  55.0 s  55.0 s  55.0 s  55.0 s
          hold                 3  5.00 s  5.00 s  5.00 s  5.00 s  5.00 s  5.00 s
          wrapup               3  12.0 s  12.0 s  12.0 s  12.0 s  12.0 s  12.0 s

        Shares and means
          p_wait          66.7 %    2 of 3
          abandon_rate     0.0 %    0 of 3
          block_rate       0.0 %    0 of 3
          service_level  100.0 %    3 of 3
          occupancy       91.8 %    3m 22s of 3m 40s
          transfer_rate    0.0 %    0 of 3
          queue_length      0.16    on average over time

        Queues
                   contacts  wait mean  wait p95  in time  gave up  blocked  waiting
          sales           2     6.00 s    12.0 s  100.0 %    0.0 %    0.0 %     0.13
          support         1     2.50 s    2.50 s  100.0 %    0.0 %    0.0 %     0.03

        Actions
                      ok  rejected  modelled p50     p99  engine p50      p99
          HoldCall     3                  250 ms  250 ms     1.50 µs  1.50 µs
          AcceptTask   6                  250 ms  250 ms     1.50 µs  1.50 µs

        totals  3 contacts · 9 actions · 64 events · at most 4 actors
        speed   2m 10s simulated in 2.00 ms (65,000 × real time, 32,000 events/s)
        seed    7
        digest  2:c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00
        ");
    }

    #[test]
    fn no_line_is_much_wider_than_a_terminal() {
        for report in [testing::failing(), testing::passing()] {
            for line in plain(&report).lines() {
                assert!(rushhour_render::style::width(line) <= 100, "{line}");
            }
        }
    }

    #[test]
    fn colours_change_nothing_but_the_colours() {
        let report = testing::failing();
        let coloured = summary(&report, Colour::Always);
        assert!(coloured.contains("\u{1b}[31m"));
        let mut stripped = String::new();
        for (place, piece) in coloured.split('\u{1b}').enumerate() {
            let text = if place == 0 { piece } else { piece.split_once('m').map_or("", |(_, text)| text) };
            stripped.push_str(text);
        }
        assert_eq!(stripped, summary(&report, Colour::Never));
    }

    #[test]
    fn names_from_a_scenario_cannot_steer_the_terminal() {
        let mut report = testing::failing();
        report.scenario.name = "evil\u{1b}[2J\u{202e}name\n".to_owned();
        report.warnings = vec!["\u{7}ding".to_owned()];
        report.thresholds[0].expression = Expression::read("p(95)\r< 20s".to_owned(), Kind::Time);
        report.findings[1].message = "said \u{9b}31m".to_owned();
        let text = plain(&report);
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'));
    }
}
