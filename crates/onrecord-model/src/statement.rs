//! Who said what, through whom, how openly.

use serde::{Deserialize, Serialize};

use crate::{Id, Words};

/// An attribution with its source resolved: the unit of the record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// From the report's version, cue and content.
    pub id: Id,
    /// Who it goes through, outermost first; the one who said it last. Empty: the report's own voice, or nobody is named.
    pub chain: Vec<Link>,
    /// The words that tie source to content.
    pub cue: Vec<Words>,
    /// What is attributed; may be in several parts. Empty for "did not comment".
    pub content: Vec<Words>,
    /// Quoted, reported, or both. `None` where there is no content.
    pub mode: Option<Mode>,
    /// What is done by saying it.
    pub act: Act,
    /// The statement in this report that it denies, confirms, or declines to comment on.
    pub answers: Option<Id>,
    /// The question it replies to ("whether the dam had failed").
    pub asked: Option<String>,
    /// To whom it was said ("told the Valley Post").
    pub to: Option<String>,
    /// Where it was said ("on Radio North's morning programme", "in a statement").
    pub venue: Option<String>,
    /// When it was said, ISO 8601 at the precision given.
    pub said_on: Option<String>,
    /// How sure the words are, after GRaSP (van Son et al. 2016).
    pub certainty: Certainty,
    /// Does it affirm or negate?
    pub polarity: Polarity,
    /// What the report says about having checked it.
    pub verification: Option<Verification>,
    /// Later sentences that the text lays in the same mouth without saying so again.
    pub carries_on: Vec<Words>,
    /// 0 to 1.
    pub confidence: f32,
    /// Rule id, or model and version.
    pub made_by: String,
}

/// One voice in the chain from the event to the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The words that name it.
    #[serde(flatten)]
    pub words: Words,
    /// The entity it resolves to in the report.
    pub entity: Option<Id>,
    /// Its fullest name in the report; the words themselves where nothing fuller is known.
    pub name: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How openly it speaks.
    pub standing: Standing,
    /// How many, where the words say ("two sources").
    pub count: Option<u32>,
    /// How it knows ("briefed on the talks").
    pub knows: Option<String>,
    /// Why it is not named ("not authorised to speak").
    pub reason: Option<String>,
    /// Entities it may be the same as.
    #[serde(default)]
    pub possibly_same: Vec<Id>,
    /// A voice it may be one of.
    pub part_of: Option<Id>,
    /// Bodies and countries for which it speaks, where a role or group speaks for several or one ("Northern and coastal
    /// officials"), as the report names them.
    #[serde(default)]
    pub bodies: Vec<String>,
}

/// The anonymity ladder, 0 (named person) to 5 (nobody): after AP's and Reuters' rules on sources.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Standing(pub u8);

impl Standing {
    /// A named person.
    pub const NAMED: Standing = Standing(0);
    /// A named body, or its unnamed spokesperson.
    pub const BODY: Standing = Standing(1);
    /// An unnamed person of a stated role and organisation.
    pub const ROLE: Standing = Standing(2);
    /// An unnamed person of whom only a sector or a way of knowing is told ("a diplomat").
    pub const SECTOR: Standing = Standing(3);
    /// "A source", "sources".
    pub const BARE: Standing = Standing(4);
    /// Nobody at all: "reportedly".
    pub const AGENTLESS: Standing = Standing(5);

    /// Is nobody named, neither person nor body?
    pub fn is_unnamed(self) -> bool {
        self >= Standing::ROLE
    }
}

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word the wire uses.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The value of a wire word.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
    };
}
pub(crate) use wire_enum;

wire_enum! {
    /// What sort of voice a link of the chain is.
    SourceKind {
        /// One person.
        Person = "person",
        /// A body.
        Organisation = "organisation",
        /// An office or function without a name ("a spokesperson").
        Role = "role",
        /// Several, not a body ("residents").
        Group = "group",
        /// A statement, a report, a letter.
        Document = "document",
        /// A publisher.
        Outlet = "outlet",
        /// Cannot be told.
        #[default] Unknown = "unknown",
    }
}

wire_enum! {
    /// How the content is given.
    Mode {
        /// All of it inside quotation marks.
        Direct = "direct",
        /// None of it inside quotation marks.
        #[default] Indirect = "indirect",
        /// Partly.
        Mixed = "mixed",
    }
}

wire_enum! {
    /// What is done by saying it (domain rules 3.8; speech acts after Searle 1976, cut to what reports tell apart).
    Act {
        /// Says that something is so.
        #[default] Assert = "assert",
        /// Says that somebody else's claim is so.
        Confirm = "confirm",
        /// Says that it is not so.
        Deny = "deny",
        /// Declines to speak about it.
        NoComment = "no_comment",
        /// Replies, and leaves the question open.
        NonAnswer = "non_answer",
        /// Could not be reached.
        Unreachable = "unreachable",
        /// Lays a wrong at somebody's door.
        Accuse = "accuse",
        /// Wants somebody to act.
        Demand = "demand",
        /// Offers to act.
        Offer = "offer",
        /// Binds itself to act.
        Promise = "promise",
        /// Tells what it means to do.
        Plan = "plan",
        /// Says what may come, as a danger.
        Warn = "warn",
        /// Wishes it.
        Hope = "hope",
        /// Holds it to be so.
        Believe = "believe",
        /// Speaks for it.
        Support = "support",
        /// Speaks against it.
        Oppose = "oppose",
        /// Asks.
        Ask = "ask",
        /// Puts an earlier word of its own right.
        Correct = "correct",
        /// Takes an earlier word of its own back.
        Retract = "retract",
        /// None of these.
        Other = "other",
    }
}

wire_enum! {
    /// How sure the words are, after GRaSP (van Son et al. 2016).
    Certainty {
        /// Said flatly.
        #[default] Certain = "certain",
        /// Said to be likely.
        Probable = "probable",
        /// Said to be possible.
        Possible = "possible",
        /// Neither: reported at a distance, or asked.
        Underspecified = "underspecified",
    }
}

wire_enum! {
    /// Does it affirm or negate?
    Polarity {
        /// Affirms.
        #[default] Positive = "positive",
        /// Negates.
        Negative = "negative",
    }
}

wire_enum! {
    /// What the report says about having checked a claim.
    VerificationStatus {
        /// "could not be independently verified".
        #[default] Unverified = "unverified",
        /// The outlet says that it has checked.
        Verified = "verified",
        /// Another party says that it is so.
        Confirmed = "confirmed",
        /// Somebody says that it is not so.
        Disputed = "disputed",
        /// It was changed later.
        Revised = "revised",
    }
}

/// What the report says about having checked a claim, in which words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// The outcome.
    pub status: VerificationStatus,
    /// Who checked: `report`, or a name.
    pub by: String,
    /// The words that say so.
    #[serde(flatten)]
    pub words: Words,
}
