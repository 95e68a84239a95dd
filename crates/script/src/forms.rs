//! The forms of the functions that scripts register: what each is given, by how many parameters it takes and what they are
//! called.
//!
//! Both who registers one and whoever looks at a script before a run ask here, so both say the same.

use super::wording::parameters_in_words;
use rushhour_engine::effects::CallRole;

/// Something that a registered function is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Given {
    Me,
    Event,
    Original,
    Next,
}

/// What a function is given, in the order of its parameters.
pub(crate) type Form = &'static [Given];

const LISTENER: &[Form] = &[&[Given::Event], &[Given::Me, Given::Event]];
const REPLACEMENT: &[Form] = &[
    &[Given::Event, Given::Original],
    &[Given::Me, Given::Event, Given::Original],
    &[Given::Event, Given::Original, Given::Next],
    &[Given::Me, Given::Event, Given::Original, Given::Next],
];

/// The verbs by which functions are registered.
pub(crate) const REGISTERING: [(&str, CallRole); 4] = [
    ("before", CallRole::Before),
    ("after", CallRole::After),
    ("replace_action", CallRole::Replacement),
    ("register_action", CallRole::Body),
];

/// What a parameter's name says of what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meant {
    /// This.
    Given(Given),
    /// Something that no function is given: on the real desktop it is.
    Abort,
    /// Anything.
    Open,
}

impl Meant {
    fn by(name: &str) -> Self {
        match name.trim_start_matches('_') {
            "me" => Self::Given(Given::Me),
            "event" | "evt" | "ev" | "e" | "payload" => Self::Given(Given::Event),
            "original" | "orig" => Self::Given(Given::Original),
            "next" => Self::Given(Given::Next),
            "abort" | "abort_function" | "abort_fn" | "cancel" | "cancel_function" => Self::Abort,
            _ => Self::Open,
        }
    }
    fn fits(self, given: Given) -> bool {
        match self {
            Self::Given(meant) => meant == given,
            Self::Abort => false,
            Self::Open => true,
        }
    }
}

impl Given {
    const fn name(self) -> &'static str {
        match self {
            Self::Me => "me",
            Self::Event => "event",
            Self::Original => "original",
            Self::Next => "next",
        }
    }
}

/// The forms that a function may have in this role.
const fn forms(role: CallRole) -> &'static [Form] {
    match role {
        CallRole::Before | CallRole::After | CallRole::Body => LISTENER,
        CallRole::Replacement => REPLACEMENT,
    }
}

/// The form of a function that takes parameters of these names.
///
/// # Errors
/// What is wrong with them, and how it is written.
pub(crate) fn form_of(verb: &str, role: CallRole, names: &[&str]) -> Result<Form, String> {
    let of_length = || forms(role).iter().copied().filter(|form| form.len() == names.len());
    let mut fitting =
        of_length().filter(|form| form.iter().zip(names).all(|(given, name)| Meant::by(name).fits(*given)));
    match (fitting.next(), fitting.next()) {
        (Some(form), None) => Ok(form),
        (Some(one), Some(other)) => Err(format!(
            "the closure given to `{verb}` takes `{}`, which may be `{}` or `{}`: name the first one `me`, or the last one \
             `next`",
            names.join(", "),
            parameters(one),
            parameters(other)
        )),
        (None, _) if of_length().next().is_none() => Err(format!(
            "the closure given to `{verb}` takes {}: write `{}`",
            parameters_in_words(names.len()),
            shape(verb, forms(role)[0])
        )),
        (None, _) => {
            let shapes: Vec<String> = forms(role).iter().map(|form| format!("`{}`", shape(verb, form))).collect();
            let abort = if names.iter().any(|name| Meant::by(name) == Meant::Abort) {
                "; `event.abort()` stops the action"
            } else {
                ""
            };
            Err(format!(
                "the closure given to `{verb}` takes `{}`, which is none of its forms: write {}{abort}",
                names.join(", "),
                shapes.join(" or ")
            ))
        }
    }
}

/// How a function is registered that is given all that it needs.
pub(crate) fn first_shape(verb: &str, role: CallRole) -> String {
    shape(verb, forms(role)[0])
}

fn shape(verb: &str, form: Form) -> String {
    format!("{verb}(name, {} {{ … }})", parameters(form))
}

fn parameters(form: Form) -> String {
    let names: Vec<&str> = form.iter().map(|given| given.name()).collect();
    format!("|{}|", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_forms_of_the_same_length_apart() {
        let form = |names: &[&str]| form_of("replace_action", CallRole::Replacement, names);
        assert_eq!(form(&["event", "original"]), Ok(REPLACEMENT[0]));
        assert_eq!(form(&["me", "event", "original"]), Ok(REPLACEMENT[1]));
        assert_eq!(form(&["who", "e", "original"]), Ok(REPLACEMENT[1]));
        assert_eq!(form(&["_me", "a", "b"]), Ok(REPLACEMENT[1]));
        for names in [
            ["event", "original", "next"],
            ["payload", "original", "older"],
            ["a", "b", "next"],
            ["a", "original", "b"],
        ] {
            assert_eq!(form(&names), Ok(REPLACEMENT[2]), "{names:?}");
        }
        assert_eq!(form(&["me", "event", "original", "next"]), Ok(REPLACEMENT[3]));
        assert_eq!(form(&["a", "b", "c", "d"]), Ok(REPLACEMENT[3]));
        let open = form(&["a", "b", "c"]).unwrap_err();
        for part in ["`a, b, c`", "`|me, event, original|`", "`|event, original, next|`", "`me`", "`next`"] {
            assert!(open.contains(part), "{part}: {open}");
        }
    }

    #[test]
    fn what_fits_no_form_is_told_with_those_that_there_are() {
        for (role, names, parts) in [
            (CallRole::Before, &["event", "abort"][..], &["`event, abort`", "|me, event|", "event.abort()"][..]),
            (CallRole::Before, &["payload", "cancel"], &["event.abort()"]),
            (
                CallRole::After,
                &["me"],
                &["write `after(name, |event| { … })` or `after(name, |me, event| { … })`"],
            ),
            (CallRole::After, &["event", "me"], &["none of its forms"]),
            (CallRole::Body, &[], &["no parameters", "|event|"]),
            (CallRole::Body, &["event", "original"], &["none of its forms"]),
            (CallRole::Replacement, &["event"], &["1 parameter", "|event, original|"]),
            (CallRole::Replacement, &["me", "event"], &["none of its forms", "|event, original, next|"]),
            (CallRole::Replacement, &["me", "original", "next"], &["none of its forms"]),
            (CallRole::Replacement, &["next", "original", "event", "me"], &["none of its forms"]),
        ] {
            let verb = REGISTERING.iter().find(|(_, known)| *known == role).unwrap().0;
            let said = form_of(verb, role, names).unwrap_err();
            for part in parts {
                assert!(said.contains(part), "{part}: {said}");
            }
        }
        assert!(form_of("before", CallRole::Before, &["x", "y"]).is_ok());
    }
}
