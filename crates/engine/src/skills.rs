//! Skills: what workers know, each at a level from 1 to 10.
//!
//! They stand in a worker's attribute `skills`, a map, where expressions see them too. Routing and the scenario read
//! them here; nothing here knows a worker or a queue.

use smol_str::SmolStr;

use super::value::Value;

/// The attribute that holds a worker's skills.
pub const SKILLS: &str = "skills";

/// How well somebody knows something: 1 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(u8);

impl Level {
    /// What a skill without a level counts for.
    pub const LEAST: Self = Self(1);
    /// The highest level that there is.
    pub const MOST: Self = Self(10);

    /// A level from 1 to 10.
    pub fn new(level: u64) -> Option<Self> {
        let level = Self(u8::try_from(level).ok()?);
        (Self::LEAST..=Self::MOST).contains(&level).then_some(level)
    }
    /// The level as a number from 1 to 10.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The level of a skill by a worker's attributes. Scripts may write anything there: what is below 1 or no number is
    /// no skill, and what is above 10 counts as 10, so that comparisons with a level come out as in an expression.
    pub fn of(attributes: &Value, skill: &str) -> Option<Self> {
        let level = match attributes.get(SKILLS)?.get(skill)? {
            Value::Int(level) => *level,
            Value::Float(level) => *level as i64,
            Value::Null
            | Value::Bool(_)
            | Value::Text(_)
            | Value::Sid(_)
            | Value::Ref(_)
            | Value::List(_)
            | Value::Map(_) => return None,
        };
        let level = u64::try_from(level).ok()?;
        Self::new(level.min(u64::from(Self::MOST.0)))
    }
}

/// Whether a worker with these attributes has all of the skills, each at this level or a higher one. Nobody has none of
/// them: a queue that asks for no skill has no members by skills.
pub fn has_all(attributes: &Value, skills: &[(SmolStr, Level)]) -> bool {
    !skills.is_empty() && skills.iter().all(|(skill, least)| Level::of(attributes, skill) >= Some(*least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Entries;

    fn knowing(german: Value) -> Value {
        let skills = Value::map(Entries::from([("german".into(), german), ("sales".into(), Value::Int(3))]));
        Value::map(Entries::from([(SKILLS.into(), skills)]))
    }

    #[test]
    fn a_level_is_from_one_to_ten() {
        let levels: Vec<u64> = (0..20).filter(|level| Level::new(*level).is_some()).collect();
        assert_eq!(levels, (1..=10).collect::<Vec<_>>());
        assert_eq!(Level::new(256 + 1), None);
    }

    #[test]
    fn what_scripts_write_counts_as_it_compares() {
        let level = |german| Level::of(&knowing(german), "german").map(Level::number);
        let cases = [
            (Value::Int(4), Some(4)),
            (Value::Int(0), None),
            (Value::Int(-3), None),
            (Value::Int(700), Some(10)),
            (Value::Float(4.9), Some(4)),
            (Value::Float(0.9), None),
            (Value::Float(f64::NAN), None),
            (Value::Float(f64::INFINITY), Some(10)),
            (Value::Text("4".into()), None),
            (Value::Null, None),
        ];
        for (german, expected) in cases {
            assert_eq!(level(german.clone()), expected, "{german}");
        }
        assert_eq!(Level::of(&Value::map(Entries::new()), "german"), None);
        assert_eq!(Level::of(&Value::map(Entries::from([(SKILLS.into(), Value::Int(3))])), "german"), None);
    }

    #[test]
    fn all_of_them_and_each_at_its_level() {
        let worker = knowing(Value::Int(4));
        let needs = |needs: &[(&str, u64)]| {
            let needs: Vec<_> =
                needs.iter().map(|(name, level)| (SmolStr::new(name), Level::new(*level).unwrap())).collect();
            has_all(&worker, &needs)
        };
        assert!(needs(&[("german", 4)]) && needs(&[("german", 1), ("sales", 3)]));
        assert!(!needs(&[("german", 5)]) && !needs(&[("german", 4), ("sales", 4)]) && !needs(&[("french", 1)]));
        assert!(!needs(&[]), "a queue that asks for nothing is not everybody's");
    }
}
