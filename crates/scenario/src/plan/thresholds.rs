//! What a plan says of metrics: what must hold at the end, and when enough replications have been made.

use smol_str::SmolStr;

use rushhour_engine::units::SimSpan;

/// When enough replications have been made.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// Whose confidence interval is looked at.
    pub metric: MetricRef,
    /// How wide half of it may be, as a share of the mean.
    pub share: f64,
    /// So many replications are made in any case; `replications` is the most then.
    pub at_least: u32,
}

/// What must hold at the end of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The metric.
    pub metric: MetricRef,
    /// What is looked at.
    pub statistic: Statistic,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what: seconds for a metric of time, 0 to 1 for a share, a plain number otherwise.
    pub limit: f64,
    /// As the scenario writes it: `p(95) < 20s`.
    pub expression: String,
    /// Where the run ends as soon as it is broken: after how much of the run that may be.
    pub abort: Option<SimSpan>,
}

/// A metric by name, perhaps of one queue, population, channel or action, or of what several of these have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MetricRef {
    /// `wait`.
    pub name: SmolStr,
    /// `("queue", "support")`.
    pub tag: Option<(SmolStr, SmolStr)>,
    /// Further tags, where it is of what several parts have in common; all in the order of
    /// [`crate::metrics::TagName::ALL`].
    pub more: Vec<(SmolStr, SmolStr)>,
}

/// What a threshold looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    /// How many samples.
    Count,
    /// The mean of its samples.
    Mean,
    /// The least.
    Min,
    /// The largest.
    Max,
    /// A percentile, 0 to 100.
    Percentile(f64),
    /// The value of a share or of a time-weighted mean.
    Value,
}

/// How a threshold compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
}

impl MetricRef {
    /// As the report writes it: `wait`, `wait{queue:support}`.
    pub fn key(&self) -> String {
        match &self.tag {
            None => self.name.to_string(),
            Some(_) => {
                let tags: Vec<String> = self.tags().map(|(tag, value)| format!("{tag}:{value}")).collect();
                format!("{}{{{}}}", self.name, tags.join(","))
            }
        }
    }
    /// All tags.
    pub fn tags(&self) -> impl Iterator<Item = &(SmolStr, SmolStr)> {
        self.tag.iter().chain(&self.more)
    }
}

impl Comparison {
    /// Whether `observed` compared with `limit` holds.
    pub fn holds(self, observed: f64, limit: f64) -> bool {
        match self {
            Self::Less => observed < limit,
            Self::LessOrEqual => observed <= limit,
            Self::Greater => observed > limit,
            Self::GreaterOrEqual => observed >= limit,
            Self::Equal => observed == limit,
            Self::NotEqual => observed != limit,
        }
    }
}
