//! Lists the files of `data/en/events`, so that a domain is added by adding a file.

use std::path::Path;
use std::{env, fs};

fn main() -> std::io::Result<()> {
    let folder = "data/en/events";
    println!("cargo::rerun-if-changed={folder}");
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            println!("cargo::rerun-if-changed={folder}/{name}");
            names.push(name);
        }
    }
    names.sort();
    let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let row = |name: &String| {
        format!("(\"events/{name}\", include_str!({:?})),\n", format!("{root}/{folder}/{name}"))
    };
    let list = format!("&[\n{}]", names.iter().map(row).collect::<String>());
    let out = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("events.rs"), list)
}
