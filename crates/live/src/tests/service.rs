//! The wallboard's service beside the report's, of one run: they follow one rule, so they are the same.

use std::io;
use std::path::Path;

use super::*;
use rushhour_engine::units::QueueId;
use rushhour_measure::{Measure, Observed, Ratio, Series, ServiceCounts, Tag};
use rushhour_scenario::metrics::Metric;
use rushhour_scenario::{FileKind, Files};

/// Callers who give up at once and later, are dropped, find no line, are sent elsewhere, handed on, and still wait when
/// the run is over.
const FLOOR: &str = "version: 1
duration: 60m
drain: 0s
center:
  queues:
    sales: {target: 20s, short_abandon: 5s}
    support: {target: 10s}
  timeouts: {task: 45s}
  lines: 7
agents:
  - {name: desk, count: 3, script: agent.rhai, queues: [sales, support]}
customers:
  - {name: buyers, script: caller.rhai, queue: sales, arrivals: {poisson: {rate: 90/h}}}
  - {name: users, script: caller.rhai, queue: support, arrivals: {poisson: {rate: 60/h}}}
distributions:
  talk: {exponential: {mean: 90s}}
  patience: {exponential: {mean: 60s}}
";
const AGENT: &str = r#"fn run(me) {
    me.set_activity("Available");
    for task in me.tasks() {
        if chance(0.1) {
            sleep("2s");
            me.invoke("RedirectCallTask", #{ sid: task.sid, callSid: task.call_sid, twiMLUrl: "https://example.org/menu" });
            continue;
        }
        if !me.accept(task) { continue; }
        if me.talk(task, "talk") && chance(0.3) { me.transfer(task, "support", "cold"); }
        me.wrapup(task);
        me.complete(task);
    }
}
"#;
const CALLER: &str = r#"fn run(me) {
    if me.phone() && me.wait_answer(sample("patience")) { me.wait_end(); }
}
"#;

struct Memory;

impl Files for Memory {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        match path.to_str() {
            Some("floor.yaml") => Ok(FLOOR.to_owned()),
            Some("agent.rhai") => Ok(AGENT.to_owned()),
            Some("caller.rhai") => Ok(CALLER.to_owned()),
            Some(_) | None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Lets the run go on, and tells the board of its end as the pacer of a show does.
struct Closes(Rc<RefCell<Board>>);

impl Pacer for Closes {
    fn pace(&mut self, _scene: &Scene<'_>, _next: SimTime) -> Pace {
        Pace::Go
    }
    fn pause(&mut self) {}
    fn done(&mut self, _cue: &Cue) {}
    fn ended(&mut self, scene: &Scene<'_>) {
        self.0.borrow_mut().close(scene.now);
    }
}

fn ratio(observed: &Observed, metric: Metric, tag: &Option<Tag>) -> Ratio {
    match observed.series.get(&Series { metric, tag: tag.clone() }).map(|pooled| &pooled.measure) {
        Some(Measure::Ratio(ratio)) => *ratio,
        other => panic!("{metric:?} of {tag:?} is {other:?}"),
    }
}

#[test]
fn the_wallboard_and_the_report_tell_the_same_service_of_a_run() {
    let plan = Arc::new(load_plan(Path::new("floor.yaml"), &Overrides::default(), &Memory).unwrap());
    let board = Rc::new(RefCell::new(Board::new(&plan)));
    let mut closes = Closes(Rc::clone(&board));
    let truncation = Truncation::Stated(SimSpan::ZERO);
    let stop = AtomicBool::new(false);
    let run = replicate_shown(&plan, truncation, &stop, Watch::new(&board), &mut closes).unwrap();
    let (observed, board) = (&run.observed, board.borrow());
    let of = |metric, tag: &Option<Tag>| ratio(observed, metric, tag);
    let queue = |number| Some(Tag::Queue(QueueId::new(number)));
    let sides: [(Option<Tag>, ServiceCounts); 3] =
        [(None, board.all.total), (queue(0), board.queues[0].total), (queue(1), board.queues[1].total)];
    for (tag, shown) in sides {
        assert_eq!(shown.in_time, of(Metric::ServiceLevel, &tag), "{tag:?}");
        let abandoned = Ratio { numerator: shown.abandoned.into(), denominator: shown.admitted().into() };
        assert_eq!(abandoned, of(Metric::AbandonRate, &tag), "{tag:?}");
        let blocked = Ratio { numerator: shown.blocked.into(), denominator: shown.offered.into() };
        assert_eq!(blocked, of(Metric::BlockRate, &tag), "{tag:?}");
        assert_eq!(u128::from(shown.answered), of(Metric::TransferRate, &tag).denominator, "{tag:?}");
    }
    let all = board.all.total;
    let turned_away = u128::from(all.admitted() - all.answered - all.abandoned);
    let left_out = u128::from(all.admitted()) - all.in_time.denominator;
    assert!(all.blocked > 0 && left_out > 0 && turned_away > 0, "the scenario shows too little: {all:?}");
    assert!(of(Metric::TransferRate, &None).numerator > 0);
}
