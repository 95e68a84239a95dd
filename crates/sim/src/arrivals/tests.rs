//! The moments of all kinds of arrivals.

use std::sync::Arc;

use super::ArrivalProcess;
use rushhour_engine::units::{Rate, SimSpan, SimTime};
use rushhour_scenario::arrivals::burst::Burst;
use rushhour_scenario::arrivals::constant::Constant;
use rushhour_scenario::arrivals::poisson::Poisson;
use rushhour_scenario::arrivals::profile::Profile;
use rushhour_scenario::arrivals::ramp::Ramp;
use rushhour_scenario::arrivals::trace::Trace;
use rushhour_scenario::plan::Arrivals;
use rushhour_scenario::random::{Stream, StreamKey};
use rushhour_scenario::window::{Window, Windows};

const HOUR: SimSpan = SimSpan::from_secs(3600);

fn moments(arrivals: &Arrivals, seed: u64) -> Vec<f64> {
    let key = StreamKey { seed, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
    let process = ArrivalProcess::new(arrivals, Stream::new(&key), HOUR);
    process.map(SimTime::as_secs_f64).collect()
}

fn rate(per_hour: f64) -> Rate {
    Rate::per_hour(per_hour).unwrap()
}

fn at(seconds: u64) -> SimTime {
    SimTime::ZERO + SimSpan::from_secs(seconds)
}

fn hour() -> Windows {
    Windows::all(at(3600))
}

#[test]
fn constant_arrivals_keep_their_distance_for_a_whole_day() {
    let moments = moments(&Arrivals::Constant(Constant { rate: rate(7.0), windows: hour() }), 1);
    assert_eq!(moments.len(), 7);
    assert!((moments[6] - 6.0 * 3600.0 / 7.0).abs() < 1e-6);
}

#[test]
fn a_poisson_process_has_its_rate_and_its_spread() {
    let counts: Vec<f64> = (0..400)
        .map(|seed| moments(&Arrivals::Poisson(Poisson { rate: rate(100.0), windows: hour() }), seed).len() as f64)
        .collect();
    let mean = counts.iter().sum::<f64>() / 400.0;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 399.0;
    assert!((mean - 100.0).abs() < 2.0, "{mean}");
    assert!((variance - 100.0).abs() < 25.0, "{variance}");
}

#[test]
fn a_scaled_process_has_so_many_times_the_arrivals() {
    let poisson = Arrivals::Poisson(Poisson { rate: rate(1000.0), windows: hour() });
    let count = |factor: f64| {
        let key = StreamKey { seed: 3, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
        ArrivalProcess::new(&poisson, Stream::new(&key), HOUR).scaled(factor).count() as f64
    };
    assert!((count(2.0) / count(1.0) - 2.0).abs() < 0.2);
    let regular = Arrivals::Constant(Constant { rate: rate(60.0), windows: hour() });
    let key = StreamKey { seed: 3, replication: 0, owner: "callers", index: 0, purpose: "arrivals" };
    assert_eq!(ArrivalProcess::new(&regular, Stream::new(&key), HOUR).scaled(2.0).count(), 60);
}

#[test]
fn a_ramp_comes_up_in_a_straight_line() {
    let stages = vec![(HOUR, rate(8000.0))];
    let moments = moments(&Arrivals::Ramp(Ramp { from: rate(0.0), stages }), 3);
    let first_half = moments.iter().filter(|at| **at < 1800.0).count() as f64;
    assert!((moments.len() as f64 - 4000.0).abs() < 200.0, "{}", moments.len());
    assert!((first_half / moments.len() as f64 - 0.25).abs() < 0.03, "{first_half}");
    assert!(moments.is_sorted());
}

#[test]
fn a_profile_changes_in_steps_and_rests_at_zero() {
    let steps = vec![(at(600), rate(3600.0)), (at(1200), rate(0.0)), (at(3000), rate(7200.0))];
    let moments = moments(&Arrivals::Profile(Profile { steps }), 4);
    let within = |from: f64, to: f64| moments.iter().filter(|at| (from..to).contains(*at)).count();
    assert_eq!((within(0.0, 600.0), within(1200.0, 3000.0)), (0, 0));
    assert!((within(600.0, 1200.0) as f64 - 600.0).abs() < 100.0);
    assert!((within(3000.0, 3600.0) as f64 - 1200.0).abs() < 140.0);
}

#[test]
fn what_was_counted_comes_exactly_within_each_interval() {
    let five_minutes = SimSpan::from_secs(300);
    let intervals =
        Arc::new(vec![(at(0), five_minutes, 3), (at(300), five_minutes, 0), (at(600), five_minutes, 500)]);
    let moments = moments(&Arrivals::Trace(Trace::Counted { intervals }), 5);
    assert_eq!(moments.iter().filter(|at| **at < 300.0).count(), 3);
    assert_eq!(moments.iter().filter(|at| (600.0..900.0).contains(*at)).count(), 500);
    assert_eq!(moments.len(), 503);
    assert!(moments.is_sorted());
}

#[test]
fn a_burst_is_all_at_once_or_spread() {
    let at_once = Arrivals::Burst(Burst { at: [at(60)].into(), count: 4, over: SimSpan::ZERO });
    assert_eq!(moments(&at_once, 6), [60.0; 4]);
    let spread =
        moments(&Arrivals::Burst(Burst { at: [at(60)].into(), count: 100, over: SimSpan::from_secs(60) }), 6);
    assert!(spread.len() == 100 && spread.iter().all(|at| (60.0..120.0).contains(at)));
}

#[test]
fn nobody_comes_after_the_end() {
    let late = Arrivals::Trace(Trace::Recorded { moments: Arc::new(vec![at(1), at(3599), at(3600), at(9999)]) });
    assert_eq!(moments(&late, 7), [1.0, 3599.0]);
}

#[test]
fn windows_are_each_filled_from_their_beginning() {
    let part = |from, until| Window { from: at(from), until: at(until) };
    let windows = Windows::new([part(0, 600), part(1200, 1800)]);
    let regular = moments(&Arrivals::Constant(Constant { rate: rate(15.0), windows: windows.clone() }), 8);
    assert_eq!(regular, [0.0, 240.0, 480.0, 1200.0, 1440.0, 1680.0]);
    let random = moments(&Arrivals::Poisson(Poisson { rate: rate(3600.0), windows }), 8);
    assert!(random.iter().all(|at| *at < 600.0 || (1200.0..1800.0).contains(at)));
    assert!((random.len() as f64 - 1200.0).abs() < 150.0, "{}", random.len());
}
