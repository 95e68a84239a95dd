//! What is switched on, what may be sent, and what staff may do: fine, resolved.

use super::{BASE, Case, with};
use crate::plan::{Plan, PopulationKind, Staff};
use rushhour_engine::config::{Channel, ChannelRules, Features, OutboundEmail};
use rushhour_engine::units::{QueueId, SimSpan};

fn plan(yaml: &str) -> Plan {
    Case::default().plan(yaml)
}

fn staff(plan: &Plan, place: usize) -> &Staff {
    match &plan.populations[place].kind {
        PopulationKind::Agents(staff) | PopulationKind::Supervisors(staff) => staff,
        other => panic!("{other:?}"),
    }
}

fn rules(plan: &Plan, channel: Channel) -> &ChannelRules {
    &plan.center.channels[channel.index()]
}

#[test]
fn a_scenario_that_says_nothing_gets_the_defaults() {
    let plan = plan(BASE);
    let center = &plan.center;
    assert_eq!(center.timeouts.external_answer, SimSpan::from_secs(4));
    assert_eq!(center.timeouts.paused, SimSpan::from_secs(14 * 86_400));
    assert_eq!((&center.email, center.features), (&None, Features::default()));
    assert_eq!(center.channels, ChannelRules::standard());
    assert!(center.templates.is_empty());
    assert!(!staff(&plan, 0).supervisor && staff(&plan, 0).plugins.is_empty());
}

#[test]
fn every_setting_reaches_the_plan() {
    let plan = plan(&with(
        "\
center:
  timeouts: {external_answer: 0s, paused: 2d}
  email: {queue: sales, from: help@example.com, from_name: Help}
  features:
    browser_voice: false
    external_transfer: false
    leave: false
    pause: false
    wrap_on_leave: true
    wrap_on_pause: true
    attachments: false
  channels:
    chat: {message_length: 500, files: 3, file_size: 500kB, total_size: 2000000, types: [image/, Application/PDF]}
    email: {files: 0}
    messaging:
  templates:
    hello: \"Hello {{name}}, this is {{ agent }}. {smile}\"
    bye: Goodbye
",
    ));
    let center = &plan.center;
    assert_eq!(center.timeouts.external_answer, SimSpan::ZERO);
    assert_eq!(center.timeouts.paused, SimSpan::from_secs(2 * 86_400));
    let email = OutboundEmail {
        queue: Some(QueueId::new(0)),
        from: Some("help@example.com".into()),
        from_name: Some("Help".into()),
    };
    assert_eq!(center.email, Some(email));
    let features = Features {
        browser_voice: false,
        external_transfer: false,
        leave: false,
        pause: false,
        wrap_on_leave: true,
        wrap_on_pause: true,
        attachments: false,
    };
    assert_eq!(center.features, features);
    let chat = ChannelRules {
        message_length: 500,
        files: 3,
        file_bytes: 500_000,
        total_bytes: 2_000_000,
        types: vec!["image/".into(), "application/pdf".into()],
    };
    assert_eq!(*rules(&plan, Channel::Chat), chat);
    assert_eq!(*rules(&plan, Channel::Email), ChannelRules { files: 0, ..ChannelRules::of(Channel::Email) });
    assert_eq!(*rules(&plan, Channel::Messaging), ChannelRules::of(Channel::Messaging));
    assert_eq!(*rules(&plan, Channel::Voice), ChannelRules::of(Channel::Voice));
    let templates: Vec<_> = center.templates.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let expected = [("bye", "Goodbye"), ("hello", "Hello {{name}}, this is {{ agent }}. {smile}")];
    assert_eq!(templates, expected);
}

#[test]
fn sizes_in_every_unit() {
    let written = [
        ("0", 0),
        ("\"12\"", 12),
        ("3B", 3),
        ("3 kB", 3_000),
        ("2MB", 2_000_000),
        ("\"1GB\"", 1_000_000_000),
        ("5KiB", 5 << 10),
        ("5MiB", 5 << 20),
        ("1GiB", 1 << 30),
    ];
    for (text, bytes) in written {
        let chat = format!("center: {{channels: {{chat: {{file_size: {text}, total_size: 8GiB}}}}}}\n");
        assert_eq!(rules(&plan(&with(&chat)), Channel::Chat).file_bytes, bytes, "{text}");
    }
}

#[test]
fn email_is_on_where_it_is_there_and_may_be_switched_off() {
    let email = |text: &str| plan(&with(&format!("center: {{email: {text}}}\n"))).center.email.clone();
    assert_eq!(email("{}"), Some(OutboundEmail::default()));
    assert_eq!(email("{enabled: true}"), Some(OutboundEmail::default()));
    assert_eq!(email("{enabled: false, queue: sales}"), None);
    assert_eq!(email(""), None);
}

#[test]
fn roles_say_who_supervises() {
    let yaml = with(
        "\
supervisors:
  - {name: lead, script: phone_agent}
  - {name: head, script: phone_agent, roles: [admin]}
",
    );
    let plain = plan(&yaml);
    let supervise = |plan: &Plan| [0, 1, 2].map(|place| staff(plan, place).supervisor);
    assert_eq!(supervise(&plain), [false, true, true]);
    assert_eq!(plain.warnings, Vec::<String>::new());
    let both = plan(&yaml.replace("count: 5", "roles: [agent, supervisor]"));
    assert_eq!(supervise(&both), [true, true, true]);
    let none = plan(&yaml.replace("roles: [admin]", "roles: [agent]"));
    assert_eq!(supervise(&none), [false, true, false]);
    insta::assert_snapshot!(none.warnings.join("\n"), @"the supervisors `head` have neither the role `supervisor` nor `admin`");
}

#[test]
fn plugins_are_scripts_of_their_own_kind() {
    let plan = Case::default()
        .file("day/scripts/veto.rhai", "fn run(me) {}")
        .file("day/desk.rhai", "fn run(me) {}")
        .file("day/both.rhai", "fn run(me) {}")
        .plan(
            "\
version: 1
duration: 1h
agents:
  - {name: a, script: desk.rhai, queue: sales, plugins: [both.rhai, scripts/veto.rhai]}
  - {name: b, script: both.rhai, queue: sales, plugins: [scripts/veto.rhai]}
supervisors:
  - {name: lead, script: phone_agent, plugins: [desk.rhai]}
",
        );
    let scripts: Vec<_> = plan.scripts.iter().map(|script| (script.name.as_str(), script.plugin)).collect();
    let expected =
        [("desk.rhai", false), ("both.rhai", false), ("scripts/veto.rhai", true), ("phone_agent", false)];
    assert_eq!(scripts, expected);
    let plugins = |place| staff(&plan, place).plugins.iter().map(|script| script.0).collect::<Vec<_>>();
    assert_eq!([plugins(0), plugins(1), plugins(2)], [vec![1, 2], vec![2], vec![0]]);
}

#[test]
fn variables_reach_the_settings() {
    let yaml = with(
        "\
vars: {pauses: true, size: 2MiB, length: 100, role: agent, from: a@b.example, shop: Acme, plugin: veto.rhai}
center:
  features: {pause: \"${pauses}\"}
  channels: {chat: {file_size: \"${size}\", message_length: \"${length}\", types: [\"${shop}/x\"]}}
  email: {from: \"${from}\"}
  templates: {hello: \"Welcome to ${shop}, {{name}}\"}
",
    )
    .replace("count: 5", "roles: [\"${role}\"], plugins: [\"${plugin}\"]");
    // A path from the command line is relative to the working directory.
    let case = Case::default().file("mine/veto.rhai", "fn run(me) {}").var("plugin", "mine/veto.rhai");
    let case = case.var("pauses", "false").var("size", "3MiB").var("length", "200").var("role", "admin");
    let plan = case.plan(&yaml);
    assert!(!plan.center.features.pause);
    let chat = rules(&plan, Channel::Chat);
    assert_eq!((chat.file_bytes, chat.message_length, chat.types[0].as_str()), (3 << 20, 200, "acme/x"));
    assert_eq!(plan.center.email.as_ref().and_then(|email| email.from.as_deref()), Some("a@b.example"));
    assert_eq!(plan.center.templates["hello"], "Welcome to Acme, {{name}}");
    let PopulationKind::Agents(staff) = &plan.populations[0].kind else { panic!() };
    assert!(staff.supervisor && staff.plugins.len() == 1);
}

#[test]
fn the_command_line_sets_them_too() {
    let plan = Case::default()
        .file("veto.rhai", "fn run(me) {}")
        .set("center.features.pause", "false")
        .set("center.channels.chat.types", "[image/png]")
        .set("center.channels.email.total_size", "20MiB")
        .set("center.email", "{}")
        .set("center.email.from_name", "Help")
        .set("center.timeouts.paused", "1h")
        .set("center.templates.hello", "Hi {{name}}")
        .set("agents.desk.roles", "[supervisor]")
        .set("agents.desk.plugins", "[veto.rhai]")
        .plan(&with("center: {templates: {hello: Hello}}\n"));
    assert!(!plan.center.features.pause);
    assert_eq!(rules(&plan, Channel::Chat).types, ["image/png"]);
    assert_eq!(rules(&plan, Channel::Email).total_bytes, 20 << 20);
    assert_eq!(plan.center.email.as_ref().unwrap().from_name.as_deref(), Some("Help"));
    assert_eq!(plan.center.timeouts.paused, SimSpan::from_secs(3600));
    assert_eq!(plan.center.templates["hello"], "Hi {{name}}");
    assert!(staff(&plan, 0).supervisor);
    assert_eq!(&*plan.scripts[1].text, "fn run(me) {}");
}

#[test]
fn callees_whom_nobody_may_call_are_warned_of() {
    let more = "\
center: {outbound: {enabled: false, callees: dialled}}
customers:
  - {name: dialled, script: caller}
";
    insta::assert_snapshot!(plan(&with(more)).warnings.join("\n"), @"agents may not dial (`center.outbound.enabled` is false), so nobody calls the customers `dialled`");
}
