//! `rushhour invariants [NAME|NUMBER]`: prints what must hold, and why.
//!
//! The flags are read elsewhere; here the audit's list becomes text or JSON.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use rushhour_engine::audit::{ALL, CheckedBy, Described};
use rushhour_engine::nearest::did_you_mean;

/// No invariant has this name or number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no invariant `{name}`{}", did_you_mean(.name, ALL.iter().map(|it| it.invariant.name)))]
pub(crate) struct UnknownInvariant {
    /// What was asked for.
    pub name: String,
}

/// The invariant that a user means: by its name, in whatever case, or by its number.
///
/// # Errors
/// There is none; the error names the nearest. The command line answers this with exit code 2.
pub(crate) fn find(name: &str) -> Result<&'static Described, UnknownInvariant> {
    rushhour_engine::audit::find(name).ok_or_else(|| UnknownInvariant { name: name.to_owned() })
}

/// Lists all invariants: number, name and statement.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn list(out: &mut impl Write) -> io::Result<()> {
    let width = ALL.iter().map(|it| it.invariant.name.len()).max().unwrap_or(0);
    for it in &ALL {
        writeln!(out, "{:>2}  {:width$}  {}", it.invariant.number, it.invariant.name, it.invariant.statement)?;
    }
    writeln!(out, "\n`rushhour invariants NAME` tells why one of them matters.")
}

/// Tells all about one invariant.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn show(out: &mut impl Write, it: &Described) -> io::Result<()> {
    writeln!(out, "{} ({})", it.invariant.name, it.invariant.number)?;
    writeln!(out, "{}", it.invariant.statement)?;
    writeln!(out, "\nWhy: {}", it.why)?;
    writeln!(out, "Checked: {}", checked(it.checked_by))
}

/// All invariants as JSON: an array of objects.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn json(out: &mut impl Write) -> io::Result<()> {
    write_json(out, &Json::Array(ALL.iter().map(described_json).collect()))
}

/// One invariant as JSON: an object.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn json_one(out: &mut impl Write, it: &Described) -> io::Result<()> {
    write_json(out, &described_json(it))
}

const fn checked(by: CheckedBy) -> &'static str {
    match by {
        CheckedBy::Audit => "in every run, after every step",
        CheckedBy::SecondRun => "by running a seed twice and comparing the digests",
    }
}

fn described_json(it: &Described) -> Json {
    json!({
        "number": it.invariant.number,
        "name": it.invariant.name,
        "statement": it.invariant.statement,
        "why": it.why,
        "checked": checked(it.checked_by),
        "active": it.checked_by == CheckedBy::Audit,
    })
}

fn write_json(out: &mut impl Write, value: &Json) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn an_invariant_is_explained() {
        insta::assert_snapshot!(text(|out| show(out, find("14").unwrap())), @r"
        accept-rescinds (14)
        When a reservation is accepted, the others of its task that are pending are rescinded at the same instant.

        Why: Otherwise a second agent accepts what is taken.
        Checked: in every run, after every step
        ");
    }

    #[test]
    fn the_list_and_the_json_have_all_of_them() {
        let list = text(list);
        assert_eq!(list.lines().take_while(|line| !line.is_empty()).count(), ALL.len());
        assert!(list.starts_with(" 1  capacity "), "{list}");
        let whole: Vec<Json> = serde_json::from_str(&text(json)).unwrap();
        assert_eq!(whole.len(), ALL.len());
        assert_eq!(whole[0], serde_json::from_str::<Json>(&text(|out| json_one(out, &ALL[0]))).unwrap());
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest() {
        assert_eq!(find("Capacity").map(|it| it.invariant.number), Ok(1));
        let error = find("one-voices").unwrap_err();
        assert_eq!(error.to_string(), "there is no invariant `one-voices`; did you mean `one-voice`?");
    }
}
