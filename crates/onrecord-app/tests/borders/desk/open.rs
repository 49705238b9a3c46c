//! A desk that is open for the length of a test, and a client that sends exactly what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::program::Desk;

/// A running desk; it is closed when the test ends.
pub struct Open {
    server: Child,
    /// The folder it runs in.
    pub folder: Desk,
    /// Host and port.
    pub address: String,
    /// The token, where one was shown.
    pub token: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Open {
    /// A desk on the reports of `examples/`.
    pub fn examples() -> Open {
        let folder = Desk::new();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        folder.command(&["add", examples.to_str().unwrap()]).output().unwrap();
        Open::with(folder, &[])
    }

    /// A desk on an empty record.
    pub fn empty() -> Open {
        Open::with(Desk::new(), &[])
    }

    /// A desk in `folder`, with more arguments.
    pub fn with(folder: Desk, arguments: &[&str]) -> Open {
        let all = [&["serve", "--addr", "127.0.0.1:0"], arguments].concat();
        let mut server = folder.command(&all).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut token = None;
        let address = loop {
            let line = lines.next().expect("the desk says where it is").unwrap();
            if let Some((_, shown)) = line.split_once("token, shown this once: ") {
                token = Some(shown.to_owned());
            }
            if let Some((_, address)) = line.split_once("desk on http://") {
                break address.trim_end_matches('/').to_owned();
            }
        };
        Open { server, folder, address, token }
    }

    /// Sends bytes as they are, and gives what comes back until the desk closes the connection.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // The desk may have said no before everything was sent.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        let all = String::from_utf8_lossy(&all);
        let (head, body) = all.split_once("\r\n\r\n").unwrap_or((&all, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }

    /// Asks with more lines in the head, and a body.
    pub fn ask(&self, method: &str, path: &str, lines: &[&str], body: &str) -> Answer {
        let host = format!("Host: {}", self.address);
        let has_host = lines.iter().any(|line| line.to_ascii_lowercase().starts_with("host:"));
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        for line in lines.iter().copied().chain((!has_host).then_some(host.as_str())) {
            head.push_str(line);
            head.push_str("\r\n");
        }
        if !body.is_empty() {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(format!("{head}\r\n{body}").as_bytes())
    }

    /// Looks at a page.
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "")
    }

    /// Looks at data.
    #[track_caller]
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Sends a report as a program does, and waits until it is read; gives the batch.
    pub fn add(&self, report: &Value) -> Value {
        let kind = "Content-Type: application/json";
        let answer = self.ask("POST", "/api/v1/reports", &[kind], &report.to_string());
        assert_eq!(answer.status, 202, "{answer:?}");
        let batch: Value = serde_json::from_str(&answer.body).unwrap();
        self.wait_for(&format!("/api/v1/batches/{}", batch["id"]))
    }

    /// Asks for a batch until it is done.
    pub fn wait_for(&self, path: &str) -> Value {
        for _ in 0..600 {
            let batch = self.json(path);
            if batch["done"] == true {
                return batch;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{path} is not done");
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
