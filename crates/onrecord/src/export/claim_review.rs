//! ClaimReview (schema.org): claims that a person has reviewed, as fact-checkers publish them.
//!
//! The program itself never says what is true, so nothing goes out here that nobody has reviewed.

use serde_json::{Value, json};

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
