//! The desk in a real browser. `cargo xtask test` installs Chromium and Node where they are missing.

use std::path::Path;
use std::process::Command;

use super::Open;

#[test]
fn a_reader_walks_through_every_page_and_nothing_is_wrong_with_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if !folder.join("node_modules/playwright-core").is_dir() {
        let installed = Command::new("npm").arg("ci").current_dir(&folder).status();
        assert!(
            installed.is_ok_and(|status| status.success()),
            "`cargo xtask test` installs what this needs"
        );
    }
    let desk = Open::examples();
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/desk-pictures");
    let walk = Command::new("node")
        .arg("walk.mjs")
        .arg(format!("http://{}", desk.address))
        .arg(&pictures)
        .current_dir(&folder)
        .output()
        .expect("`cargo xtask test` installs node");
    assert!(
        walk.status.success(),
        "{}{}",
        String::from_utf8_lossy(&walk.stdout),
        String::from_utf8_lossy(&walk.stderr)
    );
}
