//! The short way for common expressions: comparisons of attributes with literals, joined by `&&`, `||` and `!`.
//!
//! It answers exactly as Rhai does or not at all: whatever it has the least doubt about (numbers of different
//! kinds, missing entries in an order, anything but plain values) is left to Rhai.

use std::cmp::Ordering;

use rhai::{AST, Expr, Stmt, Token};
use smol_str::SmolStr;

use rushhour_engine::predicates::{QueueFacts, TaskFacts};
use rushhour_engine::value::Value;

/// What an expression is asked about.
#[derive(Clone, Copy, Debug)]
pub enum Facts<'a> {
    /// `task`, `queue`, `channel`, `priority`.
    Task(TaskFacts<'a>),
    /// `workers.available`, `queue.waiting`.
    Queue(QueueFacts),
    /// `worker`.
    Worker(&'a Value),
}

/// An expression of the common form.
#[derive(Clone, Debug, PartialEq)]
pub enum Quick {
    /// A literal.
    Is(bool),
    /// An attribute that is a boolean.
    Truth(Place),
    /// A comparison.
    Compare(Operand, Comparison, Operand),
    /// A literal text in a list of texts.
    Within(Place, SmolStr),
    /// All of them.
    All(Vec<Self>),
    /// Any of them.
    Any(Vec<Self>),
    /// The opposite.
    Not(Box<Self>),
}

/// How two operands are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
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
pub enum Operand {
    /// Something of the facts.
    Place(Place),
    /// A text.
    Text(SmolStr),
    /// A whole number.
    Int(i64),
    /// A boolean.
    Bool(bool),
}

/// A variable and the entries that lead on from it: `task`, `address`, `city`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    root: SmolStr,
    keys: Vec<SmolStr>,
}

/// A plain value, borrowed.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Plain<'a> {
    Missing,
    Bool(bool),
    Int(i64),
    Text(&'a str),
}

impl Quick {
    /// The expression in this form, if it has it.
    pub fn compile(ast: &AST) -> Option<Self> {
        match ast.statements() {
            [Stmt::Expr(expression)] => Self::of(expression),
            _ => None,
        }
    }

    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::BoolConstant(value, _) => Some(Self::Is(*value)),
            Expr::And(parts, _) => parts.iter().map(Self::of).collect::<Option<_>>().map(Self::All),
            Expr::Or(parts, _) => parts.iter().map(Self::of).collect::<Option<_>>().map(Self::Any),
            Expr::FnCall(call, _) => match (call.name.as_str(), &call.args[..]) {
                ("!", [inner]) => Some(Self::Not(Box::new(Self::of(inner)?))),
                // `in` is a call of `contains` with its sides exchanged.
                ("contains", [list, Expr::StringConstant(text, _)]) => {
                    Some(Self::Within(Place::of(list)?, SmolStr::new(text.as_str())))
                }
                (_, [left, right]) => {
                    let comparison = Comparison::of(call.op_token.as_ref()?)?;
                    Some(Self::Compare(Operand::of(left)?, comparison, Operand::of(right)?))
                }
                _ => None,
            },
            Expr::Variable(..) | Expr::Dot(..) => Place::of(expression).map(Self::Truth),
            _ => None,
        }
    }

    /// What Rhai would answer; nothing where Rhai has to be asked.
    pub fn answer(&self, facts: &Facts<'_>) -> Option<bool> {
        match self {
            Self::Is(value) => Some(*value),
            Self::Truth(place) => match place.plain(facts)? {
                Plain::Bool(value) => Some(value),
                Plain::Missing | Plain::Int(_) | Plain::Text(_) => None,
            },
            Self::Compare(left, comparison, right) => comparison.holds(left.plain(facts)?, right.plain(facts)?),
            Self::Within(place, text) => place.list_holds(facts, text),
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

impl Comparison {
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

    fn holds(self, left: Plain<'_>, right: Plain<'_>) -> Option<bool> {
        let order = match (left, right) {
            (Plain::Bool(left), Plain::Bool(right)) => left.cmp(&right),
            (Plain::Int(left), Plain::Int(right)) => left.cmp(&right),
            (Plain::Text(left), Plain::Text(right)) => left.cmp(right),
            (Plain::Missing, Plain::Bool(_) | Plain::Int(_) | Plain::Text(_))
            | (Plain::Bool(_) | Plain::Int(_) | Plain::Text(_), Plain::Missing) => {
                return match self {
                    Self::Equal => Some(false),
                    Self::NotEqual => Some(true),
                    Self::Less | Self::LessOrEqual | Self::Greater | Self::GreaterOrEqual => None,
                };
            }
            (Plain::Missing, Plain::Missing)
            | (Plain::Bool(_), Plain::Int(_) | Plain::Text(_))
            | (Plain::Int(_), Plain::Bool(_) | Plain::Text(_))
            | (Plain::Text(_), Plain::Bool(_) | Plain::Int(_)) => return None,
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
            Expr::Variable(..) | Expr::Dot(..) => Place::of(expression).map(Self::Place),
            _ => None,
        }
    }

    fn plain<'a>(&'a self, facts: &Facts<'a>) -> Option<Plain<'a>> {
        match self {
            Self::Place(place) => place.plain(facts),
            Self::Text(text) => Some(Plain::Text(text)),
            Self::Int(value) => Some(Plain::Int(*value)),
            Self::Bool(value) => Some(Plain::Bool(*value)),
        }
    }
}

impl Place {
    fn of(expression: &Expr) -> Option<Self> {
        match expression {
            Expr::Variable(variable, _, _) => {
                Some(Self { root: SmolStr::new(variable.1.as_str()), keys: Vec::new() })
            }
            Expr::Dot(chain, flags, _) if !flags.contains(rhai::ASTFlags::NEGATED) => {
                let mut place = Self::of(&chain.lhs)?;
                place.follow(&chain.rhs)?;
                Some(place)
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

    fn plain<'a>(&self, facts: &Facts<'a>) -> Option<Plain<'a>> {
        let keys: &[SmolStr] = &self.keys;
        match (facts, self.root.as_str(), keys) {
            (Facts::Task(task), "queue", []) => Some(Plain::Text(task.queue)),
            (Facts::Task(task), "channel", []) => Some(Plain::Text(task.channel.name())),
            (Facts::Task(task), "priority", []) => Some(Plain::Int(i64::from(task.priority))),
            (Facts::Queue(facts), "workers", [key]) if key == "available" => {
                Some(Plain::Int(i64::from(facts.workers_available)))
            }
            (Facts::Queue(facts), "queue", [key]) if key == "waiting" => {
                Some(Plain::Int(i64::from(facts.waiting)))
            }
            _ => match self.value(facts)? {
                None | Some(Value::Null) => Some(Plain::Missing),
                Some(Value::Bool(value)) => Some(Plain::Bool(*value)),
                Some(Value::Int(value)) => Some(Plain::Int(*value)),
                Some(Value::Text(text)) => Some(Plain::Text(text)),
                Some(Value::Float(_) | Value::Sid(_) | Value::Ref(_) | Value::List(_) | Value::Map(_)) => None,
            },
        }
    }

    /// The attribute; `Some(None)` where the last map has no such entry.
    fn value<'a>(&self, facts: &Facts<'a>) -> Option<Option<&'a Value>> {
        let mut value = match (facts, self.root.as_str()) {
            (Facts::Task(task), "task") => task.attributes,
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

    fn list_holds(&self, facts: &Facts<'_>, text: &str) -> Option<bool> {
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
