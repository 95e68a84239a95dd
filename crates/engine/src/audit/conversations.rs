//! Invariants 24 to 27: messages, members, pauses, and one live task for a conversation.

use std::collections::VecDeque;

use smallvec::SmallVec;

use super::found::Found;
use super::model::Model;
use super::number::{MEMBERS_SEND, MESSAGES_ONCE_IN_ORDER, ONE_TASK_PER_CHANNEL, PAUSED_IS_AWAY};
use super::view::AuditView;
use crate::event::{ChannelStatus, Member};
use crate::units::{ContactId, ConversationId, IdMap, WorkerId};

#[derive(Clone, Debug)]
struct Conversation {
    contact: ContactId,
    status: ChannelStatus,
    /// The index of the next message.
    next: u32,
    /// Who is in, and the first message that has not reached them.
    members: SmallVec<[(Member, u32); 4]>,
    /// The authors of messages that have not reached everybody, from `log_first` on.
    log: VecDeque<Member>,
    log_first: u32,
}

impl Conversation {
    /// Nobody is sent their own messages: skips those that `member` wrote.
    fn skip_own(&self, member: Member, mut expected: u32) -> u32 {
        while expected < self.next && self.author(expected) == Some(member) {
            expected += 1;
        }
        expected
    }
    fn author(&self, index: u32) -> Option<Member> {
        let place = index.checked_sub(self.log_first)?;
        self.log.get(usize::try_from(place).ok()?).copied()
    }
    /// Forgets what has reached everybody.
    fn trim(&mut self) {
        let needed = self.members.iter().map(|(_, expected)| *expected).min().unwrap_or(self.next);
        while self.log_first < needed && self.log.pop_front().is_some() {
            self.log_first += 1;
        }
    }
    fn undelivered(&self) -> Option<(Member, u32)> {
        let late = |(member, expected): &(Member, u32)| (*member, self.skip_own(*member, *expected));
        self.members.iter().map(late).find(|(_, expected)| *expected < self.next)
    }
}

/// The conversations that are not removed, and how far their messages have come.
#[derive(Clone, Debug, Default)]
pub(super) struct Conversations {
    all: IdMap<ConversationId, Conversation>,
    touched: Vec<ConversationId>,
    scratch: Vec<Member>,
}

impl Conversations {
    pub(super) fn opened(&mut self, conversation: ConversationId, contact: ContactId) {
        let opened = Conversation {
            contact,
            status: ChannelStatus::Setup,
            next: 0,
            members: SmallVec::new(),
            log: VecDeque::new(),
            log_first: 0,
        };
        self.all.insert(conversation, opened);
    }
    pub(super) fn removed(&mut self, conversation: ConversationId, found: &mut Found) {
        if let Some(it) = self.all.remove(conversation) {
            check_delivered(conversation, &it, found);
        }
    }
    pub(super) fn status(&mut self, conversation: ConversationId, to: ChannelStatus) {
        if let Some(it) = self.touch(conversation) {
            it.status = to;
        }
    }
    pub(super) fn joined(
        &mut self,
        conversation: ConversationId,
        member: Member,
        next_index: u32,
        found: &mut Found,
    ) {
        let Some(it) = self.touch(conversation) else { return };
        let (next, twice) = (it.next, it.members.iter().any(|(old, _)| *old == member));
        found.hold(MESSAGES_ONCE_IN_ORDER, next_index <= next && !twice, || {
            let message = format!("{member:?} joined at {next_index} of {next}, already there: {twice}");
            ([conversation.to_string()], message)
        });
        it.members.retain(|(old, _)| *old != member);
        // What everybody had got before is not kept, so it can't be asked for again.
        it.members.push((member, next_index.max(it.log_first)));
    }
    pub(super) fn left(&mut self, conversation: ConversationId, member: Member, found: &mut Found) {
        let Some(it) = self.touch(conversation) else { return };
        if let Some((_, expected)) = it.members.iter().find(|(old, _)| *old == member) {
            let expected = it.skip_own(member, *expected);
            found.hold(MESSAGES_ONCE_IN_ORDER, expected >= it.next, || {
                let message = format!("{member:?} left without message {expected} of {}", it.next);
                ([conversation.to_string()], message)
            });
        }
        it.members.retain(|(old, _)| *old != member);
        it.trim();
    }

    /// Whether a worker takes part in this conversation.
    pub(super) fn is_in(&self, conversation: Option<ConversationId>, worker: WorkerId) -> bool {
        let conversation = conversation.and_then(|conversation| self.all.get(conversation));
        conversation.is_some_and(|it| it.members.iter().any(|(member, _)| *member == Member::Worker(worker)))
    }

    fn touch(&mut self, conversation: ConversationId) -> Option<&mut Conversation> {
        self.touched.push(conversation);
        self.all.get_mut(conversation)
    }

    pub(super) fn sent(&mut self, conversation: ConversationId, index: u32, author: Member, found: &mut Found) {
        let Some(it) = self.touch(conversation) else {
            return found.fail(MEMBERS_SEND, || {
                ([conversation.to_string()], format!("{author:?} sent to a conversation that is gone"))
            });
        };
        let member = it.members.iter().any(|(member, _)| *member == author);
        found.hold(MEMBERS_SEND, member, || {
            ([conversation.to_string()], format!("message {index} is by {author:?}, who is no participant"))
        });
        let next = it.next;
        found.hold(MESSAGES_ONCE_IN_ORDER, index == next, || {
            ([conversation.to_string()], format!("message {index} was sent where {next} was next"))
        });
        it.next = next.max(index.saturating_add(1));
        // Where an index was left out, nobody is missing that message.
        for _ in next..it.next {
            it.log.push_back(author);
        }
        for place in 0..it.members.len() {
            let (member, expected) = it.members[place];
            it.members[place].1 = it.skip_own(member, expected);
        }
        it.trim();
    }

    pub(super) fn delivered(&mut self, conversation: ConversationId, index: u32, to: Member, found: &mut Found) {
        let say = |what: String| ([conversation.to_string()], what);
        let Some(it) = self.touch(conversation) else {
            return found
                .fail(MESSAGES_ONCE_IN_ORDER, || say(format!("message {index} of a conversation that is gone")));
        };
        let Some(place) = it.members.iter().position(|(member, _)| *member == to) else {
            return found.fail(MESSAGES_ONCE_IN_ORDER, || {
                say(format!("message {index} was delivered to {to:?}, who is no participant"))
            });
        };
        let expected = it.skip_own(to, it.members[place].1);
        found.hold(MESSAGES_ONCE_IN_ORDER, index == expected && index < it.next, || {
            say(format!("message {index} was delivered to {to:?}, who was to get {expected} of {}", it.next))
        });
        it.members[place].1 = it.skip_own(to, expected.max(index.saturating_add(1).min(it.next)));
        it.trim();
    }

    /// Checks what the step touched.
    pub(super) fn check(&mut self, model: &Model, state: &dyn AuditView, found: &mut Found) {
        self.touched.sort_unstable();
        self.touched.dedup();
        for &conversation in &self.touched {
            let Some(it) = self.all.get(conversation) else { continue };
            check_pause(conversation, it, model, found);
            self.scratch.clear();
            state.members(conversation, &mut self.scratch);
            compare(conversation, it, &mut self.scratch, state, found);
        }
        self.touched.clear();
        for &contact in &model.touched.contacts {
            let Some(it) = model.contacts.get(contact) else { continue };
            if it.digital {
                found.hold(ONE_TASK_PER_CHANNEL, it.live_tasks <= 1 || it.transfers > 0, || {
                    let conversation = it.conversation.map(|it| it.to_string()).unwrap_or_default();
                    ([conversation], format!("has {} live tasks", it.live_tasks))
                });
            }
            if let Some(conversation) = it.conversation
                && let Some(shadow) = self.all.get(conversation)
            {
                check_pause(conversation, shadow, model, found);
            }
        }
    }

    /// The run is over: whoever stayed has everything.
    pub(super) fn end(&self, found: &mut Found) {
        for (conversation, it) in self.all.iter() {
            check_delivered(conversation, it, found);
        }
    }
}

fn check_pause(conversation: ConversationId, it: &Conversation, model: &Model, found: &mut Found) {
    if it.status != ChannelStatus::Pause {
        return;
    }
    let agents = it.members.iter().filter(|(member, _)| matches!(member, Member::Worker(_))).count();
    let open = model.contacts.get(it.contact).map_or(0, |contact| contact.at_work);
    found.hold(PAUSED_IS_AWAY, agents == 0 && open == 0, || {
        (
            [conversation.to_string()],
            format!("is paused with {agents} agents in it and {open} reservations at work"),
        )
    });
}

fn check_delivered(conversation: ConversationId, it: &Conversation, found: &mut Found) {
    let late = it.undelivered();
    found.hold(MESSAGES_ONCE_IN_ORDER, late.is_none(), || {
        let (member, expected) = late.unwrap_or((Member::Customer, 0));
        ([conversation.to_string()], format!("message {expected} of {} has not reached {member:?}", it.next))
    });
}

/// That the state is what the events say.
fn compare(
    conversation: ConversationId,
    it: &Conversation,
    members: &mut [Member],
    state: &dyn AuditView,
    found: &mut Found,
) {
    let Some(seen) = state.conversation(conversation) else {
        return found.fail(MESSAGES_ONCE_IN_ORDER, || {
            ([conversation.to_string()], "is not known to the platform".to_owned())
        });
    };
    let known = members.len() == it.members.len()
        && members.iter().all(|member| it.members.iter().any(|(known, _)| known == member));
    found.hold(MEMBERS_SEND, known, || {
        ([conversation.to_string()], format!("has {members:?} in it by the state, {:?} by the events", it.members))
    });
    found.hold(MESSAGES_ONCE_IN_ORDER, seen.next_index == it.next && seen.status == it.status, || {
        let message = format!(
            "message {} is next and the channel {:?} by the state, {} and {:?} by the events",
            seen.next_index, seen.status, it.next, it.status
        );
        ([conversation.to_string()], message)
    });
}
