//! The wallboard in a real browser: headless Chromium, spoken to over a pipe in its own protocol.
//!
//! Where there is no Chromium, each test says so and does nothing.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use super::seat;
use super::show::Show;
use super::support::{FLOOR, Folder, chromium};

/// A browser with one page.
struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: Option<String>,
    sent: u64,
    /// Errors that the page has made.
    errors: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts one; nothing where there is none on this machine.
    fn start() -> Option<Self> {
        let program = chromium()?;
        let profile = tempfile::tempdir().unwrap();
        // The protocol is spoken on descriptors 3 and 4; a shell makes them of its own 0 and 1.
        let mut child = Command::new("sh")
            .arg("-c")
            .arg("exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1")
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-pipe",
            ])
            .arg("--window-size=1280,720")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut browser = Self { child, to, from, session: None, sent: 0, errors: Vec::new(), _profile: profile };
        browser.open_page();
        Some(browser)
    }

    /// One more page, which is spoken to from here on.
    fn open_page(&mut self) {
        self.session = None;
        let target = self.tell("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = self.tell("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log"] {
            self.tell(&format!("{domain}.enable"), json!({}));
        }
    }

    fn tell(&mut self, method: &str, params: Value) -> Value {
        self.sent += 1;
        let mut message = json!({ "id": self.sent, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.to.write_all(message.to_string().as_bytes()).unwrap();
        self.to.write_all(&[0]).unwrap();
        loop {
            let mut bytes = Vec::new();
            assert!(self.from.read_until(0, &mut bytes).unwrap() > 0, "the browser is gone");
            bytes.pop();
            let answer: Value = serde_json::from_slice(&bytes).unwrap();
            if answer["id"] == json!(self.sent) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].clone();
            }
            let is_error = match answer["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown" => true,
                "Runtime.consoleAPICalled" => answer["params"]["type"] == json!("error"),
                "Log.entryAdded" => answer["params"]["entry"]["level"] == json!("error"),
                _ => false,
            };
            if is_error {
                self.errors.push(answer);
            }
        }
    }

    fn go(&mut self, show: &Show) {
        let hash = show.token.as_ref().map(|token| format!("#token={token}")).unwrap_or_default();
        self.tell("Page.navigate", json!({ "url": format!("http://{}/{hash}", show.address) }));
    }

    fn js(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let result = self.tell("Runtime.evaluate", params);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until an expression is true in the page.
    fn until(&mut self, expression: &str) {
        let mut left = 600;
        while self.js(expression) != json!(true) {
            assert!(left > 0, "it never came to be: {expression}; {}", self.js("document.body.innerText"));
            left -= 1;
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn click(&mut self, selector: &str) {
        self.until(&format!("document.querySelector({selector:?}) !== null"));
        self.js(&format!("document.querySelector({selector:?}).click()"));
    }

    fn text(&mut self, selector: &str) -> String {
        let text = self.js(&format!("document.querySelector({selector:?}).textContent"));
        text.as_str().unwrap_or_default().to_owned()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_trainer_shows_a_first_day() {
    let Some(mut browser) = Browser::start() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let show = Show::start(
        root,
        &["demo", "first_day", "--wallboard=127.0.0.1:0", "--exit", "--speed", "8", "--json", "-"],
    );
    browser.go(&show);
    browser.until("document.querySelectorAll('.tile').length === 2");
    let alex = |state: &str| format!("document.querySelector('.tile').dataset.state === '{state}'");
    browser.until(&alex("offered"));
    browser.until(&alex("talking"));
    // The script asks the trainer, and waits.
    browser.until("!document.getElementById('go-on').hidden");
    assert!(browser.text("#said").contains("Hold"));
    assert_eq!(browser.text("#pause"), "Resume");
    browser.click(".tile");
    browser.until("document.getElementById('detail').innerText.includes('AcceptTask')");
    browser.js("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))");
    browser.click("#go-on");
    browser.until(&alex("on hold"));
    browser.until(&alex("wrapping up"));
    assert!(browser.text("#feed").contains("HoldCall"));
    browser.click("#pause");
    browser.until("document.getElementById('pace').textContent.startsWith('paused')");
    show.order("/api/exit", &json!({}));
    browser.until("document.getElementById('link').textContent.startsWith('the show has gone')");
    assert_eq!(browser.errors, Vec::<Value>::new());
}

#[test]
fn a_burst_lets_the_queue_grow_and_a_second_browser_sees_it_too() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::with(FLOOR);
    let mut args = vec!["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--token", "open-sesame"];
    args.extend(["--speed", "0.5", "--json", "-"]);
    let show = Show::start(&folder.path(""), &args);
    browser.go(&show);
    browser.until("document.querySelectorAll('.tile.a').length === 4");
    browser.click("#pause");
    browser.until("document.getElementById('pause').textContent === 'Resume'");
    let before = browser
        .js("Number(document.getElementById('link').textContent.match(/([0-9,]+) events/)[1].replace(',', ''))");
    browser.click("#step");
    browser.until(&format!(
        "Number(document.getElementById('link').textContent.match(/([0-9,]+) events/)[1].replace(',', '')) > {before}"
    ));
    browser.click("#trainer");
    browser.js("document.getElementById('do-burst').count.value = 25; true");
    browser.click("#do-burst button");
    // A caller of the scenario may wait, too.
    browser.until("Number(document.querySelector('#queues tbody tr').cells[1].textContent) >= 25");
    browser.click("#queues button");
    browser.until("document.getElementById('detail').innerText.includes('callers-cue-25')");
    browser.js("document.querySelector('[data-close=detail]').click(); true");
    browser.tell("Page.reload", json!({}));
    browser.until("document.querySelectorAll('.tile.o').length === 4");
    browser.open_page();
    browser.go(&show);
    browser.until("Number(document.getElementById('waiting')?.textContent) >= 25");
    browser.until("document.getElementById('link').textContent.startsWith('2 watching')");
    assert_eq!(browser.errors, Vec::<Value>::new());
}

#[test]
fn a_trainee_takes_a_call_in_the_browser() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = seat::folder();
    let args = ["run", "floor.yaml", "--wallboard=127.0.0.1:0", "--exit", "--json", "-", "--speed", "0.5"];
    let show = Show::start(&folder.path(""), &args);
    browser.tell("Page.navigate", json!({ "url": format!("http://{}/#seat=alex-1", show.address) }));
    let press = |browser: &mut Browser, label: &str| {
        let button =
            format!("[...document.querySelectorAll('#seat button')].find(it => it.textContent === '{label}')");
        browser.until(&format!("Boolean({button})"));
        browser.js(&format!("{button}.click()"));
    };
    press(&mut browser, "Available");
    browser.until("document.querySelector('#seat-body').innerText.includes('available')");
    // On to the first call, which is not far.
    show.order("/api/speed", &json!({ "speed": 10 }));
    browser.until("document.querySelector('.task.rings') !== null");
    show.order("/api/pause", &json!({}));
    press(&mut browser, "Accept");
    browser.until("document.querySelector('.task:not(.rings)') !== null");
    // What is not legal says why, and does nothing.
    press(&mut browser, "Complete");
    browser.until("document.getElementById('toast').textContent.includes('the call is still live')");
    press(&mut browser, "Hold");
    press(&mut browser, "Take back");
    press(&mut browser, "Wrap up");
    browser.until("document.querySelector('.task').innerText.includes('wrapping')");
    press(&mut browser, "Complete");
    browser.until("document.querySelector('.task') === null");
    // The chat.
    show.order("/api/resume", &json!({}));
    browser.until("document.querySelector('.task.rings') !== null");
    show.order("/api/speed", &json!({ "speed": 0.5 }));
    press(&mut browser, "Accept");
    browser.until("document.querySelector('.task form') !== null && !document.querySelector('.task form').hidden");
    browser.js("document.querySelector('.task input').value = 'Hello, this is Alex.'; true");
    press(&mut browser, "Send");
    browser.until("document.querySelector('.messages').innerText.includes('Hello, this is Alex.')");
    assert_eq!(browser.errors, Vec::<Value>::new());
}
