//! The key `faults`: each fault gets its name and its window, and its kind checks the rest.

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use super::checks::Checks;
use super::kind::RawFaultHeader;
use super::known::Known;
use super::list::{FaultPlan, RawFault};
use crate::checks::{Clock, Context, check_name};
use crate::path::{Aim, NodePath};
use crate::values::Moment;
use crate::window::Window;
use rushhour_engine::units::SimTime;

/// Resolves all faults.
pub(crate) fn resolve(raw: &[RawFault], known: &Known<'_>, context: &mut Context<'_>) -> Vec<FaultPlan> {
    let path = NodePath::root().key("faults");
    let names = names(raw, &path, context);
    if raw.len() > usize::from(u16::MAX) {
        context.issues.add(&path, "there are more than 65,535 faults", "join some of them");
    }
    let resolved = raw.iter().zip(names).enumerate().map(|(place, (raw, name))| {
        let path = path.index(place).key(raw.kind());
        let window = window(&raw.header(), known.clock, &path, context);
        FaultPlan::resolve(name, window, raw, &mut Checks { known, path, context })
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
    let name_of = |fault: &RawFault| match fault.header().name {
        Some(name) => SmolStr::new(name),
        None => {
            let numbered = (2_u32..).map(|number| format_smolstr!("{}-{number}", fault.kind()));
            let free = std::iter::once(SmolStr::new_static(fault.kind()))
                .chain(numbered)
                .find(|name| !given.contains_key(name))
                .unwrap_or_default();
            given.insert(free.clone(), NodePath::root());
            free
        }
    };
    raw.iter().map(name_of).collect()
}

/// From when to when a fault may strike.
fn window(header: &RawFaultHeader<'_>, clock: &Clock, path: &NodePath, context: &mut Context<'_>) -> Window {
    if header.on_cue {
        if header.from.is_some() || header.until.is_some() {
            let help = "keep `on_cue`, or the moments";
            let message = "a fault that waits for its cue has no `from` and `until`";
            context.issues.add_key(&path.key("on_cue"), message, help);
        }
        return Window::NEVER;
    }
    let mut edge = |moment: Option<Moment>, key: &str, default: SimTime| {
        moment.map_or(default, |moment| clock.moment(moment, &path.key(key), Aim::Value, context))
    };
    let from = edge(header.from, "from", SimTime::ZERO);
    let until = edge(header.until, "until", clock.end());
    let by_clock = |moment| matches!(moment, Some(Moment::Clock(..)));
    let is_known = clock.starts_at.is_some() || !(by_clock(header.from) || by_clock(header.until));
    if header.until.is_some() && until <= from && is_known {
        let message = format!("the fault ends ({until}) before it begins ({from})");
        context.issues.add(&path.key("until"), message, "`until` comes after `from`");
    } else if from >= clock.end() {
        // Not a mistake where `--duration` shortens the run.
        let message = format!("{path}: the fault begins ({from}) when the run is over ({})", clock.end());
        context.warnings.push(message);
    }
    // Faults stop with the arrivals: what is left gets the time to settle.
    Window { from, until }.before(clock.end())
}
