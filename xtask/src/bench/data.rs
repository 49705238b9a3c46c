//! Where the evaluation data and their scorers stand, and how those are run.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// The folder with evaluation data.
#[derive(Debug)]
pub(crate) struct Data {
    folder: PathBuf,
}

impl Data {
    /// `../shared`, seen from the repository.
    pub(crate) fn beside_the_repository() -> Data {
        Data { folder: crate::root().join("../shared") }
    }

    /// The first path that ought to be there and is not.
    pub(crate) fn missing(&self) -> Option<PathBuf> {
        ["eval/attribution/dev.jsonl", "eval/to_input.py", "eval/case/score_case.py"]
            .iter()
            .map(|path| self.path(path))
            .find(|path| !path.exists())
    }

    /// A path inside the folder; those under `bench/` are the repository's own.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        if inside.starts_with("bench/") {
            return crate::root().join(inside);
        }
        self.folder.join(inside)
    }

    /// The lines of a file of data, without empty ones.
    pub(crate) fn lines(&self, inside: &str) -> anyhow::Result<Vec<String>> {
        let path = self.path(inside);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect())
    }

    /// Runs one of the folder's Python scripts on `input`; gives what it prints.
    pub(crate) fn python(
        &self,
        script: &str,
        arguments: &[&Path],
        input: &[u8],
    ) -> anyhow::Result<String> {
        let script = self.path(script);
        let mut child = Command::new("python3")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(&script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start python3, which the scorers need")?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        let input = input.to_vec();
        // Written from another thread: a script that prints while it reads would otherwise block both sides.
        let feeding = std::thread::spawn(move || stdin.write_all(&input));
        let output = child.wait_with_output()?;
        if feeding.join().is_err() || !output.status.success() {
            bail!("{} failed ({})", script.display(), output.status);
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
