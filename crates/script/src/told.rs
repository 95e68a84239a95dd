//! Values as people read them, whatever is in them: what a script has thrown.

use rhai::{Array, Dynamic, FnPtr, Map};

use super::handles::{Event, EventPayload, Listener, Me, MessageHandle, Object, Original, RowHandle, Task};
use super::limits::VALUE_DEPTH_MAX;
use super::values::{message_to_map, noun};
use super::wording::kind;
use rushhour_engine::value::Value;

/// A value as text. Text is itself, and in quotation marks within lists and maps.
pub(crate) fn told(value: &Dynamic) -> String {
    match value.as_immutable_string_ref() {
        Ok(text) => text.to_string(),
        Err(_) => within(value, 0),
    }
}

/// A function, by its name where somebody gave it one.
pub(crate) fn function(function: &FnPtr) -> String {
    if function.is_anonymous() { "a closure".to_owned() } else { format!("the function `{}`", function.fn_name()) }
}

fn within(value: &Dynamic, depth: usize) -> String {
    if depth > VALUE_DEPTH_MAX {
        return "…".to_owned();
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return format!("{:?}", text.as_str());
    }
    if let Some(items) = value.read_lock::<Array>() {
        let items: Vec<String> = items.iter().map(|item| within(item, depth + 1)).collect();
        return format!("[{}]", items.join(", "));
    }
    if let Some(map) = value.read_lock::<Map>() {
        return map_told(&map, depth);
    }
    if let Some(pointer) = value.read_lock::<FnPtr>() {
        return function(&pointer);
    }
    if let Some(message) = value.read_lock::<MessageHandle>() {
        // By itself it is what it says.
        let body = || message.message().body.to_string();
        return if depth == 0 { body() } else { map_told(&message_to_map(&message), depth) };
    }
    handle(value).unwrap_or_else(|| {
        // What has no words of its own shows as the name of its type.
        let text = value.to_string();
        if text == value.type_name() || text.contains("::") { noun(value) } else { text }
    })
}

fn map_told(map: &Map, depth: usize) -> String {
    let entries: Vec<String> =
        map.iter().map(|(key, item)| format!("{:?}: {}", key.as_str(), within(item, depth + 1))).collect();
    format!("#{{{}}}", entries.join(", "))
}

/// What a script is given to hold.
fn handle(value: &Dynamic) -> Option<String> {
    if let Some(me) = value.read_lock::<Me>() {
        return Some(me.identity().name.to_string());
    }
    if let Some(task) = value.read_lock::<Task>() {
        return Some(task.reservation().to_string());
    }
    if let Some(object) = value.read_lock::<Object>() {
        return Some(object.0.to_string());
    }
    if let Some(row) = value.read_lock::<RowHandle>() {
        return Some(Value::map(row.0.entries()).to_string());
    }
    if let Some(event) = value.read_lock::<Event>() {
        return Some(event.action.to_string());
    }
    // What it holds would have to be asked for, and the script has ended.
    if value.is::<EventPayload>() {
        return Some(kind("Payload"));
    }
    if let Some(listener) = value.read_lock::<Listener>() {
        return Some(format!("a listener of `{}`", listener.action));
    }
    value.is::<Original>().then(|| kind("Original"))
}
