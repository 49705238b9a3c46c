//! Which package may use which: the star of ARCHITECTURE.md, checked on what `cargo metadata` says.

use std::io::Write;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::run::{cargo, output};

/// One package of the workspace and what it may use.
struct Package {
    name: &'static str,
    /// Packages of ours that it may use.
    ours: &'static [&'static str],
    /// Packages of others that nobody else here may use (`xtask`, which is never shipped, may).
    alone: &'static [&'static str],
}

const STAGES: &[&str] = &["onrecord-model", "onrecord-rules"];

const PACKAGES: &[Package] = &[
    Package { name: "onrecord-model", ours: &[], alone: &[] },
    Package {
        name: "onrecord-rules",
        ours: &["onrecord-model"],
        alone: &["toml_edit", "aho-corasick", "daachorse", "fst"],
    },
    Package {
        name: "onrecord-read",
        ours: &["onrecord-model"],
        alone: &[
            "chardetng",
            "dom_query",
            "dom_smoothie",
            "encoding_rs",
            "fastwarc",
            "feed-rs",
            "flate2",
            "html5ever",
            "httparse",
            "lol_html",
            "quick-xml",
            "scraper",
            "trafilatura",
            "warc",
            "zstd",
        ],
    },
    Package {
        name: "onrecord-analyse",
        ours: STAGES,
        alone: &["candle-core", "ort", "rten", "safetensors", "tokenizers", "tract-onnx"],
    },
    Package { name: "onrecord-extract", ours: STAGES, alone: &[] },
    Package { name: "onrecord-reconcile", ours: STAGES, alone: &[] },
    Package {
        name: "onrecord-ledger",
        ours: &["onrecord-model"],
        alone: &["rusqlite", "rusqlite_migration", "sqlx", "tokio-postgres", "deadpool-postgres"],
    },
    Package {
        name: "onrecord",
        ours: &[
            "onrecord-model",
            "onrecord-rules",
            "onrecord-read",
            "onrecord-analyse",
            "onrecord-extract",
            "onrecord-reconcile",
            "onrecord-ledger",
        ],
        alone: &["arrow-json", "arrow-schema", "calamine", "parquet", "rust_xlsxwriter"],
    },
    Package {
        name: "onrecord-app",
        ours: &["onrecord"],
        alone: &[
            "anyhow",
            "axum",
            "clap",
            "hyper",
            "indicatif",
            "rmcp",
            "texting_robots",
            "tokio",
            "tower-http",
            "ureq",
        ],
    },
    Package { name: "onrecord-python", ours: &["onrecord"], alone: &["pyo3", "pyo3-arrow"] },
    Package { name: XTASK, ours: &["onrecord"], alone: &[] },
];

const XTASK: &str = "xtask";

/// What tests alone may use though it is another's: those of the program leave ledgers as older releases left them, and hold the
/// file as another program would.
const IN_TESTS: [(&str, &str); 1] = [("onrecord-app", "rusqlite")];

/// Checks the workspace; prints how many arrows were looked at, or fails with each that stands outside the table.
pub(crate) fn check(out: &mut dyn Write) -> anyhow::Result<()> {
    let printed = output(&mut cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Value = serde_json::from_str(&printed).context("cargo metadata is not JSON")?;
    let arrows = arrows(&metadata);
    let wrong: Vec<String> =
        arrows.iter().filter_map(|(from, to)| complaint(from, to, &arrows)).collect();
    if !wrong.is_empty() {
        bail!("{} outside the table:\n  {}", counted(wrong.len(), "arrow"), wrong.join("\n  "));
    }
    writeln!(out, "arrows: {} looked at, all in the table", arrows.len())?;
    Ok(())
}

fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Every `(package, what it depends on)` of the workspace; development dependencies count too.
fn arrows(metadata: &Value) -> Vec<(String, String)> {
    let mut arrows = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let (Some(from), Some(to)) = (package["name"].as_str(), dependency["name"].as_str())
            else {
                continue;
            };
            let in_tests = dependency["kind"].as_str() == Some("dev");
            if !(in_tests && IN_TESTS.contains(&(from, to))) {
                arrows.push((from.to_owned(), to.to_owned()));
            }
        }
    }
    arrows
}

/// What is wrong with the arrow, if anything.
fn complaint(from: &str, to: &str, arrows: &[(String, String)]) -> Option<String> {
    let Some(package) = PACKAGES.iter().find(|package| package.name == from) else {
        return Some(format!("{from} is not in the table: add it with a page in docs/decisions/"));
    };
    let ours = |name: &str| {
        PACKAGES.iter().any(|package| package.name == name)
            || arrows.iter().any(|(other, _)| other == name)
    };
    if ours(to) {
        return (!package.ours.contains(&to)).then(|| format!("{from} may not use {to}"));
    }
    let owner = PACKAGES.iter().find(|package| package.alone.contains(&to))?;
    (owner.name != from && from != XTASK)
        .then(|| format!("{from} may not use {to}: only {} may", owner.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(from: &str, to: &str) -> Option<String> {
        complaint(from, to, &[(from.to_owned(), to.to_owned())])
    }

    #[test]
    fn lets_the_star_be() {
        for (from, to) in [
            ("onrecord-extract", "onrecord-rules"),
            ("onrecord", "onrecord-ledger"),
            ("onrecord-app", "onrecord"),
            ("onrecord-ledger", "rusqlite"),
            ("onrecord-read", "serde"),
            ("xtask", "toml"),
        ] {
            assert_eq!(judge(from, to), None, "{from} -> {to}");
        }
    }

    #[test]
    fn names_what_reaches_across() {
        for (from, to) in [
            ("onrecord-model", "onrecord-rules"),
            ("onrecord-extract", "onrecord-analyse"),
            ("onrecord-ledger", "onrecord"),
            ("onrecord-app", "onrecord-ledger"),
            ("onrecord-extract", "rusqlite"),
            ("onrecord", "clap"),
            ("onrecord-helper", "serde"),
        ] {
            assert!(judge(from, to).is_some(), "{from} -> {to}");
        }
    }

    #[test]
    fn what_tests_may_use_the_program_may_not() {
        let uses = |kind: Option<&str>| {
            let dependency = serde_json::json!({ "name": "rusqlite", "kind": kind });
            let package =
                serde_json::json!({ "name": "onrecord-app", "dependencies": [dependency] });
            arrows(&serde_json::json!({ "packages": [package] })).len()
        };
        assert_eq!((uses(None), uses(Some("build")), uses(Some("dev"))), (1, 1, 0));
    }

    #[test]
    fn every_package_of_others_has_one_owner() {
        let mut all: Vec<&str> = PACKAGES.iter().flat_map(|p| p.alone).copied().collect();
        all.sort_unstable();
        let before = all.len();
        all.dedup();
        assert_eq!(all.len(), before);
    }

    #[test]
    fn this_workspace_keeps_to_the_table() {
        check(&mut Vec::new()).unwrap();
    }
}
