//! `rushhour demo`: shows a scenario that is inside the binary on a wallboard, or writes it out to be changed.

use std::io;
use std::path::{Path, PathBuf};

use super::args::{DemoArgs, RunArgs};
use super::overwriting::Touched;
use super::{interrupt, output, run, scenario, whole_files};
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
    let stop = interrupt::watch();
    let mut live = args.live.clone();
    let plan = scenario::load_from(Path::new(demo.scenario), &args.scenario, None, &FILES);
    let plan = match super::live::controlled(plan, &live) {
        Ok(plan) => plan,
        Err(code) => return Ok(code),
    };
    live.speed.get_or_insert(demo.speed);
    live.wallboard.get_or_insert_with(super::address::here);
    let args = RunArgs::of_demo(args, live);
    if let Err(code) = run::touched(&args, &[], args.out.as_slice()).check_and_try() {
        return Ok(code);
    }
    let Some((document, code)) = run::run_one(&args, plan, &stop, args.out.as_deref(), None)? else {
        return Ok(ExitCode::Unexpected);
    };
    Ok(code.worse(output::told(run::write_json(&args, &[document]))))
}

/// Writes a demo's files, and what to do with them.
fn write(demo: &Demo, directory: &Path) -> io::Result<ExitCode> {
    let scenario = FILES.0.iter().filter(|(path, _)| *path == demo.scenario);
    let scripts = FILES.0.iter().filter(|(path, _)| path.starts_with("scripts/"));
    let files: Vec<(PathBuf, &str)> = scripts.chain(scenario).map(|(path, text)| (path.into(), *text)).collect();
    if let Some(there) = files.iter().map(|(path, _)| directory.join(path)).find(|path| path.exists()) {
        output::error_line(&format!("{} is there already, and is not overwritten", there.display()));
        return Ok(ExitCode::Unexpected);
    }
    let mut touched = Touched::default();
    touched.writes_into_by("--write", directory, |_| false);
    if let Err(code) = touched.check_and_try() {
        return Ok(code);
    }
    whole_files::write_loose(directory, &files)?;
    let scenario = directory.join(demo.scenario);
    output::print(&format!(
        "{0} and its scripts are yours to change; `rushhour run {0} --wallboard` shows them\n",
        scenario.display()
    ))?;
    Ok(ExitCode::Success)
}
