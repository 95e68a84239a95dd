//! The fast path of common expressions: comparisons of attributes with literals, joined by `&&`, `||` and `!`.
//!
//! It answers exactly as Rhai does or not at all: whatever it has the least doubt about (numbers of different
//! kinds, missing entries in an order, anything but plain values) is left to Rhai.

use std::cmp::Ordering;

use rhai::{AST, Expr, Stmt, Token};
use smol_str::SmolStr;

use rushhour_engine::predicates::{QueueFacts, TaskFacts, WorkerFacts};
use rushhour_engine::value::Value;

/// What an expression is asked about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Facts<'a> {
    /// `task`, `queue`, `channel`, `priority`.
    Task(TaskFacts<'a>),
    /// `workers`, `queue.waiting`.
    Queue(QueueFacts<'a>),
    /// `worker`.
    Worker(&'a Value),
    /// What a task has, and `worker`.
    Pair(TaskFacts<'a>, WorkerFacts<'a>),
}

/// An expression that can be answered without Rhai.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Condition {
    /// `true` or `false`.
    Literal(bool),
    /// An attribute that is a boolean.
    Attribute(Path),
    Compare(Operand, Operator, Operand),
    /// Whether a list of texts contains one.
    InList(Path, Operand),
    /// Joined by `&&`.
    All(Vec<Self>),
    /// Joined by `||`.
    Any(Vec<Self>),
    /// `!`
    Not(Box<Self>),
}

/// An operator that compares two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    /// Something of the facts.
    Path(Path),
    Text(SmolStr),
    Int(i64),
    Bool(bool),
}

/// A variable and the entries that lead on from it: `task`, `address`, `city`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path {
    root: SmolStr,
    keys: Vec<SmolStr>,
}

/// A value that is neither a list nor a map, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scalar<'a> {
    Missing,
    Bool(bool),
    Int(i64),
    Text(&'a str),
}

impl Condition {
    /// The expression in this form, if it has it.
    pub(crate) fn compile(ast: &AST) -> Option<Self> {
        match ast.statements() {
            [Stmt::Expr(expression)] => Self::of(expression),
            _ => None,
        }
    }

    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::BoolConstant(value, _) => Some(Self::Literal(*value)),
            Expr::And(parts, _) => parts.iter().map(Self::of).collect::<Option<_>>().map(Self::All),
            Expr::Or(parts, _) => parts.iter().map(Self::of).collect::<Option<_>>().map(Self::Any),
            Expr::FnCall(call, _) => match (call.name.as_str(), &call.args[..]) {
                ("!", [inner]) => Some(Self::Not(Box::new(Self::of(inner)?))),
                // `in` is a call of `contains` with its sides exchanged.
                ("contains", [list, text]) => Some(Self::InList(Path::of(list)?, Operand::of(text)?)),
                (_, [left, right]) => {
                    let operator = Operator::of(call.op_token.as_ref()?)?;
                    Some(Self::Compare(Operand::of(left)?, operator, Operand::of(right)?))
                }
                _ => None,
            },
            Expr::Variable(..) | Expr::Dot(..) => Path::of(expression).map(Self::Attribute),
            _ => None,
        }
    }

    /// What Rhai would answer; nothing where Rhai has to be asked.
    pub(crate) fn answer(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::Literal(value) => Some(*value),
            Self::Attribute(path) => match path.scalar(facts)? {
                Scalar::Bool(value) => Some(value),
                Scalar::Missing | Scalar::Int(_) | Scalar::Text(_) => None,
            },
            Self::Compare(left, operator, right) => operator.holds(left.scalar(facts)?, right.scalar(facts)?),
            Self::InList(path, text) => match text.scalar(facts)? {
                Scalar::Text(text) => path.list_contains(facts, text),
                Scalar::Missing | Scalar::Bool(_) | Scalar::Int(_) => None,
            },
            Self::All(parts) => {
                for part in parts {
                    if !part.answer(facts)? {
                        return Some(false);
                    }
                }
                Some(true)
            }
            Self::Any(parts) => {
                for part in parts {
                    if part.answer(facts)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Self::Not(inner) => inner.answer(facts).map(|value| !value),
        }
    }
}

impl Operator {
    fn of(operator: &Token) -> Option<Self> {
        match operator {
            Token::EqualsTo => Some(Self::Equal),
            Token::NotEqualsTo => Some(Self::NotEqual),
            Token::LessThan => Some(Self::Less),
            Token::LessThanEqualsTo => Some(Self::LessOrEqual),
            Token::GreaterThan => Some(Self::Greater),
            Token::GreaterThanEqualsTo => Some(Self::GreaterOrEqual),
            _ => None,
        }
    }

    fn holds(self, left: Scalar<'_>, right: Scalar<'_>) -> Option<bool> {
        let order = match (left, right) {
            (Scalar::Bool(left), Scalar::Bool(right)) => left.cmp(&right),
            (Scalar::Int(left), Scalar::Int(right)) => left.cmp(&right),
            (Scalar::Text(left), Scalar::Text(right)) => left.cmp(right),
            (Scalar::Missing, Scalar::Bool(_) | Scalar::Int(_) | Scalar::Text(_))
            | (Scalar::Bool(_) | Scalar::Int(_) | Scalar::Text(_), Scalar::Missing) => {
                return match self {
                    Self::Equal => Some(false),
                    Self::NotEqual => Some(true),
                    Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => None,
                };
            }
            (Scalar::Missing, Scalar::Missing)
            | (Scalar::Bool(_), Scalar::Int(_) | Scalar::Text(_))
            | (Scalar::Int(_), Scalar::Bool(_) | Scalar::Text(_))
            | (Scalar::Text(_), Scalar::Bool(_) | Scalar::Int(_)) => return None,
        };
        Some(match self {
            Self::Equal => order == Ordering::Equal,
            Self::NotEqual => order != Ordering::Equal,
            Self::Less => order == Ordering::Less,
            Self::LessOrEqual => order != Ordering::Greater,
            Self::Greater => order == Ordering::Greater,
            Self::GreaterOrEqual => order != Ordering::Less,
        })
    }
}

impl Operand {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::StringConstant(text, _) => Some(Self::Text(SmolStr::new(text.as_str()))),
            Expr::IntegerConstant(value, _) => Some(Self::Int(*value)),
            Expr::BoolConstant(value, _) => Some(Self::Bool(*value)),
            Expr::Variable(..) | Expr::Dot(..) => Path::of(expression).map(Self::Path),
            _ => None,
        }
    }

    fn scalar<'a>(&'a self, facts: &Facts<'a>) -> Option<Scalar<'a>> {
        match self {
            Self::Path(path) => path.scalar(facts),
            Self::Text(text) => Some(Scalar::Text(text)),
            Self::Int(value) => Some(Scalar::Int(*value)),
            Self::Bool(value) => Some(Scalar::Bool(*value)),
        }
    }
}

impl Path {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Variable(variable, _, _) => {
                Some(Self { root: SmolStr::new(variable.1.as_str()), keys: Vec::new() })
            }
            Expr::Dot(chain, flags, _) if !flags.contains(rhai::ASTFlags::NEGATED) => {
                let mut path = Self::of(&chain.lhs)?;
                path.follow(&chain.rhs)?;
                Some(path)
            }
            _ => None,
        }
    }

    fn follow(&mut self, expression: &Expr) -> Option<()> {
        match expression {
            Expr::Property(property, _) => self.keys.push(SmolStr::new(property.2.as_str())),
            Expr::Dot(chain, flags, _) if !flags.contains(rhai::ASTFlags::NEGATED) => {
                self.follow(&chain.lhs)?;
                self.follow(&chain.rhs)?;
            }
            _ => return None,
        }
        Some(())
    }

    fn scalar<'a>(&self, facts: &Facts<'a>) -> Option<Scalar<'a>> {
        let keys: &[SmolStr] = &self.keys;
        match (facts, self.root.as_str(), keys) {
            (Facts::Task(task) | Facts::Pair(task, _), "queue", []) => Some(Scalar::Text(task.queue)),
            (Facts::Task(task) | Facts::Pair(task, _), "channel", []) => Some(Scalar::Text(task.channel.name())),
            (Facts::Task(task) | Facts::Pair(task, _), "priority", []) => {
                Some(Scalar::Int(i64::from(task.priority)))
            }
            (Facts::Pair(_, worker), "worker", [key]) if worker.attributes.get(key).is_none() => {
                match key.as_str() {
                    "id" | "name" => Some(Scalar::Text(worker.name)),
                    "activity_name" => Some(Scalar::Text(worker.activity_name)),
                    "sid" | "activity_sid" => None,
                    _ => Some(Scalar::Missing),
                }
            }
            (Facts::Queue(facts), "workers", [key]) => {
                workers_entry(facts, key).map(|number| Scalar::Int(i64::from(number)))
            }
            (Facts::Queue(facts), "queue", [key]) if key == "waiting" => {
                Some(Scalar::Int(i64::from(facts.waiting)))
            }
            _ => match self.value(facts)? {
                None | Some(Value::Null) => Some(Scalar::Missing),
                Some(Value::Bool(value)) => Some(Scalar::Bool(*value)),
                Some(Value::Int(value)) => Some(Scalar::Int(*value)),
                Some(Value::Text(text)) => Some(Scalar::Text(text)),
                Some(Value::Float(_) | Value::Sid(_) | Value::Ref(_) | Value::List(_) | Value::Map(_)) => None,
            },
        }
    }

    /// The attribute; `Some(None)` where the last map has no such entry.
    fn value<'a>(&self, facts: &Facts<'a>) -> Option<Option<&'a Value>> {
        let mut value = match (facts, self.root.as_str()) {
            (Facts::Task(task) | Facts::Pair(task, _), "task") => task.attributes,
            (Facts::Pair(_, worker), "worker") => worker.attributes,
            (Facts::Worker(attributes), "worker") => attributes,
            _ => return None,
        };
        let (last, way) = self.keys.split_last()?;
        for key in way {
            value = value.get(key)?;
        }
        match value {
            Value::Map(entries) => Some(entries.get(last)),
            _ => None,
        }
    }

    fn list_contains(&self, facts: &Facts<'_>, text: &str) -> Option<bool> {
        let Some(Value::List(items)) = self.value(facts)? else {
            return None;
        };
        let mut holds = false;
        for item in items.iter() {
            let Value::Text(item) = item else { return None };
            holds |= item == text;
        }
        Some(holds)
    }
}

/// `workers.KEY`: a number of its own, or how many are in the activity of that name.
pub(crate) fn workers_entry(facts: &QueueFacts<'_>, key: &str) -> Option<u32> {
    match key {
        "available" => Some(facts.available()),
        "unavailable" => Some(facts.unavailable()),
        "eligible" => Some(facts.eligible()),
        "free" => Some(facts.free),
        _ => {
            let place = facts.activities.iter().position(|activity| activity.name == key)?;
            facts.in_activity.get(place).copied()
        }
    }
}
