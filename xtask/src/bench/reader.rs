//! The programs that are measured: ours, the regular expressions, the Python prototype.

use std::path::PathBuf;

use super::data::Data;
use crate::run::{cargo, run};

/// One program that reads report lines and prints attributions.
#[derive(Debug)]
pub(crate) struct Reader {
    /// What the tables call it.
    pub(crate) name: String,
    /// Program and arguments.
    pub(crate) command: Vec<String>,
    /// Does it print the wire format (else the attribution scorer's own)?
    pub(crate) wire: bool,
}

impl Reader {
    /// The program, on `threads` threads (0: all).
    pub(crate) fn onrecord(threads: usize) -> Reader {
        Reader::command("read", threads)
    }

    /// The program's command `name` (`read`, `compare` ...) on lines of JSON, on `threads` threads (0: all).
    pub(crate) fn command(name: &str, threads: usize) -> Reader {
        let mut command = Vec::new();
        if threads > 0 {
            command.extend(["env".to_owned(), format!("RAYON_NUM_THREADS={threads}")]);
        }
        command.extend([program(), name.to_owned(), "--jsonl".into(), "-".into()]);
        Reader { name: "onrecord".to_owned(), command, wire: true }
    }

    /// The program with the reader `swift`, on `threads` threads (0: all).
    pub(crate) fn swift(threads: usize) -> Reader {
        let mut reader = Reader::onrecord(threads);
        reader.command.extend(["--reader".to_owned(), "swift".to_owned()]);
        Reader { name: "onrecord swift".to_owned(), ..reader }
    }

    /// The example that goes from raw text to who said what and no farther, with the reader `kind`; [`build_tags`] builds it.
    pub(crate) fn tags(kind: &str) -> Reader {
        Reader {
            name: format!("reader {kind} alone"),
            command: vec![built("examples/reader_tags"), kind.to_owned()],
            wire: false,
        }
    }

    /// The example that prints the layers of the reader `kind`; [`build_layers`] builds it.
    pub(crate) fn layers(kind: &str) -> Reader {
        Reader {
            name: if kind == "small" { "onrecord".to_owned() } else { format!("onrecord {kind}") },
            command: vec![built("examples/reader_layers"), kind.to_owned()],
            wire: false,
        }
    }

    /// The regular expressions of `baseline.rs`.
    pub(crate) fn baseline() -> anyhow::Result<Reader> {
        let this = std::env::current_exe()?.display().to_string();
        let command = vec![this, "baseline".into()];
        Ok(Reader { name: "regular expression".to_owned(), command, wire: true })
    }

    /// The prototype `kind` of ../shared/training/prototype, in Python.
    pub(crate) fn prototype(data: &Data, kind: &str, name: &str) -> Reader {
        let script = data.path("training/prototype/run.py").display().to_string();
        let command = vec!["python3".into(), script, kind.into()];
        Reader { name: name.to_owned(), command, wire: false }
    }
}

/// Builds the program with the profile that everything else uses.
pub(crate) fn build() -> anyhow::Result<()> {
    run(&mut cargo(&["build", "--release", "--quiet", "--package", "onrecord-app"]))
}

/// Builds the example that prints the reader's layers.
pub(crate) fn build_layers() -> anyhow::Result<()> {
    build_example("onrecord", "reader_layers")
}

/// Builds the example that prints who said what.
pub(crate) fn build_tags() -> anyhow::Result<()> {
    build_example("onrecord-analyse", "reader_tags")
}

fn build_example(package: &str, name: &str) -> anyhow::Result<()> {
    run(&mut cargo(&["build", "--release", "--quiet", "--package", package, "--example", name]))
}

/// Where the program is.
pub(crate) fn program() -> String {
    built("onrecord")
}

fn built(name: &str) -> String {
    let folder = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| crate::root().join("target"), PathBuf::from);
    folder.join("release").join(name).display().to_string()
}
