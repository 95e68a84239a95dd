//! The plan: what a scenario comes to, and what it was made of.

mod parts;
mod people;
mod scripts;
mod source;
mod thresholds;
mod var;
mod variations;

pub use parts::{ActionLatency, LatencyPlan, Plan, PlanParts, Warmup};
pub use people::{Arrivals, Customers, Population, PopulationKind, Retry, Staff};
pub use scripts::{ExpressionSource, SEAT_SCRIPT, ScriptId, ScriptSource, UserInvariantsPlan};
pub use source::ScenarioSource;
pub use thresholds::{Comparison, MetricRef, Statistic, Threshold, Until};
pub use var::Var;
