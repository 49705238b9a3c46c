//! Readers that we did not write, in Python, over what the program wrote.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What the reader of `format` finds in the file.
#[track_caller]
pub fn check(format: &str, file: &Path) -> Value {
    run("validators", format, file)
}

/// The same with readers that only `cargo xtask deep` installs.
#[track_caller]
pub fn check_deep(format: &str, file: &Path) -> Value {
    run("validators-deep", format, file)
}

#[track_caller]
fn run(environment: &str, format: &str, file: &Path) -> Value {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = here.join("../../target").join(environment).join("bin/python");
    assert!(
        python.exists(),
        "{}: not there; `cargo xtask test` (for validators-deep, `cargo xtask deep`) sets it up",
        python.display()
    );
    let script: PathBuf = here.join("tests/validators/check.py");
    let output = Command::new(python).arg(script).arg(format).arg(file).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{format}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Each of `parts` packed with gzip.
pub fn gzip(parts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("parts.json");
    let hex = |part: &Vec<u8>| part.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let parts: Vec<String> = parts.iter().map(hex).collect();
    std::fs::write(&path, serde_json::to_vec(&parts).unwrap()).unwrap();
    let bytes = |hex: &Value| {
        let hex = hex.as_str().unwrap();
        (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    };
    check("gzip", &path).as_array().unwrap().iter().map(bytes).collect()
}

/// 64 MB of spaces, packed with gzip.
pub fn bomb() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.gz");
    check("bomb", &path);
    std::fs::read(path).unwrap()
}
