//! Running the program in a folder of its own.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder that is gone after the test, and the program in it.
pub struct Desk {
    folder: TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Desk {
    /// An empty folder.
    pub fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Desk {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// The program with arguments, not yet run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command
            .current_dir(self.folder.path())
            .args(arguments)
            .env_remove("ONRECORD_LEDGER")
            .env_remove("COLUMNS")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments), None)
    }

    /// Runs the program with something on standard input.
    pub fn feed(&self, arguments: &[&str], input: &str) -> Run {
        finish(&mut self.command(arguments), Some(input))
    }
}

/// Runs a command to its end.
pub fn finish(command: &mut Command, input: Option<&str>) -> Run {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    if input.is_some() {
        command.stdin(Stdio::piped());
    }
    let mut child = command.spawn().unwrap();
    if let Some(input) = input {
        // The program may end before it has read everything; that is the test's business.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    }
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Sends `input` to a server that speaks by lines, and ends its input when so many `answers` are there or none came for a minute: what
/// is still being answered at the end of the input may be dropped.
pub fn converse(command: &mut Command, input: &str, answers: usize) -> Run {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let (sender, lines) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        said.lines().map_while(Result::ok).for_each(|line| {
            let _ = sender.send(line);
        });
    });
    let minute = std::time::Duration::from_secs(60);
    let mut out: Vec<String> =
        (0..answers).map_while(|_| lines.recv_timeout(minute).ok()).collect();
    drop(stdin);
    reading.join().unwrap();
    out.extend(lines.try_iter());
    let output = child.wait_with_output().unwrap();
    let out = out.iter().map(|line| format!("{line}\n")).collect();
    Run { code: output.status.code(), out, err: String::from_utf8(output.stderr).unwrap() }
}

impl Run {
    /// It did all that was asked, without a word on standard error.
    #[track_caller]
    pub fn done(self) -> Run {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{self:?}");
        self
    }

    /// It ended with `code` and said one line for each of `lines`, each holding the words given.
    #[track_caller]
    pub fn ended(self, code: i32, lines: &[&[&str]]) -> Run {
        assert_eq!(self.code, Some(code), "{self:?}");
        let said: Vec<&str> = self.err.lines().collect();
        assert_eq!(said.len(), lines.len(), "{:#?}", self.err);
        for (line, words) in said.iter().zip(lines) {
            for word in *words {
                assert!(line.contains(word), "`{word}` is not in: {line}");
            }
        }
        self
    }

    /// Standard output as one JSON value a line.
    #[track_caller]
    pub fn json(&self) -> Vec<Value> {
        self.out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect()
    }
}

/// The invented crisis.
pub fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// A short report with something to find in it.
pub const REPORT: &str = "\
Title: Bridge at Bramley closed
Outlet: Valley Post
Published: 2031-03-04T18:20:00+02:00
URL: https://www.valley-post.example/bramley

BRAMLEY, March 4 - At least 12 people were killed when a bus fell from the bridge, police said on Tuesday.

\"We are still searching the river,\" said Ada Okoro, a spokeswoman for the fire service.
";
