//! Exact results of queueing theory, to hold a run against and to begin a search for staffing from.
//!
//! One model covers the textbooks: Poisson arrivals, exponential service, `servers` of them, callers who give up after
//! an exponential time or never, a limit of lines or none. Without patience and limit it is Erlang C (M/M/c), with
//! patience Erlang A (M/M/c+M), with as many lines as servers Erlang B (M/M/c/c).

/// A queue in its steady state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Arrivals a second.
    pub arrival_rate: f64,
    /// The mean service time, in seconds.
    pub service_s: f64,
    /// How many servers.
    pub servers: u32,
    /// The mean patience in seconds; none: for ever.
    pub patience_s: Option<f64>,
    /// How many callers at once, those in service included; none: any number.
    pub lines: Option<u32>,
}

/// What theory says of a queue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exact {
    /// The share of arrivals that find no line.
    pub blocked: f64,
    /// Of those admitted, the share that must wait.
    pub wait: f64,
    /// Of those admitted, the share that gives up.
    pub abandoned: f64,
    /// The mean wait of those admitted until they are served or give up, in seconds.
    pub mean_wait_s: f64,
    /// The mean wait of those served, in seconds.
    pub mean_wait_served_s: f64,
    /// The share of time that a server is busy.
    pub occupancy: f64,
    /// The mean number of those who wait.
    pub queue_length: f64,
    /// Of those admitted, the share that is served within the target.
    pub service_level: f64,
}

/// From here on what is left out of a sum changes no digit that anybody reads.
const NEGLIGIBLE: f64 = 1e-14;
/// So many jumps of the uniformized chain are summed at a time.
const JUMPS_A_STEP: f64 = 500.0;
/// More callers than any queue that is worth computing holds.
const STATES_MAX: usize = 2_000_000;

impl Queue {
    /// Whether it has a steady state: more is served, given up or blocked than arrives.
    pub fn is_stable(&self) -> bool {
        let bounded = self.patience_s.is_some() || self.lines.is_some();
        bounded || self.offered_load() < f64::from(self.servers)
    }

    /// The offered load in erlangs: as many servers would be busy if nobody ever waited.
    pub fn offered_load(&self) -> f64 {
        self.arrival_rate * self.service_s
    }

    /// What theory says, with the service level of those served within `target_s`. `None` where there is no steady
    /// state, or a number makes no sense.
    pub fn exact(&self, target_s: f64) -> Option<Exact> {
        let sound = self.arrival_rate > 0.0 && self.service_s > 0.0 && self.servers > 0;
        if !sound || !self.is_stable() || self.patience_s.is_some_and(|mean| mean <= 0.0) {
            return None;
        }
        let states = self.states();
        let servers = self.servers as usize;
        let total: f64 = states.iter().sum();
        let share = |n: usize| states.get(n).map_or(0.0, |weight| weight / total);
        let blocked = self.lines.map_or(0.0, |lines| share(lines as usize));
        let admitted = 1.0 - blocked;
        let waits: f64 =
            (servers..states.len()).map(share).sum::<f64>() - if self.lines.is_some() { blocked } else { 0.0 };
        let queue_length: f64 = (servers..states.len()).map(|n| (n - servers) as f64 * share(n)).sum();
        let busy: f64 = (0..states.len()).map(|n| n.min(servers) as f64 * share(n)).sum();
        let admitted_rate = self.arrival_rate * admitted;
        let abandoned = self.leaving_rate() * queue_length / admitted_rate;
        let mean_wait_s = queue_length / admitted_rate;
        let (in_time, waited_served) = self.served(&states, total, target_s);
        let served_share = 1.0 - abandoned;
        Some(Exact {
            blocked,
            wait: waits / admitted,
            abandoned,
            mean_wait_s,
            mean_wait_served_s: waited_served / admitted / served_share,
            occupancy: busy / servers as f64,
            queue_length,
            service_level: in_time / admitted,
        })
    }

    fn leaving_rate(&self) -> f64 {
        self.patience_s.map_or(0.0, |mean| 1.0 / mean)
    }

    /// The weights of having so many callers, by the balance of coming and going; scaled as they come, so that none
    /// overflows.
    fn states(&self) -> Vec<f64> {
        let servers = f64::from(self.servers);
        let limit = self.lines.map_or(STATES_MAX, |lines| lines as usize);
        let mut weights = vec![1.0];
        let mut largest: f64 = 1.0;
        for n in 1..=limit {
            let here = n as f64;
            let going = here.min(servers) / self.service_s + (here - servers).max(0.0) * self.leaving_rate();
            let weight = weights[n - 1] * self.arrival_rate / going;
            weights.push(weight);
            largest = largest.max(weight);
            if weight > 1e200 {
                weights.iter_mut().for_each(|weight| *weight /= 1e200);
                largest /= 1e200;
            }
            let falling = self.arrival_rate < going;
            let rest = weight / (1.0 - self.arrival_rate / going).max(f64::MIN_POSITIVE);
            if self.lines.is_none() && falling && rest < largest * NEGLIGIBLE {
                break;
            }
        }
        weights
    }

    /// The share of arrivals that are served within the target, and the mean wait of those served, each times the share
    /// that is.
    ///
    /// Whoever finds `k` waiting is served after `k + 1` departures, of services and of those ahead who give up, unless
    /// they give up themselves. The stages of all such arrivals are followed through time at once, by uniformization.
    fn served(&self, states: &[f64], total: f64, target_s: f64) -> (f64, f64) {
        let servers = self.servers as usize;
        let at_once: f64 = states.iter().take(servers).sum::<f64>() / total;
        let last = self.lines.map_or(states.len(), |lines| lines as usize);
        let mut ahead: Vec<f64> = states[servers.min(last)..last].iter().map(|weight| weight / total).collect();
        let (service, leaving) = (servers as f64 / self.service_s, self.leaving_rate());
        let waited = self.waited_by_served(&ahead);
        let mut in_time = at_once;
        // Nobody moves faster. In steps, so that the exponential of the rate does not vanish.
        let fastest = service + (ahead.len() + 1) as f64 * leaving;
        let steps = (fastest * target_s / JUMPS_A_STEP).ceil().max(1.0);
        let mean = fastest * target_s / steps;
        for _ in 0..steps as usize {
            let (mut probability, mut served) = ((-mean).exp(), 0.0);
            let mut seen = probability;
            let mut after: Vec<f64> = ahead.iter().map(|share| share * probability).collect();
            let mut jumps = 0.0;
            while 1.0 - seen > NEGLIGIBLE && jumps < 2.0 * JUMPS_A_STEP {
                jumps += 1.0;
                probability *= mean / jumps;
                seen += probability;
                served += ahead.first().map_or(0.0, |first| first * service / fastest);
                ahead = jump(&ahead, service, leaving, fastest);
                in_time += served * probability;
                for (sum, share) in after.iter_mut().zip(&ahead) {
                    *sum += share * probability;
                }
            }
            ahead = after;
        }
        (in_time, waited)
    }

    /// The mean wait until service of those who wait and are served, times their share: for each number ahead, stage by
    /// stage.
    fn waited_by_served(&self, ahead: &[f64]) -> f64 {
        let (service, leaving) = (f64::from(self.servers) / self.service_s, self.leaving_rate());
        // Of one with `k` ahead: the chance to be served, and the mean wait where they are, times that chance.
        let (mut chance, mut waited, mut sum) = (1.0, 0.0, 0.0);
        for (k, share) in ahead.iter().enumerate() {
            let goes_on = service + k as f64 * leaving;
            let rate = goes_on + leaving;
            let onward = goes_on / rate;
            waited = onward * (waited + chance / rate);
            chance *= onward;
            sum += share * waited;
        }
        sum
    }
}

/// One jump of those with so many ahead: one less ahead, or still as many; those who are served or give up are gone.
fn jump(ahead: &[f64], service: f64, leaving: f64, fastest: f64) -> Vec<f64> {
    let onward = |k: usize| service + k as f64 * leaving;
    let stays = |k: usize| 1.0 - (onward(k) + leaving) / fastest;
    let from_behind = |k: usize| ahead.get(k + 1).map_or(0.0, |share| share * onward(k + 1) / fastest);
    ahead.iter().enumerate().map(|(k, share)| share * stays(k) + from_behind(k)).collect()
}

#[cfg(test)]
mod tests;
