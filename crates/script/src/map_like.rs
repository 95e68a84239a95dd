//! What is read by names is read as a map is: `keys()`, `values()`, `len()`, `is_empty()`, `name in it`, `to_json()`.
//!
//! Scripts get handles where a desktop has objects. Whoever has read a task, a payload or a row as a map goes on to do so.

use rhai::{Array, Dynamic, Engine, INT, ImmutableString, Map, Variant, format_map_as_json};

use super::thrown::Thrown;

/// A type that scripts read by names.
pub(crate) trait MapLike: Variant + Clone {
    /// All that is there now, by name.
    ///
    /// # Errors
    /// The end of the script.
    fn map(&mut self) -> Result<Map, Thrown>;
    /// The names alone, where they are to be had for less.
    ///
    /// # Errors
    /// The end of the script.
    fn names(&mut self) -> Result<Array, Thrown> {
        Ok(self.map()?.into_keys().map(|name| Dynamic::from(ImmutableString::from(name))).collect())
    }
    /// Whether there is something of this name.
    ///
    /// # Errors
    /// The end of the script.
    fn has(&mut self, name: &str) -> Result<bool, Thrown> {
        Ok(self.map()?.contains_key(name))
    }
}

/// Registers what a map has to be read with.
pub(crate) fn register<T: MapLike>(engine: &mut Engine) {
    engine
        .register_fn("keys", |it: &mut T| it.names())
        .register_fn("values", |it: &mut T| -> Result<Array, Thrown> { Ok(it.map()?.into_values().collect()) })
        .register_fn("len", |it: &mut T| -> Result<INT, Thrown> { Ok(it.names()?.len() as INT) })
        .register_fn("is_empty", |it: &mut T| -> Result<bool, Thrown> { Ok(it.names()?.is_empty()) })
        // `name in it` is `it.contains(name)`.
        .register_fn("contains", |it: &mut T, name: ImmutableString| it.has(&name))
        .register_fn("to_map", |it: &mut T| it.map())
        .register_fn("to_json", |it: &mut T| -> Result<String, Thrown> { Ok(format_map_as_json(&it.map()?)) });
}
