//! Data as people have it: tables of every form, times and dates, forecasts, and recorded calls with columns of their own.

use std::fmt::Write;

use super::support::{Ended, Folder};

/// A floor whose customers come by `calls.csv`; `MORE` is put into the trace, `OWN` into the population.
const FLOOR: &str = "version: 1
center: {queues: {sales: {}, support: {}}}
agents:
  - {name: desk, script: desk.rhai, count: 30, queues: [sales, support]}
customers:
  - {name: callers, script: caller.rhai, OWN, arrivals: {trace: {file: calls.csvMORE}}}
";

const DESK: &str = "fn run(me) {
    me.set_activity(\"Available\");
    for task in me.tasks() {
        if !me.accept(task) { continue; }
        me.talk(task, task.attributes.talk ?? 60);
        me.wrapup(task);
        me.complete(task);
    }
}
";

const CALLER: &str = "fn run(me) { me.phone(me.queue); if me.wait_answer(\"5h\") { me.wait_end(); } }";

fn folder(calls: &str, more: &str, own: &str) -> Folder {
    let more = if more.is_empty() { String::new() } else { format!(", {more}") };
    let own = if own.is_empty() { "queue: support" } else { own };
    let folder = Folder::with(&FLOOR.replace("MORE", &more).replace("OWN", own));
    folder.write("desk.rhai", DESK).write("caller.rhai", CALLER).write("calls.csv", calls);
    folder
}

fn checked(calls: &str, more: &str, own: &str) -> Ended {
    folder(calls, more, own).rushhour(&["check", "floor.yaml"])
}

/// What `check` says of a floor that is valid: how long it lasts is in it.
fn valid(calls: &str, more: &str) -> String {
    let ended = checked(calls, more, "");
    assert_eq!(ended.code, 0, "{calls}\n{more}\n{}", ended.stderr);
    format!("{}{}", ended.stdout, ended.stderr)
}

/// What is wrong has its place, and these words.
fn told(calls: &str, more: &str, words: &[&str]) {
    let ended = checked(calls, more, "");
    assert_eq!(ended.code, 104, "{calls}\n{more}\n{}", ended.stderr);
    // Long lines of help are broken.
    let said: String = ended.stderr.split_whitespace().filter(|it| *it != "│").collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "should say `{word}`:\n{calls}\n{more}\n{}", ended.stderr);
    }
}

/// How many came in each interval of half an hour, and in all.
fn came(calls: &str, more: &str) -> Vec<u64> {
    let folder = folder(calls, more, "");
    let (ended, report) = folder.report(&["--set", "interval=30m"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let metrics = report["metrics"].as_object().unwrap();
    let of_intervals = metrics.iter().filter(|(key, _)| key.starts_with("wait{interval:"));
    of_intervals.map(|(_, it)| it["count"].as_u64().unwrap()).collect()
}

#[test]
fn tables_are_read_by_the_rules() {
    let same = [2, 3];
    for (calls, more) in [
        ("start,calls\n09:00,2\n09:30,3\n", ""),
        ("start,calls,note\n09:00,2,\"says \"\"hi\"\", then left\"\n09:30,3,\"two\nlines\"\n", ""),
        ("\n\nstart,calls\n\n09:00,2\n  \n09:30,3\n\n\n", ""),
        (" start , calls \r\n 09:00 , 2\r\n\"09:30\",\"3\"\r\n", ""),
        ("start;calls;share\n09:00;2;1,5\n09:30;3;0,25\n", ""),
        ("start;calls\n09:00;2,0\n09:30;3,00\n", ""),
        ("start\tcalls\n09:00\t2\n09:30\t3\n", ""),
        ("sep=;\nstart;calls\n09:00;2\n09:30;3\n;\n", ""),
        ("start;\"calls, all\"\n09:00;2\n09:30;3\n", "columns: {calls: \"calls, all\"}"),
        ("Start,Calls\n09:00,2\n09:30,3\n", ""),
        ("Interval,Offered,AHT\n09:00,2,1\n09:30,3,1\n", "columns: {start: Interval, calls: Offered}"),
        ("start,calls\r09:00,2\r09:30,3\r", ""),
        (
            "start,calls,of\n09:00,2,\"5\"\" screen\"\n09:00,9,x\n09:30,3,\"5\"\" screen\"\n",
            "where: {of: \"5\\\" screen\"}",
        ),
        ("start;calls;of\n09:00;2;1,5\n09:00;9;2,5\n09:30;3;1,50\n", "where: {of: 1.5}"),
    ] {
        assert_eq!(came(calls, more), same, "{calls}");
    }
}

#[test]
fn a_row_that_is_chosen_alone_is_as_long_as_it_is_in_its_file() {
    let calls = "start,calls,of\n09:00,2,a\n09:15,3,b\n09:45,1,c\n";
    for (of, length) in [("a", "15m"), ("b", "30m"), ("c", "30m")] {
        let said = valid(calls, &format!("where: {{of: {of}}}"));
        assert!(said.contains(&format!("valid; {length} with")), "{of}: {said}");
    }
}

#[test]
fn what_is_wrong_with_a_table_is_told_at_its_place() {
    told("start,calls\n09:00,\"2\n09:30,3\n", "", &["calls.csv:2:7", "not closed"]);
    told("start,calls\n09:00,2\n09:30,\"3\"x\n", "", &["calls.csv:3:10", "text follows the quote"]);
    told("start,calls\n09:00,2,1\n", "", &["calls.csv:2:1", "3 fields", "header 2"]);
    told("start,calls,note\n09:00,2\n", "", &["calls.csv:2:1", "2 fields", "header 3"]);
    told("start,calls,note\n09:00,2, \"a, b\"\n", "", &["calls.csv:2:1", "take the blank before it away"]);
    told("start,calls,calls\n09:00,2,2\n", "", &["calls.csv:1:13", "two columns `calls`"]);
    told("start,,calls\n09:00,2,2\n", "", &["calls.csv:1:7", "has no name"]);
    told("start;calls,all\n09:00;2\n", "", &["calls.csv:1:1", "commas and semicolons", "double quotes"]);
    told("start,calls\n09:00,\"1,5\"\n09:30,2\n", "", &["calls.csv:2:7", "`1.5` if it has decimals"]);
    told("start;calls\n09:00;1.234\n09:30;2\n", "", &["calls.csv:2:7", "`1234` if it is a whole number"]);
    told("start\tcalls\n09:00\t1,234\n09:30\t2\n", "", &["calls.csv:2:7", "a thousand times"]);
    told("start;calls\n09:00;1.234,5\n09:30;2\n", "", &["calls.csv:2:7", "between its thousands"]);
    told("start,calls\n09:00,1\0\n", "", &["calls.csv:2:8", "NUL"]);
    told("start,calls\n09:00,\n09:30,3\n", "", &["calls.csv:2:", "no number of calls", "write `0`"]);
    told("when,calls\n09:00,2\n", "", &["calls.csv:1:1", "`when`, `calls`", "columns: {start: Interval"]);
    told("start,calls\n09:00,2\n", "columns: {calls: call}", &["floor.yaml:6", "no column `call`", "`calls`"]);
    told("start,calls\n09:00,2\n", "columns: {cals: call}", &["floor.yaml:6", "cals", "calls"]);
}

#[test]
fn times_are_read_as_exports_have_them() {
    for times in [
        ["9:00", "9:30"],
        ["09:00:00", "09:30:00"],
        ["09:00:00.000", "09:30:00.000"],
        ["9:00 AM", "9:30 am"],
        ["9 am", "9:30 a.m."],
        ["09:00-09:30", "09:30-10:00"],
        ["9:00 – 9:30", "9:30 – 10:00"],
        ["9:00-9:30 AM", "9:30-10:00 AM"],
        ["2026-03-02 09:00", "2026-03-02 09:30"],
        ["2026-03-02T09:00:00Z", "2026-03-02T09:30:00Z"],
        ["2026-03-02T09:00+01:00", "2026-03-02T09:30+01:00"],
        ["2026-03-02 9:00 AM", "2026-03-02 9:30 AM"],
        ["2026-03-02 09:00 - 09:30", "2026-03-02 09:30 - 10:00"],
        ["0", "1800"],
        ["0s", "30m"],
    ] {
        let calls = format!("start,calls\n{},2\n{},3\n", times[0], times[1]);
        assert_eq!(came(&calls, ""), [2, 3], "{times:?}");
        assert!(valid(&calls, "").contains("valid; 1h with"), "{times:?}");
    }
    for (pattern, times) in [
        ("%d.%m.%Y %H:%M", ["02.03.2026 09:00", "02.03.2026 09:30"]),
        ("%m/%d/%y %I:%M %p", ["3/2/26 9:00 AM", "3/2/26 9:30 AM"]),
        ("%d %b %Y %H:%M", ["2 Mar 2026 09:00", "2 Mar 2026 09:30"]),
        ("%H%M", ["0900", "0930"]),
    ] {
        let calls = format!("start,calls\n{},2\n{},3\n", times[0], times[1]);
        assert_eq!(came(&calls, &format!("times: \"{pattern}\"")), [2, 3], "{times:?}");
    }
    let two = "Day;Time;calls\n02.03.2026;09:00;2\n02.03.2026;9:30 AM;3\n";
    assert_eq!(came(two, "columns: {date: Day, start: Time}, times: \"%d.%m.%Y\""), [2, 3]);
    assert_eq!(came(two, "columns: {date: Day, start: Time}, times: \"%d.%m.%Y\", interval: 10m"), [2, 3]);
    let iso = "Day,Time,calls\n2026-03-02 00:00:00,09:00,2\n2026-03-02 00:00:00,09:30,3\n";
    assert_eq!(came(iso, "columns: {date: Day, start: Time}"), [2, 3]);
}

#[test]
fn times_that_are_none_are_told_at_their_place() {
    told("start,calls\n09:00,2\n13:00 PM,3\n", "", &["calls.csv:3:1", "from 1 to 12"]);
    told("start,calls\n09:00,2\n9:30 XM,3\n", "", &["calls.csv:3:1", "`9:30 XM` is no time"]);
    told("start,calls\n09:00,2\n25:00,3\n", "", &["calls.csv:3:1", "no time of day"]);
    told("start,calls\n09:00,2\n0930,3\n", "", &["calls.csv:3:1", "write `09:30`"]);
    told("start,calls\n09:00,2\n,3\n", "", &["calls.csv:3:", "no time here"]);
    told("start,calls\n02.03.2026 09:00,2\n", "", &["calls.csv:2:1", "times: \"%d.%m.%Y %H:%M\""]);
    told("start,calls\n3/2/2026 9:00 AM,2\n", "", &["calls.csv:2:1", "%d/%m/%Y %I:%M %p", "%m/%d/%Y"]);
    told("start,calls\n2026-02-30 09:00,2\n", "", &["calls.csv:2:1", "no day `2026-02-30`"]);
    told("start,calls\n2026-03-02 09:00,2\n10:00,2\n", "", &["calls.csv:3:1", "another kind"]);
    told("start,calls\n2026-03-02T09:00Z,2\n2026-03-02T09:30+01:00,2\n", "", &["calls.csv:3:1", "UTC"]);
    told("start,calls\n09:00,2\n09:00,3\n", "", &["calls.csv:3:1", "there twice", "where"]);
    told("start,calls\n09:30,2\n09:00,3\n", "", &["calls.csv:3:1", "does not come after"]);
    told("start,calls\n09:30-09:30,2\n", "", &["calls.csv:2:1", "does not end after it begins"]);
    told("start,calls\n09:00,2\n", "times: \"%Q\"", &["floor.yaml:6", "no pattern"]);
    told("start,calls\n09:00,2\n", "times: \"dd.mm.yyyy\"", &["floor.yaml:6", "neither a day nor a time"]);
    told("start,calls\n2.3.2026,2\n", "times: \"%d.%m.%Y %H:%M\"", &["calls.csv:2:1", "23.03.2026 09:30"]);
    told("day,start,calls\nmon,09:00,2\n", "columns: {date: day}", &["calls.csv:2:1", "no time"]);
}

#[test]
fn times_cross_midnight_and_dates_span_days() {
    assert_eq!(came("start,calls\n22:00,1\n23:00,2\n00:00,3\n01:00,4\n", "interval: 30m"), [1, 2, 3, 4]);
    assert!(valid("start,calls\n22:00,1\n23:00,2\n00:00,3\n01:00,4\n", "").contains("valid; 4h with"));
    assert!(valid("at\n23:59:50\n00:00:10\n", "").contains("valid; 21s with"));
    assert!(valid("start,calls\n23:30-00:30,1\n", "").contains("valid; 1h with"));
    let days = "start,calls\n2026-03-06 09:00,1\n2026-03-06 10:00,2\n2026-03-09 09:00,3\n";
    assert!(valid(days, "interval: 1h").contains("valid; 3days 1h with"));
    // Rows with dates need no order.
    let calls = "at\n2026-03-03 08:00\n2026-03-02 23:00\n2026-03-02 22:30\n";
    assert!(valid(calls, "").contains("valid; 9h 30m 1s with"));
    // More than one night without a date may be a slip.
    let nights = valid("start,calls\n20:00,1\n08:00,2\n20:00,3\n08:00,4\n", "interval: 1h");
    assert!(nights.contains("go over midnight 2 times") && nights.contains("lasts for 3 days"), "{nights}");
}

#[test]
fn a_trace_with_dates_gives_the_run_its_days() {
    let folder = folder("start,calls\n2026-03-06 23:00,1\n2026-03-07 00:00,2\n", "", "");
    let staffing = "agents.desk.staffing={fri: {\"22:00\": 9}, sat: {\"00:00\": 3}}";
    let args = ["check", "floor.yaml", "--set", "agents.desk.count=null", "--set", staffing];
    let ended = folder.rushhour(&args);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for (set, code) in [
        ("starts_on=2026-03-06", 0),
        ("starts_on=fri", 0),
        ("starts_on=mon", 104),
        ("starts_at=22:30", 0),
        ("starts_at=23:30", 104),
        ("starts_at=2026-03-05 09:00", 0),
        ("starts_at=2026-03-07 09:00", 104),
    ] {
        let ended = folder.rushhour(&["check", "floor.yaml", "--set", set]);
        assert_eq!(ended.code, code, "{set}: {}", ended.stderr);
    }
    let ended = folder.rushhour(&["check", "floor.yaml", "--set", "starts_at=2026-03-05 09:00"]);
    assert!(ended.stdout.contains("1day 16h"), "{}", ended.stdout);
}

#[test]
fn a_forecast_says_what_its_fractions_mean() {
    let forecast = "start,calls\n09:00,2.4\n09:30,3.3\n10:00,0.3\n10:30,7\n";
    told(forecast, "", &["calls.csv:2:7", "no whole number", "counts: poisson", "counts: rounded"]);
    told(forecast, "counts: exact", &["calls.csv:2:7", "no whole number"]);
    told(forecast, "counts: about", &["floor.yaml:6", "poisson"]);
    // Of the third, nobody is left: 6.0 until then.
    assert_eq!(came(forecast, "counts: rounded"), [2, 4, 7]);
    assert_eq!(
        came("start;calls\n09:00;0,5\n09:30;0,5\n10:00;0,5\n10:30;0,5\n", "counts: rounded").iter().sum::<u64>(),
        2
    );
    let drawn = came(forecast, "counts: poisson");
    assert_eq!(drawn, came(forecast, "counts: poisson"));
    assert_ne!(drawn.iter().sum::<u64>(), 0);
    assert_eq!(came("start,calls\n09:00,12.0\n09:30,3\n", ""), [12, 3]);
    told("at\n09:00\n", "counts: poisson", &["floor.yaml:6", "a row for each arrival"]);
}

#[test]
fn durations_are_read_in_every_form_that_leaves_no_doubt() {
    let folder = folder("at\n0\n", "", "");
    let run = |times: &str, more: &str| {
        folder.write("times.csv", times);
        let set = format!("distributions={{talk: {{empirical: {{file: times.csv, column: talk{more}}}}}}}");
        folder.rushhour(&["check", "floor.yaml", "--set", &set])
    };
    for (times, more) in [
        ("talk\n205\n", ""),
        ("talk\n00:03:25\n3m25s\n0:03:25.5\n", ""),
        ("talk;n\n205,5;1\n", ""),
        ("talk\n3:25\n90:00\n00:03:25\n205\n", ", durations: \"mm:ss\""),
        ("talk\n1:30\n", ", durations: \"hh:mm\""),
    ] {
        let ended = run(times, more);
        assert_eq!(ended.code, 0, "{times}: {}", ended.stderr);
    }
    for (times, more, word) in [
        ("talk\n3:25\n", "", "00:03:25"),
        ("talk\n3:75\n", ", durations: \"mm:ss\"", "at most 59"),
        ("talk\n00:61:00\n", "", "not a duration"),
        ("talk\n205\n", ", durations: \"ss\"", "mm:ss"),
        ("talk\n\"1,5\"\n", "", "`1.5` if it has decimals"),
    ] {
        let ended = run(times, more);
        assert_eq!(ended.code, 104, "{times}: {}", ended.stdout);
        assert!(ended.stderr.contains(word), "{word}: {}", ended.stderr);
    }
}

#[test]
fn a_staffing_plan_is_read_as_other_tables_are() {
    let folder = folder("start,calls\n2026-03-02 21:00,1\n2026-03-02 22:00,2\n", "", "");
    for plan in [
        "start,agents\n21:00,5\n22:00,3\n",
        "start;agents\n9:00 PM;5\n10:00 PM;3\n",
        "start\tagents\n21:00-22:00\t5\n22:00-23:00\t3\n",
        "start,agents\n2026-03-02 21:00,5\n2026-03-02T22:00:00,\"3\"\n",
    ] {
        folder.write("plan.csv", plan);
        let set = "agents.desk.staffing={file: plan.csv}";
        let ended = folder.rushhour(&["check", "floor.yaml", "--set", "agents.desk.count=null", "--set", set]);
        assert_eq!(ended.code, 0, "{plan}: {}", ended.stderr);
        assert!(ended.stdout.contains("with 5 agents"), "{plan}: {}", ended.stdout);
    }
}

/// A thousand calls, with handle times that nothing else would have.
fn thousand() -> (String, Vec<(&'static str, u64)>) {
    let mut csv = "Time,Skill,Tier,Talk Time\n".to_owned();
    let mut calls = Vec::new();
    for call in 0..1000_u64 {
        let (skill, talk) =
            if call % 3 == 0 { ("sales", 30 + call * 7 % 211) } else { ("support", 60 + call * 11 % 307) };
        let (at, tier) = (9 * 3600 + call * 17, ["gold", "silver", ""][call as usize % 3]);
        let _ = writeln!(
            csv,
            "2026-03-02 {:02}:{:02}:{:02},{skill},{tier},{:02}:{:02}:{:02}",
            at / 3600,
            at / 60 % 60,
            at % 60,
            talk / 3600,
            talk / 60 % 60,
            talk % 60
        );
        calls.push((skill, talk));
    }
    (csv, calls)
}

#[test]
fn a_thousand_recorded_calls_are_replayed_with_their_own_handle_times() {
    let (csv, calls) = thousand();
    let own = "queue: {column: Skill}, attributes: {tier: none, from: {tier: Tier, talk: \"Talk Time\"}}";
    let folder = folder(&csv, "columns: {at: Time}", own);
    folder
        .write("desk.rhai", &DESK.replace("if !me.accept", "note(`tier ${task.attributes.tier}`); if !me.accept"));
    let (ended, report) = folder.report(&["--set", "center.latency={default: 0s}"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for queue in ["sales", "support"] {
        let of: Vec<u64> = calls.iter().filter(|(skill, _)| *skill == queue).map(|(_, talk)| *talk).collect();
        let handle = &report["metrics"][format!("handle{{queue:{queue}}}")];
        assert_eq!(handle["count"].as_u64(), Some(of.len() as u64));
        assert_eq!(handle["max"].as_f64(), of.iter().max().map(|it| *it as f64));
        assert_eq!(handle["min"].as_f64(), of.iter().min().map(|it| *it as f64));
        let mean = of.iter().sum::<u64>() as f64 / of.len() as f64;
        assert!((handle["mean"].as_f64().unwrap() - mean).abs() < 1e-6, "{mean}: {handle}");
    }
    let again = folder.report(&["--set", "center.latency={default: 0s}"]).1;
    assert_eq!(report["digest"], again["digest"]);
}

#[test]
fn scripts_see_the_row_by_which_somebody_came() {
    let calls = "at;no;tier;Talk Time;share;empty\n0;007;gold;00:03:25;1,5;\n10;12;x;3:25;2;\n";
    let folder =
        folder(calls, "durations: {\"Talk Time\": \"mm:ss\"}", "queue: support, attributes: {from: [tier]}");
    let caller = "fn run(me) {
        check(\"text\", me.row.tier == if me.index == 0 { \"gold\" } else { \"x\" });
        check(\"number\", me.row.share == if me.index == 0 { 1.5 } else { 2 });
        check(\"no number\", me.row.no == if me.index == 0 { \"007\" } else { 12 });
        check(\"seconds\", me.row[\"Talk Time\"] == 205.0);
        check(\"empty\", me.row.empty == ());
        check(\"there\", me.row != () && \"tier\" in me.row && !(\"tear\" in me.row) && me.row.keys().len() == 6);
        check(\"attribute\", me.attributes.tier == me.row.tier);
        check(\"message\", try_it(me).contains(\"did you mean `tier`\"));
        sleep(\"00:00:01\");
        me.phone(\"support\", #{ whole: me.row });
    }
    fn try_it(me) { try { me.row.teir } catch (e) { return `${e}`; } \"\" }";
    folder.write("caller.rhai", caller);
    let (ended, report) = folder.report(&[]);
    assert_eq!(ended.code, 0, "{}{}", ended.stderr, report["checks"]);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{}", report["findings"]);
    // Who comes otherwise has none.
    folder.write("caller.rhai", "fn run(me) { check(\"none\", me.row == ()); me.phone(\"support\"); }");
    let set = "customers.callers.arrivals={burst: {count: 3}}";
    let attributes = "customers.callers.attributes={}";
    let ended = folder.rushhour(&["run", "floor.yaml", "--duration", "1m", "--set", set, "--set", attributes]);
    assert_eq!(ended.code, 0, "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn who_gives_up_and_comes_again_has_the_same_row() {
    let own = "queue: support, retry: {chance: 1, delay: 5s, max: 2}";
    let folder = folder("at,name\n0,Ada\n1,Bo\n60,Cy\n", "", own);
    let caller = "fn run(me) {
        check(\"row\", me.row.name == [\"Ada\", \"Bo\", \"Cy\"][me.index]);
        me.phone();
        me.wait_answer(1);
    }";
    folder.write("caller.rhai", caller).write("desk.rhai", "fn run(me) { sleep(\"1h\"); }");
    let (ended, report) = folder.report(&[]);
    assert_eq!(
        (ended.code, report["metrics"]["checks"]["denominator"].as_u64()),
        (0, Some(7)),
        "{}",
        ended.stderr
    );
}

#[test]
fn a_report_by_interval_and_queue_gives_each_its_own() {
    let calls =
        "Queue,Start,Calls\nsales,09:00,40\nsales,10:00,0\nsupport,09:00,4\nsupport,09:30,8\nsupport,10:00,20\n";
    let folder = folder(calls, "", "queue: {column: Queue}");
    let (ended, report) = folder.report(&["--set", "interval=30m"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let count = |key: &str| report["metrics"][key]["count"].as_u64().unwrap();
    assert_eq!((count("wait{queue:sales}"), count("wait{queue:support}")), (40, 32));
    let halves = ["09:00", "09:30", "10:00"].map(|it| count(&format!("wait{{interval:{it}}}")));
    assert_eq!((halves[0] + halves[1], halves[2]), (52, 20));
}

#[test]
fn what_a_column_cannot_give_is_told() {
    let calls = "at,Skill,Tier\n0,sales,x\n5,slaes,y\n9,,z\n";
    let said = |own: &str, words: &[&str]| {
        let ended = checked(calls, "", own);
        assert_eq!(ended.code, 104, "{own}: {}", ended.stdout);
        for word in words {
            assert!(ended.stderr.contains(word), "{own} should say `{word}`: {}", ended.stderr);
        }
    };
    said("queue: {column: Skill}", &["calls.csv:3:3", "no queue `slaes`", "sales"]);
    said("queue: {column: Skil}", &["floor.yaml:6", "no column `Skil`", "Skill"]);
    said("queue: {colum: Skill}", &["floor.yaml:6", "colum"]);
    said("queue: {column: Skill, otherwise: slaes}", &["no queue `slaes`"]);
    said("queue: support, attributes: {from: [Teir]}", &["floor.yaml:6", "no column `Teir`", "Tier"]);
    said("queue: support, attributes: {from: {tier: 5}}", &["floor.yaml:6", "no name of a column"]);
    let empty = checked("at,Skill\n0,sales\n5,\n", "", "queue: {column: Skill}");
    assert!(empty.code == 104 && empty.stderr.contains("calls.csv:3:"), "{}", empty.stderr);
    let otherwise = checked("at,Skill\n0,sales\n5,\n", "", "queue: {column: Skill, otherwise: support}");
    assert_eq!(otherwise.code, 0, "{}", otherwise.stderr);
    let folder = folder("at,Skill\n0,sales\n", "", "queue: {column: Skill}, attributes: {from: [Skill]}");
    let ended = folder.rushhour(&[
        "check",
        "floor.yaml",
        "--set",
        "customers.callers.arrivals={poisson: {rate: 9/h}}",
        "--duration",
        "1h",
    ]);
    assert_eq!(ended.code, 104, "{}", ended.stdout);
    assert!(ended.stderr.matches("come by no trace").count() == 2, "{}", ended.stderr);
}

#[test]
fn a_finding_of_recorded_calls_replays() {
    let (csv, _) = thousand();
    let own = "queue: {column: Skill}, attributes: {from: {tier: Tier, talk: \"Talk Time\"}}";
    let folder = folder(&csv, "columns: {at: Time}", own);
    folder.write(
        "desk.rhai",
        &DESK.replace(
            "me.wrapup(task);",
            "check(\"short\", task.attributes.talk < \"00:03:00\"); me.wrapup(task);",
        ),
    );
    let hunt = [
        "hunt",
        "floor.yaml",
        "--seeds",
        "1",
        "--faults",
        "none",
        "--no-swarm",
        "-o",
        "found",
        "--duration",
        "20m",
    ];
    let ended = folder.rushhour(&hunt);
    assert_eq!(ended.code, 111, "{}{}", ended.stdout, ended.stderr);
    let mut found = std::fs::read_dir(folder.path("found")).unwrap().map(|it| it.unwrap().path());
    let finding = found.find(|it| it.is_dir()).unwrap();
    let ended = folder.rushhour(&["replay", finding.to_str().unwrap()]);
    assert!(ended.code == 111 && ended.stdout.contains("the same run"), "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn more_calls_than_anybody_means_are_refused() {
    for number in ["1e9", "1e300", "1e999", "1000000000000"] {
        for counts in ["", "counts: exact", "counts: poisson", "counts: rounded"] {
            let calls = format!("start,calls\n09:00,2\n09:30,{number}\n");
            told(&calls, counts, &["calls.csv:3:7", "calls are too many", "at most 1000000"]);
        }
    }
    let mut many = "start,calls\n".to_owned();
    for second in 0..101 {
        let _ = writeln!(many, "{second},1000000");
    }
    for counts in ["", "counts: poisson", "counts: rounded"] {
        told(&many, counts, &["calls.csv:102:", "up to here there are 101000000 calls", "at most 100000000"]);
    }
}

#[test]
fn intervals_do_not_overlap() {
    let words = ["calls.csv:3:1", "`09:15-09:45` begins before `09:00-09:30` ends"];
    told("start,calls\n09:00-09:30,10\n09:15-09:45,10\n", "", &words);
    assert!(valid("start,calls\n09:00-09:30,10\n10:00-10:30,10\n", "").contains("valid; 1h 30m with"));
    let calls = "start,calls,of\n09:00-09:30,1,sales\n09:15-09:45,1,support\n";
    let ended = checked(calls, "", "queue: {column: of}");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
}

#[test]
fn a_day_ends_with_its_last_interval() {
    let days = |last: &str| {
        format!(
            "start,calls\n2026-03-02 09:00,1\n2026-03-02 09:30,1\n{last}2026-03-03 09:00,1\n2026-03-03 09:30,1\n"
        )
    };
    let length = valid(&days(""), "");
    assert!(length.contains("valid; 1day 1h with") && !length.contains("different"), "{length}");
    // All who come in the evening come within half an hour; an end that is written is kept.
    let evening = days("2026-03-02 20:00,9\n");
    assert!(came(&evening, "").contains(&9));
    let late = came(&evening.replace("20:00,9", "20:00-23:00,900"), "");
    assert_eq!(late.iter().filter(|it| **it > 100).count(), 6, "{late:?}");
}

#[test]
fn rows_that_were_left_out_are_pointed_at() {
    let gap = "start,calls\n09:00,4\n09:30,4\n10:00,4\n11:30,4\n";
    let said = valid(gap, "");
    for word in ["intervals of 2 different lengths (30m, 1h 30m), 30m in most rows", "say `interval: 30m`"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert_eq!(said.matches("different lengths").count(), 1, "{said}");
    // The last is as long as most.
    assert!(said.contains("valid; 3h with"), "{said}");
    assert!(!valid(gap, "interval: 30m").contains("different lengths"));
    let queues =
        "start,calls,of\n09:00,1,sales\n09:00,1,support\n09:30,1,support\n10:00,1,support\n10:30,1,sales\n";
    let ended = checked(queues, "", "queue: {column: of}");
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert_eq!(said.matches("say `interval: 30m`").count(), 1, "{said}");
}

#[test]
fn nobody_works_between_the_intervals_of_a_plan() {
    let folder = folder("start,calls\n08:00,1\n19:00,2\n", "interval: 1h", "");
    let staffed = |plan: &str| {
        folder.write("plan.csv", plan);
        let set = "agents.desk.staffing={file: plan.csv}";
        folder.rushhour(&["check", "floor.yaml", "--set", "agents.desk.count=null", "--set", set])
    };
    let ended = staffed("start,agents\n08:00-12:00,3\n13:00-18:00,5\n");
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    for (plan, word) in [
        ("start,agents\n08:00-12:00,3\n11:30-18:00,5\n", "a row begins before the interval `08:00-12:00` ends"),
        ("start,agents\nnoon,3\n", "`2026-03-02 09:00`"),
    ] {
        let ended = staffed(plan);
        assert_eq!(ended.code, 104, "{}", ended.stdout);
        assert!(ended.stderr.contains("plan.csv:2:1") && ended.stderr.contains(word), "{word}: {}", ended.stderr);
    }
}

#[test]
fn a_pattern_says_all_of_a_date_and_of_a_time() {
    for (pattern, word) in [
        ("%d %b %H:%M", "a part of a date"),
        ("%m %H:%M", "a part of a date"),
        ("%a %H:%M", "a part of a date"),
        ("%I:%M", "which half of the day"),
        ("%H:%M %Q", "`%Q` is no part of a date or time of day"),
    ] {
        told("start,calls\n09:00,2\n", &format!("times: \"{pattern}\""), &["floor.yaml:6", word]);
    }
    told("at\n2026-03-02T09:00+99:99\n", "", &["calls.csv:2:1", "`+99:99` is no distance from UTC"]);
}

#[test]
fn one_thing_is_said_of_a_trace_that_does_not_fit_the_run() {
    let folder = folder("start,calls\n09:00,1\n09:30,2\n", "", "");
    let sets = ["--set", "starts_at=10:00", "--set", "warmup=2h", "--set", "interval=15m"];
    let ended = folder.rushhour(&[&["check", "floor.yaml"], &sets[..]].concat());
    assert_eq!(ended.code, 104, "{}", ended.stdout);
    assert!(ended.stderr.contains("the trace begins before the run does"), "{}", ended.stderr);
    for word in ["how long it runs", "warm-up"] {
        assert!(!ended.stderr.contains(word), "{}", ended.stderr);
    }
    told("at\n2022-03-02 09:00\n2026-03-02 09:00\n", "", &["floor.yaml:6", "the trace ends", "up to a year"]);
}

#[test]
fn intervals_from_an_odd_second_are_pointed_at() {
    let folder = folder("at\n00:11:28\n00:40:00\n", "", "");
    let check = |sets: &[&str]| {
        let ended = folder.rushhour(&[&["check", "floor.yaml", "--set", "interval=15m"], sets].concat());
        assert_eq!(ended.code, 0, "{}", ended.stderr);
        format!("{}{}", ended.stdout, ended.stderr)
    };
    assert!(check(&[]).contains("`starts_at: \"00:00\"`"), "{}", check(&[]));
    assert!(!check(&["--set", "starts_at=00:00"]).contains("round time"));
}

#[test]
fn lines_are_counted_in_one_way() {
    let folder = folder("at\n0\n", "", "");
    let mut text = b"version: 1 # a\rb\n# ".to_vec();
    text.extend([b'x', 0xff, b'\n']);
    std::fs::write(folder.path("bytes.yaml"), text).unwrap();
    let ended = folder.rushhour(&["check", "bytes.yaml"]);
    assert!(ended.stderr.contains("bytes.yaml:2:4"), "{}", ended.stderr);
}
