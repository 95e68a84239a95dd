//! Against published values.

use super::*;

fn queue(per_hour: f64, service_s: f64, servers: u32) -> Queue {
    Queue { arrival_rate: per_hour / 3600.0, service_s, servers, patience_s: None, lines: None }
}

fn close(what: &str, value: f64, published: f64) {
    assert!((value - published).abs() <= 2e-5 * published.abs().max(1e-3), "{what}: {value}, not {published}");
}

#[test]
fn erlang_c_agrees_with_published_values() {
    let cases = [
        (30.0, 120.0, 3, [0.333_333, 0.090_909_1, 5.454_55, 0.934_861]),
        (60.0, 300.0, 8, [0.625, 0.167_267, 16.7267, 0.863_054]),
        (200.0, 180.0, 14, [0.714_286, 0.174_132, 7.835_94, 0.888_35]),
        (720.0, 240.0, 55, [0.872_727, 0.238_701, 8.184_03, 0.866_796]),
        (3000.0, 300.0, 260, [0.961_538, 0.420_238, 12.6072, 0.784_242]),
    ];
    for (per_hour, service_s, servers, [occupancy, wait, mean_wait_s, level]) in cases {
        let exact = queue(per_hour, service_s, servers).exact(20.0).unwrap();
        close("occupancy", exact.occupancy, occupancy);
        close("wait", exact.wait, wait);
        close("mean wait", exact.mean_wait_s, mean_wait_s);
        close("mean wait of the served", exact.mean_wait_served_s, mean_wait_s);
        close("service level", exact.service_level, level);
    }
}

#[test]
fn erlang_a_agrees_with_published_values() {
    let cases = [
        (2880.0, 60.0, 50, 120.0, [0.930_324, 0.467_774, 0.030_912_2, 3.709_47, 3.6159, 0.943_019]),
        (200.0, 180.0, 13, 300.0, [0.750_028, 0.225_797, 0.024_963_3, 7.488_99, 6.913_97, 0.858_178]),
        (1000.0, 300.0, 80, 180.0, [0.966_567, 0.5811, 0.072_095_7, 12.9772, 12.611, 0.678_913]),
    ];
    for (per_hour, service_s, servers, patience, [occupancy, wait, abandoned, all_s, served_s, level]) in cases {
        let queue = Queue { patience_s: Some(patience), ..queue(per_hour, service_s, servers) };
        let exact = queue.exact(20.0).unwrap();
        close("occupancy", exact.occupancy, occupancy);
        close("wait", exact.wait, wait);
        close("abandoned", exact.abandoned, abandoned);
        close("mean wait", exact.mean_wait_s, all_s);
        close("mean wait of the served", exact.mean_wait_served_s, served_s);
        close("service level", exact.service_level, level);
    }
}

#[test]
fn erlang_b_agrees_with_published_values() {
    let exact = Queue { lines: Some(10), ..queue(200.0, 180.0, 10) }.exact(20.0).unwrap();
    close("blocked", exact.blocked, 0.214_582);
    close("occupancy", exact.occupancy, 0.785_418);
    assert_eq!((exact.wait, exact.queue_length, exact.mean_wait_s), (0.0, 0.0, 0.0));
    close("service level", exact.service_level, 1.0);
}

#[test]
fn an_overloaded_queue_without_patience_or_limit_has_no_steady_state() {
    assert_eq!(queue(200.0, 180.0, 10).exact(20.0), None);
    assert!(Queue { lines: Some(12), ..queue(200.0, 180.0, 10) }.exact(20.0).is_some());
}
