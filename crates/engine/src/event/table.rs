//! The table of kinds of events: one row makes a variant, its bytes, its line of JSON and its schema.

use super::json::Property;

/// A kind of event: a row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its number in the encoding, which never changes and is never given to another kind.
    pub code: u8,
    /// What it is about: `task`.
    pub subject: &'static str,
    /// Its name in lines of JSON: `TaskCreated`.
    pub name: &'static str,
    /// What it says, as the source has it.
    doc: &'static str,
    /// Its fields in order, the subject first: each with its type, as the source names it, and its entries in JSON.
    fields: &'static [FieldOfKind],
}

/// A field of a kind.
#[derive(Clone, Copy, Debug)]
pub struct FieldOfKind {
    /// Its key in lines of JSON, but for what its type puts behind it.
    pub key: &'static str,
    /// The name of its type.
    pub of: &'static str,
    /// The bytes of its type, in words.
    pub layout: fn() -> String,
    #[doc(hidden)]
    pub properties: fn(&str) -> Vec<Property>,
}

impl Kind {
    #[doc(hidden)]
    pub const fn new(
        code: u8,
        subject: &'static str,
        name: &'static str,
        doc: &'static str,
        fields: &'static [FieldOfKind],
    ) -> Self {
        Self { code, subject, name, doc, fields }
    }
    /// What it says, in a sentence or two.
    pub fn doc(&self) -> &'static str {
        self.doc.trim()
    }
    /// Its fields in the order in which they are written, the subject first.
    pub fn fields(&self) -> impl Iterator<Item = &'static FieldOfKind> {
        // A subject without an id takes no bytes.
        self.fields.iter().filter(|field| field.of != "()")
    }
    /// The entries of its lines of JSON.
    pub fn properties(&self) -> impl Iterator<Item = Property> {
        self.fields.iter().flat_map(|field| (field.properties)(field.key))
    }
}

/// Makes the types of events from rows of the table, subject by subject.
///
/// ```text
/// /// What happens to a task.
/// TaskEvent of "task": TaskId {
///     /// It waits at this place.
///     17 Queued "TaskQueued" { queue: Option<QueueId>, priority: i32 };
/// }
/// ```
///
/// A row is a number, the variant, its name in JSON, and its fields, each of a type that is a [`Field`](crate::event::Field).
/// A field whose key in JSON is another than its name says so: `group as "population": GroupId`.
///
/// To add a kind of event, add a row with a number that none has had: the numbers of others, and with them the digests
/// of runs in which it does not happen, stay as they are.
#[doc(hidden)]
#[macro_export]
macro_rules! facts {
    ($(
        $(#[$about:meta])*
        $enum:ident of $subject:literal: $id:ty {
            $(
                $(#[doc = $doc:literal])+
                $code:literal $variant:ident $name:literal $({ $($field:ident $(as $key:literal)?: $type:ty),* $(,)? })?;
            )+
        }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        #[expect(missing_docs, reason = "fields are named after the entities that they touch")]
        pub enum $enum {
            $(
                $(#[doc = $doc])+
                $variant $({ $($field: $type),* })?
            ),+
        }

        impl $enum {
            /// The rows of the table that are about this subject.
            pub const KINDS: &'static [$crate::event::Kind] = &[$(
                $crate::event::Kind::new($code, $subject, $name, concat!($($doc),+), &[
                    $crate::facts!(@field $subject, $id),
                    $($($crate::facts!(@field $crate::facts!(@key $field $($key)?), $type)),*)?
                ])
            ),+];

            /// Writes it: the number of its kind, whom it is about, and its fields.
            #[inline]
            pub fn encode(&self, subject: $id, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        out.push($code);
                        $crate::event::Field::encode(&subject, out);
                        $($($crate::event::Field::encode($field, out);)*)?
                    })+
                }
            }
            /// Reads what follows the number of a kind; `None` where the kind is about another subject.
            ///
            /// # Errors
            /// The bytes are no such event.
            pub fn decode(
                code: u8,
                from: &mut $crate::event::Bytes<'_>,
            ) -> Result<Option<($id, Self)>, $crate::event::Malformed> {
                match code {
                    $($code => {
                        let subject = $crate::event::Field::decode(from)?;
                        $($(let $field = $crate::event::Field::decode(from)?;)*)?
                        Ok(Some((subject, Self::$variant $({ $($field),* })?)))
                    })+
                    _ => Ok(None),
                }
            }
            /// Its entries of a line of JSON.
            pub fn entries(&self, subject: $id, line: &mut $crate::event::Line<'_>) {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        line.kind($subject, $name);
                        line.entry($subject, &subject);
                        $($(line.entry($crate::facts!(@key $field $($key)?), $field);)*)?
                    })+
                }
            }
            /// Any event about this subject, as the dice fall.
            pub fn any(dice: &mut $crate::event::Dice<'_>) -> ($id, Self) {
                let code = Self::KINDS[dice.below(Self::KINDS.len())].code;
                let subject = $crate::event::Field::any(dice);
                match code {
                    $($code => {
                        $($(let $field = $crate::event::Field::any(dice);)*)?
                        (subject, Self::$variant $({ $($field),* })?)
                    })+
                    _ => unreachable!("the table has no kind {code} of this subject"),
                }
            }
        }
    )+};
    (@field $key:expr, $type:ty) => {
        $crate::event::FieldOfKind {
            key: $key,
            of: stringify!($type),
            layout: <$type as $crate::event::Field>::layout,
            properties: <$type as $crate::event::Field>::properties,
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
}
