//! The limits of what is written of a run. [`limits!`](rushhour_engine::limits!) tells how a row is read.

use rushhour_engine::limits;

limits! {
    /// The most files of percentiles.
    HISTOGRAM_FILES_MAX: usize = 300 files {
        name: "histograms of a run",
        counts: "`.hgrm` files in the directory of a run",
        beyond: "the first ones are written, and a warning says how many are not",
        change: "report.json has the numbers of all",
    }
}
