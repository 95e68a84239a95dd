//! HdrHistogram's own formats: a `.hgrm` file of percentiles for each metric and action, which its plotter reads, and an
//! interval log `.hlog` of waits and latencies over time, which its log processor reads.
//!
//! Modelled times are in milliseconds, engine times in microseconds. Metrics with samples below zero have no file: these
//! histograms have no place for them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use hdrhistogram::Histogram;
use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::{IntervalLogWriterBuilder, Tag as LogTag};

use super::file::{ExportError, OutputFile};
use crate::limits::HISTOGRAM_FILES_MAX;
use rushhour_measure::{Course, Measure, Metric, Observed, RunResult, SampleUnit, Samples, Tag};
use rushhour_render::FileNames;
use rushhour_scenario::metrics::Kind;

/// The directory of all of them, within that of the run.
pub(super) const FOLDER: &str = "histograms";
/// Ticks for each halving of the distance to 100 %, as in HdrHistogram's own files.
const TICKS: u32 = 5;
const DIGITS: u8 = 3;
/// From nanoseconds to milliseconds, and from millionths to whole numbers.
const MILLION: f64 = 1e6;
/// No whole number of a histogram is larger.
const LARGEST: f64 = 9e18;
/// From nanoseconds to microseconds.
const THOUSAND: f64 = 1e3;

/// The files, and how many of them there are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histograms {
    /// Those that are to be written.
    pub files: Vec<OutputFile>,
    /// How many more there would be.
    pub left_out: usize,
}

impl Histograms {
    /// How many are left out, in words; nothing where none is.
    pub fn told(&self) -> Option<String> {
        (self.left_out > 0).then(|| {
            format!(
                "{} of {} histograms are left out, for {HISTOGRAM_FILES_MAX} is the most; report.json has the numbers of all",
                self.left_out,
                self.left_out + HISTOGRAM_FILES_MAX
            )
        })
    }
}

/// All files; none where nothing ran.
///
/// # Errors
/// The library could not write its own format, which only a bug brings about.
pub fn histograms(run: &RunResult) -> Result<Histograms, ExportError> {
    let Some(observed) = &run.observed else { return Ok(Histograms::default()) };
    let mut files = Files::default();
    metrics(run, observed, &mut files);
    for (action, stats) in &observed.actions {
        files.add("action", action.as_str(), &stats.latency, MILLION);
        files.add("engine", action.as_str(), &stats.engine_ns, THOUSAND);
    }
    let Files { mut files, left_out, .. } = files;
    let text = interval_log(&observed.course).map_err(|it| ExportError::of("intervals.hlog")(&it))?;
    files.push(OutputFile { path: Path::new(FOLDER).join("intervals.hlog"), text });
    Ok(Histograms { files, left_out })
}

/// What is looked at as a whole, and waits at queues.
fn metrics(run: &RunResult, observed: &Observed, files: &mut Files) {
    for (series, pooled) in &observed.series {
        let Measure::Samples(samples) = &pooled.measure else { continue };
        let name = series.metric.name(&run.plan);
        match (&series.tag, series.metric) {
            (None, Metric::Recorded(_)) => files.add_numbers("", &name, samples),
            (None, _) => files.add("", &name, samples, MILLION),
            (Some(tag @ Tag::Queue(_)), Metric::Wait) => {
                files.add("wait", &tag.value(&run.plan), samples, MILLION);
            }
            (Some(_), _) => {}
        }
    }
    debug_assert_eq!(Metric::Wait.kind(), Kind::Time);
}

/// The files, as they are put together.
#[derive(Default)]
struct Files {
    files: Vec<OutputFile>,
    left_out: usize,
    /// By their directory.
    names: BTreeMap<&'static str, FileNames>,
}

impl Files {
    /// One more, unless it has no samples or some below zero.
    fn add(&mut self, folder: &'static str, name: &str, samples: &Samples, divisor: f64) {
        self.push(folder, name, histogram(samples).map(|histogram| (histogram, divisor)));
    }
    /// The same of plain numbers.
    fn add_numbers(&mut self, folder: &'static str, name: &str, samples: &Samples) {
        self.push(folder, name, histogram_of_numbers(samples));
    }
    fn push(&mut self, folder: &'static str, name: &str, histogram: Option<(Histogram<u64>, f64)>) {
        let Some((histogram, divisor)) = histogram else { return };
        if self.files.len() >= HISTOGRAM_FILES_MAX {
            self.left_out += 1;
            return;
        }
        let path = self.path(folder, name);
        self.files.push(OutputFile { path, text: percentiles(&histogram, divisor) });
    }
    /// A path that no other file has, on any file system.
    fn path(&mut self, folder: &'static str, name: &str) -> PathBuf {
        let name = self.names.entry(folder).or_default().name(name);
        Path::new(FOLDER).join(folder).join(format!("{name}.hgrm"))
    }
}

/// The samples in a histogram; `None` where there are none, or some below zero.
fn histogram(samples: &Samples) -> Option<Histogram<u64>> {
    let runs = samples.raw();
    if runs.first().is_none_or(|(value, _)| *value < 0) {
        return None;
    }
    let mut histogram = Histogram::new(DIGITS).ok()?;
    for (value, count) in runs {
        histogram.record_n(value.unsigned_abs(), count).ok()?;
    }
    Some(histogram)
}

/// Plain numbers in a histogram, and by what its whole numbers are divided to give them: a million, and where that has no
/// place for the largest or the smallest, the power of ten that suits them best. `None` as of [`histogram`].
fn histogram_of_numbers(samples: &Samples) -> Option<(Histogram<u64>, f64)> {
    let runs = samples.histogram(SampleUnit::Plain);
    let (least, most) = (runs.first()?.0, runs.last()?.0);
    if least < 0.0 {
        return None;
    }
    let small = runs.iter().map(|(value, _)| *value).find(|value| *value > 0.0).unwrap_or(1.0);
    let divisor = if most <= LARGEST / MILLION && small >= 1.0 / THOUSAND {
        MILLION
    } else {
        10_f64.powi(libm::floor(libm::log10(LARGEST / most)).clamp(-300.0, 300.0) as i32)
    };
    let mut histogram = Histogram::new(DIGITS).ok()?;
    for (value, count) in runs {
        histogram.record_n((value * divisor).ceil() as u64, count).ok()?;
    }
    Some((histogram, divisor))
}

/// A value with three decimals; a small one with all that say anything.
fn shown(value: f64) -> String {
    match value {
        _ if value == 0.0 || (0.1..1e15).contains(&value) => format!("{value:12.3}"),
        _ if (1e-5..0.1).contains(&value) => format!("{value:12.6}"),
        _ => format!("{value:12.3e}"),
    }
}

/// The text that HdrHistogram's plotter reads, values divided by this.
fn percentiles(histogram: &Histogram<u64>, divisor: f64) -> String {
    let mut text =
        format!("{:>12} {:>14} {:>10} {:>14}\n\n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    let mut seen = 0;
    for tick in histogram.iter_quantiles(TICKS) {
        seen += tick.count_since_last_iteration();
        let (value, quantile) = (tick.value_iterated_to() as f64 / divisor, tick.quantile_iterated_to());
        let _ = write!(text, "{} {quantile:2.12} {seen:10}", shown(value));
        let _ = if quantile < 1.0 { writeln!(text, " {:14.2}", 1.0 / (1.0 - quantile)) } else { writeln!(text) };
    }
    let (mean, deviation) = (histogram.mean() / divisor, histogram.stdev() / divisor);
    let (max, count) = (histogram.max() as f64 / divisor, histogram.len());
    let sub_buckets = 2 * 10_u64.pow(u32::from(DIGITS)).next_power_of_two();
    let _ = write!(
        text,
        "#[Mean    = {}, StdDeviation   = {}]\n\
         #[Max     = {}, Total count    = {count:12}]\n\
         #[Buckets = {:12}, SubBuckets     = {sub_buckets:12}]\n",
        shown(mean),
        shown(deviation),
        shown(max),
        histogram.buckets()
    );
    text
}

/// Waits by when contacts came, and latencies by when actions began: a histogram of nanoseconds for each interval.
fn interval_log(course: &Course) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut serializer = V2DeflateSerializer::new();
    let mut log = IntervalLogWriterBuilder::new()
        .add_comment("[Logged with rushhour, in nanoseconds of virtual time since the run began]")
        .add_comment("[Tag wait: by when contacts came. Tag action_latency: modelled, by when actions began]")
        .with_max_value_divisor(MILLION)
        .begin_log_with(&mut bytes, &mut serializer)
        .map_err(|error| error.to_string())?;
    log.write_comment("[Histogram log format version 1.3]").map_err(|error| error.to_string())?;
    let length = Duration::from_nanos(course.length().as_ns());
    for place in 0..course.len() {
        let begin = length * u32::try_from(place).unwrap_or(u32::MAX);
        for (tag, samples) in [("wait", course.waits(place)), ("action_latency", course.latencies(place))] {
            if let Some(histogram) = samples.and_then(histogram) {
                log.write_histogram(&histogram, begin, length, LogTag::new(tag))
                    .map_err(|error| error.to_string())?;
            }
        }
    }
    drop(log);
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushhour_engine::units::SimSpan;

    #[test]
    fn names_become_names_of_files() {
        let mut files = Files::default();
        let mut path = |name| files.path("action", name).display().to_string();
        assert_eq!(path("AcceptTask"), "histograms/action/AcceptTask.hgrm");
        assert_eq!(path("accepttask"), "histograms/action/accepttask-2.hgrm");
        assert_eq!(path("../../etc/passwd"), "histograms/action/_.._etc_passwd.hgrm");
        assert_eq!([path(""), path("..")].join(" "), "histograms/action/_.hgrm histograms/action/_-2.hgrm");
        assert_eq!(path("nul"), "histograms/action/_nul.hgrm");
    }

    #[test]
    fn percentiles_stand_as_the_plotter_reads_them() {
        let mut samples = Samples::default();
        for ms in [10, 20, 20, 40] {
            samples.span(SimSpan::from_millis(ms));
        }
        insta::assert_snapshot!(percentiles(&histogram(&samples).unwrap(), MILLION), @r"
               Value     Percentile TotalCount 1/(1-Percentile)

              10.002 0.000000000000          1           1.00
              10.002 0.100000000000          1           1.11
              10.002 0.200000000000          1           1.25
              20.005 0.300000000000          3           1.43
              20.005 0.400000000000          3           1.67
              20.005 0.500000000000          3           2.00
              20.005 0.550000000000          3           2.22
              20.005 0.600000000000          3           2.50
              20.005 0.650000000000          3           2.86
              20.005 0.700000000000          3           3.33
              40.010 0.750000000000          4           4.00
              40.010 1.000000000000          4
        #[Mean    =       22.496, StdDeviation   =       10.895]
        #[Max     =       40.010, Total count    =            4]
        #[Buckets =           16, SubBuckets     =         2048]
        ");
    }

    #[test]
    fn what_is_below_zero_has_no_file() {
        let mut samples = Samples::default();
        assert!(histogram(&samples).is_none());
        samples.plain(-1.0);
        assert!(histogram_of_numbers(&samples).is_none());
    }

    #[test]
    fn numbers_of_any_size_have_a_place() {
        for numbers in [[1.7e18, 2.0e18], [4e-7, 5e-7], [1.0, 250.0], [1e-200, 1e200], [0.0, 9e12]] {
            let mut samples = Samples::default();
            numbers.into_iter().for_each(|number| samples.plain(number));
            let (histogram, divisor) = histogram_of_numbers(&samples).unwrap();
            let most = histogram.max() as f64 / divisor;
            assert!((most / numbers[1] - 1.0).abs() < 0.001, "{numbers:?}: {most}");
            let text = percentiles(&histogram, divisor);
            assert!(
                text.lines()
                    .skip(2)
                    .filter(|line| !line.starts_with('#'))
                    .all(|line| { line.split_whitespace().all(|word| word.parse::<f64>().is_ok()) }),
                "{text}"
            );
        }
    }
}
