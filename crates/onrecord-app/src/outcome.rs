//! How a command ends, and the exit code that tells a script.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use crate::plain::plain;

/// How a command that could run came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was done.
    #[default]
    Done,
    /// Some inputs could not be used; each was named on standard error, the others were done.
    SomeFailed,
}

/// 0 done, 1 failed, 3 some inputs failed; 2, wrong usage, comes from the parser of the command line.
///
/// A reader that closed its end early (`onrecord brief | head`) has what it wanted: no error.
pub(crate) fn exit_code(ended: anyhow::Result<Outcome>) -> ExitCode {
    match ended {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SomeFailed) => ExitCode::from(3),
        Err(cause) if is_closed_pipe(&cause) => ExitCode::SUCCESS,
        Err(cause) => {
            let line = plain(&format!("{cause:#}"));
            // Where standard error is closed too, the exit code is all that is left to say.
            let _ = writeln!(std::io::stderr(), "onrecord: {line}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(cause: &anyhow::Error) -> bool {
    cause.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        let json =
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = std::io::Error::from(ErrorKind::BrokenPipe);
        assert!(is_closed_pipe(&anyhow::Error::from(closed).context("cannot write")));
        let full = std::io::Error::from(ErrorKind::StorageFull);
        assert!(!is_closed_pipe(&anyhow::Error::from(full)));
    }
}
