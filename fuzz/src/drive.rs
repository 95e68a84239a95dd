//! Feeds a target with so many inputs, the same ones for the same seed, and says which input broke it.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use super::corpus::root;
use super::counting::counted;
use super::tape::Tape;
use super::watch::Watch;

/// Something that reads, and how inputs for it are made.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, which its test has as well.
    pub name: &'static str,
    /// How files of what it reads end.
    pub ending: &'static str,
    /// So many inputs `cargo test` feeds it with.
    pub executions: u64,
    /// So long is a tape that makes one input, in bytes.
    pub tape: usize,
    /// Good ones, of which others are made: where they were refused, no changed one would get anywhere.
    pub good: fn() -> Vec<Vec<u8>>,
    /// Makes an input.
    pub make: fn(&mut Tape<'_>) -> Vec<u8>,
    /// Reads one, and says whether it was a good one. Whatever panics in here is a bug.
    pub feed: fn(&[u8]) -> bool,
    /// What reading may take.
    pub bounds: Bounds,
}

/// What reading an input may take, in counts that are the same on every machine.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// So many bytes at once, and so many more for each byte of the input.
    pub bytes: (u64, u64),
    /// So many allocations in all, and so many more for each byte of the input: what loops for long allocates, as a rule.
    pub allocations: (u64, u64),
}

/// What `cargo test` multiplies the number of executions by.
const TIMES: &str = "RUSHHOUR_FUZZ_TIMES";
/// The seed of all tapes.
const SEED: &str = "RUSHHOUR_FUZZ_SEED";
/// Goes on after something was found, to find more.
const GO_ON: &str = "RUSHHOUR_FUZZ_GO_ON";

/// Writes the inputs into this folder, for another program to read, and feeds nobody.
const WRITE: &str = "RUSHHOUR_FUZZ_WRITE";

/// A number that the environment has, or else this one.
fn number(name: &str, otherwise: f64) -> f64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The folder in which inputs are kept that once broke a target.
fn kept(target: &Target) -> PathBuf {
    root().join("fuzz/found").join(target.name)
}

/// Feeds a target: good ones first, then what once broke it, then what the seed makes.
///
/// # Panics
/// Something broke it. The message says what, and in which file the input is now.
pub fn drive(target: &Target) {
    let mut tally = Tally::default();
    for (place, input) in (target.good)().iter().enumerate() {
        let before = tally.good;
        tally.note(target, input, &format!("good one {place}"));
        let text = String::from_utf8_lossy(input);
        assert!(tally.good > before, "{}: a good one, number {place}, is refused: {text}", target.name);
    }
    let mut inputs: Vec<PathBuf> =
        std::fs::read_dir(kept(target)).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    inputs.sort();
    for path in inputs {
        let Ok(input) = std::fs::read(&path) else { unreachable!("{} was listed a moment ago", path.display()) };
        tally.note(target, &input, &path.display().to_string());
    }
    let seed = number(SEED, 1.0);
    // As whole numbers they are exact: nobody has so many executions, or such a seed.
    let (seed, count) = (seed as u64, (target.executions as f64 * number(TIMES, 1.0)) as u64);
    let mut generator = Pcg64Mcg::seed_from_u64(seed);
    let mut tape = vec![0; target.tape];
    let watch = Watch::begin(target);
    let folder = std::env::var_os(WRITE).map(|folder| Path::new(&folder).join(target.name));
    for place in 0..count {
        generator.fill_bytes(&mut tape);
        let input = (target.make)(&mut Tape::new(&tape));
        if let Some(folder) = &folder {
            let written = write(&folder.join(format!("{place}.{}", target.ending)), &input);
            assert!(written.is_ok(), "{}: {written:?}", folder.display());
            continue;
        }
        watch.begins(place, &input);
        tally.note(target, &input, &format!("number {place} of seed {seed}"));
        watch.ends(place, &input);
    }
    tally.tell(target);
}

/// What came of all inputs.
#[derive(Debug, Default)]
struct Tally {
    fed: u64,
    good: u64,
    broke: Vec<String>,
    /// The most that one took: bytes at once, allocations.
    most: [u64; 2],
}

impl Tally {
    fn note(&mut self, target: &Target, input: &[u8], whence: &str) {
        self.fed += 1;
        match fed(target, input) {
            Ok((good, took)) => {
                self.good += u64::from(good);
                for (most, took) in self.most.iter_mut().zip(took) {
                    *most = took.max(*most);
                }
            }
            Err(why) => {
                let file = set_aside(target, input);
                let message = format!("{}, {whence}: {why}\n  the input is in {file}", target.name);
                assert!(std::env::var_os(GO_ON).is_some(), "{message}");
                self.broke.push(message);
            }
        }
    }

    fn tell(&self, target: &Target) {
        let [bytes, allocations] = self.most;
        println!(
            "{}: {} executions, {} of them good ones; one took {bytes} bytes and {allocations} allocations at most",
            target.name, self.fed, self.good
        );
        assert!(self.broke.is_empty(), "{} broke it:\n{}", self.broke.len(), self.broke.join("\n"));
    }
}

thread_local! {
    /// Whether this thread feeds a target: then what a panic says is kept, and told with the input.
    static FEEDS: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps what panics say while a target is fed; there may be many, and each is told once.
fn keep_panics() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if FEEDS.get() {
                PANIC.replace(panic.to_string());
            } else {
                usual(panic);
            }
        }));
    });
}

/// Feeds a target with one input. What it took, or why it broke.
fn fed(target: &Target, input: &[u8]) -> Result<(bool, [u64; 2]), String> {
    keep_panics();
    let mut fed = None;
    FEEDS.set(true);
    let took = counted(|| {
        fed = Some(catch_unwind(AssertUnwindSafe(|| (target.feed)(input))));
    });
    FEEDS.set(false);
    match fed {
        Some(Ok(good)) => {
            let length = input.len() as u64;
            let took = [took.bytes_max, took.allocations];
            let Bounds { bytes, allocations } = target.bounds;
            for (took, (base, each), what) in
                [(took[0], bytes, "bytes at once"), (took[1], allocations, "allocations")]
            {
                let most = base + each * length;
                if took > most {
                    return Err(format!("it took {took} {what} for {length} bytes, and {most} is the most"));
                }
            }
            Ok((good, took))
        }
        Some(Err(_)) => Err(PANIC.take()),
        None => unreachable!("it was fed"),
    }
}

fn write(file: &Path, input: &[u8]) -> std::io::Result<()> {
    file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(file, input)
}

/// Sets an input aside in a file, and says in which.
pub(crate) fn set_aside(target: &Target, input: &[u8]) -> String {
    let name = format!("{}.{}", &blake3::hash(input).to_hex()[..12], target.ending);
    let file = root().join("target/fuzz-found").join(target.name).join(name);
    let written =
        file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&file, input));
    match written {
        Ok(()) => file.display().to_string(),
        Err(error) => format!("no file ({error}): {}", String::from_utf8_lossy(input)),
    }
}
