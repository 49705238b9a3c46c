//! What the documents tell readers to type is typed: every ```sh block of a page, in its order, in an empty folder with the
//! examples beside it. A line that ends otherwise than with 0 says so itself (`|| [ $? -le 3 ]`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Desk, examples, finish};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The lines of all ```sh blocks of a page.
fn commands(page: &str) -> String {
    let (mut inside, mut lines) = (false, String::new());
    for line in page.lines() {
        match (inside, line) {
            (false, "```sh") => inside = true,
            (true, "```") => inside = false,
            (true, line) => lines.extend([line, "\n"]),
            (false, _) => {}
        }
    }
    assert!(!inside, "a block without end");
    lines
}

fn typed(name: &str, commands: &str) {
    let desk = Desk::new();
    let program = Path::new(env!("CARGO_BIN_EXE_onrecord"));
    let path = std::env::var("PATH").unwrap();
    let link = Command::new("ln").arg("-s").arg(examples()).arg(desk.path("examples")).status();
    assert!(link.unwrap().success());
    let mut shell = Command::new("bash");
    shell
        .args(["-euo", "pipefail", "-c", commands])
        .current_dir(desk.path("."))
        .env("PATH", format!("{}:{path}", program.parent().unwrap().display()))
        .env_remove("ONRECORD_LEDGER");
    let run = finish(&mut shell, None);
    assert_eq!(run.code, Some(0), "{name}:\n{}\n{}", run.out, run.err);
}

#[test]
fn every_command_of_the_documents_does_what_it_says() {
    let mut pages = vec![root().join("README.md")];
    pages
        .extend(std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    let mut typed_pages = 0;
    for path in pages {
        let commands = commands(&std::fs::read_to_string(&path).unwrap());
        if !commands.is_empty() {
            typed(&path.display().to_string(), &commands);
            typed_pages += 1;
        }
    }
    assert!(typed_pages >= 7, "{typed_pages} pages with commands");
}

/// What follows `onrecord` wherever a page names a command: in blocks of any kind, in the unit of a service, and in `code`.
fn named(page: &str) -> Vec<String> {
    let mut inside = false;
    let mut named = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = !inside;
            continue;
        }
        let spans: Vec<&str> = match inside {
            // One command within another: such lines are typed whole, above.
            true if line.contains("$(") => vec![],
            true => vec![line],
            false => line.split('`').skip(1).step_by(2).collect(),
        };
        for span in spans {
            let span = span
                .trim()
                .trim_start_matches("$ ")
                .replace("cargo run --release -- ", "onrecord ");
            let span = span.replace("ExecStart=/usr/local/bin/", "");
            let command = span.split([';', '|', '>', '<', '#', '&']).next().unwrap();
            named.extend(command.strip_prefix("onrecord ").map(|rest| rest.trim().to_owned()));
        }
    }
    named
}

#[test]
fn every_command_that_a_document_names_is_one_with_those_options() {
    let mut commands = std::collections::BTreeSet::new();
    let mut pages = vec![root().join("README.md"), root().join("SECURITY.md")];
    for folder in ["docs", "docs/decisions"] {
        let entries = std::fs::read_dir(root().join(folder)).unwrap();
        pages.extend(entries.map(|entry| entry.unwrap().path()));
    }
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        commands.extend(named(&page).into_iter().map(|it| (it, path.display().to_string())));
    }
    assert!(commands.len() > 60, "{} commands", commands.len());
    let desk = Desk::new();
    let mut wrong = Vec::new();
    for (command, page) in commands {
        // An option or command that is not there is refused before help is given. `FILE`, `ID` and the like stand for themselves.
        let line = format!("{} {command} --help", env!("CARGO_BIN_EXE_onrecord"));
        let mut shell = Command::new("bash");
        let run = finish(shell.args(["-c", &line]).current_dir(desk.path(".")), None);
        if run.code != Some(0) {
            wrong.push(format!("{page}: onrecord {command}: {}", run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn links_between_documents_lead_somewhere() {
    for folder in [root(), root().join("docs"), root().join("docs/decisions")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            let page = std::fs::read_to_string(&path).unwrap();
            for link in page.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                let target = link.split('#').next().unwrap();
                if target.is_empty()
                    || target.contains("://")
                    || target.contains(' ')
                    || !target.contains('.')
                {
                    continue;
                }
                assert!(folder.join(target).exists(), "{}: {link}", path.display());
            }
        }
    }
}
