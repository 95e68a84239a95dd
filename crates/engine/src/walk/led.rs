//! A walk that a tape of bytes leads: everything in any order, with faults, restarts, notices that come late, twice or never,
//! and hours in which nothing happens. What a fuzzer turns the tape into is walked to its end.

use std::collections::VecDeque;

use super::draws::Draws;
use super::{Walk, walked_center};
use crate::Engine;
use crate::units::{SimSpan, WorkerId};

/// So many steps are walked at most, however long the tape is.
const STEPS_MAX: usize = 400;

impl Walk {
    /// Walks where a tape leads, to its end, and looks whether everything is as it should be after each step. The number of
    /// steps.
    ///
    /// # Panics
    /// It is not.
    pub fn led(tape: &[u8]) -> usize {
        let (head, rest) = tape.split_at(tape.len().min(2));
        let [kind, soon] = [0, 1].map(|place| head.get(place).copied().unwrap_or_default());
        let mut center = walked_center(kind.into());
        if soon.is_multiple_of(2) {
            center.timeouts.settled_task = SimSpan::from_secs(3);
            center.timeouts.paused = SimSpan::from_secs(20);
        }
        let mut walk = Self::at(center, kind.into());
        walk.looks_closely = soon.is_multiple_of(8);
        walk.stream = Draws::of(rest.to_vec(), kind.into());
        if soon % 4 < 2 {
            walk.engine.keep_journal();
        }
        let mut steps = 0;
        while steps < STEPS_MAX && !walk.stream.is_used_up() {
            walk.led_on();
            steps += 1;
        }
        walk.end();
        steps
    }

    fn led_on(&mut self) {
        match self.below(100) {
            0..=71 => self.step(),
            72..=81 => self.struck(),
            82..=88 => self.hears_in_any_order(),
            89 | 90 => self.restarts(),
            91..=93 => {
                let worker = self.worker();
                if self.chance(60) {
                    self.act(|engine, cx| engine.expire_session(cx, worker));
                } else {
                    self.act(|engine, cx| engine.renew_session(cx, worker));
                }
            }
            94 => self.passes(SimSpan::from_secs(3_600)),
            95 | 96 => {
                let worker = self.worker();
                self.act(|engine, cx| engine.sign_off(cx, worker));
            }
            97 | 98 => {
                let worker = self.worker();
                self.act(|engine, cx| engine.begin_session(cx, worker));
            }
            _ => {
                let worker = self.worker();
                self.engine.desktop_view(worker);
            }
        }
    }

    /// A notice comes before those that were sent sooner, or a second time, or goes astray.
    fn hears_in_any_order(&mut self) {
        let workers: Vec<WorkerId> = self.notices.keys().copied().collect();
        let Some(worker) = self.any(&workers) else { return };
        let waiting = self.notices.get(&worker).map_or(0, VecDeque::len);
        let place = self.below(waiting);
        let comes_again = self.chance(30);
        let Some(waiting) = self.notices.get_mut(&worker) else { return };
        let notice = if comes_again { waiting.get(place).copied() } else { waiting.remove(place) };
        if let Some(notice) = notice
            && self.chance(80)
        {
            self.act(|engine, cx| engine.deliver(cx, notice));
        }
    }

    /// The platform restarts from its journal, if it keeps one, and is what it was.
    fn restarts(&mut self) {
        let recovery = self.act(Engine::restart);
        assert!(recovery.is_none_or(|it| it.is_exact), "a restart made another state of {recovery:?}");
    }
}
