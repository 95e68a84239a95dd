//! What to do instead of assigning to what scripts can only read: the action, or the verb, that changes it.
//!
//! [`super::lint`] and [`super::syntax`] say it before a run, [`super::properties`] while one runs.

/// What leads to something, and says nothing of what it is.
const WAYS: &[&str] =
    &["me", "task", "tasks", "next_task", "desktop", "payload", "event", "call", "participants", "conversation"];

/// What can be read, and what changes it.
const CHANGES: &[(&str, &str)] = &[
    ("activity", "the action SetActivity: `me.set_activity(name)`; of others SetWorkerActivity"),
    ("location", "the action HistoryPush: `me.invoke(\"HistoryPush\", path)`, or HistoryReplace"),
    ("history", "the action HistoryPush: `me.invoke(\"HistoryPush\", path)`, or HistoryReplace"),
    ("status", "the actions that move a task: AcceptTask, WrapupTask, CompleteTask"),
    ("priority", "the action SetTaskAttributes: the attribute `priority`"),
    ("queue", "the action TransferTask; the queues of an agent follow from SetWorkerAttributes"),
    ("queues", "the action SetWorkerAttributes: the queues follow from the attributes"),
    ("selected_task", "the action SelectTask: `me.select(task)`"),
    ("signed_in", "the action Logout, or UpdateWorkerToken"),
    ("directory", "the actions ShowDirectory and HideDirectory"),
    ("sidebar", "the action ToggleSidebar"),
    ("dialer", "the action ToggleOutboundDialer"),
    ("dialpads", "the actions ToggleDTMFDialpad and SetDTMFDialpadDigits"),
    ("drafts", "the action SetInputText, or AttachFiles and DetachFile"),
    ("components", "the action SetComponentState"),
    ("paused", "the actions PauseChannel and ResumeChannel"),
    ("paused_emails", "the actions PauseChannel and ResumeChannel"),
    ("selected_paused", "the action SelectPausedConversation"),
    ("monitored", "the actions MonitorCall and StopMonitoringCall"),
    ("team_task", "the action SelectTaskInSupervisor"),
    ("team_worker", "the action SelectWorkerInSupervisor"),
    ("team_search", "the action ApplyTeamsViewSearch"),
    ("team_filters", "the action ApplyTeamsViewFilters"),
    ("hold", "the actions HoldParticipant and UnholdParticipant"),
    ("muted", "the action ToggleMute, or UpdateWorkerParticipant"),
    ("coaching", "the verb of supervisors: `me.coach(on)`"),
    ("end_on_exit", "the action UpdateWorkerParticipant: `endConferenceOnExit`"),
    ("messages", "the action SendMessage: `me.send(task, text)`"),
    ("members", "the actions TransferTask and LeaveChannel"),
];

/// What changes that which these names lead to, such as `me`, `desktop`, `location`; nothing where nothing does.
pub(crate) fn remedy(path: &[&str]) -> Option<&'static str> {
    let about_me = !path.iter().any(|name| matches!(*name, "task" | "tasks" | "next_task" | "team"));
    for name in path.iter().filter(|name| !WAYS.contains(name)) {
        if *name == "attributes" {
            return Some(if about_me && path.first() == Some(&"me") || path.first() == Some(&"worker") {
                "the action SetWorkerAttributes: `me.invoke(\"SetWorkerAttributes\", #{ attributes: #{ … }, mergeExisting: true })`"
            } else {
                "the action SetTaskAttributes: `me.set_attributes(task, #{ … })`"
            });
        }
        if let Some((_, change)) = CHANGES.iter().find(|(known, _)| known == name) {
            return Some(change);
        }
    }
    match path {
        [.., "call" | "participants"] => Some("the actions of calls: TransferTask, KickParticipant, HangupCall"),
        _ => None,
    }
}

/// The whole, in a sentence.
pub(crate) fn told(path: &[&str]) -> String {
    let place = path.join(".");
    match remedy(path) {
        Some(change) => format!("`{place}` can only be read here: what changes it is {change}"),
        None => format!("`{place}` can only be read, and nothing changes it"),
    }
}
