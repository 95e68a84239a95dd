//! Stories told event by event, and every metric compared with what a hand calculation gives.

mod contacts;
mod course;
mod handling;
mod pooling;
mod time;
