//! Observers: histograms, series, thresholds, the digest.
