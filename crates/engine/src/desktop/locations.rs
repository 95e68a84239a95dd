//! The locations of a desktop's views, as the published client writes them.
//!
//! What `SelectTask` and its like go to is said here and nowhere else. A script may push any text it likes.

use crate::units::{ReservationId, WorkerId};

/// Where an agent's desktop begins, and where it is while no task is selected.
pub(crate) const AGENT_DESKTOP: &str = "/agent-desktop/";
/// The team's view, while nothing is selected in it.
pub(crate) const TEAMS: &str = "/teams/";

/// The page of a task on its agent's desktop.
pub(crate) fn task_page(id: ReservationId) -> String {
    format!("{AGENT_DESKTOP}{id}")
}

/// The page of a task in the team's view.
pub(crate) fn team_task(id: ReservationId) -> String {
    format!("{TEAMS}tasks/{id}")
}

/// The page of a worker in the team's view.
pub(crate) fn team_worker(id: WorkerId) -> String {
    format!("{TEAMS}workers/{id}")
}

/// The name of the view that a location belongs to: `agent-desktop`, `teams`, or whatever else its path begins with.
pub(super) fn view_of(location: &str) -> &str {
    location.split(['/', '?', '#']).find(|part| !part.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_called_what_its_path_begins_with() {
        for (location, view) in [
            (AGENT_DESKTOP.to_owned(), "agent-desktop"),
            (task_page(ReservationId::new(1)), "agent-desktop"),
            (team_task(ReservationId::new(1)), "teams"),
            (team_worker(WorkerId::new(1)), "teams"),
            ("/teams?sort=name".to_owned(), "teams"),
            ("queues-stats".to_owned(), "queues-stats"),
            (String::new(), ""),
        ] {
            assert_eq!(view_of(&location), view, "{location}");
        }
    }
}
