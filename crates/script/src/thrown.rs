//! The errors that native functions throw into scripts.

use rhai::{Dynamic, EvalAltResult, Position};

/// What an error of Rhai is passed around as.
pub(crate) type Thrown = Box<EvalAltResult>;

/// An error that a script may catch.
pub(crate) fn mistake(text: impl Into<String>) -> Thrown {
    let text: String = text.into();
    EvalAltResult::ErrorRuntime(text.into(), Position::NONE).into()
}

/// An error that no script can catch.
pub(crate) fn terminated() -> Thrown {
    EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into()
}

/// Whether the error only ends the script: it called `exit`.
pub(crate) fn is_exit(thrown: &Thrown) -> bool {
    let mut error = &**thrown;
    while let EvalAltResult::ErrorInFunctionCall(_, _, inner, _) = error {
        error = inner;
    }
    matches!(error, EvalAltResult::Exit(..))
}
