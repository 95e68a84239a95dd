//! Each target, fed with so many inputs of a fixed seed; or by a fuzzer that follows coverage, where one builds this.

use rushhour_fuzz::drive::Target;
use rushhour_fuzz::targets::ALL;

/// The target of this name.
fn target(name: &str) -> &'static Target {
    let found = ALL.iter().find(|target| target.name == name);
    found.unwrap_or_else(|| unreachable!("there is no target {name}"))
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let target = target(stringify!($name));
                #[cfg(not(fuzzing))]
                rushhour_fuzz::drive::drive(target);
                #[cfg(fuzzing)]
                bolero::check!().for_each(|tape: &[u8]| {
                    (target.feed)(&(target.make)(&mut rushhour_fuzz::tape::Tape::new(tape)));
                });
            }
        )*

        #[test]
        fn every_target_has_its_test() {
            let names: Vec<&str> = ALL.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

targets!(scenario, script, table, plan, report, finding, record, seeds, words, events, http, engine);
