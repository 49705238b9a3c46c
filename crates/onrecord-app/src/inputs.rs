//! What the user points at: files, folders, addresses, standard input.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::plain::plain;

/// Endings that are read inside a folder. What is named on the command line is read whatever it is called.
const ENDINGS: &[&str] = &[
    "txt", "text", "html", "htm", "xhtml", "xml", "rss", "atom", "rdf", "json", "jsonl", "ndjson",
    "csv", "tsv", "warc", "gz", "zst",
];

/// What `--help` says about folders.
pub(crate) const FOLDERS: &str = "In folders, and the folders inside them, files are read in the order of their names \
    where they end in .txt, .text, .html, .htm, .xhtml, .xml, .rss, .atom, .rdf, .json, .jsonl, .ndjson, .csv, .tsv, .warc, .gz or .zst; \
    others (such as .md) and those whose names begin with a dot are left aside. A file named on the command line is \
    read whatever it is called.";

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Standard,
    /// An address, to be fetched.
    Address(String),
}

impl Input {
    /// What the user calls it.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path) => plain(&path.display().to_string()),
            Input::Standard => "-".to_owned(),
            Input::Address(address) => plain(address),
        }
    }
}

/// The bytes of a file or of standard input, as a stream; or one line that says what is wrong and what helps.
pub(crate) fn open(input: &Input) -> Result<Box<dyn Read + Send>, String> {
    match input {
        Input::File(path) => match fs::File::open(path) {
            Ok(file) if file.metadata().is_ok_and(|what| what.is_dir()) => {
                Err(complaint(path, &std::io::Error::from(std::io::ErrorKind::IsADirectory)))
            }
            Ok(file) => Ok(Box::new(file)),
            Err(cause) => Err(complaint(path, &cause)),
        },
        Input::Standard => Ok(Box::new(std::io::stdin())),
        Input::Address(address) => Err(format!("{address}: not a file; fetch it")),
    }
}

/// What was found under the paths a user named.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// What is to be read, in order.
    pub(crate) inputs: Vec<Input>,
    /// One line for each path that leads nowhere.
    pub(crate) complaints: Vec<String>,
    /// How many files in folders were left aside.
    pub(crate) left_aside: usize,
    /// The record and what the database keeps beside it, which are nothing to tell of.
    own: Vec<PathBuf>,
}

/// Everything under `paths`, in the order given; `-` is standard input. `record` is where we write.
pub(crate) fn find(paths: &[PathBuf], record: &Path) -> Found {
    let beside = |ending: &str| {
        let mut name = record.as_os_str().to_owned();
        name.push(ending);
        fs::canonicalize(name).ok()
    };
    let own = ["", "-wal", "-shm", "-journal"].into_iter().filter_map(beside).collect();
    let mut found = Found { own, ..Found::default() };
    for path in paths {
        if path.as_os_str() == "-" {
            if !found.inputs.contains(&Input::Standard) {
                found.inputs.push(Input::Standard);
            }
            continue;
        }
        if let Some(address) = path.to_str().filter(|path| is_address(path)) {
            found.inputs.push(Input::Address(address.to_owned()));
            continue;
        }
        match fs::metadata(path) {
            Ok(what) if what.is_dir() => {
                let before = found.inputs.len();
                found.folder(path);
                if found.inputs.len() == before {
                    let name = plain(&path.display().to_string());
                    let line =
                        "no report in this folder; give one with files such as .txt or .html";
                    found.complaints.push(format!("{name}: {line}"));
                }
            }
            Ok(_) => found.inputs.push(Input::File(path.clone())),
            Err(cause) => found.complaints.push(complaint(path, &cause)),
        }
    }
    found
}

/// Is this to be fetched? A file may be called anything; hardly one is called `https://...`.
fn is_address(path: &str) -> bool {
    let lower = path.get(..8).unwrap_or(path).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

impl Found {
    fn folder(&mut self, folder: &Path) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(cause) => return self.complaints.push(complaint(folder, &cause)),
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            let hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
            if path.file_name().is_none_or(hidden) {
                continue;
            }
            // A link to a folder is not followed: it may lead back to where we are.
            let is_link = fs::symlink_metadata(&path).is_ok_and(|what| what.is_symlink());
            match fs::metadata(&path) {
                Ok(what) if what.is_dir() => {
                    if !is_link {
                        self.folder(&path);
                    }
                }
                Ok(what) if what.is_file() && is_wanted(&path) => {
                    self.inputs.push(Input::File(path));
                }
                Ok(_) if fs::canonicalize(&path).is_ok_and(|path| self.own.contains(&path)) => {}
                Ok(_) => self.left_aside += 1,
                Err(cause) => self.complaints.push(complaint(&path, &cause)),
            }
        }
    }
}

fn is_wanted(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// One line: name, what is wrong, what helps.
pub(crate) fn complaint(path: &Path, cause: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    let name = plain(&path.display().to_string());
    let words = match cause.kind() {
        Kind::NotFound => "no such file or folder; check the path".to_owned(),
        Kind::PermissionDenied => "may not be read; allow this user to read it".to_owned(),
        Kind::IsADirectory => "a folder where a file is wanted; name a file in it".to_owned(),
        _ => format!("cannot be read ({cause}); check the disk"),
    };
    format!("{name}: {words}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_in_order_without_what_is_hidden_or_else() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        for path in ["b.txt", "a/2.HTML", "a/1.json", "README.md", ".hidden.txt", "c.pdf"] {
            make(path);
        }
        for path in ["onrecord.db", "onrecord.db-wal", "other.db"] {
            make(path);
        }
        let found = find(&[folder.path().to_owned()], &folder.path().join("onrecord.db"));
        let names: Vec<String> = found
            .inputs
            .iter()
            .map(|input| input.name().replace(&folder.path().display().to_string(), ""))
            .collect();
        assert_eq!(names, ["/a/1.json", "/a/2.HTML", "/b.txt"]);
        assert_eq!((found.left_aside, found.complaints.len()), (3, 0));
    }

    #[test]
    fn what_is_named_is_read_whatever_it_is_called() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.md");
        fs::write(&path, "x").unwrap();
        assert_eq!(
            find(std::slice::from_ref(&path), Path::new("x.db")).inputs,
            [Input::File(path)]
        );
    }

    #[test]
    fn a_path_that_leads_nowhere_is_one_clear_line() {
        let found = find(
            &[PathBuf::from("/no/such"), PathBuf::from("-"), PathBuf::from("-")],
            Path::new("x.db"),
        );
        assert_eq!(found.complaints, ["/no/such: no such file or folder; check the path"]);
        assert_eq!(found.inputs, [Input::Standard]);
    }
}
