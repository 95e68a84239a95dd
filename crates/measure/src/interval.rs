//! Confidence intervals over replication means.

/// 97.5 % quantiles of Student's t distribution for 1 to 30 degrees of freedom.
const T_975: [f64; 30] = [
    12.706_204_736,
    4.302_652_730,
    3.182_446_305,
    2.776_445_105,
    2.570_581_836,
    2.446_911_851,
    2.364_624_252,
    2.306_004_135,
    2.262_157_163,
    2.228_138_852,
    2.200_985_160,
    2.178_812_830,
    2.160_368_656,
    2.144_786_688,
    2.131_449_546,
    2.119_905_299,
    2.109_815_578,
    2.100_922_040,
    2.093_024_054,
    2.085_963_447,
    2.079_613_845,
    2.073_873_068,
    2.068_657_610,
    2.063_898_562,
    2.059_538_553,
    2.055_529_439,
    2.051_830_516,
    2.048_407_142,
    2.045_229_642,
    2.042_272_456,
];

/// The half-width of the 95 % confidence interval of the mean of independent values (Student's t): `None` with
/// fewer than two. In the unit of the values.
pub fn half_width_95(values: &[f64]) -> Option<f64> {
    if values.len() < 2 {
        return None;
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0);
    Some(t_975(values.len() - 1) * (variance / n).sqrt())
}

/// The 97.5 % quantile of Student's t distribution. Beyond the table by its expansion around the normal quantile
/// (Abramowitz and Stegun, 26.7.5), which is exact to seven digits there.
pub(super) fn t_975(degrees_of_freedom: usize) -> f64 {
    let place = degrees_of_freedom.saturating_sub(1);
    if let Some(t) = T_975.get(place) {
        return *t;
    }
    let z = 1.959_963_984_540_054_f64;
    let v = degrees_of_freedom as f64;
    let (z2, z3) = (z * z, z * z * z);
    let first = (z3 + z) / 4.0;
    let second = z * (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0;
    let third = z * (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0;
    z + first / v + second / (v * v) + third / (v * v * v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_agree_with_published_tables() {
        for (v, published) in [(1, 12.7062), (9, 2.2622), (30, 2.0423), (40, 2.0211), (60, 2.0003), (120, 1.9799)]
        {
            assert!((t_975(v) - published).abs() < 5e-5, "{v}: {}", t_975(v));
        }
        assert!(t_975(31) < t_975(30) && t_975(30) - t_975(31) < 0.003);
        assert!((t_975(1_000_000) - 1.959_966).abs() < 1e-5);
    }

    #[test]
    fn the_half_width_is_t_times_the_standard_error() {
        // Mean 2, variance 1, standard error 1/sqrt(3), two degrees of freedom.
        let half = half_width_95(&[1.0, 2.0, 3.0]).unwrap();
        assert!((half - 4.302_652_730 / 3.0_f64.sqrt()).abs() < 1e-9);
        assert_eq!(half_width_95(&[5.0, 5.0]), Some(0.0));
        assert_eq!(half_width_95(&[5.0]), None);
    }
}
