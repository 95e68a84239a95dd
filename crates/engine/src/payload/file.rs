//! Files of drafts and messages, as payloads name them.

use smol_str::SmolStr;

use super::lookup::{int_of, text_of};
use crate::value::{Entries, Value};

/// A file of a draft or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, with the extension.
    pub name: SmolStr,
    /// Its media type: `image/png`.
    pub media_type: SmolStr,
    /// Its size in bytes; nobody has the bytes themselves.
    pub size_bytes: u64,
}

impl File {
    /// As messages carry it and scripts see it.
    pub fn view(&self) -> Value {
        Value::map(Entries::from([
            ("name".into(), Value::Text(self.name.clone())),
            ("type".into(), Value::Text(self.media_type.clone())),
            ("bytes".into(), Value::Int(i64::try_from(self.size_bytes).unwrap_or(i64::MAX))),
        ]))
    }
}

/// A file as messages and drafts hold it.
pub(crate) fn file_of(value: &Value) -> Option<File> {
    let size = value.get("bytes").and_then(int_of)?;
    Some(File {
        name: value.get("name").and_then(text_of)?,
        media_type: value.get("type").and_then(text_of)?,
        size_bytes: u64::try_from(size).ok()?,
    })
}
