//! Comparisons of hand-made reports.

use indexmap::IndexMap;

use super::*;
use rushhour_measure::SeriesKey;
use rushhour_render::Colour;
use rushhour_report::{MetricReport, Report, testing};

/// A report of replications that waited so long on average, had this service level, and talked for so long.
fn run(seed: u64, waits: &[f64], levels: &[f64], talks: &[f64]) -> Report {
    let mut report = testing::passing();
    report.scenario.seed = seed;
    report.replications = waits.len() as u32;
    report.digest = format!("2:{seed}{waits:?}{levels:?}{talks:?}");
    report.metrics.retain(|name, _| {
        ["wait", "wait{queue:sales}", "service_level", "talk"].contains(&name.to_string().as_str())
    });
    let each = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
    let values = [("wait", waits), ("wait{queue:sales}", waits), ("service_level", levels), ("talk", talks)];
    for (name, values) in values {
        let kept: IndexMap<String, Vec<Option<f64>>> = match &report.metrics[&SeriesKey::read(name)] {
            MetricReport::Ratio(_) => [("value".to_owned(), each(values))].into(),
            MetricReport::Sampled(_) => {
                let doubled: Vec<f64> = values.iter().map(|it| it * 2.0).collect();
                [("mean", each(values)), ("p50", each(values)), ("p95", each(&doubled)), ("p99", each(&doubled))]
                    .into_iter()
                    .map(|(name, values)| (name.to_owned(), values))
                    .collect()
            }
        };
        match &mut report.metrics[&SeriesKey::read(name)] {
            MetricReport::Ratio(it) => it.replications = kept,
            MetricReport::Sampled(it) => it.replications = kept,
        }
    }
    report
}

const WAITS: [f64; 6] = [10.0, 14.0, 9.0, 12.0, 11.0, 13.0];
const LEVELS: [f64; 6] = [0.80, 0.78, 0.83, 0.79, 0.81, 0.80];
const TALKS: [f64; 6] = [180.0, 181.0, 179.0, 182.0, 178.0, 180.0];

fn usual(seed: u64) -> Report {
    run(seed, &WAITS, &LEVELS, &TALKS)
}

/// Each replication waits longer, and the more the longer it waited anyway; talks differ as they do.
fn slower(seed: u64) -> Report {
    let waits = WAITS.map(|wait| wait * 1.2);
    let levels = [0.75, 0.74, 0.77, 0.76, 0.76, 0.74];
    run(seed, &waits, &levels, &[181.0, 180.0, 180.0, 181.0, 178.0, 180.0])
}

fn side(name: &str, runs: Vec<Report>) -> Side {
    Side { name: name.to_owned(), runs }
}

fn compared(a: Report, b: Report, tolerances: &[&str]) -> Comparison {
    let tolerances = tolerances.iter().map(|text| text.parse().unwrap()).collect();
    let options = Options { tolerances, ..Options::default() };
    compare(&side("monday", vec![a]), &side("tuesday", vec![b]), &options).unwrap()
}

fn row<'a>(comparison: &'a Comparison, metric: &str, statistic: &str) -> &'a RowReport {
    comparison
        .metrics
        .iter()
        .find(|row| row.metric == SeriesKey::read(metric) && row.statistic == statistic)
        .unwrap()
}

#[test]
fn what_differs_is_told_the_worst_first() {
    let mut b = slower(1);
    b.scenario.vars.insert("agents".to_owned(), 19.into());
    let comparison = compared(usual(1), b, &["5%", "talk.mean=1s"]);
    let text: String =
        text(&comparison, false, Colour::Never).lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::assert_snapshot!(text, @r"
    ✗ WORSE than tolerated  Quiet day: of 5 numbers 3 worse
      A  monday  seed 1 · 6 replications
      B  tuesday  seed 1 · 6 replications
      6 pairs of replications with the same random numbers; what is called a difference stands up to
      all 5 numbers together at 95 %
      differs: agents none → 19

                                   A       B     B − A  ± 95 %        of A        p
      ✗ worse  wait.mean      11.5 s  13.8 s   +2.30 s  ± 393 ms   +20.0 %  < 0.001  ✗ beyond 5%
      ✗ worse  wait.p95       23.0 s  27.6 s   +4.60 s  ± 785 ms   +20.0 %  < 0.001  ✗ beyond 5%
      ✗ worse  service_level  80.2 %  75.3 %  −4.83 pp  ± 1.23 pp   −6.0 %  < 0.001  ~ 5%: unclear

      · 7 more numbers show no difference or cannot be told: --all lists them
      · of 1 number it is unclear whether the tolerance is kept: more replications would tell
      · times on the wall cannot be told from one run a side: give directories with several runs
    ");
}

#[test]
fn common_seeds_are_compared_pair_by_pair_and_others_are_not() {
    let paired = compared(usual(1), slower(1), &[]);
    assert_eq!((paired.pairs, paired.verdict), (Some(6), Verdict::Worse));
    let apart = compared(usual(1), slower(2), &[]);
    assert_eq!((apart.pairs, apart.paired), (None, false));
    let p = |comparison: &Comparison| row(comparison, "wait", "mean").p.unwrap();
    assert!(p(&paired) < 0.01 && p(&apart) > 0.05, "{} {}", p(&paired), p(&apart));
    // Half of them have no counterpart.
    let half = run(1, &WAITS[..3], &LEVELS[..3], &TALKS[..3]);
    let comparison = compared(usual(1), half, &[]);
    assert_eq!((comparison.pairs, row(&comparison, "wait", "mean").n), (Some(3), (3, 3)));
    assert!(
        comparison.notes.iter().any(|note| note.starts_with("3 replications of A and 0 of B")),
        "{comparison:?}"
    );
}

#[test]
fn up_is_good_of_the_service_level_and_nobody_knows_of_talks() {
    let better = compared(slower(1), usual(1), &[]);
    assert_eq!(better.verdict, Verdict::Better);
    assert_eq!(row(&better, "service_level", "value").verdict, RowVerdict::Better);
    let longer = run(1, &WAITS, &LEVELS, &TALKS.map(|talk| talk + 20.0));
    let changed = compared(usual(1), longer, &[]);
    assert_eq!(changed.verdict, Verdict::Changed);
    assert_eq!(row(&changed, "talk", "mean").verdict, RowVerdict::Changed);
    let mixed = run(1, &WAITS.map(|wait| wait - 5.0), &LEVELS.map(|level| level - 0.2), &TALKS);
    assert_eq!(compared(usual(1), mixed, &[]).verdict, Verdict::Mixed);
}

#[test]
fn a_single_replication_says_nothing_unless_all_is_the_same() {
    let one = |seed, wait: f64| run(seed, &[wait], &[0.8], &[180.0]);
    let comparison = compared(one(1, 10.0), one(1, 30.0), &["5%"]);
    // A gate that can tell nothing lets nothing through.
    assert_eq!((comparison.verdict, comparison.tested, comparison.exit_code), (Verdict::CannotTell, 0, 99));
    assert_eq!(compared(one(1, 10.0), one(1, 30.0), &[]).exit_code, 0);
    assert_eq!(compared(one(1, 10.0), one(1, 10.0), &["5%", "wait=0%"]).exit_code, 0);
    assert!(comparison.notes.iter().any(|note| note.contains("--replications 30")), "{:?}", comparison.notes);
    assert_eq!(compared(one(1, 10.0), one(1, 10.0), &[]).verdict, Verdict::Identical);
}

#[test]
fn single_replications_of_several_runs_are_as_good_as_several_of_one() {
    // Without what each replication saw, as an older version wrote them.
    let alone = |seed: u64, wait: f64| {
        let mut report = run(seed, &[wait], &[0.8], &[180.0]);
        let Some(MetricReport::Sampled(sampled)) = report.metrics.get_mut(&SeriesKey::whole("wait")) else {
            panic!()
        };
        sampled.replications.clear();
        sampled.stats.mean = Some(wait);
        report
    };
    let runs = |more: f64| (1..).zip(WAITS).map(|(seed, wait)| alone(seed, wait + more)).collect();
    let (a, b) = (side("a", runs(0.0)), side("b", runs(3.0)));
    let comparison = compare(&a, &b, &Options::default()).unwrap();
    assert_eq!((comparison.pairs, row(&comparison, "wait", "mean").verdict), (Some(6), RowVerdict::Worse));
}

#[test]
fn on_the_wall_the_unit_is_the_run() {
    let timed = |seed, wall_s| {
        let mut report = usual(seed);
        report.time.wall_s = wall_s;
        report
    };
    let one = compared(timed(1, 1.0), timed(1, 9.0), &["wall_s=10%"]);
    assert_eq!(row(&one, "wall_s", "value").verdict, RowVerdict::CannotTell);
    // It was named and can't be told, so it doesn't pass.
    assert_eq!((one.verdict, one.exit_code), (Verdict::Identical, 99));
    let several = |times: [f64; 3]| side("x", times.map(|wall_s| timed(1, wall_s)).to_vec());
    let options = Options { tolerances: vec!["wall_s=10%".parse().unwrap()], ..Options::default() };
    let comparison = compare(&several([1.0, 1.1, 0.9]), &several([8.0, 8.2, 7.9]), &options).unwrap();
    assert_eq!(row(&comparison, "wall_s", "value").verdict, RowVerdict::Worse);
    assert_eq!((comparison.exit_code, row(&comparison, "wall_s", "value").n), (99, (3, 3)));
    // The same replication in three runs is one.
    assert_eq!((comparison.a.replications, row(&comparison, "wait", "mean").n), (6, (6, 6)));
}

#[test]
fn a_tolerance_is_broken_kept_or_neither() {
    let outcome = |tolerance: &str, metric: &str, statistic: &str| {
        let comparison = compared(usual(1), slower(1), &[tolerance]);
        let judged = row(&comparison, metric, statistic).tolerance.clone().map(|judged| judged.outcome);
        (judged, comparison.exit_code)
    };
    // Each waits a fifth longer.
    assert_eq!(outcome("5%", "wait", "mean"), (Some(WithinTolerance::Beyond), 99));
    assert_eq!(outcome("wait.mean=30%", "wait", "mean"), (Some(WithinTolerance::Within), 0));
    assert_eq!(outcome("wait=2300ms", "wait", "mean"), (Some(WithinTolerance::Unclear), 99));
    assert_eq!(outcome("wait.p50=1s", "wait", "p50"), (Some(WithinTolerance::Beyond), 99));
    assert_eq!(outcome("service_level=1pp", "service_level", "value"), (Some(WithinTolerance::Beyond), 99));
    assert_eq!(outcome("service_level=10pp", "service_level", "value"), (Some(WithinTolerance::Within), 0));
    // What gets neither better nor worse has a tolerance only where it is named, and then both ways.
    assert_eq!(outcome("50%", "talk", "mean"), (None, 0));
    assert_eq!(outcome("talk.mean=10%", "talk", "mean"), (Some(WithinTolerance::Within), 0));
    let shorter = run(1, &WAITS, &LEVELS, &TALKS.map(|talk| talk / 2.0));
    assert_eq!(compared(usual(1), shorter, &["talk=10%"]).exit_code, 99);
    // Better by any amount is fine.
    assert_eq!(compared(slower(1), usual(1), &["0%"]).exit_code, 0);
}

#[test]
fn parts_are_looked_at_where_somebody_names_them_or_wants_them_all() {
    let has =
        |comparison: &Comparison| comparison.metrics.iter().any(|row| row.metric.to_string().contains("{queue:"));
    assert!(!has(&compared(usual(1), slower(1), &[])));
    assert!(has(&compared(usual(1), slower(1), &["wait{queue:sales}=5%"])));
    let (a, b) = (side("a", vec![usual(1)]), side("b", vec![slower(1)]));
    assert!(has(&compare(&a, &b, &Options { parts: true, ..Options::default() }).unwrap()));
    let mut demanded = usual(1);
    demanded.thresholds[0].metric = SeriesKey::read("wait{queue:sales}");
    assert!(has(&compared(demanded, slower(1), &[])));
}

#[test]
fn what_is_no_one_scenario_is_refused_with_what_differs() {
    let refused = |change: &dyn Fn(&mut Report)| {
        let mut other = usual(1);
        change(&mut other);
        let (a, b) = (side("a", vec![usual(1)]), side("b", vec![other]));
        assert!(compare(&a, &b, &Options { anyway: true, ..Options::default() }).is_ok());
        compare(&a, &b, &Options::default()).unwrap_err().to_string()
    };
    let message = refused(&|report| report.scenario.name = "Busy day".to_owned());
    assert!(message.contains("A is of the scenario `Quiet day`, B of `Busy day`"), "{message}");
    let message = refused(&|report| report.scenario.duration_s = 7.0);
    assert!(message.contains("B 7 s"), "{message}");
    let message = refused(&|report| report.scenario.warmup_s = 1.5);
    assert!(message.contains("the warm-up of A"), "{message}");
    let mut varied = usual(2);
    varied.scenario.vars.insert("calls".to_owned(), "900/h".into());
    let mixed = side("mixed", vec![usual(1), varied]);
    let error = compare(&side("a", vec![usual(1)]), &mixed, &Options::default()).unwrap_err();
    assert!(
        error.to_string().contains("the runs in mixed are not of one scenario: calls none → 900/h"),
        "{error}"
    );
}

#[test]
fn a_tolerance_of_what_is_not_there_is_refused() {
    let refused = |tolerance: &str| {
        let options = Options { tolerances: vec![tolerance.parse().unwrap()], ..Options::default() };
        compare(&side("a", vec![usual(1)]), &side("b", vec![usual(1)]), &options).unwrap_err().to_string()
    };
    assert!(refused("wiat=5%").contains("did you mean `wait`?"));
    assert!(refused("wait.value=5%").contains("has no `value`, but "));
    assert!(refused("service_level=2s").contains("2pp"));
}

#[test]
fn the_page_has_both_curves_in_one_picture_and_no_name_becomes_markup() {
    let (a, mut b) = (usual(1), slower(1));
    b.scenario.vars.insert("<b>evil</b>".to_owned(), "<script>".into());
    let (a, b) = (side("<i>a</i>", vec![a]), side("b", vec![b]));
    let comparison = compare(&a, &b, &Options::default()).unwrap();
    let page = page(&comparison, &a, &b);
    assert!(
        page.contains("✗ WORSE")
            && !page.contains("<script")
            && !page.contains("<i>a")
            && !page.contains("<b>evil")
    );
    let figure = page.split("<figure").find(|it| it.contains("wait, how it is spread")).unwrap();
    assert!(figure.contains("</i>A</span>") && figure.contains("</i>B</span>"), "{figure}");
    assert!(figure.contains("<title>50 %\nA: ") && figure.contains("\nB: "), "{figure}");
}

/// The same without a metric's numbers: there, and of nothing.
fn without(mut report: Report, name: &str) -> Report {
    report.digest.push_str(name);
    match report.metrics.get_mut(&SeriesKey::read(name)).unwrap() {
        MetricReport::Ratio(it) => {
            it.value = None;
            it.replications.values_mut().for_each(|each| each.fill(None));
        }
        MetricReport::Sampled(it) => {
            let count = it.stats.count;
            let (mean, p) = (None, None);
            it.stats = rushhour_report::StatsReport {
                count: 0,
                mean,
                min: p,
                p50: p,
                p90: p,
                p95: p,
                p99: p,
                p999: p,
                max: p,
            };
            assert!(count > 0);
            it.replications.values_mut().for_each(|each| each.fill(None));
        }
    }
    report
}

#[test]
fn what_one_side_alone_has_passes_no_tolerance_and_is_told_without_one() {
    let less = |seed| without(slower(seed), "service_level");
    for (a, b, verdict, words) in [
        (usual(1), less(1), RowVerdict::OnlyA, "only A has data of `service_level`"),
        (less(1), usual(1), RowVerdict::OnlyB, "only B has data of `service_level`"),
        (usual(1), less(2), RowVerdict::OnlyA, "only A has data of `service_level`"),
    ] {
        for tolerance in ["500%", "service_level=50%", "service_level.value=90pp"] {
            let comparison = compared(a.clone(), b.clone(), &[tolerance]);
            let row = row(&comparison, "service_level", "value");
            assert_eq!((row.verdict, comparison.exit_code), (verdict, 99), "{tolerance}");
            assert_eq!(row.tolerance.as_ref().unwrap().outcome, WithinTolerance::OneSide);
            let text = text(&comparison, false, Colour::Never);
            assert!(text.starts_with("✗ DATA MISSING") && text.contains(words), "{text}");
        }
        let told = compared(a, b, &["wait=500%"]);
        let text = text(&told, false, Colour::Never);
        assert!(told.exit_code == 0 && text.contains(words) && text.contains("! only "), "{text}");
    }
    // What is better neither way is gated where it is named, and told otherwise.
    let quiet = without(usual(1), "talk");
    assert_eq!(compared(usual(1), quiet.clone(), &["talk=50%"]).exit_code, 99);
    let told = compared(usual(1), quiet, &["50%"]);
    assert_eq!((told.exit_code, told.verdict), (0, Verdict::Changed));
}

#[test]
fn what_nobody_has_data_of_passes_no_tolerance_that_names_it() {
    let nothing = || without(usual(1), "talk");
    assert_eq!(compared(nothing(), nothing(), &["5%"]).exit_code, 0);
    let named = compared(nothing(), nothing(), &["talk.mean=5%"]);
    let text = text(&named, false, Colour::Never);
    assert_eq!(named.exit_code, 99, "{text}");
    assert!(text.contains("nothing can be said of the tolerance of `talk.mean`"), "{text}");
}

#[test]
fn replications_with_data_on_one_side_only_are_told() {
    let mut some = slower(1);
    let MetricReport::Sampled(wait) = some.metrics.get_mut(&SeriesKey::whole("wait")).unwrap() else { panic!() };
    wait.replications.values_mut().for_each(|each| each[2..].fill(None));
    let comparison = compared(usual(1), some, &[]);
    assert_eq!(row(&comparison, "wait", "mean").n, (2, 2));
    assert!(comparison.notes.iter().any(|note| note.contains("of `wait` up to 4 replications")), "{comparison:?}");
}

#[test]
fn a_part_that_one_side_alone_has_is_told_where_nobody_looks_at_parts() {
    let less = without(usual(1), "wait{queue:sales}");
    let told = compared(usual(1), less, &["5%"]);
    assert_eq!(told.exit_code, 0);
    let note = "only A has data of these parts: `wait{queue:sales}`";
    assert!(told.notes.iter().any(|it| it == note), "{:?}", told.notes);
}
