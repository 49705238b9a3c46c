//! What the shipped program is made of, as CycloneDX 1.5: every package with its version, licence and the checksum in `Cargo.lock`.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Context;
use serde_json::{Value, json};

use crate::run::cargo;

/// Where it goes, below the folder of the workspace.
const PLACE: &str = "target/onrecord.cdx.json";

/// Writes the list and says where it is.
pub(crate) fn write(out: &mut dyn Write) -> anyhow::Result<()> {
    let tree =
        cargo(&["tree", "--locked", "-p", "onrecord-app", "-e", "normal", "--prefix", "none"])
            .args(["--format", "{p}\t{l}"])
            .output()
            .context("cargo tree cannot be started")?;
    let tree = String::from_utf8(tree.stdout)?;
    let lock = std::fs::read_to_string(crate::root().join("Cargo.lock"))?;
    let list = list(&tree, &checksums(&lock)?, env!("CARGO_PKG_VERSION"));
    let count = list["components"].as_array().map_or(0, Vec::len);
    std::fs::write(crate::root().join(PLACE), format!("{list:#}\n"))?;
    writeln!(out, "{PLACE}: {count} packages")?;
    Ok(())
}

/// Checksums by name and version.
fn checksums(lock: &str) -> anyhow::Result<BTreeMap<(String, String), String>> {
    let lock: toml::Value = toml::from_str(lock)?;
    let packages = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .context("Cargo.lock names no package")?;
    let text = |package: &toml::Value, key: &str| package.get(key)?.as_str().map(str::to_owned);
    let row = |package: &toml::Value| {
        Some(((text(package, "name")?, text(package, "version")?), text(package, "checksum")?))
    };
    Ok(packages.iter().filter_map(row).collect())
}

fn list(tree: &str, checksums: &BTreeMap<(String, String), String>, version: &str) -> Value {
    let mut components = BTreeMap::new();
    for line in tree.lines() {
        let (package, licence) = line.split_once('\t').unwrap_or((line, ""));
        let mut words = package.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        let key = (name.to_owned(), version.trim_start_matches('v').to_owned());
        let licence = licence.trim_end_matches(" (*)").replace('/', " OR ");
        let mut component = json!({
            "type": "library", "name": key.0, "version": key.1, "purl": format!("pkg:cargo/{}@{}", key.0, key.1),
            "licenses": [{"expression": licence}],
        });
        if let Some(sha256) = checksums.get(&key) {
            component["hashes"] = json!([{"alg": "SHA-256", "content": sha256}]);
        }
        components.insert(key, component);
    }
    let components: Vec<Value> =
        components.into_values().filter(|it| it["name"] != "onrecord-app").collect();
    json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {"type": "application", "name": "onrecord", "version": version}},
        "components": components,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_stands_once_with_licence_and_checksum() {
        let lock = "[[package]]\nname = \"csv\"\nversion = \"1.4.0\"\nchecksum = \"ab\"\n[[package]]\nname = \"onrecord\"\nversion = \"0.1.0\"\n";
        let tree = "onrecord-app v0.1.0 (/x)\tMIT\ncsv v1.4.0\tUnlicense/MIT\ncsv v1.4.0\tUnlicense/MIT (*)\nonrecord v0.1.0 (/x)\tMIT\n";
        let list = list(tree, &checksums(lock).unwrap(), "0.1.0");
        let components = list["components"].as_array().unwrap();
        assert_eq!(components.len(), 2);
        assert_eq!(components[0]["hashes"][0]["content"], "ab");
        assert_eq!(components[0]["licenses"][0]["expression"], "Unlicense OR MIT");
        assert_eq!(components[0]["purl"], "pkg:cargo/csv@1.4.0");
    }
}
