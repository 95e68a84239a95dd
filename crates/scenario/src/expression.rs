//! Expressions of a scenario, as texts: the script host compiles them.

use std::sync::Arc;

/// A Rhai expression of the scenario.
#[derive(Clone, Debug)]
pub struct ExpressionSource {
    /// Where it stands: `center.workflow.filters[0].when`.
    pub path: String,
    /// One expression, in Rhai.
    pub text: Arc<str>,
}
