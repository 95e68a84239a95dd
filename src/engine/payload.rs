//! Typed payloads and their validation against the catalogue.
