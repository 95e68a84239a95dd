//! The page about one's own data: what stands on it runs, and does what it says.

use std::path::Path;

use super::support::Folder;

/// A folder with every file that the page shows: those whose fence has a name.
fn folder() -> Folder {
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/data.md")).unwrap();
    let folder = Folder::with("");
    let mut open: Option<(&str, String)> = None;
    let mut files = 0;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(fence)) => {
                let name =
                    fence.split_once(' ').unwrap_or_else(|| unreachable!("a fence without a name: {fence}")).1;
                open = Some((name, String::new()));
            }
            (Some((name, text)), Some(_)) => {
                folder.write(name, text);
                files += 1;
                open = None;
            }
            (Some((_, text)), None) => text.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    assert_eq!(files, 9);
    folder
}

fn report(folder: &Folder, scenario: &str) -> serde_json::Value {
    for command in [&["check", scenario][..], &["run", scenario, "-q"]] {
        let ended = folder.rushhour(command);
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{scenario}: {}", ended.stdout);
    }
    let ended = folder.rushhour(&["run", scenario, "--json", "-"]);
    serde_json::from_str(&ended.stdout).unwrap()
}

#[test]
fn an_interval_report_comes_as_it_was_counted() {
    let folder = folder();
    let report = report(&folder, "interval_report.yaml");
    let count = |key: &str| report["metrics"][key]["count"].as_u64();
    assert_eq!((count("wait{queue:Sales}"), count("wait{queue:Support}")), (Some(30), Some(16)));
    assert_eq!(report["time"]["simulated_s"].as_f64(), Some(3900.0), "{}", report["time"]);
    let mean = report["metrics"]["talk{queue:Sales}"]["mean"].as_f64().unwrap();
    assert!((150.0..280.0).contains(&mean), "{mean}");
}

#[test]
fn a_list_of_calls_is_replayed() {
    let folder = folder();
    let report = report(&folder, "calls.yaml");
    let talk = |key: &str| report["metrics"][key].clone();
    let sales = talk("talk{queue:sales}");
    assert_eq!(
        (sales["count"].as_u64(), sales["max"].as_f64(), sales["min"].as_f64()),
        (Some(2), Some(205.0), Some(48.0))
    );
    let support = talk("talk{queue:support}");
    assert_eq!((support["max"].as_f64(), support["min"].as_f64()), (Some(722.0), Some(330.0)));
    assert_eq!(talk("wrapup")["max"].as_f64(), Some(40.0));
}

#[test]
fn a_forecast_is_drawn_anew_in_each_replication_or_rounded() {
    let folder = folder();
    let report = report(&folder, "forecast.yaml");
    let all = report["metrics"]["wait"]["count"].as_f64().unwrap();
    // 24.25 on average, five times.
    assert!((80.0..165.0).contains(&all), "{all}");
    let of_seed = |seed: &str| {
        let ended =
            folder.rushhour(&["run", "forecast.yaml", "--json", "-", "--replications", "1", "--seed", seed]);
        let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
        report["metrics"]["wait"]["count"].as_u64()
    };
    let drawn: std::collections::BTreeSet<_> = ["1", "2", "3", "4"].map(of_seed).into();
    assert!(drawn.len() > 1, "{drawn:?}");
    let rounded = std::fs::read_to_string(folder.path("forecast.yaml")).unwrap().replace("poisson", "rounded");
    folder.write("rounded.yaml", &rounded);
    let report = self::report(&folder, "rounded.yaml");
    assert_eq!(report["metrics"]["wait"]["count"].as_u64(), Some(24 * 5));
}
