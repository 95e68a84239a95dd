//! The keys `center.email`, `center.features`, `center.channels` and `center.templates`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::super::path::NodePath;
use super::super::raw::{Bytes, RawEmail, RawFeatures, RawRules};
use super::queues::Queues;
use crate::checks::Context;
use rushhour_engine::config::{Channel, ChannelRules, Features, OutboundEmail};

/// What e-mails that agents begin need; `None` where they may begin none. What is wrong is reported either way.
pub(super) fn email(
    raw: Option<&RawEmail>,
    path: &NodePath,
    queues: &Queues,
    context: &mut Context<'_>,
) -> Option<OutboundEmail> {
    let raw = raw?;
    let queue = raw.queue.as_ref().and_then(|name| queues.find(name, &path.key("queue"), context));
    if let Some(from) = raw.from.as_ref().filter(|from| !is_address(from)) {
        let help = "write one such as `support@example.com`";
        context.issues.add(&path.key("from"), format!("`{from}` is no e-mail address"), help);
    }
    if raw.from_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        let help = "write a name or leave the key out";
        context.issues.add(&path.key("from_name"), "the sender's name is empty", help);
    }
    let email = OutboundEmail {
        queue,
        from: raw.from.as_ref().map(SmolStr::new),
        from_name: raw.from_name.as_ref().map(SmolStr::new),
    };
    raw.enabled.unwrap_or(true).then_some(email)
}

/// Whether a text looks like an address: something, one `@`, something, and no blanks.
fn is_address(text: &str) -> bool {
    let sides = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    sides.is_some_and(|(_, host)| !host.contains('@')) && !text.contains(char::is_whitespace)
}

/// What is switched on.
pub(super) fn features(raw: RawFeatures) -> Features {
    let default = Features::default();
    Features {
        browser_voice: raw.browser_voice.unwrap_or(default.browser_voice),
        external_transfer: raw.external_transfer.unwrap_or(default.external_transfer),
        leave: raw.leave.unwrap_or(default.leave),
        pause: raw.pause.unwrap_or(default.pause),
        wrap_on_leave: raw.wrap_on_leave.unwrap_or(default.wrap_on_leave),
        wrap_on_pause: raw.wrap_on_pause.unwrap_or(default.wrap_on_pause),
        attachments: raw.attachments.unwrap_or(default.attachments),
    }
}

/// What may be sent on each channel.
pub(super) fn channels(
    raw: &IndexMap<String, Option<RawRules>>,
    path: &NodePath,
    context: &mut Context<'_>,
) -> [ChannelRules; Channel::COUNT] {
    let mut channels = ChannelRules::standard();
    let silent = RawRules::default();
    for (name, raw) in raw {
        let path = path.key(name);
        match Channel::from_name(name) {
            Some(channel) if channel.is_digital() => {
                let stated = rules(channel, raw.as_ref().unwrap_or(&silent), &path, context);
                if let Some(known) = channels.get_mut(channel.index()) {
                    *known = stated;
                }
            }
            Some(_) => context.issues.add_key(&path, "calls carry no messages", digital_in_words()),
            None => {
                let known = Channel::ALL.into_iter().filter(|channel| channel.is_digital()).map(Channel::name);
                let help = context.issues.suggestion(name, known, "channels of messages");
                context.issues.add_key(&path, format!("there is no channel `{name}`"), help);
            }
        }
    }
    channels
}

fn digital_in_words() -> String {
    let names: Vec<String> = Channel::ALL
        .into_iter()
        .filter(|channel| channel.is_digital())
        .map(|channel| format!("`{}`", channel.name()))
        .collect();
    format!("the channels of messages are {}", names.join(", "))
}

fn rules(channel: Channel, raw: &RawRules, path: &NodePath, context: &mut Context<'_>) -> ChannelRules {
    let standard = ChannelRules::of(channel);
    let count = |stated: Option<u32>, standard: usize| {
        stated.map_or(standard, |count| usize::try_from(count).unwrap_or(usize::MAX))
    };
    let size = |stated: Option<Bytes>, standard: u64| stated.map_or(standard, |Bytes(bytes)| bytes);
    if raw.message_length == Some(0) {
        let message = "without a character there is no message";
        context.issues.add(&path.key("message_length"), message, "write 1 or more");
    }
    let rules = ChannelRules {
        message_length: count(raw.message_length, standard.message_length),
        files: count(raw.files, standard.files),
        file_bytes: size(raw.file_size, standard.file_bytes),
        total_bytes: size(raw.total_size, standard.total_bytes),
        types: raw.types.as_ref().map_or_else(Vec::new, |types| media_types(types, &path.key("types"), context)),
    };
    if rules.total_bytes < rules.file_bytes {
        let (one, all) = (bytes_in_words(rules.file_bytes), bytes_in_words(rules.total_bytes));
        let message = format!("one file may have {one}, and all of a message together only {all}");
        // The key that is not there cannot be pointed at.
        let (key, help) = match (raw.total_size, raw.file_size) {
            (Some(_), Some(_)) => ("total_size", format!("write `{one}` or more, or a smaller `file_size`")),
            (Some(_), None) => ("total_size", format!("write `{one}` or more, or add a smaller `file_size`")),
            (None, _) => ("file_size", format!("write `{all}` or less, or add a larger `total_size`")),
        };
        context.issues.add(&path.key(key), message, help);
    }
    rules
}

/// A size in the largest unit that it is a whole number of.
fn bytes_in_words(bytes: u64) -> String {
    let mut units = Bytes::UNITS;
    units.sort_by_key(|(_, scale)| std::cmp::Reverse(*scale));
    let fitting = units.into_iter().find(|(_, scale)| bytes > 0 && bytes.is_multiple_of(*scale));
    let (unit, scale) = fitting.unwrap_or(("B", 1));
    format!("{}{unit}", bytes / scale)
}

fn media_types(raw: &[String], path: &NodePath, context: &mut Context<'_>) -> Vec<SmolStr> {
    if raw.is_empty() {
        let help = "leave the key out for files of any type, or write `files: 0` for none";
        context.issues.add(path, "there is no media type in the list", help);
    }
    let mut types: Vec<SmolStr> = Vec::new();
    let mut before = std::collections::BTreeSet::new();
    for (place, text) in raw.iter().enumerate() {
        let path = path.index(place);
        if let Some(family) = text.strip_suffix("/*").filter(|family| is_token(family)) {
            let help = format!("for all that begin so write `{family}/`");
            context.issues.add(&path, format!("`{text}` is no media type"), help);
        } else if !is_media_type(text) {
            let help = "write one such as `image/png`, or `image/` for all that begin so";
            context.issues.add(&path, format!("`{text}` is no media type"), help);
        }
        // Media types are the same in large and small letters.
        let text = SmolStr::new(text.to_ascii_lowercase());
        if !before.insert(text.clone()) {
            context.issues.add(&path, format!("the media type `{text}` is there twice"), "keep one");
        }
        types.push(text);
    }
    types
}

/// `image/png`, or `image/`.
fn is_media_type(text: &str) -> bool {
    text.split_once('/')
        .is_some_and(|(family, member)| is_token(family) && (member.is_empty() || is_token(member)))
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c))
}

/// Templates of messages by their name.
pub(super) fn templates(
    raw: &IndexMap<String, String>,
    path: &NodePath,
    context: &mut Context<'_>,
) -> BTreeMap<SmolStr, SmolStr> {
    for (name, text) in raw {
        let path = path.key(name);
        if name.trim().is_empty() {
            context.issues.add_key(&path, "a template needs a name", "write one");
        }
        if text.trim().is_empty() {
            context.issues.add(&path, "the template is empty", "write a text, or leave the template out");
        }
        if let Err((message, help)) = check_gaps(text) {
            context.issues.add(&path, message, help);
        }
    }
    raw.iter().map(|(name, text)| (SmolStr::new(name), SmolStr::new(text))).collect()
}

/// Whether every `{{` has its `}}` and a name between them; otherwise message and help. Single braces are text.
fn check_gaps(text: &str) -> Result<(), (String, &'static str)> {
    const REMEDY: &str = "write `{{name}}` where something is filled in";
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        if before.contains("}}") {
            break;
        }
        let shown: String = after.chars().take(20).collect();
        let Some((name, then)) = after.split_once("}}").filter(|(name, _)| !name.contains("{{")) else {
            return Err((format!("`{{{{{shown}` has no closing braces"), REMEDY));
        };
        if name.contains(['{', '}']) || then.starts_with('}') {
            return Err((format!("`{{{{{shown}` has a brace too many"), REMEDY));
        }
        if name.trim().is_empty() {
            return Err((format!("`{{{{{name}}}}}` names no variable"), REMEDY));
        }
        rest = then;
    }
    match rest.split_once("}}") {
        Some((before, _)) => {
            let start = before.char_indices().rev().nth(19).map_or(0, |(at, _)| at);
            Err((format!("`{}}}}}` has no opening braces", before.get(start..).unwrap_or(before)), REMEDY))
        }
        None => Ok(()),
    }
}
