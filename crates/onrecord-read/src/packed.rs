//! Unpacking gzip and zstd, never more than asked for: what is small packed may be endless unpacked.

use std::io::{self, BufRead, BufReader, Read};

use crate::error::ReadErrorKind;

/// Unpacked bytes may be so many times the packed ones. Text packs to a tenth or so, repetitive tables to a fiftieth.
const RATIO: u64 = 200;
/// Below so many unpacked bytes the ratio is not looked at.
const SMALL: u64 = 4 << 20;

/// A packing that we undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
}

/// How bytes are packed, by their first ones.
pub(crate) fn packing(head: &[u8]) -> Option<Packing> {
    // zstd archives may begin with a frame that holds a dictionary or is to be skipped.
    let skippable = head.len() >= 4 && head[0] & 0xf0 == 0x50 && head[1..4] == [0x2a, 0x4d, 0x18];
    if head.starts_with(b"\x1f\x8b") {
        Some(Packing::Gzip)
    } else if head.starts_with(b"\x28\xb5\x2f\xfd") || skippable {
        Some(Packing::Zstd)
    } else {
        None
    }
}

/// `bytes` unpacked, once, where they are packed with gzip (all members) or zstd (all frames); `None` where they are not.
///
/// # Errors
///
/// Damaged, or more than `most` bytes, or more than two hundred times what came in.
pub fn unpack(bytes: &[u8], most: usize) -> Result<Option<Vec<u8>>, ReadErrorKind> {
    if packing(bytes).is_none() {
        return Ok(None);
    }
    let mut out = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut unpacked = Unpacked::of(Box::new(bytes)).map_err(damaged)?;
    unpacked.by_ref().take(limit).read_to_end(&mut out).map_err(damaged)?;
    if out.len() > most {
        return Err(ReadErrorKind::Unpacks(most));
    }
    Ok(Some(out))
}

/// What went wrong while unpacking.
pub(crate) fn damaged(cause: io::Error) -> ReadErrorKind {
    if cause.get_ref().is_some_and(|inner| inner.is::<TooDense>()) {
        return ReadErrorKind::Dense(RATIO);
    }
    ReadErrorKind::Damaged(cause)
}

/// More comes out than text would give.
#[derive(Debug, thiserror::Error)]
#[error("too densely packed")]
struct TooDense;

/// A stream, unpacked where it is packed.
pub(crate) struct Unpacked<'a> {
    inner: Inner<'a>,
    out: u64,
}

enum Inner<'a> {
    Plain(BufReader<Metered<'a>>),
    Gzip(Box<flate2::bufread::MultiGzDecoder<BufReader<Metered<'a>>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, BufReader<Metered<'a>>>>),
}

/// Counts what is read of the packed bytes.
struct Metered<'a> {
    inner: Box<dyn Read + Send + 'a>,
    taken: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.inner.read(buffer)?;
        self.taken += taken as u64;
        Ok(taken)
    }
}

impl<'a> Unpacked<'a> {
    /// Looks at the first bytes of `inner`.
    pub(crate) fn of(inner: Box<dyn Read + Send + 'a>) -> io::Result<Unpacked<'a>> {
        let mut input = BufReader::with_capacity(1 << 16, Metered { inner, taken: 0 });
        let packing = packing(input.fill_buf()?);
        let inner = match packing {
            None => Inner::Plain(input),
            Some(Packing::Gzip) => {
                Inner::Gzip(Box::new(flate2::bufread::MultiGzDecoder::new(input)))
            }
            Some(Packing::Zstd) => {
                Inner::Zstd(Box::new(zstd::stream::read::Decoder::with_buffer(input)?))
            }
        };
        Ok(Unpacked { inner, out: 0 })
    }

    fn taken(&self) -> u64 {
        match &self.inner {
            Inner::Plain(input) => input.get_ref().taken,
            Inner::Gzip(input) => input.get_ref().get_ref().taken,
            Inner::Zstd(input) => input.get_ref().get_ref().taken,
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Inner::Plain(input) => return input.read(buffer),
            Inner::Gzip(input) => input.read(buffer)?,
            Inner::Zstd(input) => input.read(buffer)?,
        };
        self.out += read as u64;
        if self.out > SMALL && self.out / RATIO > self.taken() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TooDense));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn all_members_and_frames_are_unpacked() {
        let twice = [gzip(b"Rain "), gzip(b"fell.")].concat();
        assert_eq!(unpack(&twice, 100).unwrap().unwrap(), b"Rain fell.");
        let frame = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
        let twice = [frame(b"Rain "), frame(b"fell.")].concat();
        assert_eq!(unpack(&twice, 100).unwrap().unwrap(), b"Rain fell.");
    }

    #[test]
    fn what_is_not_packed_is_left_alone() {
        assert!(unpack(b"Rain fell.", 3).unwrap().is_none());
        assert!(unpack(b"", 3).unwrap().is_none());
    }

    #[test]
    fn a_bomb_goes_off_at_the_cap() {
        let zeros = vec![0_u8; 64 << 20];
        for bomb in [gzip(&zeros), zstd::encode_all(&zeros[..], 19).unwrap()] {
            assert!(bomb.len() < 100_000);
            assert!(matches!(unpack(&bomb, 1 << 20), Err(ReadErrorKind::Unpacks(_))));
            assert!(matches!(unpack(&bomb, 1 << 30), Err(ReadErrorKind::Dense(_))));
        }
    }

    #[test]
    fn what_breaks_off_is_told() {
        let whole = gzip(b"Rain fell on Corrun for three days.");
        assert!(matches!(unpack(&whole[..whole.len() - 9], 100), Err(ReadErrorKind::Damaged(_))));
    }
}
