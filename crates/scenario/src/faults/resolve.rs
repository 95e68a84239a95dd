//! The key `faults`: each fault gets its name and its window, and its kind checks the rest.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::checks::Checks;
use super::kind::RawFaultHeader;
use super::known::Known;
use super::list::{FaultPlan, RawFault};
use crate::checks::{Clock, Context, Noun, Turns, check_name};
use crate::path::{Aim, NodePath};
use crate::window::Windows;

/// Resolves all faults.
pub(crate) fn resolve(raw: &[RawFault], known: &Known<'_>, context: &mut Context<'_>) -> Vec<FaultPlan> {
    let path = NodePath::root().key("faults");
    let names = names(raw, &path, context);
    if raw.len() > usize::from(u16::MAX) {
        context.issues.add(&path, "there are more than 65,535 faults", "join some of them");
    }
    let resolved = raw.iter().zip(names).enumerate().map(|(place, (raw, name))| {
        let path = path.index(place).key(raw.kind());
        let windows = windows(&raw.header(), known.clock, &path, context);
        FaultPlan::resolve(name, windows, raw, &mut Checks { known, path, context })
    });
    resolved.collect()
}

/// The names: those that are given, and for the others their kinds, numbered where there are several.
fn names(raw: &[RawFault], path: &NodePath, context: &mut Context<'_>) -> Vec<SmolStr> {
    let mut given: BTreeMap<SmolStr, NodePath> = BTreeMap::new();
    for (place, fault) in raw.iter().enumerate() {
        let Some(name) = fault.header().name else { continue };
        let path = path.index(place).key(fault.kind()).key("name");
        check_name(name, "fault", &path, Aim::Value, context);
        if let Some(first) = given.get(name) {
            let help = format!("rename one of them; the other is {first}");
            context.issues.add(&path, format!("there are two faults called `{name}`"), help);
        } else {
            given.insert(SmolStr::new(name), path.parent().unwrap_or_default());
        }
    }
    // Of each kind, the number from which on one may be free.
    let mut next: BTreeMap<&str, u32> = BTreeMap::new();
    let name_of = |fault: &RawFault| match fault.header().name {
        Some(name) => SmolStr::new(name),
        None => {
            let number = next.entry(fault.kind()).or_insert(1);
            let free = loop {
                let name = match *number {
                    1 => SmolStr::new_static(fault.kind()),
                    number => format_smolstr!("{}-{number}", fault.kind()),
                };
                *number += 1;
                if !given.contains_key(&name) {
                    break name;
                }
            };
            given.insert(free.clone(), NodePath::root());
            free
        }
    };
    raw.iter().map(name_of).collect()
}

/// From when to when a fault may strike: between times of day, on every day of the run.
fn windows(header: &RawFaultHeader<'_>, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Windows {
    if header.on_cue {
        if header.from.is_some() || header.until.is_some() {
            let help = "keep `on_cue`, or the moments";
            let message = "a fault that waits for its cue has no `from` and `until`";
            context.issues.add_key(&path.key("on_cue"), message, help);
        }
        return Windows::default();
    }
    let turns = Turns::of((header.from, header.until, &[]), Noun::Fault, path, context);
    let windows = turns.windows(clock, path, context);
    if windows.iter().all(|window| window.from >= clock.end()) {
        // Not a mistake where `--duration` shortens the run.
        let from = windows.first().map_or_else(String::new, |window| format!(" ({})", window.from));
        let message = format!("{path}: the fault begins{from} when the run is over ({})", clock.end());
        context.warnings.push(message);
    }
    // Faults stop with the arrivals: what is left gets the time to settle.
    Windows::new(windows).before(clock.end())
}
