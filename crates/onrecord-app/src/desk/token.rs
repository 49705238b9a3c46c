//! The token that guards a desk elsewhere than on loopback: shown once, kept as its hash only, compared in constant time.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What every token begins with, so that it is known for one where it is found.
const PREFIX: &str = "onrecord_";

/// A new token: 256 bits by the system's generator.
pub(crate) fn new() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|cause| anyhow::anyhow!("no random numbers: {cause}"))?;
    Ok(format!("{PREFIX}{}", hex(&bytes)))
}

/// What is kept of a token. It is long and random, so that one round of SHA-256 hides it.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// Is it the token of this hash? Takes the same time whatever is given.
pub(crate) fn is(given: &str, kept: &[u8; 32]) -> bool {
    hash(given).ct_eq(kept).into()
}

/// Where the hash for the record at `ledger` is kept.
pub(crate) fn place(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".token");
    PathBuf::from(name)
}

/// The hash that is kept at `place`, if any.
pub(crate) fn kept(place: &Path) -> anyhow::Result<Option<[u8; 32]>> {
    let written = match fs::read_to_string(place) {
        Ok(written) => written,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(cause).with_context(|| place.display().to_string()),
    };
    let hash = unhex(written.trim()).with_context(|| {
        format!("{}: not the hash of a token; delete it to have another made", place.display())
    })?;
    Ok(Some(hash))
}

/// Keeps a hash where only this user can read it.
pub(crate) fn keep(place: &Path, hash: &[u8; 32]) -> anyhow::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(place).and_then(|mut file| writeln!(file, "{}", hex(hash)));
    written.with_context(|| format!("{}: cannot be written", place.display()))
}

/// Bytes as two digits each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0_u8; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_hash_and_no_other_is() {
        let (one, other) = (new().unwrap(), new().unwrap());
        let kept = hash(&one);
        assert!(is(&one, &kept));
        for wrong in [other.as_str(), "", &one[..one.len() - 1], &format!("{one} ")] {
            assert!(!is(wrong, &kept), "{wrong}");
        }
    }

    #[test]
    fn only_the_hash_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let place = place(&folder.path().join("a.db"));
        assert_eq!(super::kept(&place).unwrap(), None);
        let token = new().unwrap();
        keep(&place, &hash(&token)).unwrap();
        assert_eq!(super::kept(&place).unwrap(), Some(hash(&token)));
        assert!(!fs::read_to_string(&place).unwrap().contains(token.trim_start_matches(PREFIX)));
        fs::write(&place, "nonsense").unwrap();
        assert!(super::kept(&place).is_err());
    }
}
