//! `onrecord serve`

use std::net::{SocketAddr, TcpListener};

use anyhow::{Context, bail};

use crate::desk::{self, Opening, token};
use crate::outcome::Outcome;
use crate::session::Session;

/// Open the desk: pages in a browser, and an interface for programs.
///
/// On loopback nobody needs an account. Elsewhere the desk listens only with a token, which is shown once; what is kept
/// beside the record is its hash. Close it with Ctrl-C.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    addr: SocketAddr,
    /// Let only those in who give the token; made and shown the first time.
    #[arg(long)]
    token: bool,
    /// Make another token, so that the one before opens nothing any more.
    #[arg(long)]
    new_token: bool,
    /// A name under which browsers find the desk, besides localhost and addresses; may be given several times.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Fetch reports from this host even where it is not on the public Internet; may be given several times.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
    /// Look at so many of the latest reports together; older ones stay findable.
    #[arg(long, value_name = "NUMBER", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=5000))]
    window: u32,
}

impl Serve {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let guarded = self.token || self.new_token;
        if !self.addr.ip().is_loopback() && !guarded {
            bail!(
                "{} can be reached by others: add --token, so that only those who have it come in; \
                 or listen on 127.0.0.1",
                self.addr
            );
        }
        // Made where it is not there, and brought up to date; where it may not be written, it is shown and not added to.
        let writes = match session.ledger_to_write() {
            Ok(_) => true,
            Err(refused) => {
                session.ledger_to_read()?;
                Session::complain(&format!("{refused:#}; the desk shows it and adds nothing"));
                false
            }
        };
        let token = if guarded { Some(self.hash(session)?) } else { None };
        let listener = TcpListener::bind(self.addr)
            .with_context(|| format!("{}: cannot listen there; try another --addr", self.addr))?;
        let address = listener.local_addr()?;
        writeln!(session.out, "{}: desk on http://{address}/", session.ledger_name())?;
        session.out.flush()?;
        let (reader, rules) = session.folders();
        desk::serve(Opening {
            ledger: session.ledger().to_owned(),
            reader,
            rules,
            listener,
            hosts: self.host.clone(),
            allowed: self.allow_host.clone(),
            token,
            ceiling: session.ceiling,
            writes,
            window: self.window,
        })?;
        Ok(Outcome::Done)
    }

    /// The hash of the token: the one that is kept, or that of a new one, which is shown.
    fn hash(&self, session: &mut Session<'_>) -> anyhow::Result<[u8; 32]> {
        let place = token::place(session.ledger());
        if !self.new_token
            && let Some(kept) = token::kept(&place)?
        {
            return Ok(kept);
        }
        let made = token::new()?;
        let hash = token::hash(&made);
        token::keep(&place, &hash)?;
        writeln!(session.out, "token, shown this once: {made}")?;
        Ok(hash)
    }
}
