//! Speeds and tokens as they are typed, and what a terminal shows. The rest is tested by way of the binary.

mod admission;
mod service;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use super::*;
use rushhour_engine::units::{SimSpan, SimTime};
use rushhour_measure::Truncation;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::timeline::Cue;
use rushhour_scenario::{Disk, Overrides};
use rushhour_script::load_plan;
use rushhour_sim::{Pace, Pacer, Scene};
use rushhour_tools::run::replicate_shown;

#[test]
fn speeds_are_numbers_or_max() {
    assert_eq!("10".parse(), Ok(Speed::Times(10.0)));
    assert_eq!("0.1x".parse(), Ok(Speed::Times(0.1)));
    assert_eq!("max".parse(), Ok(Speed::Max));
    for wrong in ["0", "-1", "0.01", "1e9", "NaN", "fast", ""] {
        assert!(wrong.parse::<Speed>().is_err(), "{wrong}");
    }
}

#[test]
fn tokens_are_long_enough_and_fit_into_an_address() {
    assert!(Token::chosen("open-sesame").is_ok());
    for wrong in ["", "short", "with spaces in it", "slash/slash/slash"] {
        assert!(Token::chosen(wrong).is_err(), "{wrong}");
    }
    let (one, other) = (Token::generated().unwrap(), Token::generated().unwrap());
    assert_ne!(one.as_str(), other.as_str());
    assert_eq!(one.as_str().len(), 32);
}

/// Notes what the terminal would show when so much virtual time has passed.
struct Looks {
    plan: Arc<Plan>,
    board: Rc<RefCell<Board>>,
    at: SimTime,
    seen: Option<Vec<String>>,
}

impl Pacer for Looks {
    fn pace(&mut self, scene: &Scene<'_>, next: SimTime) -> Pace {
        if next >= self.at && self.seen.is_none() {
            let going = snapshot::Going {
                number: 1,
                at: self.at,
                speed: Speed::Times(60.0),
                paused: false,
                waiting: false,
                jumping: false,
                ended: false,
                lag: Lag { now: Duration::from_millis(1500), most: Duration::from_secs(2) },
                viewers: 0,
            };
            self.seen = Some(terminal::lines(&self.plan, scene, &self.board.borrow(), &going));
        }
        Pace::Go
    }
    fn pause(&mut self) {}
    fn done(&mut self, _cue: &Cue) {}
    fn ended(&mut self, _scene: &Scene<'_>) {}
}

#[test]
fn a_terminal_shows_a_surge_in_lines_that_fit() {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios/demo_monday_morning.yaml");
    let plan = Arc::new(load_plan(&scenario, &Overrides::default(), &Disk).unwrap());
    let board = Rc::new(RefCell::new(Board::new(&plan)));
    let at = SimTime::ZERO + SimSpan::from_secs(13 * 60);
    let mut looks = Looks { plan: Arc::clone(&plan), board: Rc::clone(&board), at, seen: None };
    let truncation = Truncation::Stated(SimSpan::ZERO);
    replicate_shown(&plan, truncation, &AtomicBool::new(false), Watch::new(&board), &mut looks).unwrap();
    insta::assert_snapshot!(looks.seen.unwrap().join("\n"));
}
