//! Where chance enters: numbers that follow a seed, or every path of a small world one after another.

/// What is chosen at each fork of a run.
#[derive(Clone, Debug)]
pub struct Choices(Way);

#[derive(Clone, Debug)]
enum Way {
    /// A state that each choice moves on, and how many of 1,024 forks bring a fault.
    Seed(u64, u32),
    /// The forks of the path at hand: what is chosen, and of how many.
    Path {
        forks: Vec<(u32, u32)>,
        at: usize,
        /// How many faults a path may have, and has.
        most: u32,
        faults: u32,
    },
}

impl Choices {
    /// Choices that follow a seed.
    pub fn seeded(seed: u64) -> Self {
        // Some worlds are calm, some are not.
        let mut choices = Self(Way::Seed(seed ^ 0x5851_f42d_4c95_7f2d, 0));
        let per_1024 = [12, 30, 60, 150][choices.pick(4) as usize];
        if let Way::Seed(_, often) = &mut choices.0 {
            *often = per_1024;
        }
        choices
    }

    /// The first of all paths with at most so many faults.
    pub fn paths(most: u32) -> Self {
        Self(Way::Path {
            forks: Vec::new(),
            at: 0,
            most,
            faults: 0,
        })
    }

    /// One of so many ways.
    pub fn pick(&mut self, count: u32) -> u32 {
        match &mut self.0 {
            Way::Seed(state, _) => below(state, count),
            Way::Path { forks, at, .. } => {
                if *at == forks.len() {
                    forks.push((0, count));
                }
                *at += 1;
                forks[*at - 1].0
            }
        }
    }

    /// A number that is no fork: it only spreads things.
    pub fn number(&mut self, count: u32) -> u32 {
        match &mut self.0 {
            Way::Seed(state, _) => below(state, count),
            Way::Path { .. } => count / 2,
        }
    }

    /// Whether something is out of the ordinary, and which of so many things: counted from 1.
    pub fn fault(&mut self, kinds: u32) -> u32 {
        match &mut self.0 {
            Way::Seed(state, often) => {
                if kinds == 0 || below(state, 1024) >= *often {
                    return 0;
                }
                below(state, kinds) + 1
            }
            Way::Path { most, faults, .. } => {
                if kinds == 0 || faults == most {
                    return 0;
                }
                let chosen = self.pick(kinds + 1);
                if let (Way::Path { faults, .. }, true) = (&mut self.0, chosen > 0) {
                    *faults += 1;
                }
                chosen
            }
        }
    }

    /// Goes on to the next path; `false` after the last.
    pub fn next_path(&mut self) -> bool {
        let Way::Path {
            forks, at, faults, ..
        } = &mut self.0
        else {
            return false;
        };
        forks.truncate(*at);
        (*at, *faults) = (0, 0);
        while let Some((chosen, count)) = forks.last_mut() {
            if *chosen + 1 < *count {
                *chosen += 1;
                return true;
            }
            forks.pop();
        }
        false
    }
}

/// A number below another one, by `SplitMix64`.
fn below(state: &mut u64, count: u32) -> u32 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let wide = (mixed >> 32) * u64::from(count);
    u32::try_from(wide >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_is_walked_once() {
        let mut choices = Choices::paths(1);
        let mut walked = Vec::new();
        loop {
            let path = (choices.pick(2), choices.fault(2), choices.fault(2));
            walked.push(path);
            if !choices.next_path() {
                break;
            }
        }
        let one = [(0, 0, 0), (0, 0, 1), (0, 0, 2), (0, 1, 0), (0, 2, 0)];
        let two = one.map(|(_, a, b)| (1, a, b));
        assert_eq!(walked, [one, two].concat());
    }

    #[test]
    fn a_seed_always_leads_the_same_way() {
        let walk = |seed| {
            let mut choices = Choices::seeded(seed);
            (0..50).map(|_| choices.pick(1_000)).collect::<Vec<_>>()
        };
        assert_eq!(walk(7), walk(7));
        assert_ne!(walk(7), walk(8));
    }
}
