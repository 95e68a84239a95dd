//! Past seeds: those that showed something are remembered in a file, and hunted first the next time.

use std::io;
use std::path::Path;

use rushhour_scenario::{FileKind, read_file, read_json};
use serde::{Deserialize, Serialize};

/// A seed that showed something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PastSeed {
    /// The seed.
    pub seed: u64,
    /// What it showed, in a short name.
    pub cause: String,
}

/// The seeds of one scenario that showed something, the latest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastSeeds {
    /// The scenario's file; nothing where nobody has said it yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    seeds: Vec<PastSeed>,
}

/// So many are kept: the latest ones.
const KEPT_MAX: usize = 200;

impl PastSeeds {
    /// Reads the file. If there is none yet, no seed is known.
    ///
    /// # Errors
    /// It is there and can't be read; of the kind [`io::ErrorKind::InvalidData`] where it could be opened.
    pub fn read(path: &Path) -> io::Result<Self> {
        match read_file(path, FileKind::Document) {
            Ok(text) => {
                let past: Self = read_json(&text).map_err(|error| {
                    let message = format!("{}: {error}; delete it to begin anew", path.display());
                    io::Error::new(io::ErrorKind::InvalidData, message)
                })?;
                Ok(past.latest())
            }
            Err(error) if error.is_not_there() => Ok(Self::default()),
            Err(error) if error.was_opened() => {
                let message = format!("{error}; or delete it to begin anew");
                Err(io::Error::new(io::ErrorKind::InvalidData, message))
            }
            Err(error) => Err(io::Error::other(error)),
        }
    }

    /// The file of the scenario that they are of, where that is not this one.
    pub fn of_another(&self, file: &Path) -> Option<&str> {
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let of = self.scenario.as_deref()?;
        (whole(Path::new(of)) != whole(file)).then_some(of)
    }

    /// Notes whose they are, unless they are of a scenario already.
    pub fn begin(&mut self, file: &Path) {
        self.scenario.get_or_insert_with(|| file.display().to_string());
    }

    /// The seeds, in the order in which they are hunted.
    pub fn seeds(&self) -> Vec<u64> {
        self.seeds.iter().map(|past| past.seed).collect()
    }

    /// Remembers a seed.
    pub fn remember(&mut self, seed: u64, cause: String) {
        self.seeds.retain(|past| past.seed != seed);
        self.seeds.push(PastSeed { seed, cause });
        self.forget_early_ones();
    }

    /// The latest of them: a file that somebody has put together may have any number.
    fn latest(mut self) -> Self {
        self.forget_early_ones();
        self
    }

    fn forget_early_ones(&mut self) {
        let surplus = self.seeds.len().saturating_sub(KEPT_MAX);
        self.seeds.drain(..surplus);
    }

    /// As the file has it.
    pub fn text(&self) -> String {
        match serde_json::to_string_pretty(self) {
            Ok(text) => text + "\n",
            Err(error) => {
                unreachable!("seeds and their causes are numbers and texts, and can't be written: {error}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_of_another_scenario_are_known_as_such() {
        let mut past = PastSeeds::default();
        assert_eq!(past.of_another(Path::new("north/day.yaml")), None);
        past.begin(Path::new("north/day.yaml"));
        past.begin(Path::new("south/day.yaml"));
        assert_eq!(past.of_another(Path::new("south/day.yaml")), Some("north/day.yaml"));
        assert_eq!(past.of_another(Path::new("north/day.yaml")), None);
    }

    #[test]
    fn a_seed_is_remembered_once_and_the_oldest_go() {
        let mut past = PastSeeds::default();
        for seed in (0..250).chain([249, 100]) {
            past.remember(seed, "capacity".to_owned());
        }
        assert_eq!(past.seeds().len(), KEPT_MAX);
        assert_eq!((past.seeds()[0], past.seeds().last().copied()), (50, Some(100)));
        let read: PastSeeds = serde_json::from_str(&past.text()).unwrap();
        assert_eq!(read, past);
    }
}
