//! A run of several days by day and hour, as the document has it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use rushhour_measure::HeatMap;

/// What happened in an hour of a day: of a day of the week where it is known, weeks pooled; all replications together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HeatReport {
    /// `mon`, or `day 1` where the day of the week is not known; empty where all days are pooled.
    pub day: String,
    /// From 0 to 23.
    pub hour: u32,
    /// How many contacts came, on average.
    pub contacts: f64,
    /// How long those waited; null where nobody's wait was over.
    pub wait_mean_s: Option<f64>,
    /// Their service level.
    pub service_level: Option<f64>,
    /// How busy agents were; null where nobody was there.
    pub occupancy: Option<f64>,
    /// How many agents were signed in, on average.
    pub agents: f64,
}

/// The hours that were measured, day by day.
pub(super) fn heat_map(map: &HeatMap) -> Vec<HeatReport> {
    let report = map.cells.iter().map(|(at, cell)| HeatReport {
        day: map.days.get(at.day as usize).cloned().unwrap_or_default(),
        hour: at.hour,
        contacts: round(cell.contacts()),
        wait_mean_s: cell.arrived.waited_ns.value().map(|ns| round(ns / 1e9)),
        service_level: cell.arrived.in_time.value().map(round),
        occupancy: cell.occupancy().map(round),
        agents: round(cell.signed_in()),
    });
    report.collect()
}

/// Six digits after the point are more than anybody reads, and keep the document short.
fn round(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

/// What is told of each hour: what it is called, and its number.
pub(super) const TOLD: [(Told, &str); 5] = [
    (Told::Contacts, "contacts"),
    (Told::Wait, "wait, mean"),
    (Told::ServiceLevel, "service level"),
    (Told::Occupancy, "occupancy"),
    (Told::Agents, "agents signed in"),
];

/// One of the numbers of an hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Contacts,
    Wait,
    ServiceLevel,
    Occupancy,
    Agents,
}

impl Told {
    /// The number of an hour; none where there is none, or nothing.
    pub(super) fn of(self, it: &HeatReport) -> Option<f64> {
        let some = |number: f64| (number > 0.0).then_some(number);
        match self {
            Self::Contacts => some(it.contacts),
            Self::Wait => it.wait_mean_s,
            Self::ServiceLevel => it.service_level,
            Self::Occupancy => it.occupancy,
            Self::Agents => some(it.agents),
        }
    }
    /// The number in at most five characters; of shares, a percentage without its sign.
    pub(super) fn text(self, number: f64) -> String {
        match self {
            Self::ServiceLevel | Self::Occupancy => format!("{:.0}", 100.0 * number),
            Self::Wait if number >= 36_000.0 => format!("{:.0}h", number / 3_600.0),
            Self::Wait if number >= 3_600.0 => format!("{:.1}h", number / 3_600.0),
            Self::Wait if number >= 600.0 => format!("{:.0}m", number / 60.0),
            Self::Wait if number >= 100.0 => format!("{:.1}m", number / 60.0),
            Self::Wait => format!("{number:.0}s"),
            Self::Contacts | Self::Agents if number >= 9_999.5 => format!("{:.0}k", number / 1_000.0),
            Self::Contacts | Self::Agents if number >= 9.95 => format!("{number:.0}"),
            Self::Contacts | Self::Agents => {
                let text = format!("{number:.1}");
                text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
            }
        }
    }
    /// What it is counted in.
    pub(super) const fn unit(self) -> &'static str {
        match self {
            Self::Contacts => "an hour",
            Self::Wait => "of those who came then",
            Self::ServiceLevel | Self::Occupancy => "%",
            Self::Agents => "on average",
        }
    }
}

/// The days of a heat map in their order, and its first and last hour in which anything was there.
pub(super) fn edges(map: &[HeatReport]) -> (Vec<&str>, std::ops::RangeInclusive<u32>) {
    let mut days: Vec<&str> = Vec::new();
    for it in map {
        if days.last() != Some(&it.day.as_str()) {
            days.push(&it.day);
        }
    }
    let hours = || map.iter().filter(|it| it.contacts > 0.0 || it.agents > 0.0).map(|it| it.hour);
    (days, hours().min().unwrap_or(0)..=hours().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_five_characters() {
        let text = |told: Told, numbers: &[f64]| numbers.iter().map(|it| told.text(*it)).collect::<Vec<_>>();
        assert_eq!(text(Told::Contacts, &[0.25, 3.0, 9.96, 120.4, 9_999.6]), ["0.2", "3", "10", "120", "10k"]);
        assert_eq!(
            text(Told::Wait, &[0.4, 99.0, 130.0, 700.0, 5_000.0, 90_000.0]),
            ["0s", "99s", "2.2m", "12m", "1.4h", "25h"]
        );
        assert_eq!(text(Told::Occupancy, &[0.0, 0.856, 1.0]), ["0", "86", "100"]);
    }
}
