//! libFuzzer on the target that `ONRECORD_TARGET` names (`targets.rs` lists them). `cargo xtask fuzz` builds and runs it.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../targets.rs"]
mod targets;

fn target() -> targets::Target {
    static TARGET: OnceLock<targets::Target> = OnceLock::new();
    *TARGET.get_or_init(|| {
        let name = std::env::var("ONRECORD_TARGET").expect("ONRECORD_TARGET names the target");
        targets::named(&name).expect("a target of fuzz/targets.rs")
    })
}

fuzz_target!(|bytes: &[u8]| target()(bytes));
