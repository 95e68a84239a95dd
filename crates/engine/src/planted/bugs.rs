//! The list of planted bugs. The hunt plants one by name, and tests see that each is found.

/// Writes the list: of each bug its variant, its name, the number of the invariant that it breaks (nothing where it
/// breaks none, but leaves something that never comes to an end; 0 for the recovery after a restart), and what is broken, a sentence.
macro_rules! bugs {
    ($($variant:ident, $name:literal, $invariant:expr, $about:literal;)*) => {
        /// A rule of the engine that is broken on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Planted {
            $(#[doc = $about] $variant,)*
        }

        impl Planted {
            /// All of them, by the number of the invariant; those that break none come last.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
            /// The number of the invariant that it breaks. None where it breaks liveness: something never ends.
            pub const fn invariant(self) -> Option<u8> {
                match self { $(Self::$variant => $invariant,)* }
            }
            /// What is broken, a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

bugs! {
    HangUpNotWrittenDown, "hang-up-not-written-down", Some(0),
        "That a customer hangs up is not written into the journal, so after a restart they are on the line again.";
    TimeoutKeepsCapacity, "timeout-keeps-capacity", Some(1),
        "The capacity that a reservation takes is not given back when it times out.";
    WrappingFreesCapacity, "wrapping-frees-capacity", Some(1),
        "Capacity is given back when the work after a contact begins, and not when it is done.";
    MonitorsTwoCalls, "monitors-two-calls", Some(2),
        "A supervisor who listens to a call may listen to another one at the same time.";
    AwayStillListed, "away-still-listed", Some(3),
        "Whoever goes away stays on the lists of free workers until their load changes.";
    BreakCountsAsAvailable, "break-counts-as-available", Some(3),
        "All activities but the offline one count as available ones.";
    BreakKeepsOffer, "break-keeps-offer", Some(4),
        "What is offered to somebody who goes away is not rejected.";
    TimeoutKeepsOtherOffers, "timeout-keeps-other-offers", Some(4),
        "When an offer times out, its worker goes away, and the other offers that they have stay with them.";
    ColdTransferKeepsLeg, "cold-transfer-keeps-leg", Some(5),
        "Whoever hands a call on cold stays in it, and keeps the task.";
    OfferedAgainStaysPending, "offered-again-stays-pending", Some(6),
        "A task that somebody has declined stays pending when it is offered to the next.";
    RejectedStaysReserved, "rejected-stays-reserved", Some(7),
        "A task stays reserved when its offer is rejected.";
    UnwrappedStaysAssigned, "unwrapped-stays-assigned", Some(8),
        "A task that is completed without wrapping, as by pausing or leaving, stays assigned.";
    HangUpKeepsTransfer, "hang-up-keeps-transfer", Some(9),
        "When a call ends, its transfer stays in flight.";
    WrapUpKeepsTransfer, "wrap-up-keeps-transfer", Some(9),
        "When the initiator of a warm transfer wraps up, the transfer stays in flight.";
    HangUpKeepsOffer, "hang-up-keeps-offer", Some(10),
        "When a customer gives up, the offers of their task stay pending.";
    CanceledNotCounted, "canceled-not-counted", Some(11),
        "A task that is canceled is taken out of one count and put into no other.";
    AcceptAfterTimeout, "accept-after-timeout", Some(12),
        "An accept that lands after the offer has timed out brings it back.";
    OneOfferTooMany, "one-offer-too-many", Some(13),
        "A task leaves the line when it is offered to more workers than it may be, not to as many.";
    SiblingsNotRescinded, "siblings-not-rescinded", Some(14),
        "When an offer is accepted, the others of the same task stay pending.";
    TransferOfferNoTimeout, "transfer-offer-no-timeout", Some(15),
        "The offer of a transfer does not time out.";
    WrapUpKeepsLine, "wrap-up-keeps-line", Some(16),
        "Wrapping up a call does not end the agent's leg.";
    FailedTransferKeepsLine, "failed-transfer-keeps-line", Some(16),
        "When nobody takes a cold transfer, the customer's call goes on with nobody in it.";
    LeaverKeepsTask, "leaver-keeps-task", Some(16),
        "An agent who leaves a call that goes on without them keeps its task.";
    RingingOnHold, "ringing-on-hold", Some(17),
        "A third party who has not answered yet can be put on hold.";
    DeclineLeavesAgent, "decline-leaves-agent", Some(18),
        "When the called customer declines, they leave the call and it goes on with the agent alone.";
    ExitEndsNothing, "exit-ends-nothing", Some(19),
        "A call goes on when somebody leaves whose exit ends it, as long as others are there.";
    TwoLeftNoExit, "two-left-no-exit", Some(19),
        "When the third is gone, the exit of an agent who stays ends the call no more.";
    ThirdKeepsExit, "third-keeps-exit", Some(19),
        "When a third joins a call, the exit of the agent who was in it before still ends it.";
    UnholdResetsExit, "unhold-resets-exit", Some(19),
        "Taking somebody off hold sets back whose exit ends the call, also where an agent has set that by hand.";
    CoachKeepsPupil, "coach-keeps-pupil", Some(20),
        "A supervisor goes on whispering to an agent who has left the call.";
    MonitorMarksTask, "monitor-marks-task", Some(21),
        "Listening in leaves a note in the attributes of the task.";
    MonitorExitEnds, "monitor-exit-ends", Some(21),
        "A call ends when the supervisor leaves who listens to it.";
    ConsultationSettlesTwice, "consultation-settles-twice", Some(22),
        "When a call ends while two agents consult, their transfer settles once more.";
    TransferTwice, "transfer-twice", Some(22),
        "A task can be transferred while a transfer of it is in flight.";
    CancelWrapsInitiator, "cancel-wraps-initiator", Some(23),
        "Whoever takes a transfer back begins to wrap up.";
    FileDeliveredTwice, "file-delivered-twice", Some(24),
        "A message with a file is delivered twice, once for its text and once for the file.";
    TypingMissesMessage, "typing-misses-message", Some(24),
        "Whoever is typing does not get the message that comes meanwhile.";
    LeaverStillSends, "leaver-still-sends", Some(25),
        "An agent who has left a conversation may still send to it.";
    PauseKeepsReservation, "pause-keeps-reservation", Some(26),
        "Pausing a conversation does not end the work of the agent who pauses it.";
    EachReplyOpensTask, "each-reply-opens-task", Some(27),
        "The customer's reply makes a new task and leaves the channel inactive, so the next reply makes another one.";
    RefusedCancelUnholds, "refused-cancel-unholds", Some(28),
        "Taking a transfer back takes the customer off hold before it is seen whether that is still possible.";
    RefusedTransferMarksTask, "refused-transfer-marks-task", Some(28),
        "A transfer sets the attributes of its task before it is seen whether the target can take it.";
    LostSettlesAgain, "lost-settles-again", Some(29),
        "What a desktop lost by reloading settles again when the backend answers.";
    FreeInHashOrder, "free-in-hash-order", Some(30),
        "Of workers who have been idle for as long, the one is chosen who comes first in a hash table.";
    ReturnedLosesPriority, "returned-loses-priority", Some(31),
        "A task that comes back to its line has lost its priority.";
    SameAttributesSameVersion, "same-attributes-same-version", Some(32),
        "Setting a task's attributes to what they are states the version that they had.";
    TransferBackToItsQueue, "transfer-back-to-its-queue", Some(33),
        "A transfer to a queue waits in the queue that its task came from.";

    AnybodyIsAskedFor, "anybody-is-asked-for", Some(34),
        "A task that comes back to its line is offered to anybody of its queue, whomever its target asks for.";

    LateAnswerIsDropped, "late-answer-is-dropped", None,
        "An invocation that is refused because its offer is over never settles.";
    RejectedInNoLine, "rejected-in-no-line", None,
        "A task whose offer was rejected stands in no line and is never offered again.";
    DeclinedForGood, "declined-for-good", None,
        "Whoever has declined a task is never offered it again, even if there is nobody else.";
    TransferNoTimeout, "transfer-no-timeout", None,
        "A transfer to a queue that nobody takes never fails.";
    RingsForEver, "rings-for-ever", None,
        "An outbound call that nobody answers is never given up.";
    DesertedStaysOpen, "deserted-stays-open", None,
        "A conversation that everybody has left is never closed.";
}

impl Planted {
    /// The one with this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|bug| bug.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit;

    #[test]
    fn each_invariant_is_broken_by_one_of_them_and_liveness_by_three() {
        for described in &audit::ALL {
            let number = described.invariant.number;
            assert!(Planted::ALL.iter().any(|bug| bug.invariant() == Some(number)), "{number}");
        }
        assert!(Planted::ALL.iter().filter(|bug| bug.invariant().is_none()).count() >= 3);
        let order = |bug: &Planted| bug.invariant().unwrap_or(u8::MAX);
        assert!(Planted::ALL.is_sorted_by_key(order), "they are listed by the invariant");
    }

    #[test]
    fn names_are_kebab_case_unique_and_found() {
        for bug in Planted::ALL {
            let name = bug.name();
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
            assert_eq!(Planted::find(name), Some(*bug), "{name}");
            assert!(bug.about().ends_with('.'), "{name}");
        }
        assert_eq!(Planted::find("nothing"), None);
    }
}
