//! What is switched on, what may be sent, and what staff may do: every way to get it wrong.

use super::{BASE, Case, list, listed, with};

fn center(more: &str) -> String {
    listed(&with(&format!("center:\n  {more}\n")))
}

#[test]
fn timeouts_of_no_time() {
    insta::assert_snapshot!(center("timeouts: {paused: 0s, external_answer: 0s}"), @r#"
    day/rush.yaml:6:22: center.timeouts.paused: no time at all is too short
        write a duration above zero: `30s`
    "#);
    insta::assert_snapshot!(center("timeouts: {pause: 1d, external_answer: soon}"), @r#"
    day/rush.yaml:6:14: center.timeouts.pause: unknown key `pause`
        did you mean `paused`?
    day/rush.yaml:6:42: center.timeouts.external_answer: `soon` is not a duration
        write `30s`, `250ms`, `2m30s` or `1h`
    "#);
}

#[test]
fn email() {
    insta::assert_snapshot!(center("email: {queue: sale, from: help.example.com, from_name: \" \"}"), @r#"
    day/rush.yaml:6:18: center.email.queue: there is no queue `sale`
        did you mean `sales`?
    day/rush.yaml:6:30: center.email.from: `help.example.com` is no e-mail address
        write one such as `support@example.com`
    day/rush.yaml:6:59: center.email.from_name: the sender's name is empty
        write a name or leave the key out
    "#);
    for address in ["@example.com", "help@", "a@b@c", "my help@example.com", ""] {
        let found = center(&format!("email: {{enabled: false, from: \"{address}\"}}"));
        assert!(found.contains(&format!("center.email.from: `{address}` is no e-mail address")), "{found}");
    }
    insta::assert_snapshot!(center("email: {form: a@b}"), @r#"
    day/rush.yaml:6:11: center.email.form: unknown key `form`
        did you mean `from`?
    "#);
    insta::assert_snapshot!(center("email: true"), @r#"
    day/rush.yaml:6:10: center.email: found `true` where a mapping belongs
        write a mapping
    "#);
}

#[test]
fn features() {
    insta::assert_snapshot!(center("features: {puase: true, leave: 1, video: true}"), @r#"
    day/rush.yaml:6:14: center.features.puase: unknown key `puase`
        did you mean `pause`?
    day/rush.yaml:6:34: center.features.leave: found `1` where `true` or `false` belongs
        write `true` or `false`
    day/rush.yaml:6:37: center.features.video: unknown key `video`
        the keys are `browser_voice`, `external_transfer`, `leave`, `pause`, `wrap_on_leave`, `wrap_on_pause`, `attachments`
    "#);
}

#[test]
fn channels_that_carry_no_messages() {
    insta::assert_snapshot!(center("channels: {voice: {files: 1}, caht: {files: 1}, fax: }"), @r#"
    day/rush.yaml:6:14: center.channels.voice: calls carry no messages
        the channels of messages are `chat`, `email`, `messaging`
    day/rush.yaml:6:33: center.channels.caht: there is no channel `caht`
        did you mean `chat`?
    day/rush.yaml:6:51: center.channels.fax: there is no channel `fax`
        the channels of messages are `chat`, `email`, `messaging`
    "#);
}

#[test]
fn rules_of_a_channel() {
    insta::assert_snapshot!(center("channels: {chat: {message_length: 0, files: -1, flies: 2}}"), @r#"
    day/rush.yaml:6:47: center.channels.chat.files: found `-1` where a whole number that is not negative belongs
        write a whole number that is not negative
    day/rush.yaml:6:51: center.channels.chat.flies: unknown key `flies`
        did you mean `files`?
    "#);
    insta::assert_snapshot!(center("channels: {chat: {message_length: 0, file_size: 2MiB, total_size: 1500kB}}"), @r#"
    day/rush.yaml:6:37: center.channels.chat.message_length: without a character there is no message
        write 1 or more
    day/rush.yaml:6:69: center.channels.chat.total_size: one file may have 2MiB, and all of a message together only 1500kB
        write `2MiB` or more, or a smaller `file_size`
    "#);
    insta::assert_snapshot!(center("channels: {messaging: {file_size: 8MiB}, email: {total_size: 1000}}"), @r#"
    day/rush.yaml:6:37: center.channels.messaging.file_size: one file may have 8MiB, and all of a message together only 5MiB
        write `5MiB` or less, or add a larger `total_size`
    day/rush.yaml:6:64: center.channels.email.total_size: one file may have 16MiB, and all of a message together only 1kB
        write `16MiB` or more, or add a smaller `file_size`
    "#);
}

#[test]
fn sizes() {
    let sizes = "channels: {chat: {file_size: 16mb, total_size: lots}, email: {file_size: -3, total_size: 1.5}, \
                 messaging: {file_size: 3 parsecs, total_size: 99999999999GiB}}";
    insta::assert_snapshot!(center(sizes), @r#"
    day/rush.yaml:6:32: center.channels.chat.file_size: `mb` is no unit of size
        write `16MB`
    day/rush.yaml:6:50: center.channels.chat.total_size: `lots` is no size
        write a whole number of bytes, or `500kB`, `16MiB` or the like
    day/rush.yaml:6:76: center.channels.email.file_size: `-3` is no size
        write a whole number of bytes, or `500kB`, `16MiB` or the like
    day/rush.yaml:6:92: center.channels.email.total_size: `1.5` is no size
        write a whole number of bytes, or `500kB`, `16MiB` or the like
    day/rush.yaml:6:121: center.channels.messaging.file_size: `parsecs` is no unit of size
        write `B`, `kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`
    day/rush.yaml:6:144: center.channels.messaging.total_size: `99999999999GiB` is larger than any file
        write `16MiB` or the like
    "#);
    insta::assert_snapshot!(center("channels: {chat: {file_size: true, total_size: 1.5MiB}}"), @r#"
    day/rush.yaml:6:32: center.channels.chat.file_size: found `true` where a size such as `16MiB` belongs
        write a size such as `16MiB`
    day/rush.yaml:6:50: center.channels.chat.total_size: `1.5MiB` is no size
        write a whole number of bytes, or `500kB`, `16MiB` or the like
    "#);
}

#[test]
fn media_types() {
    let types = "channels: {chat: {types: [image, \"image/*\", \"/\", a/b/c, image/png, IMAGE/png, \"*/*\"]}, email: {types: []}}";
    insta::assert_snapshot!(center(types), @r#"
    day/rush.yaml:6:29: center.channels.chat.types[0]: `image` is no media type
        write one such as `image/png`, or `image/` for all that begin so
    day/rush.yaml:6:36: center.channels.chat.types[1]: `image/*` is no media type
        for all that begin so write `image/`
    day/rush.yaml:6:47: center.channels.chat.types[2]: `/` is no media type
        write one such as `image/png`, or `image/` for all that begin so
    day/rush.yaml:6:52: center.channels.chat.types[3]: `a/b/c` is no media type
        write one such as `image/png`, or `image/` for all that begin so
    day/rush.yaml:6:70: center.channels.chat.types[5]: the media type `image/png` is there twice
        keep one
    day/rush.yaml:6:81: center.channels.chat.types[6]: `*/*` is no media type
        write one such as `image/png`, or `image/` for all that begin so
    day/rush.yaml:6:98: center.channels.email.types: there is no media type in the list
        leave the key out for files of any type, or write `files: 0` for none
    "#);
    insta::assert_snapshot!(center("channels: {chat: {types: image/}}"), @r#"
    day/rush.yaml:6:28: center.channels.chat.types: found the text "image/" where a list belongs
        write a list
    "#);
}

#[test]
fn templates() {
    let templates = "templates:
    empty: \" \"
    open: \"Hello {{name, how are you today?\"
    half: \"Hello {{name}\"
    close: \"Hello, dear friend of the house, name}}\"
    nested: \"{{a {{b}} c}}\"
    nameless: \"Hello {{ }}\"
    three: \"Hello {{{name}}}\"
    \"\": text
    late: \"{{a}} and b}} {{c\"";
    insta::assert_snapshot!(center(templates), @r#"
    day/rush.yaml:7:12: center.templates.empty: the template is empty
        write a text, or leave the template out
    day/rush.yaml:8:11: center.templates.open: `{{name, how are you to` has no closing braces
        write `{{name}}` where something is filled in
    day/rush.yaml:9:11: center.templates.half: `{{name}` has no closing braces
        write `{{name}}` where something is filled in
    day/rush.yaml:10:12: center.templates.close: `d of the house, name}}` has no opening braces
        write `{{name}}` where something is filled in
    day/rush.yaml:11:13: center.templates.nested: `{{a {{b}} c}}` has no closing braces
        write `{{name}}` where something is filled in
    day/rush.yaml:12:15: center.templates.nameless: `{{ }}` names no variable
        write `{{name}}` where something is filled in
    day/rush.yaml:13:12: center.templates.three: `{{{name}}}` has a brace too many
        write `{{name}}` where something is filled in
    day/rush.yaml:14:5: center.templates.: a template needs a name
        write one
    day/rush.yaml:15:11: center.templates.late: ` and b}}` has no opening braces
        write `{{name}}` where something is filled in
    "#);
    insta::assert_snapshot!(center("templates: {bare: {{name}}, number: 5, nothing: }"), @r#"
    day/rush.yaml:6:15: center.templates.bare: a key is no plain text
        write keys as words; a text that begins with `{` needs quotes
    "#);
}

#[test]
fn roles() {
    insta::assert_snapshot!(listed(&BASE.replace("count: 5", "roles: [agent, suporvisor, agent, boss]")), @r#"
    day/rush.yaml:4:54: agents[0].roles[1]: there is no role `suporvisor`
        did you mean `supervisor`?
    day/rush.yaml:4:66: agents[0].roles[2]: the role `agent` is there twice
        keep one
    day/rush.yaml:4:73: agents[0].roles[3]: there is no role `boss`
        the roles are `agent`, `supervisor`, `admin`
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("count: 5", "roles: []")), @r#"
    day/rush.yaml:4:39: agents[0].roles: without a role they may do nothing
        write `agent`, `supervisor` or `admin`, or leave the key out
    "#);
    insta::assert_snapshot!(listed(&BASE.replace("count: 5", "roles: supervisor")), @r#"
    day/rush.yaml:4:46: agents[0].roles: found the text "supervisor" where a list belongs
        write a list
    "#);
}

#[test]
fn plugins() {
    let plugins = "plugins: [phone_agent, veto, gone.rhai, phone_agent.rhai, here.rhai, here.rhai]";
    let case = Case::default().file("day/here.rhai", "fn run(me) {}");
    let error = case.load(&BASE.replace("count: 5", plugins)).unwrap_err();
    insta::assert_snapshot!(list(&error), @r#"
    day/rush.yaml:4:49: agents[0].plugins[0]: the built-in script `phone_agent` is no plugin
        a plugin is a file beside the scenario: write `scripts/veto.rhai` or the like
    day/rush.yaml:4:62: agents[0].plugins[1]: `veto` is no file
        a plugin is a file beside the scenario: write `scripts/veto.rhai` or the like
    day/rush.yaml:4:68: agents[0].plugins[2]: there is no file `day/gone.rhai`
        paths are relative to the scenario's file
    day/rush.yaml:4:79: agents[0].plugins[3]: there is no file `day/phone_agent.rhai`
        paths are relative to the scenario's file
    day/rush.yaml:4:108: agents[0].plugins[5]: the plugin `here.rhai` is there twice
        keep one
    "#);
}

#[test]
fn what_the_command_line_gets_wrong() {
    let yaml = with("center: {templates: {hello: Hello}}\n");
    let wrong = [
        ("center.features.puase", "false"),
        ("center.channels.caht.files", "1"),
        ("center.templates.helo", "Hi"),
        ("agents.desk.roles", "[boss]"),
        ("agents.desk.plugins", "[gone.rhai]"),
        ("center.channels.chat.file_size", "99GiB"),
    ];
    let found: String =
        wrong.map(|(path, value)| list(&Case::default().set(path, value).load(&yaml).unwrap_err())).concat();
    insta::assert_snapshot!(found, @r#"
    command line:1:1: center.features.puase: unknown key `puase`
        did you mean `pause`?
    command line:1:1: center.channels.caht: there is no channel `caht`
        did you mean `chat`?
    command line:1:1: `center.templates` has no `helo`
        did you mean `hello`?
    command line:1:1: agents[0].roles[0]: there is no role `boss`
        the roles are `agent`, `supervisor`, `admin`
    command line:1:1: agents[0].plugins[0]: there is no file `gone.rhai`
        paths are relative to the scenario's file
    command line:1:1: center.channels.chat.file_size: one file may have 99GiB, and all of a message together only 64MiB
        write `64MiB` or less, or add a larger `total_size`
    "#);
}
