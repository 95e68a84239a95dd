//! What observers and invariants may see of the platform.
