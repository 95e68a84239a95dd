//! What people call actions and fields who come from elsewhere: the headings of the product's documentation, other
//! vendors' words, what one would guess. A nearest name finds slips of the finger; this finds slips of the mind.
//!
//! Nothing here makes such a name work: messages say what is meant.

use crate::action::Action;
use crate::nearest::{did_you_mean, nearest};

/// Words for an action, as [`plain`] leaves them, and the action. A word may stand for two.
const ACTIONS: &[(&str, &[Action])] = &[
    (
        "accept acceptcall acceptchat acceptcontact acceptconversation acceptinteraction acceptreservation answer \
      answercall pickup pickupcall takecall taketask",
        &[Action::AcceptTask],
    ),
    (
        "reject rejectcall rejectchat rejectreservation decline declinecall declinetask refuse ignorecall",
        &[Action::RejectTask],
    ),
    // The heading of an entry of the documentation, whose text is that of the second.
    ("endcall", &[Action::EndConferenceForAll, Action::HangupCall]),
    (
        "endconference endmeeting endforall endcallforall conferenceend terminateconference",
        &[Action::EndConferenceForAll],
    ),
    (
        "hangup hangupphone disconnect disconnectcall dropcall releasecall clearconnection clearcall terminatecall leavecall \
      bye",
        &[Action::HangupCall],
    ),
    ("hold holdcustomer putonhold callhold", &[Action::HoldCall]),
    ("unhold unholdcustomer retrieve retrievecall resumecall takeoffhold offhold", &[Action::UnholdCall]),
    ("mute unmute mutecall unmutecall muteself setmute mutemic", &[Action::ToggleMute]),
    ("wrap wrapup startwrapup aftercallwork acw aftercontactwork", &[Action::WrapupTask]),
    (
        "complete completereservation completecall finish finishtask close closetask closecontact endtask done clearcontact \
      finishwrapup completewrapup",
        &[Action::CompleteTask],
    ),
    (
        "transfer transfercall transferchat transferconversation blindtransfer coldtransfer warmtransfer attendedtransfer \
      consult consulttransfer consultcall singlesteptransfer handover starttransfer",
        &[Action::TransferTask],
    ),
    ("aborttransfer stoptransfer transfercancel cancelconsult", &[Action::CancelTransfer]),
    (
        "addparticipant addcall addtoconference conference conferencecall startconference externaltransfer \
      startexternaltransfer inviteparticipant threewaycall",
        &[Action::StartExternalWarmTransfer],
    ),
    ("kick kickout removeparticipant removefromconference dropparticipant", &[Action::KickParticipant]),
    (
        "dial dialnumber call callnumber makecall outboundcall placecall startcall clicktodial clicktocall startoutbound",
        &[Action::StartOutboundCall],
    ),
    ("dialer showdialer opendialer hidedialer closedialer toggledialer", &[Action::ToggleOutboundDialer]),
    (
        "startemail newemail composeemail sendemail writeemail startoutboundemail",
        &[Action::StartOutboundEmailTask],
    ),
    ("dtmf senddtmf senddigits sendtone sendtones playdigits presskey", &[Action::SendDTMFDigits]),
    ("dialpad keypad showdialpad opendialpad closedialpad toggledialpad toggledtmf", &[Action::ToggleDTMFDialpad]),
    ("setdigits setdtmfdigits writedigits", &[Action::SetDTMFDialpadDigits]),
    (
        "setstatus setstate setpresence setagentstate setavailability changeactivity changestatus changestate changepresence \
      available setavailable goavailable ready setready notready setnotready updateactivity",
        &[Action::SetActivity],
    ),
    (
        "setagentactivity changeworkeractivity updateworkeractivity setworkerstatus setworkerstate",
        &[Action::SetWorkerActivity],
    ),
    ("signout signoff logoff quit", &[Action::Logout]),
    ("reload refresh reloadpage refreshpage reloaddesktop", &[Action::ReloadWindow]),
    (
        "send sendchat sendchatmessage sendtext sendtextmessage sendmessagetext sendreply reply writemessage postmessage",
        &[Action::SendMessage],
    ),
    (
        "sendtemplate sendcontent sendcontenttemplate sendrichmessage sendrichcontent",
        &[Action::SendRichContentMessage],
    ),
    ("typing starttyping type istyping", &[Action::SendTyping]),
    ("setdraft setinput setmessagetext settext writedraft", &[Action::SetInputText]),
    ("addfile addfiles addattachment attach attachfile attachmedia upload uploadfile", &[Action::AttachFiles]),
    ("removefile removeattachment detach deletefile", &[Action::DetachFile]),
    ("download downloadfile downloadattachment openmedia openfile", &[Action::DownloadMedia]),
    ("leave leavechat leaveconversation leaveinteraction", &[Action::LeaveChannel]),
    (
        "pause pausechat pauseconversation pauseinteraction park parkchat parkchannel parkinteraction parkconversation",
        &[Action::PauseChannel],
    ),
    (
        "unpark unparkinteraction unparkchannel resumechat resumeconversation resumeinteraction unpause unpausechannel",
        &[Action::ResumeChannel],
    ),
    ("resume", &[Action::UnholdCall, Action::ResumeChannel]),
    ("monitor startmonitoring monitortask monitoragent listen listenin silentmonitor spy", &[Action::MonitorCall]),
    ("stopmonitor stopmonitoring unmonitor stoplistening", &[Action::StopMonitoringCall]),
    ("selectagent selectworker showworker", &[Action::SelectWorkerInSupervisor]),
    ("select opentask showtask", &[Action::SelectTask]),
    ("filter filterteam setfilters filterworkers applyfilters applyteamfilters", &[Action::ApplyTeamsViewFilters]),
    ("search searchteam searchworkers", &[Action::ApplyTeamsViewSearch]),
    (
        "navigate navigateto navigatetoview goto gotoview openview setlocation pushhistory redirectto",
        &[Action::HistoryPush],
    ),
    ("back goback previouspage", &[Action::HistoryGoBack]),
    ("forward goforward nextpage", &[Action::HistoryGoForward]),
    ("directory opendirectory opencontacts showcontacts", &[Action::ShowDirectory]),
    ("play playrecording playback", &[Action::InsightsPlayerPlay]),
    ("dequeue dequeuereservation dequeuecall bridge", &[Action::DequeueTask]),
    ("issuecall callworker callagent", &[Action::IssueCallToWorker]),
    ("redirect redirectcall", &[Action::RedirectCallTask]),
    (
        "updatetask updatetaskattributes changetaskattributes setattributes updateattributes",
        &[Action::SetTaskAttributes],
    ),
    ("updateworkerattributes changeworkerattributes updateworker", &[Action::SetWorkerAttributes]),
    ("updatetoken refreshtoken renewtoken settoken", &[Action::UpdateWorkerToken]),
    ("updateparticipant", &[Action::UpdateWorkerParticipant, Action::UpdateCustomerParticipant]),
];

/// Words for a field, as [`plain`] leaves them, and the fields; the first that an action has is meant.
const FIELDS: &[(&str, &[&str])] = &[
    ("tasksid taskid reservation reservationsid reservationid id call callsid contact", &["sid"]),
    (
        "worker workersid workerid agent agentsid queue queuesid queueid target to targetworker targetqueue transferto",
        &["targetSid", "workerSid"],
    ),
    ("participantsid participantcallsid leg who", &["targetSid"]),
    ("number phone phonenumber to address email customer customeraddress dial", &["destination", "phoneNumber"]),
    ("from caller callernumber", &["callerId"]),
    ("text message content msg draft", &["body"]),
    ("chat chatsid channel channelsid conversationid sid task tasksid", &["conversationSid"]),
    ("conversation conversationsid channelid interaction interactionsid sid task", &["channelSid"]),
    ("activity name status state presence", &["activityName"]),
    ("activityid", &["activitySid"]),
    ("digit tone tones dtmf key keys", &["digits"]),
    ("url twimlurl instructionsurl", &["twiMLUrl"]),
    ("attrs attribute data", &["attributes", "taskAttributes"]),
    ("merge mergeattributes mergewithexisting", &["mergeExisting"]),
    ("template templatesid contentid", &["contentSid"]),
    ("files attachments file media attachment", &["attachedFiles", "files", "file", "media"]),
    ("segment recording recordingsid", &["segmentId"]),
    ("filter query", &["filters"]),
    ("query text term name", &["search"]),
    ("component key", &["name"]),
    ("value", &["state"]),
    ("jwt accesstoken", &["token"]),
];

/// `; did you mean …?`, to end a message about an action that there is not; nothing where none is likely.
pub fn meant_action(name: &str) -> String {
    other_word(name).unwrap_or_else(|| did_you_mean(name, Action::ALL.iter().map(|action| action.name())))
}

/// The same, where the name is another word for an action, or the name of one written in another way. Names that are
/// only near are not looked at, which takes time.
pub fn other_word(name: &str) -> Option<String> {
    let word = plain(name);
    let written = Action::ALL.iter().find(|action| plain(action.name()) == word);
    let meant = written.map(std::slice::from_ref).or_else(|| stands_for(&word))?;
    let names: Vec<String> = meant.iter().map(|action| format!("`{action}`")).collect();
    Some(format!("; did you mean {}?", names.join(" or ")))
}

/// The one of these fields that a field is meant to be which the action does not have.
pub(crate) fn meant_field<'a>(given: &str, fields: &[&'a str]) -> Option<&'a str> {
    let word = plain(given);
    let among = |name: &str| fields.iter().copied().find(|field| *field == name);
    let spelled = || fields.iter().copied().find(|field| plain(field) == word);
    let all = FIELDS.iter().filter(|(words, _)| words.split(' ').any(|it| it == word));
    let by_word = || all.flat_map(|(_, meant)| meant.iter()).find_map(|name| among(name));
    spelled().or_else(by_word).or_else(|| nearest(given, fields.iter().copied()))
}

fn stands_for(word: &str) -> Option<&'static [Action]> {
    ACTIONS.iter().find(|(words, _)| words.split(' ').any(|known| known == word)).map(|(_, meant)| *meant)
}

/// A name without case, and without what joins its words.
fn plain(name: &str) -> String {
    // Longer than any word here; somebody's whole file is no name.
    name.chars().take(64).filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_for_an_action_lead_to_it() {
        for (word, action) in [
            ("EndCall", "`EndConferenceForAll` or `HangupCall`"),
            ("Accept", "`AcceptTask`"),
            ("answer_call", "`AcceptTask`"),
            ("Reject", "`RejectTask`"),
            ("Hold", "`HoldCall`"),
            ("hang-up", "`HangupCall`"),
            ("ReleaseCall", "`HangupCall`"),
            ("BlindTransfer", "`TransferTask`"),
            ("ParkInteraction", "`PauseChannel`"),
            ("NavigateToView", "`HistoryPush`"),
            ("hold_call", "`HoldCall`"),
            ("HOLDCALL", "`HoldCall`"),
            // A slip of the finger.
            ("AcceptTsk", "`AcceptTask`"),
        ] {
            assert_eq!(meant_action(word), format!("; did you mean {action}?"), "{word}");
        }
        assert_eq!(meant_action("Xyzzy"), "");
    }

    #[test]
    fn every_word_is_plain_stands_once_and_is_no_action() {
        let mut words: Vec<&str> = ACTIONS.iter().flat_map(|(words, _)| words.split(' ')).collect();
        for word in &words {
            assert_eq!(plain(word), *word);
            assert!(Action::ALL.iter().all(|action| plain(action.name()) != *word), "{word}");
        }
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
        assert!(ACTIONS.iter().all(|(_, meant)| (1..=2).contains(&meant.len())));
        assert!(FIELDS.iter().flat_map(|(words, _)| words.split(' ')).all(|word| plain(word) == word));
    }

    #[test]
    fn other_words_for_a_field_lead_to_one_that_is_missing() {
        assert_eq!(meant_field("taskSid", &["task", "sid"]), Some("sid"));
        assert_eq!(meant_field("reservation_sid", &["task", "sid"]), Some("sid"));
        assert_eq!(meant_field("workerSid", &["targetSid", "participant"]), Some("targetSid"));
        assert_eq!(meant_field("to", &["destination"]), Some("destination"));
        assert_eq!(meant_field("text", &["body"]), Some("body"));
        assert_eq!(meant_field("conversation_sid", &["conversation", "conversationSid"]), Some("conversationSid"));
        assert_eq!(meant_field("destinatoin", &["destination"]), Some("destination"));
        assert_eq!(meant_field("colour", &["task", "sid"]), None);
    }
}
