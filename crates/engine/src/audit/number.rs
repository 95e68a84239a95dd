//! The numbers of the invariants: by them checkers say which one does not hold. The [`list`](super::ALL) says what each
//! means. New ones come at the end, so that none ever changes.

/// What must hold when the platform restarts; in no list.
pub const RECOVERY: u8 = 0;
/// `capacity`
pub const CAPACITY: u8 = 1;
/// `one-voice`
pub const ONE_VOICE: u8 = 2;
/// `offered-when-available`
pub const OFFERED_WHEN_AVAILABLE: u8 = 3;
/// `no-offer-left-behind`
pub const NO_OFFER_LEFT_BEHIND: u8 = 4;
/// `one-owner`
pub const ONE_OWNER: u8 = 5;
/// `pending-is-unoffered`
pub const PENDING_IS_UNOFFERED: u8 = 6;
/// `reserved-is-offered`
pub const RESERVED_IS_OFFERED: u8 = 7;
/// `assigned-is-owned`
pub const ASSIGNED_IS_OWNED: u8 = 8;
/// `wrapping-is-wrapped`
pub const WRAPPING_IS_WRAPPED: u8 = 9;
/// `settled-is-closed`
pub const SETTLED_IS_CLOSED: u8 = 10;
/// `tasks-add-up`
pub const TASKS_ADD_UP: u8 = 11;
/// `terminal-absorbs`
pub const TERMINAL_ABSORBS: u8 = 12;
/// `reserved-within-limit`
pub const RESERVED_WITHIN_LIMIT: u8 = 13;
/// `accept-rescinds`
pub const ACCEPT_RESCINDS: u8 = 14;
/// `timeouts-happen`
pub const TIMEOUTS_HAPPEN: u8 = 15;
/// `wrapping-is-off-the-line`
pub const WRAPPING_IS_OFF_THE_LINE: u8 = 16;
/// `hold-needs-a-leg`
pub const HOLD_NEEDS_A_LEG: u8 = 17;
/// `someone-to-talk-to`
pub const SOMEONE_TO_TALK_TO: u8 = 18;
/// `exit-ends`
pub const EXIT_ENDS: u8 = 19;
/// `coaching-has-a-pupil`
pub const COACHING_HAS_A_PUPIL: u8 = 20;
/// `monitoring-is-invisible`
pub const MONITORING_IS_INVISIBLE: u8 = 21;
/// `one-transfer`
pub const ONE_TRANSFER: u8 = 22;
/// `transfer-undone`
pub const TRANSFER_UNDONE: u8 = 23;
/// `messages-once-in-order`
pub const MESSAGES_ONCE_IN_ORDER: u8 = 24;
/// `members-send`
pub const MEMBERS_SEND: u8 = 25;
/// `paused-is-away`
pub const PAUSED_IS_AWAY: u8 = 26;
/// `one-task-per-channel`
pub const ONE_TASK_PER_CHANNEL: u8 = 27;
/// `refused-changes-nothing`
pub const REFUSED_CHANGES_NOTHING: u8 = 28;
/// `settles-once`
pub const SETTLES_ONCE: u8 = 29;
/// `same-seed-same-run`
pub const SAME_SEED_SAME_RUN: u8 = 30;
/// `priority-first`
pub const PRIORITY_FIRST: u8 = 31;
/// `never-back`
pub const NEVER_BACK: u8 = 32;
/// `transfer-to-its-target`
pub const TRANSFER_TO_ITS_TARGET: u8 = 33;
/// `offered-as-asked`
pub const OFFERED_AS_ASKED: u8 = 34;
