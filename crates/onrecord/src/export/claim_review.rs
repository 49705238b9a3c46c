//! ClaimReview (schema.org): claims that a person has reviewed, as fact-checkers publish them.
//!
//! The program itself never says what is true, so nothing goes out here that nobody has reviewed.

use std::collections::BTreeMap;

use onrecord_model::{Credibility, Decision, Id, Review, Words};
use serde_json::{Value, json};

use super::Recorded;
use super::passage::Passages;
use crate::review::Decisions;

/// A claim, and what a person decided about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// Names the review.
    pub id: String,
    /// The claim, in the words of who made it.
    pub claim: String,
    /// Who made it; `None` where nobody is named.
    pub claimant: Option<String>,
    /// When it was made, ISO 8601.
    pub made_on: Option<String>,
    /// Where it appeared, first appearance first.
    pub appearances: Vec<String>,
    /// Who reviewed it.
    pub reviewer: String,
    /// When, ISO 8601.
    pub reviewed_on: String,
    /// What was decided, in the reviewer's words or by the ladder in use.
    pub rating: String,
    /// Where the review can be read.
    pub url: Option<String>,
}

/// Longest claim, in code points, where it is a stretch of a report.
const CLAIM: usize = 300;

/// The statements and figures of which a person judged whether they are so: those whose credibility was graded, by each reviewer's
/// last grade. That a finding was accepted says that it was read rightly, and nothing of whether it is true.
pub fn reviewed(recorded: &[Recorded], decisions: &Decisions) -> Vec<Reviewed> {
    let mut last: BTreeMap<(Id, &str), (&Review, Credibility)> = BTreeMap::new();
    for review in decisions.standing() {
        if let Decision::Grade { subject, credibility: Some(credibility), .. } = &review.decision
            && let Some(finding) = subject.as_finding()
        {
            last.insert((finding, review.by.as_str()), (review, *credibility));
        }
    }
    let mut reviewed: Vec<Reviewed> = last
        .into_iter()
        .filter_map(|((finding, _), (review, credibility))| {
            recorded.iter().find_map(|one| claimed(one, &finding, review, credibility))
        })
        .collect();
    reviewed.sort_by(|a, b| (&a.reviewed_on, &a.id).cmp(&(&b.reviewed_on, &b.id)));
    reviewed
}

fn claimed(
    recorded: &Recorded,
    finding: &Id,
    review: &Review,
    credibility: Credibility,
) -> Option<Reviewed> {
    let findings = &recorded.reading.findings;
    let report = &recorded.reading.report;
    let figure = findings.figures.iter().find(|figure| figure.id == *finding);
    let statement = match figure {
        Some(figure) => recorded.voice(&figure.voice),
        None => Some(findings.statements.iter().find(|it| it.id == *finding)?),
    };
    let words: Option<&Words> =
        figure.map(|it| &it.words).or(statement.and_then(|it| it.content.first()));
    Some(Reviewed {
        id: review.id.as_str().to_owned(),
        claim: Passages::of(report).around(words?, CLAIM),
        claimant: statement.and_then(|it| it.chain.last()).map(|link| link.name.clone()),
        made_on: report.published.as_ref().map(|published| published.at.clone()),
        appearances: report.url.iter().cloned().collect(),
        reviewer: review.by.clone(),
        reviewed_on: review.at.clone(),
        rating: match &review.note {
            Some(note) => format!("{}: {note}", rating(credibility)),
            None => rating(credibility).to_owned(),
        },
        url: None,
    })
}

/// The ladder of AJP-2.1 in words.
fn rating(credibility: Credibility) -> &'static str {
    match credibility {
        Credibility::One => "confirmed by other sources (1)",
        Credibility::Two => "probably true (2)",
        Credibility::Three => "possibly true (3)",
        Credibility::Four => "doubtful (4)",
        Credibility::Five => "improbable (5)",
        Credibility::Six => "truth cannot be judged (6)",
    }
}

/// The reviews as JSON-LD, one graph; an empty graph where there are none.
pub fn claim_reviews(reviews: &[Reviewed]) -> String {
    let graph: Vec<Value> = reviews.iter().map(review).collect();
    json!({"@context": {"@vocab": "https://schema.org/"}, "@graph": graph}).to_string() + "\n"
}

fn review(review: &Reviewed) -> Value {
    let mut claim = json!({"@type": "Claim"});
    let mut value = json!({
        "@type": "ClaimReview",
        "@id": format!("urn:onrecord:{}", review.id),
        "claimReviewed": review.claim,
        "author": {"@type": "Person", "name": review.reviewer},
        "datePublished": review.reviewed_on,
        "reviewRating": {"@type": "Rating", "alternateName": review.rating},
    });
    if let Some(claim) = claim.as_object_mut() {
        let author = review.claimant.as_ref().map(|name| json!({"@type": "Thing", "name": name}));
        claim.extend(author.map(|author| ("author".to_owned(), author)));
        claim.extend(review.made_on.as_ref().map(|day| ("datePublished".to_owned(), json!(day))));
        let page = |url: &String| json!({"@type": "CreativeWork", "url": url});
        let first = review.appearances.first().map(page);
        claim.extend(first.map(|page| ("firstAppearance".to_owned(), page)));
        if review.appearances.len() > 1 {
            let later: Vec<Value> = review.appearances.iter().skip(1).map(page).collect();
            claim.insert("appearance".to_owned(), json!(later));
        }
    }
    if let Some(fields) = value.as_object_mut() {
        fields.insert("itemReviewed".to_owned(), claim);
        fields.extend(review.url.as_ref().map(|url| ("url".to_owned(), json!(url))));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_reviewed_goes_out() {
        let none: Value = serde_json::from_str(&claim_reviews(&[])).unwrap();
        assert_eq!(none["@graph"], json!([]));
        let one = Reviewed {
            id: "rv_1".into(),
            claim: "62 people were on board".into(),
            claimant: Some("the coastguard".into()),
            appearances: vec!["https://a.example/1".into(), "https://b.example/2".into()],
            reviewer: "A. Analyst".into(),
            reviewed_on: "2031-03-10".into(),
            rating: "confirmed by the owner's list".into(),
            ..Reviewed::default()
        };
        let value: Value = serde_json::from_str(&claim_reviews(&[one])).unwrap();
        let review = &value["@graph"][0];
        assert_eq!(review["itemReviewed"]["firstAppearance"]["url"], "https://a.example/1");
        assert_eq!(review["itemReviewed"]["appearance"][0]["url"], "https://b.example/2");
        assert_eq!(review["reviewRating"]["alternateName"], "confirmed by the owner's list");
    }
}
