//! Everything on: scripted agents and callers of an M/M/c queue, with observers, digest and audit.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot begin should say so at once")]

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rushhour_engine::units::SimSpan;
use rushhour_measure::Truncation;
use rushhour_scenario::plan::Plan;
use rushhour_scenario::{BuiltIns, FileKind, Files, Overrides, load_with};
use rushhour_sim::Quiet;
use rushhour_tools::run::replicate;

/// All of it is measured.
const WHOLE: Truncation = Truncation::Stated(SimSpan::ZERO);

/// Ten minutes of calls of a minute each, with nine agents in ten busy.
fn scenario(agents: u32) -> String {
    let calls_per_hour = f64::from(agents) * 0.9 * 60.0;
    format!(
        "version: 1\nduration: 10m\nagents:\n- {{name: desk, count: {agents}, script: agent.rhai, queue: q}}\n\
         customers:\n- {{name: callers, script: caller.rhai, queue: q, arrivals: {{poisson: {{rate: \
         {calls_per_hour}/h}}}}}}\ndistributions:\n  handle: {{exponential: {{mean: 60s}}}}\n"
    )
}

const AGENT: &str = r#"
fn run(me) {
    me.set_activity("Available");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, "handle");
        me.wrapup(task);
        me.complete(task);
    }
}
"#;

const CALLER: &str = r#"
fn run(me) {
    me.phone(me.queue);
    if me.wait_answer() { me.wait_end(); }
}
"#;

struct InMemory(String);

impl Files for InMemory {
    fn read(&self, path: &Path, _: FileKind) -> io::Result<String> {
        Ok(match path.extension().and_then(|ending| ending.to_str()) {
            Some("yaml") => self.0.clone(),
            _ if path.ends_with("agent.rhai") => AGENT.to_owned(),
            _ => CALLER.to_owned(),
        })
    }
}

fn plan(agents: u32) -> Plan {
    let built_ins = BuiltIns { names: &[], text: &|_| None, distributions: &[] };
    let files = InMemory(scenario(agents));
    load_with(Path::new("queue.yaml"), &Overrides::default(), &built_ins, &files).unwrap()
}

fn calls(c: &mut Criterion) {
    let mut group = c.benchmark_group("scripted calls");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    for agents in [100, 1_000] {
        let plan = plan(agents);
        let stop = AtomicBool::new(false);
        let contacts = replicate(&plan, WHOLE, 0, &stop, &Quiet).unwrap().observed.totals.contacts;
        group.throughput(Throughput::Elements(contacts));
        group.bench_with_input(BenchmarkId::new("M/M/c, agents", agents), &plan, |b, plan| {
            b.iter(|| replicate(plan, WHOLE, 0, &stop, &Quiet).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, calls);
criterion_main!(benches);
