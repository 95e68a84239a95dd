//! What is to be done next at one moment: the threads that go on, and what the engine is told of functions of scripts.

use rushhour_engine::effects::ScriptCall;
use rushhour_engine::hooks::ScriptEnd;
use rushhour_engine::units::FiberId;
use rushhour_script::request::Reply;

/// Something that is to be done at this moment.
pub(crate) enum Turn {
    /// A thread goes on with this answer.
    Goes(FiberId, Option<Reply>),
    /// The engine is told that a listener waits.
    ListenerWaits(ScriptCall),
    /// The engine is told that a function has ended.
    CallEnded(Box<(ScriptCall, ScriptEnd)>),
}
