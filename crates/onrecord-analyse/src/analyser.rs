//! The reader's weights made ready, and the layers of a document in their order.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use onrecord_model::sha256_hex;
use onrecord_model::{
    Attribution, CharIndex, Document, EventMention, Layer, Relation, Report, Span, Token, Upos,
    WordKey,
};
use onrecord_rules::Rules;

use crate::layout::{Layout, layout};
use crate::links::{self, Place, Spans};
use crate::reader::{Layers, Occurrence, Reader, Scratch, WeightsError, Word};
use crate::{contents, coreference, mentions, senses, subjects, tokens};

/// A reader built into the program: its name, weights and vocabulary.
struct Embedded(&'static str, &'static [u8], &'static str);

/// The readers built in, the usual one first.
static EMBEDDED: [Embedded; 2] = [
    Embedded(
        "small",
        include_bytes!("../../../models/small/reader.safetensors"),
        include_str!("../../../models/small/vocabulary.txt"),
    ),
    Embedded(
        "swift",
        include_bytes!("../../../models/swift/reader.safetensors"),
        include_str!("../../../models/swift/vocabulary.txt"),
    ),
];

/// Bytes of a title that is read: a longer one is no headline.
const LONGEST_TITLE: usize = 400;

/// Words of a report that are read: as many as a novel has. Who is who, and who says what, is looked for in all of a report, so that
/// one without end would take time by the square of its length.
const MOST_WORDS: usize = 100_000;

thread_local! {
    /// Working memory of the reader, kept from one report to the next.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::default());
}

/// Makes documents of reports. Loaded once, shared between threads.
#[derive(Debug)]
pub struct Analyser {
    reader: Reader,
    name: String,
}

/// Why a reader cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnalyserError {
    /// A file of the reader's folder cannot be read from disk.
    #[error("reader file {}: {reason}; readers built in are `small` and `swift`, and a reader's folder holds reader.safetensors and vocabulary.txt", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the disk said.
        reason: std::io::Error,
    },
    /// A file of the reader's folder is not the one that its card describes.
    #[error("{}: its sha256 is not the one in card.md; fetch the reader again, or take card.md away if you changed it yourself", .path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The weights are not what the format says.
    #[error("reader weights: {0}")]
    Weights(#[from] WeightsError),
}

impl Analyser {
    /// The usual reader of those built into the program: `small`.
    ///
    /// # Errors
    /// Where the built-in weights are damaged.
    pub fn embedded() -> Result<Analyser, AnalyserError> {
        Analyser::built_in(&EMBEDDED[0])
    }

    /// The reader that is called so: `small`, the usual one; `swift`, many times faster and less often right; else
    /// the one in that folder.
    ///
    /// # Errors
    /// As [`Analyser::embedded`] and [`Analyser::from_folder`].
    pub fn named(reader: &Path) -> Result<Analyser, AnalyserError> {
        match EMBEDDED.iter().find(|one| Path::new(one.0) == reader) {
            Some(one) => Analyser::built_in(one),
            None => Analyser::from_folder(reader),
        }
    }

    fn built_in(one: &'static Embedded) -> Result<Analyser, AnalyserError> {
        Ok(Analyser::with(Reader::load(one.1, one.2)?))
    }

    /// The reader of a folder (`docs/reader-format.md`).
    ///
    /// # Errors
    /// Where the folder lacks a file, holds weights that cannot be used, or its card gives other digests than the files have.
    pub fn from_folder(folder: &Path) -> Result<Analyser, AnalyserError> {
        let file = |name: &str| folder.join(name);
        let failed = |path: PathBuf| move |reason| AnalyserError::File { path, reason };
        let weights = std::fs::read(file("reader.safetensors"))
            .map_err(failed(file("reader.safetensors")))?;
        let vocabulary = std::fs::read_to_string(file("vocabulary.txt"))
            .map_err(failed(file("vocabulary.txt")))?;
        let card = std::fs::read_to_string(file("card.md")).unwrap_or_default();
        for (name, bytes) in
            [("reader.safetensors", weights.as_slice()), ("vocabulary.txt", vocabulary.as_bytes())]
        {
            if digest_in(&card, name).is_some_and(|digest| digest != sha256_hex(bytes)) {
                return Err(AnalyserError::Changed { path: file(name) });
            }
        }
        Ok(Analyser::with(Reader::load(weights, &vocabulary)?))
    }

    fn with(reader: Reader) -> Analyser {
        let name = format!("{}-{}", reader.name(), reader.version());
        Analyser { reader, name }
    }

    /// Name and version of the reader: `small-2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Fills every layer of the report's document.
    pub fn analyse(&self, report: &Report, rules: &Rules) -> Document {
        let mut doc = self.tag(report, rules);
        coreference::resolve(&mut doc, rules);
        doc.layers = vec![
            Layer::Words,
            Layer::Syntax,
            Layer::Attributions,
            Layer::Mentions,
            Layer::Entities,
        ];
        if self.reader.has_events() {
            doc.layers.push(Layer::Events);
        }
        doc.notices.extend(foreign(&doc));
        doc.headline = self.headline(report, rules).map(Box::new);
        doc
    }

    /// The title as a document of its own, where it names a number and the text does not open with it.
    fn headline(&self, report: &Report, rules: &Rules) -> Option<Document> {
        let title = report.title.as_deref().filter(|title| title.len() <= LONGEST_TITLE)?;
        let number = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            word.starts_with(|c: char| c.is_ascii_digit()) || rules.numbers.word(&word).is_some()
        };
        let told = report.text.trim_start().starts_with(title.trim());
        (!told && title.split_whitespace().any(number))
            .then(|| self.tag(&Report { text: title.to_owned(), ..Report::default() }, rules))
    }

    /// What the reader sees in the report: words, trees, names, event words, who says what; not yet who is who.
    pub fn tag(&self, report: &Report, rules: &Rules) -> Document {
        let text = report.text.as_str();
        let mut words = tokens::words(text, &rules.abbreviations);
        let unread = words.get(MOST_WORDS).map(|word| word.span);
        words.truncate(MOST_WORDS);
        let layout = layout(text, &words, |word| rules.times.is_date_word(word));
        let layers = self.read(text, &words, &layout);
        let mut doc = Document {
            chars: CharIndex::new(text),
            report: report.clone(),
            reader: self.name.clone(),
            ..Document::default()
        };
        doc.notices.extend(unread.map(|first| {
            let said = format!(
                "the report has more than {MOST_WORDS} words; from here on nothing was read"
            );
            (first, said)
        }));
        doc.tokens = self.tokens(text, &words, &layout, &layers, rules);
        doc.sentences = layout.sentences;
        subjects::give(&mut doc);
        doc.paragraphs = layout.paragraphs;
        let labels = self.reader.labels();
        let entity = |i: usize| label(&labels.entities, &layers.entities, i);
        doc.mentions = mentions::tagged(doc.tokens.len(), entity);
        senses::settle(&mut doc, rules);
        doc.attributions = self.attributions(&doc.tokens, &layers);
        contents::mend(&mut doc);
        doc.events = layers.events.iter().map(event).collect();
        doc.layers = vec![Layer::Words, Layer::Syntax, Layer::Attributions, Layer::Mentions];
        doc
    }

    fn read(&self, text: &str, words: &[tokens::Word], layout: &Layout) -> Layers {
        let mut opens = vec![false; words.len()];
        for sentence in &layout.sentences {
            if let Some(first) = opens.get_mut(sentence.start as usize) {
                *first = true;
            }
        }
        let input: Vec<Word<'_>> = words
            .iter()
            .enumerate()
            .map(|(i, word)| Word {
                text: word.span.text(text),
                opens_paragraph: word.new_paragraph,
                opens_sentence: opens.get(i).copied().unwrap_or_default(),
                quoted: layout.quoted.get(i).copied().unwrap_or_default(),
            })
            .collect();
        SCRATCH.with_borrow_mut(|scratch| self.reader.read(&input, scratch))
    }

    /// Links what was tagged: by the reader's weights where it has them, else by rule.
    fn attributions(&self, tokens: &[Token], layers: &Layers) -> Vec<Attribution> {
        let tag = |i: usize| label(&self.reader.labels().attribution, &layers.attribution, i);
        let spans = Spans::of(tokens.len(), tag);
        let sentence: Vec<u32> = tokens.iter().map(|t| t.sentence).collect();
        let paragraph: Vec<u32> = tokens.iter().map(|t| t.paragraph).collect();
        let place = Place { sentence: &sentence, paragraph: &paragraph };
        // A document too long to keep the vectors of has none.
        let heads = self.reader.links().filter(|_| !layers.vectors.is_empty());
        let Some(heads) = heads else { return spans.link(place) };
        let quoted: Vec<bool> = tokens.iter().map(|t| t.quoted).collect();
        let text = links::Text { place, quoted: &quoted, heads: &layers.heads };
        links::link(&spans, text, &layers.vectors, heads)
    }

    fn tokens(
        &self,
        text: &str,
        words: &[tokens::Word],
        layout: &Layout,
        layers: &Layers,
        rules: &Rules,
    ) -> Vec<Token> {
        let labels = self.reader.labels();
        let numbers = |parts: &[onrecord_model::TokenRange]| -> Vec<u32> {
            parts
                .iter()
                .enumerate()
                .flat_map(|(n, part)| part.range().map(move |_| n as u32))
                .collect()
        };
        let (sentences, paragraphs) = (numbers(&layout.sentences), numbers(&layout.paragraphs));
        let token = |(i, word): (usize, &tokens::Word)| {
            let upos = Upos::from_tag(label(&labels.upos, &layers.upos, i)).unwrap_or_default();
            let form = word.span.text(text);
            let lemma = rules.lemmas.lemma(form, upos);
            Token {
                span: word.span,
                sentence: sentences.get(i).copied().unwrap_or_default(),
                paragraph: paragraphs.get(i).copied().unwrap_or_default(),
                quoted: layout.quoted.get(i).copied().unwrap_or_default(),
                upos,
                keys: [WordKey::of(form), WordKey::of(&lemma)],
                lemma: lemma.into(),
                head: layers.heads.get(i).copied().unwrap_or(i as u32),
                relation: Relation::from_tag(label(&labels.relations, &layers.relations, i))
                    .unwrap_or_default(),
            }
        };
        words.iter().enumerate().map(token).collect()
    }
}

fn event(seen: &Occurrence) -> EventMention {
    EventMention { token: seen.word, score: seen.probability, factuality: seen.factuality }
}

fn label<'a>(names: &'a [String], tags: &[u8], at: usize) -> &'a str {
    tags.get(at).and_then(|&tag| names.get(tag as usize)).map_or("O", String::as_str)
}

/// A notice where the text is most likely not English: fewer than one word in twenty-five is one of its commonest.
fn foreign(doc: &Document) -> Option<(Span, String)> {
    let letters = |i: &usize| doc.token_text(*i).chars().any(char::is_alphabetic);
    let words = (0..doc.tokens.len()).filter(letters).count();
    let plain = (0..doc.tokens.len()).filter(|&i| is_function_word(doc.token_text(i))).count();
    (words >= 40 && plain * 25 < words).then(|| {
        (
            Span::default(),
            "this does not read like English: findings are unlikely to be right".to_owned(),
        )
    })
}

/// One of ten words that make up a sixth of English prose and are rare in languages written alike ("a", "in", "is", "on" and
/// "was" are words of those too).
fn is_function_word(word: &str) -> bool {
    const COMMON: [&str; 10] =
        ["the", "of", "to", "and", "that", "from", "it", "by", "with", "has"];
    COMMON.iter().any(|common| word.eq_ignore_ascii_case(common))
}

/// The digest that a card gives for a file, in the row "| `name` | `digest` |".
fn digest_in<'a>(card: &'a str, name: &str) -> Option<&'a str> {
    let row = |line: &'a str| {
        let mut cells = line.split('|').map(|cell| cell.trim().trim_matches('`')).skip(1);
        (cells.next()? == name).then(|| cells.next()).flatten()
    };
    card.lines().find_map(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn analysed(text: &str) -> Document {
        let rules = Rules::embedded().unwrap();
        let report = Report { text: text.into(), ..Report::default() };
        Analyser::embedded().unwrap().analyse(&report, rules)
    }

    #[test]
    fn a_plain_sentence_gets_every_layer() {
        let doc = analysed(
            "The harbour ministry said on Monday that 12 people had died. It gave no names.",
        );
        assert_eq!(doc.sentences.len(), 2);
        let first = doc.attributions.first().expect("an attribution");
        assert_eq!(doc.text_of(first.cue[0]), "said");
        assert!(doc.text_of(first.source[0]).contains("harbour ministry"));
        assert!(doc.text_of(first.content[0]).contains("12 people had died"));
        let people = (0..doc.tokens.len()).find(|&i| doc.token_text(i) == "people").unwrap();
        assert_eq!((doc.tokens[people].upos, &*doc.tokens[people].lemma), (Upos::Noun, "person"));
    }

    #[test]
    fn readers_go_by_their_names() {
        let name = |given: &str| Analyser::named(Path::new(given)).map(|a| a.name().to_owned());
        assert!(name("small").unwrap().starts_with("small-"));
        assert!(name("swift").unwrap().starts_with("swift-"));
        let said = name("swifter").unwrap_err().to_string();
        assert!(said.contains("`small` and `swift`"), "{said}");
    }

    #[test]
    fn any_text_gives_a_document() {
        let long = "a".repeat(200_000);
        let marks = "\"".repeat(5_000);
        for text in [
            "",
            " ",
            "\n\n",
            "🙂",
            "مرحبا بالعالم",
            "\u{0}\u{1b}[31m",
            long.as_str(),
            marks.as_str(),
        ] {
            let doc = analysed(text);
            assert_eq!(
                doc.tokens.is_empty(),
                text.trim().is_empty(),
                "{:?}",
                text.chars().take(9).collect::<String>()
            );
        }
    }

    #[test]
    fn another_language_is_noticed() {
        let german = "Die Behörde sagte am Montag, dass zwölf Menschen gestorben seien und dass weitere vermisst würden. ".repeat(5);
        assert!(!analysed(&german).notices.is_empty());
        assert!(
            analysed(
                &"The ministry said on Monday that 12 people had died in the flood. ".repeat(8)
            )
            .notices
            .is_empty()
        );
    }

    #[test]
    fn behind_as_many_words_as_a_novel_nothing_is_read_and_that_is_said() {
        let rules = Rules::embedded().unwrap();
        let swift = Analyser::named(Path::new("swift")).unwrap();
        let tag =
            |text: &str| swift.tag(&Report { text: text.to_owned(), ..Report::default() }, rules);
        let doc = tag(&"rain ".repeat(MOST_WORDS + 2));
        assert_eq!(doc.tokens.len(), MOST_WORDS);
        let [(from, said)] = &doc.notices[..] else { panic!("{:?}", doc.notices) };
        assert_eq!(from.start(), 5 * MOST_WORDS);
        assert!(said.contains("more than 100000 words"), "{said}");
        assert!(tag(&"rain ".repeat(MOST_WORDS)).notices.is_empty());
    }

    const CARDS: [&str; 2] = [
        include_str!("../../../models/small/card.md"),
        include_str!("../../../models/swift/card.md"),
    ];

    #[test]
    fn the_readers_inside_are_those_of_their_cards() {
        for (Embedded(name, weights, vocabulary), card) in EMBEDDED.iter().zip(CARDS) {
            assert_eq!(
                digest_in(card, "reader.safetensors").unwrap(),
                sha256_hex(weights),
                "{name}"
            );
            assert_eq!(
                digest_in(card, "vocabulary.txt").unwrap(),
                sha256_hex(vocabulary.as_bytes())
            );
        }
    }

    #[test]
    fn a_folder_whose_files_are_not_those_of_its_card_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        let mut weights = EMBEDDED[1].1.to_vec();
        write("vocabulary.txt", EMBEDDED[1].2.as_bytes());
        write("card.md", CARDS[1].as_bytes());
        write("reader.safetensors", &weights);
        Analyser::from_folder(folder.path()).unwrap();
        // One weight in the middle: still a reader, and not the one that was measured.
        let middle = weights.len() / 2;
        weights[middle] ^= 1;
        write("reader.safetensors", &weights);
        let error = Analyser::from_folder(folder.path()).unwrap_err();
        assert!(matches!(error, AnalyserError::Changed { .. }), "{error}");
        std::fs::remove_file(folder.path().join("card.md")).unwrap();
        assert!(Analyser::from_folder(folder.path()).is_ok(), "without a card, nothing is claimed");
    }
}
