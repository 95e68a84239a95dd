//! The plan: what a scenario comes to, and what it was made of.

mod laid_out;
mod parts;
mod people;
mod scripts;
mod source;
mod thresholds;
mod variations;

pub use crate::arrivals::Arrivals;
pub use crate::expression::{ExpressionSource, Sees};
pub use crate::var::Var;
pub use parts::{ActionLatency, LatencyPlan, Plan, PlanParts, Warmup};
pub use people::{Customers, Population, PopulationKind, Retry, Staff, costs_of_serving, queues_of_each};
pub use scripts::{SEAT_SCRIPT, ScriptId, ScriptSource, UserInvariantsPlan};
pub use source::ScenarioSource;
pub use thresholds::{Comparison, MetricRef, Statistic, Threshold, Until};
