//! `rushhour demo`: shows a scenario that is inside the binary on a wallboard, or writes it out to be changed.

use std::io;
use std::path::Path;

use super::args::{DemoArgs, RunArgs};
use super::{interrupt, output, run, scenario};
use crate::demos::{DEMOS, Demo, FILES, demo};
use rushhour_engine::nearest::suggestion;
use rushhour_report::ExitCode;

/// Shows a demo, lists all, or writes one out.
pub(super) fn show(args: &DemoArgs) -> io::Result<ExitCode> {
    if args.list {
        let width = DEMOS.iter().map(|demo| demo.name.len()).max().unwrap_or(0);
        let lines = DEMOS.iter().map(|demo| format!("{:width$}  {}\n", demo.name, demo.summary));
        output::print(&lines.collect::<String>())?;
        return Ok(ExitCode::Success);
    }
    let name = args.name.as_deref().unwrap_or(DEMOS.first().map_or("", |demo| demo.name));
    let Some(demo) = demo(name.trim_end_matches(".yaml").trim_start_matches("demo_")) else {
        let help = suggestion(name, DEMOS.iter().map(|demo| demo.name), "demos");
        output::error_line(&format!("there is no demo called `{name}`: {help}"));
        return Ok(ExitCode::Usage);
    };
    match &args.write {
        Some(directory) => write(demo, directory),
        None => play(demo, args),
    }
}

fn play(demo: &Demo, args: &DemoArgs) -> io::Result<ExitCode> {
    let mut live = args.live.clone();
    let plan = scenario::load_from(Path::new(demo.scenario), &args.scenario, None, &FILES);
    let plan = match super::live::controlled(plan, &live) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    live.speed.get_or_insert(demo.speed);
    live.wallboard.get_or_insert_with(super::address::here);
    let args = RunArgs::of_demo(args, live);
    if let Err(code) = run::touched(&args, &[], args.out.as_slice()).check() {
        return Ok(code);
    }
    let stop = interrupt::watch();
    let Some((document, code)) = run::run_one(&args, plan, &stop, args.out.as_deref())? else {
        return Ok(ExitCode::Unexpected);
    };
    run::write_json(&args, &[document])?;
    Ok(code)
}

/// Writes a demo's files, and what to do with them.
fn write(demo: &Demo, directory: &Path) -> io::Result<ExitCode> {
    let scenario = FILES.0.iter().filter(|(path, _)| *path == demo.scenario);
    let scripts = FILES.0.iter().filter(|(path, _)| path.starts_with("scripts/"));
    for (path, text) in scenario.chain(scripts) {
        let target = directory.join(path);
        if target.exists() {
            output::error_line(&format!("{} is there already, and is not overwritten", target.display()));
            return Ok(ExitCode::Unexpected);
        }
        output::write_file(&target, text)?;
    }
    let scenario = directory.join(demo.scenario);
    output::print(&format!(
        "{0} and its scripts are yours to change; `rushhour run {0} --wallboard` shows them\n",
        scenario.display()
    ))?;
    Ok(ExitCode::Success)
}
