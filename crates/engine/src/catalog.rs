//! The catalogue of actions: what each takes, needs and does.
//!
//! `rushhour actions` and the documentation print it, and payloads are checked by it. It holds facts and words, and never
//! looks at the state of a centre. Each group of [`crate::actions`] brings the entries of its own.

use crate::action::{Action, Code};
use crate::actions::facts;
pub use crate::entry::{Entry, Failing, Failure, Field, FieldKind, Group, Otherwise, Pair, Shape, Silent};

/// What can happen to an invocation of any action, whatever its own entry says.
pub static COMMON_FAILURES: &[Failure] = &[
    Failure { code: Code::ActionNotFound, when: "nothing is registered under this name" },
    Failure { code: Code::ActionPending, when: "the same payload, or a part of it, is being handled already" },
    Failure {
        code: Code::ActionBlocked,
        when: "this payload is blocked until an earlier call of it has taken effect",
    },
    Failure { code: Code::IncompletePayload, when: "a required field is missing" },
    Failure {
        code: Code::InvalidPayload,
        when: "a field is of the wrong type, or two fields contradict each other",
    },
    Failure { code: Code::AbortedByListener, when: "a before-listener aborted it" },
    Failure { code: Code::NotSignedIn, when: "the worker has logged out" },
    Failure { code: Code::ActionFailed, when: "a function of a script that stood in for its body failed" },
    Failure { code: Code::InvocationLost, when: "the desktop was reloaded before it had settled" },
    Failure { code: Code::BackendUnavailable, when: "a fault of the scenario made the backend fail" },
    Failure { code: Code::LimitReached, when: "a limit is reached: `rushhour limits` has all of them" },
];

/// The entry of an action.
pub fn entry(action: Action) -> &'static Entry {
    facts(action).entry
}

/// All entries, in the order of the actions.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    Action::ALL.iter().map(|action| entry(*action))
}

/// The entries of a group, in the order of the actions.
pub fn of_group(group: Group) -> impl Iterator<Item = &'static Entry> {
    entries().filter(move |entry| entry.group == group)
}

/// The code of an action whose request the backend failed; of a call where that makes a difference. Nothing for
/// actions that ask no backend.
pub fn failing(action: Action, is_call: bool) -> Option<Code> {
    let Entry { backend, failing, .. } = entry(action);
    backend.then_some(if is_call { failing.call } else { failing.other })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_its_own_entry() {
        for action in Action::ALL {
            assert_eq!(entry(*action).action, *action);
        }
    }

    #[test]
    fn every_action_is_listed_in_exactly_one_group() {
        let listed: Vec<Action> =
            Group::ALL.iter().flat_map(|group| of_group(*group)).map(|entry| entry.action).collect();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!((listed.len(), sorted.len()), (Action::ALL.len(), Action::ALL.len()));
    }

    #[test]
    fn every_required_field_is_in_the_example() {
        for entry in entries().filter(|entry| entry.shape == Shape::Object) {
            for field in entry.fields.iter().filter(|field| field.required) {
                assert!(entry.example.contains(field.name), "{}: {}", entry.action, field.name);
            }
            for pair in entry.pairs.iter().filter(|pair| pair.required) {
                assert!(pair.fields.iter().any(|field| entry.example.contains(field)), "{}", entry.action);
            }
        }
    }

    #[test]
    fn pairs_name_optional_fields_of_their_action() {
        for entry in entries() {
            for name in entry.pairs.iter().flat_map(|pair| pair.fields) {
                let field = entry.field(name);
                assert!(field.is_some_and(|field| !field.required), "{}: {name}", entry.action);
            }
        }
    }

    #[test]
    fn nobody_but_the_shapes_without_fields_has_no_fields() {
        for entry in entries() {
            let none = matches!(entry.shape, Shape::None);
            assert_eq!(entry.fields.is_empty(), none, "{}", entry.action);
            let bare = matches!(entry.shape, Shape::BareText | Shape::BareInt);
            assert!(!bare || entry.fields.len() == 1, "{}", entry.action);
        }
    }

    #[test]
    fn prose_is_short_and_has_no_stray_ends() {
        for entry in entries() {
            for text in [entry.summary, entry.legal, entry.effect].into_iter().chain(entry.slip) {
                assert!(!text.is_empty() && text == text.trim() && text.len() < 400, "{}: {text}", entry.action);
                assert!(text.ends_with('.'), "{}: {text}", entry.action);
            }
            let clauses = entry.errors.iter().map(|failure| failure.when);
            let compat = entry.silent.iter().map(|case| case.when).chain(entry.otherwise.iter().map(|it| it.when));
            for text in clauses.chain(compat) {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text}", entry.action);
            }
        }
    }

    #[test]
    fn a_silence_passes_over_some_rejection() {
        for entry in entries() {
            assert!(entry.silent.iter().all(|case| !case.codes.is_empty()), "{}", entry.action);
        }
    }

    #[test]
    fn no_code_is_listed_twice_for_an_action() {
        for entry in entries() {
            let mut codes: Vec<Code> = entry.errors.iter().map(|failure| failure.code).collect();
            let all = codes.len();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), all, "{}", entry.action);
        }
    }

    #[test]
    fn an_action_never_invokes_itself_even_through_others() {
        fn reaches(from: Action, to: Action) -> bool {
            entry(from).invokes.iter().any(|next| *next == to || reaches(*next, to))
        }
        for action in Action::ALL {
            assert!(!reaches(*action, *action), "{action}");
        }
    }

    #[test]
    fn whatever_asks_the_backend_has_a_code_that_its_entry_lists() {
        for action in Action::ALL {
            let entry = entry(*action);
            for is_call in [false, true] {
                let code = failing(*action, is_call);
                assert_eq!(code.is_some(), entry.backend, "{action}");
                let Some(code) = code else { continue };
                let own = entry.errors.iter().chain(COMMON_FAILURES).any(|failure| failure.code == code);
                assert!(own || entry.swallows(code), "{action} does not list {code}");
            }
        }
    }
}
