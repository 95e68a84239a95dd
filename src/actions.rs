//! `rushhour actions [NAME]`: prints the catalogue of actions.
//!
//! The flags are read elsewhere; here the catalogue's table becomes text, JSON or a page of documentation. Nothing
//! here says anything about an action that the table does not.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use rushhour_engine::action::{Action, Code};
use rushhour_engine::catalog::{
    COMMON_FAILURES, Entry, Failure, Field, FieldKind, Group, Otherwise, entries, entry, of_group,
};
use rushhour_engine::synonyms::meant_action;

/// No action has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no action `{name}`{}", meant_action(.name))]
pub(crate) struct UnknownAction {
    /// What was asked for.
    pub name: String,
}

/// The action that a user means: by its name, in whatever case.
///
/// # Errors
/// There is none; the error names the nearest. The command line answers this with exit code 2.
pub(crate) fn find(name: &str) -> Result<Action, UnknownAction> {
    let named = Action::ALL.iter().find(|action| action.name().eq_ignore_ascii_case(name));
    named.copied().ok_or_else(|| UnknownAction { name: name.to_owned() })
}

/// Lists all actions by group, a line each.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn list(out: &mut impl Write) -> io::Result<()> {
    let width = entries().map(|entry| entry.action.name().len()).max().unwrap_or(0);
    for group in Group::ALL {
        writeln!(out, "{} ({})", group.title(), group.name())?;
        for entry in of_group(group) {
            writeln!(out, "  {:width$}  {}", entry.action, entry.summary)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`rushhour actions NAME` tells all about one of them.")
}

/// Tells all about one action.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn show(out: &mut impl Write, action: Action) -> io::Result<()> {
    let entry = entry(action);
    let backend = if entry.backend { "asks the backend" } else { "the desktop's own" };
    writeln!(out, "{action} ({}; {backend})", entry.group.name())?;
    writeln!(out, "{}\n", entry.summary)?;
    write_payload(out, entry)?;
    write_section(out, "Legal", &[entry.legal.to_owned()])?;
    write_section(out, "Effect", &[entry.effect.to_owned()])?;
    if let Some(returns) = entry.returns {
        write_section(out, "Settles with", &[returns.to_owned()])?;
    }
    if !entry.invokes.is_empty() {
        let names: Vec<&str> = entry.invokes.iter().map(|action| action.name()).collect();
        write_section(out, "May invoke", &[names.join(", ")])?;
    }
    if !entry.errors.is_empty() {
        write_section(out, "Rejected with", &entry.errors.iter().map(failure_line).collect::<Vec<_>>())?;
    }
    let differences = differences(entry);
    if differences.is_empty() {
        write_section(out, "Strict and compat mode", &[SAME.to_owned()])?;
    } else {
        write_section(out, "In compat mode, as in the real product", &differences)?;
    }
    if let Some(slip) = entry.slip {
        write_section(out, "A slip of its documentation", &[slip.to_owned()])?;
    }
    let examples: Vec<String> =
        [Some(entry.example), entry.verb].into_iter().flatten().map(str::to_owned).collect();
    write_section(out, "Example", &examples)
}

/// The catalogue as JSON: an array of objects, one an action.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn json(out: &mut impl Write) -> io::Result<()> {
    write_json(out, &Json::Array(entries().map(entry_json).collect()))
}

/// One action as JSON: an object.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn json_one(out: &mut impl Write, action: Action) -> io::Result<()> {
    write_json(out, &entry_json(entry(action)))
}

/// The catalogue as a page of documentation, in Markdown.
///
/// # Errors
/// What writing to `out` answers.
pub(crate) fn page(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# Actions\n")?;
    writeln!(
        out,
        "Generated from the catalogue. Whatever its own list says, an action can also be rejected with:\n"
    )?;
    for failure in COMMON_FAILURES {
        writeln!(out, "- `{}`: {}", failure.code, failure.when)?;
    }
    writeln!(
        out,
        "\nA centre has one of two modes. In `mode: strict`, the default, whatever fails is rejected with its code; in \
         `mode: compat` an invocation settles as it does in the published client. Each action says in what the two \
         differ; whatever it does not name is the same. They differ in:\n"
    )?;
    let differ = entries().filter(|entry| !differences(entry).is_empty()).map(|entry| {
        let name = entry.action.name();
        format!("[{name}](#{})", name.to_lowercase())
    });
    writeln!(out, "{}.", differ.collect::<Vec<_>>().join(", "))?;
    for group in Group::ALL {
        writeln!(out, "\n## {}", group.title())?;
        for entry in of_group(group) {
            page_entry(out, entry)?;
        }
    }
    Ok(())
}

fn page_entry(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    writeln!(out, "\n### {}\n\n{}\n", entry.action, entry.summary)?;
    writeln!(out, "- Payload: {}", entry.shape.describe())?;
    for field in entry.fields {
        let told = told(field);
        writeln!(out, "  - `{}` ({}): {}. {told}", field.name, needed(entry, field), field.kind)?;
        for inner in ignored_within(field) {
            writeln!(out, "    - `{}.{}`: {}", field.name, inner.name, self::told(inner))?;
        }
    }
    writeln!(out, "- Legal: {}\n- Effect: {}", entry.legal, entry.effect)?;
    if let Some(returns) = entry.returns {
        writeln!(out, "- Settles with: {returns}")?;
    }
    for failure in entry.errors {
        writeln!(out, "- `{}`: {}", failure.code, failure.when)?;
    }
    let differences = differences(entry);
    for difference in &differences {
        writeln!(out, "- In compat mode: {difference}")?;
    }
    if differences.is_empty() {
        writeln!(out, "- Strict and compat mode: {SAME}")?;
    }
    if let Some(slip) = entry.slip {
        writeln!(out, "- A slip of its documentation: {slip}")?;
    }
    writeln!(out, "\n```rhai\n{}\n```", entry.example)
}

fn write_section(out: &mut impl Write, title: &str, lines: &[String]) -> io::Result<()> {
    writeln!(out, "{title}")?;
    for line in lines {
        for part in textwrap(line, 96) {
            writeln!(out, "  {part}")?;
        }
    }
    writeln!(out)
}

fn write_payload(out: &mut impl Write, entry: &Entry) -> io::Result<()> {
    writeln!(out, "Payload: {}", entry.shape.describe())?;
    let width = entry.fields.iter().map(|field| field.name.len()).max().unwrap_or(0);
    for field in entry.fields {
        writeln!(out, "  {:width$}  {}; {}", field.name, needed(entry, field), field.kind)?;
        writeln!(out, "  {:width$}  {}", "", told(field))?;
        for inner in ignored_within(field) {
            writeln!(out, "  {:width$}  {}: {}", "", inner.name, told(inner))?;
        }
    }
    writeln!(out)
}

/// What a field is for, and that nothing hangs on it where that is so.
fn told(field: &Field) -> String {
    match field.ignored {
        Some(why) => format!("{} Ignored: {why}.", field.about),
        None => field.about.to_owned(),
    }
}

/// The entries of a field's maps on which nothing hangs.
fn ignored_within(field: &Field) -> impl Iterator<Item = &'static Field> {
    let inner: &[Field] = match field.kind {
        FieldKind::Record(inner) | FieldKind::Records(inner) => inner,
        _ => &[],
    };
    inner.iter().filter(|inner| inner.ignored.is_some())
}

/// What is said of an action that does the same in both modes.
const SAME: &str = "the same";

/// In what compat mode differs: what it passes over, then what it does otherwise.
fn differences(entry: &Entry) -> Vec<String> {
    let silent = entry.silent.iter().map(|case| silent_line(case.codes, case.when));
    silent.chain(entry.otherwise.iter().map(otherwise_line)).collect()
}

fn otherwise_line(it: &Otherwise) -> String {
    match it.rejects {
        Some(code) => format!("{} (rejected with {code}, where strict mode does it)", it.when),
        None => it.when.to_owned(),
    }
}

/// Whether a field must be there: `required`, `optional`, or `task or sid`.
fn needed(entry: &Entry, field: &Field) -> String {
    let pair = entry.pairs.iter().find(|pair| pair.required && pair.fields.contains(&field.name));
    match pair {
        Some(pair) => format!("{} or {}", pair.fields[0], pair.fields[1]),
        None if field.lenient => "required in strict mode".to_owned(),
        None if field.required => "required".to_owned(),
        None => "optional".to_owned(),
    }
}

fn failure_line(failure: &Failure) -> String {
    format!("{}: {}", failure.code, failure.when)
}

fn silent_line(codes: &[Code], when: &str) -> String {
    let names: Vec<&str> = codes.iter().map(|code| code.name()).collect();
    format!("{when} (settles as ok instead of {})", names.join(", "))
}

/// Breaks a line between words, so that no part is longer than `width` unless a word is.
fn textwrap(line: &str, width: usize) -> Vec<String> {
    // Code is not prose: a line of a script stays whole.
    if line.ends_with(';') {
        return vec![line.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        match parts.last_mut() {
            Some(part) if part.chars().count() + 1 + word.chars().count() <= width => {
                part.push(' ');
                part.push_str(word);
            }
            Some(_) | None => parts.push(word.to_owned()),
        }
    }
    parts
}

fn write_json(out: &mut impl Write, value: &Json) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

fn entry_json(entry: &Entry) -> Json {
    let pairs = |required: bool| -> Vec<[&str; 2]> {
        entry.pairs.iter().filter(|pair| pair.required == required).map(|pair| pair.fields).collect()
    };
    json!({
        "name": entry.action.name(),
        "group": entry.group.name(),
        "summary": entry.summary,
        "backend": entry.backend,
        "payload_shape": entry.shape.name(),
        "payload": entry.fields.iter().map(field_json).collect::<Vec<_>>(),
        "one_of": pairs(true),
        "must_agree": pairs(false),
        "precondition": entry.legal,
        "effect": entry.effect,
        "returns": entry.returns,
        "errors": entry.errors.iter().map(failure_json).collect::<Vec<_>>(),
        "invokes": entry.invokes.iter().map(|action| action.name()).collect::<Vec<_>>(),
        "silent": entry.silent.iter().map(|case| json!({
            "when": case.when,
            "codes": case.codes.iter().map(|code| code.name()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "otherwise": entry.otherwise.iter().map(|it| json!({
            "when": it.when,
            "rejects": it.rejects.map(Code::name),
        })).collect::<Vec<_>>(),
        "slip": entry.slip,
        "example": entry.example,
        "verb": entry.verb,
    })
}

fn field_json(field: &Field) -> Json {
    let mut object = json!({
        "name": field.name,
        "type": field.kind.to_string(),
        "required": field.required,
        "required_in_compat": field.required && !field.lenient,
        "about": field.about,
        "ignored": field.ignored,
    });
    if let (FieldKind::Record(inner) | FieldKind::Records(inner), Json::Object(object)) =
        (&field.kind, &mut object)
    {
        object.insert("fields".to_owned(), Json::Array(inner.iter().map(field_json).collect()));
    }
    object
}

fn failure_json(failure: &Failure) -> Json {
    json!({ "code": failure.code.name(), "when": failure.when })
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
    fn the_list_begins_with_tasks() {
        let list = text(list);
        let head: Vec<&str> = list.lines().take(5).collect();
        insta::assert_snapshot!(head.join("\n"), @r"
        Tasks and transfers (task)
          AcceptTask                   Accepts an offered task.
          RejectTask                   Refuses an offered task.
          EndVoiceTask                 Takes the next step towards the end: hang up, wrap up or complete.
          CompleteTask                 Completes a task.
        ");
        assert_eq!(list.lines().filter(|line| line.starts_with("  ")).count(), 67);
    }

    #[test]
    fn an_action_is_shown_whole() {
        insta::assert_snapshot!(text(|out| show(out, Action::CancelTransfer)), @r#"
        CancelTransfer (task; asks the backend)
        Takes a transfer back that nobody has accepted.

        Payload: an object
          task       task or sid; a task object, or a map with the `sid` of its reservation (WR…)
                     The task, as an object.
          sid        task or sid; the sid of a reservation (WR…)
                     The task, by its reservation: not the sid of the task itself.
          targetSid  optional; text
                     To whom it went. Ignored: a task has one transfer at a time.
          options    optional; a map
                     Those of the transfer. Ignored: a task has one transfer at a time.

        Legal
          A transfer of the task waits to be taken.

        Effect
          The transfer is canceled and the target's pending reservation with it; the agent keeps the
          contact.

        Rejected with
          NoTransferToCancel: the task is not being transferred
          TransferNotCancelable: the transfer has settled

        Strict and compat mode
          the same

        A slip of its documentation
          `targetSid` is listed as required; the example leaves it out.

        Example
          me.invoke("CancelTransfer", #{ sid: task.sid });
        "#);
    }

    #[test]
    fn it_is_told_in_what_the_modes_differ() {
        let differ = "In compat mode, as in the real product\n  ";
        let search = text(|out| show(out, Action::ApplyTeamsViewSearch));
        assert!(
            search.contains(&format!("{differ}without a text nothing happens (settles as ok instead of")),
            "{search}"
        );
        let kick = text(|out| show(out, Action::KickParticipant)).replace("\n  ", " ");
        assert!(kick.contains("(rejected with CouldNotKick, where strict mode does it)"), "{kick}");
        let page = text(page);
        for entry in entries() {
            let whole = page.split("\n### ").find(|part| part.starts_with(entry.action.name())).unwrap();
            let differs = !entry.silent.is_empty() || !entry.otherwise.is_empty();
            assert_eq!(whole.contains("\n- In compat mode: "), differs, "{whole}");
            assert_eq!(whole.contains("\n- Strict and compat mode: the same\n"), !differs, "{whole}");
        }
    }

    #[test]
    fn every_action_is_in_the_json_with_its_fields() {
        let whole: Vec<Json> = serde_json::from_str(&text(json)).unwrap();
        assert_eq!(whole.len(), 67);
        let hold = whole.iter().find(|entry| entry["name"] == "HoldCall").unwrap();
        assert_eq!(hold["one_of"], json!([["task", "sid"]]));
        assert_eq!(hold["payload"][1]["name"], "sid");
        assert_eq!(hold["errors"][0]["code"], "CantHoldCall");
        assert_eq!(*hold, serde_json::from_str::<Json>(&text(|out| json_one(out, Action::HoldCall))).unwrap());
    }

    #[test]
    fn the_page_has_a_heading_for_every_action() {
        let page = text(page);
        assert_eq!(page.lines().filter(|line| line.starts_with("### ")).count(), 67);
    }

    #[test]
    fn names_are_found_in_any_case_and_slips_are_answered_with_the_nearest() {
        assert_eq!(find("holdcall"), Ok(Action::HoldCall));
        let error = find("AcceptTsk").unwrap_err();
        assert_eq!(error.to_string(), "there is no action `AcceptTsk`; did you mean `AcceptTask`?");
        assert_eq!(find("zzz").unwrap_err().to_string(), "there is no action `zzz`");
    }
}
