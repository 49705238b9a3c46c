//! A number for a word, by which rules look it up.

/// What stands for a word where words are compared very often: a hash of it, case apart and the curly apostrophe read as the straight one.
///
/// Two words of one key are most likely the same and still have to be compared; two of different keys are never the same to a
/// rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordKey(u32);

impl WordKey {
    /// The key of `word`.
    pub fn of(word: &str) -> WordKey {
        let mut hash = Hash(OFFSET);
        if word.is_ascii() {
            word.bytes().for_each(|byte| hash.add(byte.to_ascii_lowercase()));
        } else {
            let mut bytes = [0; 4];
            for letter in word.to_lowercase().chars() {
                let letter = if letter == '’' { '\'' } else { letter };
                letter.encode_utf8(&mut bytes).bytes().for_each(|byte| hash.add(byte));
            }
        }
        WordKey(hash.0)
    }
}

/// Fowler, Noll and Vo's hash 1a, of 32 bits.
struct Hash(u32);

const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

impl Hash {
    fn add(&mut self, byte: u8) {
        self.0 = (self.0 ^ u32::from(byte)).wrapping_mul(PRIME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_the_kind_of_apostrophe_do_not_tell() {
        for (a, b) in
            [("Denied", "denied"), ("DON’T", "don't"), ("É", "é"), ("n’t", "n't"), ("", "")]
        {
            assert_eq!(WordKey::of(a), WordKey::of(b), "{a} {b}");
        }
    }

    #[test]
    fn other_words_have_other_keys() {
        for (a, b) in [("deny", "denied"), ("e", "é"), ("dont", "don't"), ("", " "), ("ab", "ba")]
        {
            assert_ne!(WordKey::of(a), WordKey::of(b), "{a} {b}");
        }
    }
}
