//! From people at work to people on the payroll: shrinkage, rostered hours, and what they cost.
//!
//! A plan says how many must be at work. Of the time that people are paid for, a part goes to breaks, training and
//! illness; that share is the shrinkage. Who needs ten at work with a shrinkage of 30 % rosters 10 / 0.7 of them.

use serde::Serialize;

use rushhour_engine::units::{SimSpan, SimTime, fits_a_number};
use rushhour_scenario::plan::Plan;
use rushhour_scenario::raw::Moment;
use rushhour_scenario::{Pair, pairs};

/// From this share on so little of the paid time is left that numbers of people mean nothing.
const SHARE_END: f64 = 0.99;
/// What to write for a share.
const SHARE: &str = "write a share of the paid time, of 0 % and more and below 99 %: `30%`";

/// What may stand behind the cost of an hour.
const PER_HOUR: [&str; 6] = ["/h", "/ h", "/hour", "/ hour", " an hour", " per hour"];

/// What is asked of a plan besides how many are at work.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// Which part of the paid time people are not at work.
    pub shrinkage: Option<Shrinkage>,
    /// What an hour costs.
    pub cost: Option<Cost>,
}

/// Which part of the paid time people are not at work: from each moment on so much. Before the first there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Shrinkage(Vec<(Moment, f64)>);

/// What an hour costs, in words that are kept: `32 EUR`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// As it was given.
    text: String,
    amount: f64,
    /// What stands before the number, and behind it.
    around: (String, String),
}

/// What a plan comes to, as documents have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RosterReport {
    /// Hours at work.
    pub work_hours: f64,
    /// The part of the paid time that people are not at work, over all; null where none was given.
    pub shrinkage: Option<f64>,
    /// Hours on the payroll: those at work over what the shrinkage leaves.
    pub rostered_hours: f64,
    /// What an hour costs, as it was given.
    pub cost_per_hour: Option<String>,
    /// What the rostered hours cost.
    pub cost: Option<f64>,
    /// The same with its currency.
    pub cost_text: Option<String>,
}

/// People at work for a stretch of the run.
#[derive(Clone, Copy, Debug)]
pub struct AtWork {
    /// When it begins.
    pub from: SimTime,
    /// How long it is.
    pub length: SimSpan,
    /// How many.
    pub agents: u32,
}

impl AtWork {
    /// Hours at work.
    pub fn hours(&self) -> f64 {
        f64::from(self.agents) * self.length.as_secs_f64() / 3600.0
    }
}

impl Shrinkage {
    /// Reads one share, or one from each moment on: `30%`, `09:00=30%,12:00=35%`. Nothing where the text is neither, and so
    /// names a file.
    ///
    /// # Errors
    /// What is wrong, and what to write.
    pub fn parse(text: &str) -> Option<Result<Self, String>> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Err(format!("a value is missing: {SHARE}, or name a file")));
        }
        if text.contains('=') {
            let pairs = text.split(',').map(|pair| pair.split_once('=').ok_or_else(|| wrong_pair(pair)));
            return Some(
                pairs
                    .map(|pair| pair.and_then(|(start, share)| step(start, share)))
                    .collect::<Result<_, _>>()
                    .and_then(Self::of)
                    .and_then(Self::once_each),
            );
        }
        let is_number = text.ends_with('%') || text.parse::<f64>().is_ok();
        is_number.then(|| Ok(Self(vec![(Moment::After(SimSpan::ZERO), share(text)?)])))
    }

    /// Reads a CSV file with the columns `start,shrinkage`.
    ///
    /// # Errors
    /// What is wrong, and in which line.
    pub fn read(text: &str) -> Result<Self, String> {
        let step =
            |row: Pair| step(&row.first, &row.second).map_err(|message| format!("line {}: {message}", row.line));
        Self::of(pairs(text, ("start", "shrinkage"))?.into_iter().map(step).collect::<Result<_, _>>()?)
    }

    /// No moment may be there twice.
    fn once_each(self) -> Result<Self, String> {
        let known = |place: usize, at: &Moment| self.0.iter().take(place).any(|(other, _)| other == at);
        match self.0.iter().enumerate().find(|(place, (at, _))| known(*place, at)) {
            Some((place, _)) => Err(format!("moment {} is there twice: write each once, in order", place + 1)),
            None => Ok(self),
        }
    }

    fn of(steps: Vec<(Moment, f64)>) -> Result<Self, String> {
        if steps.is_empty() {
            return Err("there is no shrinkage in it: write `start,shrinkage` and below it `09:00,30%`".to_owned());
        }
        Ok(Self(steps))
    }

    /// From which moments of a run on it is how much, in order of time.
    ///
    /// # Errors
    /// Its moments are none of the run.
    fn over(&self, plan: &Plan) -> Result<Vec<(SimTime, f64)>, String> {
        plan.laid_out(&self.0, 0.0).map_err(|message| format!("--shrinkage: {message}"))
    }
}

/// `09:00` and `30%`.
fn step(start: &str, text: &str) -> Result<(Moment, f64), String> {
    Ok((Moment::of_field(start.trim())?, share(text)?))
}

fn wrong_pair(pair: &str) -> String {
    format!("`{pair}` says not from when on: write `09:00=30%,12:00=35%`")
}

/// `30%` or `0.3`.
fn share(text: &str) -> Result<f64, String> {
    fits_a_number(text)?;
    let text = text.trim();
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().map(|percent| percent / 100.0),
        None => text.parse::<f64>(),
    };
    match number {
        Ok(share) if (0.0..SHARE_END).contains(&share) => Ok(share),
        Ok(_) => Err(format!("`{text}` is no shrinkage: {SHARE}")),
        Err(_) => Err(format!("`{text}` is no share: {SHARE}")),
    }
}

impl Cost {
    /// Reads a number, with or without a currency: `32`, `32.50 EUR`, `€32`.
    ///
    /// # Errors
    /// What is wrong, and what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        fits_a_number(text)?;
        let given = text.trim();
        // That it is for an hour is known.
        let by_the_hour = PER_HOUR.iter().find_map(|ending| given.strip_suffix(ending));
        let text = by_the_hour.unwrap_or(given).trim_end();
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let wrong = || {
            format!(
                "`{given}` is no cost: write a number that is not negative, with its currency or without: `32 EUR`"
            )
        };
        let begin = text.find(is_number).ok_or_else(wrong)?;
        let length = text[begin..].find(|c| !is_number(c)).unwrap_or(text.len() - begin);
        let (before, after) = (&text[..begin], &text[begin + length..]);
        let is_currency = |text: &str| text.trim().chars().all(|c| c.is_alphabetic() || is_currency_sign(c));
        let amount: f64 = text[begin..begin + length].parse().map_err(|_| wrong())?;
        let has_one = before.is_empty() || after.is_empty();
        if !(amount.is_finite() && has_one && is_currency(before) && is_currency(after)) {
            return Err(wrong());
        }
        Ok(Self { text: text.to_owned(), amount, around: (before.to_owned(), after.to_owned()) })
    }

    fn of(&self, hours: f64) -> f64 {
        hours * self.amount
    }
    /// An amount with its currency, where that was given.
    fn told(&self, amount: f64) -> String {
        let (before, after) = &self.around;
        format!("{before}{}{after}", rushhour_render::number::money(amount))
    }
}

/// Whether this is the sign of a currency.
const fn is_currency_sign(c: char) -> bool {
    matches!(c, '$' | '¢'..='¥' | '\u{20a0}'..='\u{20cf}' | '฿' | '﷼')
}

/// A roster for one plan.
#[derive(Clone, Debug)]
pub struct Rostered<'a> {
    roster: &'a Roster,
    steps: Vec<(SimTime, f64)>,
}

impl Roster {
    /// For the runs of this plan.
    ///
    /// # Errors
    /// The shrinkage does not fit the run.
    pub fn over(&self, plan: &Plan) -> Result<Rostered<'_>, String> {
        let steps = self.shrinkage.as_ref().map_or(Ok(Vec::new()), |it| it.over(plan))?;
        Ok(Rostered { roster: self, steps })
    }
}

impl Rostered<'_> {
    /// Whether nothing was asked for.
    pub fn is_none(&self) -> bool {
        self.roster.shrinkage.is_none() && self.roster.cost.is_none()
    }

    /// Hours on the payroll.
    pub fn hours(&self, at_work: &AtWork) -> f64 {
        let end = at_work.from + at_work.length;
        let mut hours = 0.0;
        let mut from = at_work.from;
        while from < end {
            let next = self.steps.iter().map(|(at, _)| *at).find(|at| *at > from).unwrap_or(end).min(end);
            hours += f64::from(at_work.agents) * next.since(from).as_secs_f64()
                / 3600.0
                / (1.0 - self.shrinkage_at(from));
            from = next;
        }
        hours
    }

    fn shrinkage_at(&self, at: SimTime) -> f64 {
        self.steps.iter().rev().find(|(from, _)| *from <= at).map_or(0.0, |(_, share)| *share)
    }

    /// How large the shrinkage is in a stretch; nothing where none was given.
    pub fn shrinkage(&self, from: SimTime, length: SimSpan) -> Option<f64> {
        self.roster.shrinkage.as_ref()?;
        let one = AtWork { from, length, agents: 1 };
        Some(kept(one.hours(), self.hours(&one)))
    }

    /// What so many hours cost; nothing where no cost was given.
    pub fn cost(&self, hours: f64) -> Option<f64> {
        self.roster.cost.as_ref().map(|cost| cost.of(hours))
    }

    /// What a plan comes to; nothing where nobody asked.
    pub fn report<'p>(&self, plan: impl Iterator<Item = AtWork> + 'p) -> Option<RosterReport> {
        if self.is_none() {
            return None;
        }
        let (mut work_hours, mut rostered_hours) = (0.0, 0.0);
        for at_work in plan {
            work_hours += at_work.hours();
            rostered_hours += self.hours(&at_work);
        }
        let cost = self.cost(rostered_hours);
        Some(RosterReport {
            work_hours,
            shrinkage: self.roster.shrinkage.as_ref().map(|_| kept(work_hours, rostered_hours)),
            rostered_hours,
            cost_per_hour: self.roster.cost.as_ref().map(|cost| cost.text.clone()),
            cost,
            cost_text: self.roster.cost.as_ref().zip(cost).map(|(per_hour, cost)| per_hour.told(cost)),
        })
    }
}

/// The part of the paid time that is not worked.
fn kept(work: f64, rostered: f64) -> f64 {
    // To nine decimals: what divisions leave behind is no shrinkage.
    let share = if rostered > 0.0 { 1.0 - work / rostered } else { 0.0 };
    (share * 1e9).round() / 1e9
}

impl RosterReport {
    /// In a line.
    pub fn sentence(&self) -> String {
        let mut text = format!("{:.1} hours at work", self.work_hours);
        if let Some(shrinkage) = self.shrinkage {
            text += &format!(
                ", with a shrinkage of {} that is {:.1} rostered hours",
                rushhour_render::number::share(shrinkage),
                self.rostered_hours
            );
        }
        if let (Some(per_hour), Some(cost)) = (&self.cost_per_hour, &self.cost_text) {
            text += &format!(", which cost {cost} at {per_hour} an hour");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_measure::testing::plan;
    use rushhour_scenario::days::{StartsAt, StartsOn};

    fn hours(n: u64) -> SimSpan {
        SimSpan::from_secs(3600 * n)
    }

    fn day(starts_at: &str, length: u64) -> Plan {
        let time = starts_at.parse().unwrap();
        let day = Some(StartsOn::parse("fri").unwrap());
        plan().varied(|plan| {
            (plan.starts_at, plan.duration) = (Some(StartsAt { time, day }), hours(length));
        })
    }

    fn rostered(shrinkage: &str, plan: &Plan, from: u64, length: u64, agents: u32) -> f64 {
        let roster = Roster { shrinkage: Some(Shrinkage::parse(shrinkage).unwrap().unwrap()), cost: None };
        let at_work = AtWork { from: SimTime::ZERO + hours(from), length: hours(length), agents };
        roster.over(plan).unwrap().hours(&at_work)
    }

    #[test]
    fn rostered_hours_are_those_at_work_over_what_shrinkage_leaves() {
        let morning = day("08:00", 8);
        assert!((rostered("30%", &morning, 0, 7, 10) - 100.0).abs() < 1e-9);
        assert!((rostered("0.3", &morning, 0, 7, 10) - 100.0).abs() < 1e-9);
        // Two hours of none, three of a half, two of a fifth.
        let by_time = "10:00=50%,13:00=20%";
        assert!((rostered(by_time, &morning, 0, 7, 1) - (2.0 + 6.0 + 2.5)).abs() < 1e-9);
        assert!((rostered("2h=50%,5h=20%", &morning, 0, 7, 1) - 10.5).abs() < 1e-9);
        assert_eq!(rostered("0%", &morning, 0, 8, 3), 24.0);
    }

    #[test]
    fn times_of_day_repeat_and_cross_midnight() {
        let night = day("22:00", 48);
        let by_time = "22:00=50%,02:00=0%";
        assert_eq!(rostered(by_time, &night, 0, 24, 1), 8.0 + 20.0);
        assert_eq!(rostered(by_time, &night, 24, 24, 1), 28.0);
        let roster = Roster { shrinkage: Some(Shrinkage::parse(by_time).unwrap().unwrap()), cost: None };
        let by_days = "00:00=50%,weekends 00:00=0%,sun 12:00=75%";
        let friday = day("00:00", 72);
        let of = |day: u64| rostered(by_days, &friday, 24 * day, 24, 1);
        assert_eq!([of(0), of(1), of(2)], [48.0, 24.0, 12.0 + 48.0]);
        let none = plan().varied(|plan| plan.duration = hours(2));
        assert!(roster.over(&none).unwrap_err().contains("starts_at"));
    }

    #[test]
    fn what_is_no_share_is_refused() {
        let refused = |text: &str| Shrinkage::parse(text).unwrap().unwrap_err();
        for text in [
            "",
            " ",
            "100%",
            "99%",
            "99.99999999999999%",
            "09:00=0.9999999",
            "09:00=30%,09:00=35%",
            "-1%",
            "130 %",
            "1",
            "30",
            "NaN",
            "inf",
            "09:00=100%",
            "09:00=,10:00=3%",
            "soon=30%",
            "09:00=30%,12:00",
        ] {
            assert!(refused(text).contains("write"), "{text}");
        }
        assert_eq!(Shrinkage::parse("shrinkage.csv"), None);
        let backwards =
            Roster { shrinkage: Some(Shrinkage::parse("90m=30%,30m=20%").unwrap().unwrap()), cost: None };
        assert!(backwards.over(&plan()).unwrap_err().contains("moment 2 does not come after"));
    }

    #[test]
    fn a_table_is_read_with_commas_or_semicolons() {
        let parsed = Shrinkage::parse("09:00=30.5%,12:00=35%").unwrap();
        assert_eq!(Shrinkage::read("start,shrinkage\n09:00,30.5%\n12:00,0.35\n"), parsed);
        assert_eq!(Shrinkage::read("Shrinkage;Start;note\n30,5%;9:00 AM;a\n35%;12:00-12:30;b\n"), parsed);
        insta::assert_snapshot!(Shrinkage::read("start,shrinkage\n09:00,30%\n10:00,130%\n").unwrap_err(), @"line 3: `130%` is no shrinkage: write a share of the paid time, of 0 % and more and below 99 %: `30%`");
        assert!(Shrinkage::read("from,share\n").unwrap_err().contains("no column `start`"));
        assert!(Shrinkage::read("start,shrinkage\n").unwrap_err().contains("no shrinkage in it"));
    }

    #[test]
    fn a_cost_keeps_its_words() {
        let told = |text: &str| Cost::parse(text).map(|cost| cost.told(cost.of(100.25)));
        assert_eq!(told("32").unwrap(), "3,208.00");
        assert_eq!(told("32 EUR").unwrap(), "3,208.00 EUR");
        assert_eq!(told("€0.5").unwrap(), "€50.12");
        for text in ["32 EUR/h", "32 EUR / h", "32 EUR an hour", "32 EUR per hour", "32 EUR/hour"] {
            assert_eq!(told(text).unwrap(), "3,208.00 EUR", "{text}");
            assert_eq!(Cost::parse(text).unwrap().text, "32 EUR");
        }
        assert_eq!(told("CA$ 2/h").unwrap(), "CA$ 200.50");
        for wrong in [
            "100%",
            "2%",
            "=2%",
            "32 EUR/d",
            "32 EUR/h/h",
            "€32 EUR",
            "/h",
            "(32)",
            "+3",
            "",
            "EUR",
            "-3",
            "1,000 EUR",
            "3-4",
            "1 2",
            "inf",
            "1.2.3",
        ] {
            assert!(told(wrong).is_err(), "{wrong}");
        }
    }
}
