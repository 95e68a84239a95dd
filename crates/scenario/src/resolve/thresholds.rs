//! The keys `metrics` and `thresholds`: what is measured besides, and what must hold.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::intervals::Intervals;
use super::super::metrics::{Kind, Metric, TagName};
use super::super::overrides::UntilFlag;
use super::super::path::NodePath;
use super::super::plan::{Comparison, MetricRef, ScriptSource, Statistic, Threshold, Until};
use super::super::problem::Issues;
use super::super::raw::{OneOrMany, RawThreshold, Span};
use super::super::vars::on_command_line;
use super::queues::Queues;
use crate::checks::Context;
use crate::ids::MetricId;
use crate::limits::METRICS_MAX;
use rushhour_engine::action::Action;
use rushhour_engine::config::Channel;
use rushhour_engine::limits::grouped;
use rushhour_engine::nearest::suggestion;
use rushhour_engine::units::{SimSpan, fits_a_number};

/// The names that thresholds may use.
pub(super) struct Names<'a> {
    /// Queues.
    pub queues: &'a Queues,
    /// Populations.
    pub populations: BTreeSet<&'a str>,
    /// Declared metrics.
    pub metrics: &'a [SmolStr],
    /// What they are, by their names.
    pub recorded: BTreeMap<&'a str, MetricId>,
    /// The actions that scripts register, beside those that the catalogue has.
    pub registered: BTreeSet<&'a str>,
    /// The intervals of reports, and what they are called.
    pub intervals: Option<Intervals>,
    pub labels: Vec<SmolStr>,
}

impl Names<'_> {
    /// Whether a tag can have this value.
    fn has(&self, tag: TagName, value: &str) -> bool {
        match tag {
            TagName::Queue => self.queues.has(value),
            TagName::Population => self.populations.contains(value),
            TagName::Channel => Channel::from_name(value).is_some(),
            TagName::Action => value.parse::<Action>().is_ok() || self.registered.contains(value),
            TagName::Interval => self.labels.iter().any(|label| label == value),
        }
    }
    /// What to write instead of a value that a tag cannot have.
    fn instead(&self, tag: TagName, value: &str, issues: &Issues) -> String {
        let noun = tag.plural();
        let texts = |texts: &[SmolStr]| issues.suggestion(value, texts.iter().map(SmolStr::as_str), noun);
        match tag {
            TagName::Queue => texts(&self.queues.names),
            TagName::Population => issues.suggestion(value, self.populations.iter().copied(), noun),
            TagName::Channel => issues.suggestion(value, Channel::ALL.map(Channel::name), noun),
            TagName::Action => {
                let known = Action::ALL.iter().map(|action| action.name());
                issues.suggestion(value, known.chain(self.registered.iter().copied()), noun)
            }
            TagName::Interval => texts(&self.labels),
        }
    }
}

/// The names that scripts register actions under, as far as they are written out: `register_action("NavigateToView"`.
pub(super) fn registered(scripts: &[ScriptSource]) -> BTreeSet<&str> {
    let calls = scripts.iter().flat_map(|script| script.text.split("register_action").skip(1));
    let names = calls
        .filter_map(|rest| rest.trim_start().strip_prefix('(')?.trim_start().strip_prefix('"')?.split('"').next());
    names.collect()
}

/// What is wrong, and what to write instead.
pub(crate) type Refusal = (String, String);

/// The metrics that scripts record.
pub(super) fn declared_metrics(raw: &[String], context: &mut Context<'_>) -> Vec<SmolStr> {
    let path = NodePath::root().key("metrics");
    let mut before = BTreeSet::new();
    for (place, name) in raw.iter().enumerate() {
        let path = path.index(place);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_name {
            let help = "a name is made of letters, digits and `_`, and begins with a letter";
            context.issues.add(&path, format!("`{name}` is no name for a metric"), help);
        } else if Metric::built_in(name).is_some() {
            let message = format!("every run has a metric `{name}` already");
            context.issues.add(&path, message, "choose another name");
        } else if !before.insert(name) {
            context.issues.add(&path, format!("the metric `{name}` is there twice"), "keep one");
        }
    }
    if raw.len() > METRICS_MAX {
        let message = format!("there are {} metrics", grouped(raw.len()));
        context.issues.add(&path, message, format!("declare at most {}", grouped(METRICS_MAX)));
        return Vec::new();
    }
    raw.iter().map(SmolStr::new).collect()
}

/// The metrics that scripts record, by their names.
pub(super) fn recorded(metrics: &[SmolStr]) -> BTreeMap<&str, MetricId> {
    (0..).map(MetricId).zip(metrics).map(|(id, name)| (name.as_str(), id)).collect()
}

/// All thresholds of a run that takes so long at most.
pub(super) fn resolve(
    raw: &IndexMap<String, OneOrMany<RawThreshold>>,
    names: &Names<'_>,
    longest: SimSpan,
    context: &mut Context<'_>,
) -> Vec<Threshold> {
    let mut thresholds = Vec::new();
    for (key, expressions) in raw {
        let path = NodePath::root().key("thresholds").key(key);
        let (reference, metric) = match reference(key, names, context.issues) {
            Ok(found) => found,
            Err((message, help)) => {
                context.issues.add_key(&path, message, help);
                continue;
            }
        };
        if expressions.items.is_empty() {
            context.issues.add(&path, "the threshold says nothing", "write `[\"p(95) < 20s\"]`");
        }
        for (place, raw) in expressions.items.iter().enumerate() {
            let path = if expressions.listed { path.index(place) } else { path.clone() };
            let abort = abort(raw, longest, &path, context);
            match parse(&raw.expression, metric.kind()) {
                Ok((statistic, comparison, limit)) => thresholds.push(Threshold {
                    metric: reference.clone(),
                    statistic,
                    comparison,
                    limit,
                    expression: raw.expression.clone(),
                    abort,
                }),
                Err((message, help)) => {
                    let path = if raw.is_mapping { path.key("threshold") } else { path };
                    context.issues.add(&path, message, help);
                }
            }
        }
    }
    thresholds
}

/// After how much of the run a threshold that is broken ends it; nothing where it does not.
fn abort(raw: &RawThreshold, longest: SimSpan, path: &NodePath, context: &mut Context<'_>) -> Option<SimSpan> {
    let delay = raw.delay.map_or(SimSpan::ZERO, |Span(span)| span);
    let path = path.key("delay");
    if !raw.abort {
        if raw.delay.is_some() {
            let help = "write `abort: true` beside it, or leave it out";
            context.issues.add(&path, "a delay says when a run may end early, and this one does not", help);
        }
        return None;
    }
    if delay >= longest {
        context.warnings.push(format!("{path}: the run is over ({longest}) before it may end early ({delay})"));
    }
    Some(delay)
}

/// The metrics that flags name.
pub(super) fn asked(flags: &[(String, String)], names: &Names<'_>, context: &mut Context<'_>) -> Vec<MetricRef> {
    let mut asked = Vec::new();
    for (flag, metric) in flags {
        match reference(metric, names, context.issues) {
            Ok((reference, _)) => asked.push(reference),
            Err((message, help)) => {
                context.issues.push_of_usage(on_command_line(&format!("{flag} {metric}"), message, help))
            }
        }
    }
    asked
}

/// What `--until` asks for.
pub(super) fn until(
    flag: &UntilFlag,
    at_least: u32,
    names: &Names<'_>,
    context: &mut Context<'_>,
) -> Option<Until> {
    match reference(&flag.metric, names, context.issues) {
        Ok((metric, _)) => Some(Until { metric, share: flag.share, at_least: at_least.min(flag.at_most) }),
        Err((message, help)) => {
            let issue = on_command_line(&format!("--until {}", flag.metric), message, help);
            context.issues.push_of_usage(issue);
            None
        }
    }
}

/// Reads `wait{queue:support}`, `wait{queue:support,population:callers}`.
fn reference(key: &str, names: &Names<'_>, issues: &Issues) -> Result<(MetricRef, Metric), Refusal> {
    let (name, inside) = match key.split_once('{') {
        None => (key.trim(), None),
        Some((name, rest)) => match rest.trim_end().strip_suffix('}') {
            Some(inside) if inside.contains(':') => (name.trim(), Some(inside)),
            Some(_) | None => {
                let help = "write `wait{queue:support}`, or `wait{queue:support,population:callers}`";
                return Err((format!("`{key}` is no metric with a tag"), help.to_owned()));
            }
        },
    };
    let recorded = || names.recorded.get(name).copied().map(Metric::Recorded);
    let Some(metric) = Metric::built_in(name).or_else(recorded) else {
        let built_in = Metric::BUILT_IN.iter().filter_map(|metric| metric.entry().name);
        let known = built_in.chain(names.metrics.iter().map(SmolStr::as_str));
        let mut help = issues.suggestion(name, known, "metrics");
        if !help.starts_with("did") {
            help.push_str("; what scripts record is declared under `metrics`");
        }
        return Err((format!("there is no metric `{name}`"), help));
    };
    let mut tags =
        inside.map_or_else(|| Ok(Vec::new()), |inside| tags(metric, name, inside, names, issues))?.into_iter();
    Ok((MetricRef { name: SmolStr::new(name), tag: tags.next(), more: tags.collect() }, metric))
}

/// The tags between the braces, in the order of all tags.
fn tags(
    metric: Metric,
    name: &str,
    inside: &str,
    names: &Names<'_>,
    issues: &Issues,
) -> Result<Vec<(SmolStr, SmolStr)>, Refusal> {
    // A name may have a comma in it: what is the value of one tag is nothing else.
    let whole = inside.split_once(':').map(|(tag, value)| (tag.trim(), value.trim()));
    let mut pairs = match whole.filter(|(tag, value)| is_tag(metric, tag, value, names)) {
        Some(one) => vec![one],
        None => split_tags(inside),
    };
    for (place, (tag, value)) in pairs.iter().enumerate() {
        check_tag(metric, name, (tag, value), names, issues)?;
        if pairs[..place].iter().any(|(before, _)| before == tag) {
            let help = format!("keep one `{tag}`; a threshold for each is written by itself");
            return Err((format!("the tag `{tag}` is there twice"), help));
        }
    }
    pairs.sort_by_key(|(tag, _)| TagName::from_text(tag));
    Ok(pairs.into_iter().map(|(tag, value)| (SmolStr::new(tag), SmolStr::new(value))).collect())
}

/// `queue:a,population:b`, cut at each comma that a word and a colon follow.
fn split_tags(inside: &str) -> Vec<(&str, &str)> {
    let mut parts: Vec<&str> = Vec::new();
    let mut begin = 0;
    let last_colon = inside.rfind(':').unwrap_or(0);
    for (at, _) in inside.match_indices(',') {
        let next = inside[at + 1..].split([',', ':']).next().unwrap_or_default();
        let is_tag = last_colon > at && next.trim().chars().all(|c| c.is_ascii_alphabetic());
        if is_tag && inside[at + 1 + next.len()..].starts_with(':') {
            parts.push(&inside[begin..at]);
            begin = at + 1;
        }
    }
    parts.push(&inside[begin..]);
    parts
        .into_iter()
        .map(|part| part.split_once(':').unwrap_or((part, "")))
        .map(|(tag, value)| (tag.trim(), value.trim()))
        .collect()
}

/// Whether a metric has this tag, of this value.
fn is_tag(metric: Metric, tag: &str, value: &str, names: &Names<'_>) -> bool {
    let tag = TagName::from_text(tag).filter(|tag| metric.entry().tags.contains(tag));
    tag.is_some_and(|tag| names.has(tag, value))
}

fn check_tag(
    metric: Metric,
    name: &str,
    (tag, value): (&str, &str),
    names: &Names<'_>,
    issues: &Issues,
) -> Result<(), Refusal> {
    let tags = metric.entry().tags;
    let Some(tag) = TagName::from_text(tag).filter(|tag| tags.contains(tag)) else {
        let help = suggestion(tag, tags.iter().map(|tag| tag.as_str()), "tags");
        return Err((format!("the metric `{name}` has no tag `{tag}`"), help));
    };
    if tag == TagName::Interval && names.intervals.is_none() {
        let help = "say how long they are, with `interval: 30m`";
        return Err(("the run is not cut into intervals".to_owned(), help.to_owned()));
    }
    if names.has(tag, value) {
        return Ok(());
    }
    let help = names.instead(tag, value, issues);
    Err((format!("there is no {} `{value}`", tag.as_str()), help))
}

/// Reads `p(95) < 20s`, said of a metric of this kind.
///
/// # Errors
/// It is no condition, or none for this kind: in words, with what to write instead.
pub fn parse(expression: &str, kind: Kind) -> Result<(Statistic, Comparison, f64), Refusal> {
    fits_a_number(expression)
        .map_err(|message| (message, format!("write a condition like `{}`", example(kind))))?;
    let operators = [
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("==", Comparison::Equal),
        ("!=", Comparison::NotEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    let found = operators.iter().find_map(|(sign, comparison)| {
        expression.split_once(sign).map(|(left, right)| (left.trim(), *comparison, right.trim()))
    });
    let Some((left, comparison, right)) = found else {
        let help = format!("write a statistic, a comparison and a limit: `{}`", example(kind));
        return Err((format!("`{expression}` compares nothing"), help));
    };
    let statistic = statistic(left, kind)?;
    // Of whatever it is a count, a count is a plain number.
    let limit = if statistic == Statistic::Count { count(right) } else { limit(right, kind) };
    Ok((statistic, comparison, limit?))
}

const fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Time => "p(95) < 20s",
        Kind::Plain => "avg < 5",
        Kind::Share | Kind::TimeShare => "value >= 80%",
        Kind::TimeMean => "value < 5",
    }
}

fn statistic(text: &str, kind: Kind) -> Result<Statistic, Refusal> {
    let percentile = text.strip_prefix("p(").and_then(|rest| rest.strip_suffix(')'));
    let statistic = match (text, percentile) {
        ("count", _) => Statistic::Count,
        ("avg" | "mean", _) => Statistic::Mean,
        ("min", _) => Statistic::Min,
        ("max", _) => Statistic::Max,
        ("med" | "median", _) => Statistic::Percentile(50.0),
        ("value" | "rate", _) => Statistic::Value,
        (_, Some(number)) => match number.trim().trim_end_matches('%').parse::<f64>() {
            Ok(percent) if (0.0..=100.0).contains(&percent) => Statistic::Percentile(percent),
            Ok(_) | Err(_) => {
                return Err((format!("`{text}` is no percentile"), "write `p(95)`, from 0 to 100".to_owned()));
            }
        },
        (_, None) => {
            let known = ["count", "avg", "min", "max", "med", "value", "p(95)"];
            return Err((format!("there is no statistic `{text}`"), suggestion(text, known, "statistics")));
        }
    };
    if kind.is_sampled() != (statistic == Statistic::Value) {
        return Ok(statistic);
    }
    let has = if kind.is_sampled() {
        "`count`, `avg`, `min`, `med`, `max` and percentiles such as `p(95)`"
    } else {
        "`value`"
    };
    let message = format!("`{text}` is not a statistic of {}", kind.noun());
    Err((message, format!("it has {has}: write `{}`", example(kind))))
}

fn limit(text: &str, kind: Kind) -> Result<f64, Refusal> {
    let span = || text.parse::<SimSpan>().ok().map(SimSpan::as_secs_f64);
    let percent = || text.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    let (found, help) = match kind {
        Kind::Time => (number(text).or_else(span).filter(|limit| *limit >= 0.0), "write a duration: `20s`"),
        Kind::Plain => (number(text).or_else(span), "write a number or a duration"),
        Kind::Share | Kind::TimeShare => (
            percent().map(|percent| percent / 100.0).or(number(text)).filter(|share| (0.0..=1.0).contains(share)),
            "write a share: `80%` or `0.8`",
        ),
        Kind::TimeMean => return count(text),
    };
    found.ok_or_else(|| no_limit(text, help))
}

fn count(text: &str) -> Result<f64, Refusal> {
    number(text).ok_or_else(|| no_limit(text, "write a number"))
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

fn no_limit(text: &str, help: &str) -> Refusal {
    (format!("`{text}` is no limit for this"), help.to_owned())
}
