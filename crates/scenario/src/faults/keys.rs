//! The keys of a fault: those that every kind has, those of what it strikes, and its own.

/// Defines the keys of a kind of fault, by what it strikes: the keys of all faults, those of that target, and its own in
/// between. Serde could do it with `flatten`, but would then take any unknown key.
macro_rules! fault {
    ($(#[$doc:meta])* $name:ident strikes requests { $($own:tt)* }) => {
        fault! { @keys $(#[$doc])* $name {
            /// The share of invocations that it strikes.
            rate: $crate::values::Share,
            $($own)*
            /// One population whose invocations it strikes; everybody's unless set.
            population: Option<String>,
            /// Several of them.
            populations: Option<Vec<String>>,
            /// One action that it strikes; all that ask the backend unless set.
            action: Option<String>,
            /// Several of them.
            actions: Option<Vec<String>>,
        } }
        fault! { @target $name RequestTarget, |raw, checks| {
            share: raw.rate.0,
            of: checks.invocations((&raw.population, &raw.populations), (&raw.action, &raw.actions)),
        } }
    };
    ($(#[$doc:meta])* $name:ident strikes events { $($own:tt)* }) => {
        fault! { @keys $(#[$doc])* $name {
            /// The share of events that it strikes.
            rate: $crate::values::Share,
            $($own)*
            /// One population at whose desktops it strikes; at everybody's unless set.
            population: Option<String>,
            /// Several of them.
            populations: Option<Vec<String>>,
        } }
        fault! { @target $name EventTarget, |raw, checks| {
            share: raw.rate.0,
            at: checks.staff((&raw.population, &raw.populations)),
        } }
    };
    ($(#[$doc:meta])* $name:ident strikes contacts { $($own:tt)* }) => {
        fault! { @keys $(#[$doc])* $name {
            /// The share of those moments that it strikes.
            rate: $crate::values::Share,
            /// Which moments: `accept`, `hold`, `transfer`, `wrapup`; all of them unless set.
            during: Option<$crate::values::OneOrMany<String>>,
            $($own)*
            /// One population of customers that it strikes; all of them unless set.
            population: Option<String>,
            /// Several of them.
            populations: Option<Vec<String>>,
        } }
        fault! { @target $name ContactTarget, |raw, checks| {
            share: raw.rate.0,
            of: checks.customers((&raw.population, &raw.populations)),
            during: checks.stages(raw.during.as_ref()),
        } }
    };
    ($(#[$doc:meta])* $name:ident strikes desktops { $($own:tt)* }) => {
        fault! { @keys $(#[$doc])* $name {
            /// How often, for each desktop.
            rate: $crate::values::PerTime,
            $($own)*
            /// One population whose desktops it strikes; everybody's unless set.
            population: Option<String>,
            /// Several of them.
            populations: Option<Vec<String>>,
        } }
        fault! { @target $name DesktopTarget, |raw, checks| {
            rate: checks.rate(raw.rate),
            at: checks.staff((&raw.population, &raw.populations)),
        } }
    };
    ($(#[$doc:meta])* $name:ident strikes platform { $($own:tt)* }) => {
        fault! { @keys $(#[$doc])* $name {
            /// How often.
            rate: $crate::values::PerTime,
            $($own)*
        } }
        fault! { @target $name PlatformTarget, |raw, checks| {
            rate: checks.rate(raw.rate),
        } }
    };
    (@keys $(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, expecting = "a mapping")]
        pub struct $name {
            /// Its name in reports, unique; its kind unless set.
            pub name: Option<String>,
            /// From when on it strikes; the beginning of the run unless set.
            pub from: Option<$crate::values::Moment>,
            /// Until when; until nobody comes any more unless set.
            pub until: Option<$crate::values::Moment>,
            /// Strikes only when the timeline or a trainer says so; no unless set.
            pub on_cue: Option<bool>,
            $($(#[$field_doc])* pub $field: $type,)*
        }
    };
    (@target $name:ident $target:ident, |$raw:ident, $checks:ident| { $($field:ident: $value:expr,)* }) => {
        impl $crate::faults::kind::Keys for $name {
            type Target = $crate::faults::target::$target;

            fn header(&self) -> $crate::faults::kind::RawFaultHeader<'_> {
                $crate::faults::kind::RawFaultHeader {
                    name: self.name.as_deref(),
                    from: self.from,
                    until: self.until,
                    on_cue: self.on_cue.unwrap_or(false),
                }
            }
            fn target(&self, $checks: &mut $crate::faults::checks::Checks<'_, '_>) -> Self::Target {
                let $raw = self;
                // They are checked in this order.
                $crate::faults::target::$target { $($field: $value,)* }
            }
        }
    };
}
pub(super) use fault;
