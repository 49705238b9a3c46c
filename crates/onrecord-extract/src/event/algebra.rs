//! What one status makes of another.

/// Told by "would": ahead, or only supposed.
pub(super) const REPORTED: &str = "reported";

/// Does what is told hold as it stands (`happened`, `ongoing`)?
pub(super) fn is_plain(status: &str) -> bool {
    matches!(status, "happened" | "ongoing")
}

/// Does it only want, plan or suppose what it governs?
pub(super) fn is_unreal(given: &str) -> bool {
    matches!(
        given,
        "planned" | REPORTED | "demanded" | "offered" | "hypothetical" | "attempted" | "denied"
    )
}

/// What only a supposed halt touches ("if the siege is lifted") is as it was; all else is supposed.
pub(super) fn supposed(status: &str, halted: Option<&str>) -> String {
    match halted {
        Some(held) if matches!(status, "suspended" | "called_off") => held.to_owned(),
        _ => "hypothetical".to_owned(),
    }
}

/// The status of an event that `given` governs.
pub(super) fn combine(status: &str, given: &str) -> String {
    let strong = is_unreal(given) && given != "attempted";
    if is_plain(status) {
        return given.to_owned();
    }
    match status {
        "denied" => "denied".to_owned(),
        // "an attempt to reach the shore", "thwarted a planned attack"
        "planned" if given == "attempted" => given.to_owned(),
        // "cancelled a planned visit"
        "planned" if matches!(given, "called_off" | "suspended") => given.to_owned(),
        _ if strong => given.to_owned(),
        _ => status.to_owned(),
    }
}

/// The status under a governor that is itself negated or modal.
pub(super) fn over(status: &str, modal: &str) -> String {
    match (status, modal) {
        (status, modal) if is_plain(status) => modal.to_owned(),
        // "the planned vigil will not go ahead"
        ("planned", "called_off") => "called_off".to_owned(),
        ("suspended", _) => "ongoing".to_owned(),
        ("called_off", _) => "planned".to_owned(),
        ("denied", "denied") => "happened".to_owned(),
        (_, "denied") => "denied".to_owned(),
        ("resumed", modal) => modal.to_owned(),
        (_, "hypothetical") => "hypothetical".to_owned(),
        _ => status.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_governs_an_event_gives_it_its_status() {
        for (own, given, status) in [
            ("happened", "planned", "planned"),
            ("ongoing", "suspended", "suspended"),
            ("planned", "called_off", "called_off"),
            ("demanded", "called_off", "demanded"),
            ("planned", "demanded", "demanded"),
            ("denied", "planned", "denied"),
            ("planned", "attempted", "attempted"),
            ("demanded", "attempted", "demanded"),
        ] {
            assert_eq!(combine(own, given), status, "{own} under {given}");
        }
    }

    #[test]
    fn a_governor_that_is_not_so_takes_its_status_back() {
        for (told, modal, status) in [
            ("happened", "denied", "denied"),
            ("denied", "denied", "happened"),
            ("planned", "denied", "denied"),
            ("planned", "called_off", "called_off"),
            ("resumed", "hypothetical", "hypothetical"),
            ("suspended", "planned", "ongoing"),
        ] {
            assert_eq!(over(told, modal), status, "{modal} over {told}");
        }
    }
}
