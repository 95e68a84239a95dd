//! Distributions through the binary: values from a file, and all that is no distribution.

use super::support::{FLOOR, Folder};

/// A floor whose agents record five hundred draws each: so few that percentiles are exact.
fn drawing(kind: &str) -> Folder {
    let folder =
        Folder::with(&format!("{}  drawn: {kind}\nmetrics: [drawn]\n", FLOOR.replace("count: 4", "count: 2")));
    folder.write("agent.rhai", "fn run(me) { for i in 0..500 { record(\"drawn\", sample(\"drawn\")); } }");
    folder.write(
        "times.csv",
        "queue,seconds,n\nsales,30,1\nsales,1m30s,2\nsupport,5,9\nsales,90.0,1\nsales,600,1\n",
    );
    folder
}

#[test]
fn values_of_a_file_are_drawn_as_often_as_they_stand_there() {
    let kind = "{empirical: {file: times.csv, column: seconds, weights: n, where: {queue: sales}}}";
    let (ended, report) = drawing(kind).report(&[]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let drawn = &report["metrics"]["drawn"];
    let number = |key: &str| drawn[key].as_f64().unwrap();
    assert_eq!((number("count"), number("min"), number("p50"), number("max")), (1000.0, 30.0, 90.0, 600.0));
    // 30, 90 and 600 in the relation 1 to 3 to 1: mean 180, standard deviation 211; five standard errors.
    assert!((number("mean") - 180.0).abs() < 5.0 * 211.2 / 1000_f64.sqrt(), "{drawn}");
    // The same draws come of the list.
    let listed = "{empirical: {values: [30, 90, 600], weights: [1, 3, 1]}}";
    assert_eq!(drawing(listed).report(&[]).1["digest"], report["digest"]);
}

#[test]
fn a_line_that_is_no_value_is_named() {
    let folder = drawing("{empirical: {file: times.csv, column: queue}}");
    for command in ["run", "check"] {
        let ended = folder.rushhour(&[command, "floor.yaml"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (104, ""));
        let said = ["times.csv:2", "`sales` is neither a number nor a duration", "distributions.drawn.empirical"];
        assert!(said.iter().all(|part| ended.stderr.contains(part)), "{}", ended.stderr);
    }
}

/// Checks one floor with all of these distributions, each under a name of its own, and what is said of each.
fn refused(cases: &[(&str, &str)]) {
    let lines = cases.iter().enumerate().map(|(number, (kind, _))| format!("  d{number}: {kind}\n"));
    let ended =
        Folder::with(&(FLOOR.to_owned() + lines.collect::<String>().as_str())).rushhour(&["check", "floor.yaml"]);
    assert_eq!(ended.code, 104);
    for (number, (kind, said)) in cases.iter().enumerate() {
        let about: Vec<&str> =
            ended.stderr.lines().filter(|line| line.contains(&format!("distributions.d{number}"))).collect();
        assert!(about.iter().any(|line| line.contains(said)), "{kind}: {about:?}\n{}", ended.stderr);
    }
}

#[test]
fn numbers_out_of_range() {
    refused(&[
        ("-1", "`-1` is out of range"),
        ("1e13", "is too large"),
        ("{uniform: {min: 5, max: 2}}", "less than `min`"),
        ("{exponential: {mean: 0}}", "mean: `0` is out of range"),
        ("{lognormal: {mean: 3, cv: 0}}", "cv: `0` is out of range"),
        ("{lognormal: {median: 3, p95: 1e12}}", "too far above the median"),
        ("{lognormal: {mean: 3}}", "do not say one lognormal"),
        ("{gamma: {mean: -3, cv: 1}}", "mean: `-3` is out of range"),
        ("{erlang: {mean: 3, k: 0}}", "`0` phases"),
        ("{weibull: {mean: 3, shape: 0}}", "a shape of 0"),
        ("{triangular: {min: 3, mode: 2, max: 9}}", "not in order"),
        ("{empirical: {values: [1, -1]}}", "values[1]: `-1` is out of range"),
        ("{empirical: {values: [1, 2], weights: [1, -1]}}", "weights[1]: `-1` is no weight"),
        ("{empirical: {values: [1], file: x.csv}}", "exclude each other"),
        ("{mixture: [{weight: 1, of: {exponential: {mean: 0}}}]}", "mixture[0].of.exponential.mean: `0`"),
        ("{mixture: [{weight: 0, of: 1}]}", "all weights are zero"),
    ]);
}

#[test]
fn what_is_no_number_or_no_parameter() {
    refused(&[
        ("-1s", "`-1s` is negative"),
        ("soon", "`soon` is neither a number nor a duration"),
        ("\"NaN\"", "neither a number nor a duration"),
        ("[1, 2]", "found a list"),
        ("{}", "this mapping is empty"),
        ("{constant: 3, uniform: {min: 1, max: 2}}", "more than one kind"),
        ("{uniform: [1, 2]}", "found a list where a mapping of parameters belongs"),
        ("{exponential: 3m}", "found the text \"3m\" where a mapping of parameters belongs"),
        ("{exponential: {rate: 5}}", "unknown key `rate`"),
        ("{gamma: {mean: 3}}", "the key `cv` is missing"),
        ("{gamma: {mean: 3, cv: 30s}}", "`30s` is no plain number"),
        ("{erlang: {mean: 3, k: 2.5}}", "found `2.5` where a whole number"),
        ("{empirical: [1, 2]}", "found a list where a mapping"),
        ("{mixture: [[3, 30s]]}", "found a list where `{weight, of}` belongs"),
        ("{normal: {mean: 3}}", "unknown kind `normal`"),
    ]);
    for infinite in [".nan", ".inf", "-.inf"] {
        refused(&[
            (infinite, "no number that can be used"),
            (&format!("{{uniform: {{min: 0, max: {infinite}}}}}"), "max:"),
        ]);
    }
}
