//! The catalogue of actions: one table.
