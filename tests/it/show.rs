//! A running show, and what it takes to talk to it: plain HTTP over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// The binary, showing something.
pub(crate) struct Show {
    child: Child,
    stderr: BufReader<ChildStderr>,
    pub address: SocketAddr,
    /// The line that told the address.
    pub told: String,
    pub token: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }
    pub(crate) fn message(&self) -> String {
        self.json()["error"]["message"].as_str().unwrap_or_default().to_owned()
    }
}

impl Show {
    /// Starts the binary in a folder and waits until it has told where its wallboard is.
    pub(crate) fn start(directory: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rushhour"));
        command.args(args);
        Self::begin(directory, command)
    }

    /// The same under `ulimit`s.
    #[cfg(unix)]
    pub(crate) fn limited(directory: &Path, limits: &str, args: &[&str]) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limits}; exec \"$@\""), "sh", env!("CARGO_BIN_EXE_rushhour")]).args(args);
        Self::begin(directory, command)
    }

    fn begin(directory: &Path, mut command: Command) -> Self {
        let mut child = command
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut show = Self { child, stderr, address, told: String::new(), token: None };
        let mut said = String::new();
        loop {
            let mut line = String::new();
            assert!(show.stderr.read_line(&mut line).unwrap() > 0, "it ended before it told its address: {said}");
            said.push_str(&line);
            if let Some(rest) = line.strip_prefix("wallboard: http://") {
                let (address, rest) = rest.split_once('/').unwrap();
                show.token =
                    rest.trim().strip_prefix("#token=").map(|token| token.split(' ').next().unwrap().to_owned());
                show.address = address.parse().unwrap();
                show.told = line;
                return show;
            }
        }
    }

    /// Sends bytes as they are, and reads all that comes back.
    pub(crate) fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that turns a request away early may close before all was sent.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((text.as_str(), ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let port = self.address.port();
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// A request with these headers beside those that it needs.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let port = self.address.port();
        let host = if headers.to_lowercase().contains("host:") {
            String::new()
        } else {
            format!("Host: 127.0.0.1:{port}\r\n")
        };
        let length = body.len();
        self.raw(
            format!("{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
                .as_bytes(),
        )
    }

    fn bearer(&self) -> String {
        self.token.as_ref().map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default()
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.bearer(), "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = format!("{}Content-Type: application/json\r\n", self.bearer());
        self.ask("POST", path, &headers, &body.to_string())
    }

    /// Gives an order that has to be obeyed.
    pub(crate) fn order(&self, path: &str, body: &Value) {
        let answer = self.post(path, body);
        assert_eq!(answer.status, 200, "{path} {body}: {}", answer.body);
    }

    pub(crate) fn state(&self) -> Value {
        self.get("/api/state").json()
    }

    /// Waits until a snapshot is like this; it comes sooner or later, and how soon is no matter.
    pub(crate) fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut left = 600;
        loop {
            let state = self.state();
            if is_so(&state) {
                return state;
            }
            assert!(left > 0, "it never came to be: {what}; {state}");
            left -= 1;
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Opens the stream of snapshots, and reads the first one.
    pub(crate) fn watch(&self) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        let port = self.address.port();
        let bearer = self.bearer();
        write!(stream, "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{bearer}\r\n").unwrap();
        let mut reader = BufReader::new(stream);
        let snapshot = next_snapshot(&mut reader);
        assert!(snapshot.is_object(), "{snapshot}");
        reader
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        let told = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
    }

    /// Waits for the end: the exit code, stdout, and the rest of stderr.
    pub(crate) fn end(mut self) -> (i32, String, String) {
        let mut stdout = self.child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        });
        let mut stderr = String::new();
        self.stderr.read_to_string(&mut stderr).unwrap();
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, reader.join().unwrap(), stderr)
    }

    /// Lets it run to its end as fast as it goes; its digest. The last order is the one that leads there, for nobody
    /// answers behind the end.
    pub(crate) fn digest(self) -> String {
        self.order("/api/pause", &json!({}));
        self.order("/api/speed", &json!({ "speed": "max" }));
        self.order("/api/resume", &json!({}));
        let (code, stdout, stderr) = self.end();
        let report: Value = serde_json::from_str(&stdout).unwrap();
        assert!(code == 0, "{code}: {stderr}");
        report["digest"].as_str().unwrap().to_owned()
    }
}

/// The next snapshot of a stream.
pub(crate) fn next_snapshot(stream: &mut BufReader<TcpStream>) -> Value {
    loop {
        let mut line = String::new();
        assert!(stream.read_line(&mut line).unwrap() > 0, "the stream ended");
        if let Some(data) = line.strip_prefix("data: ") {
            return serde_json::from_str(data).unwrap();
        }
    }
}

impl Drop for Show {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
