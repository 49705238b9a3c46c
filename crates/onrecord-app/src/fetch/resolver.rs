//! Looking hosts up, and keeping to the answer: what is checked is what is connected to.

use std::collections::BTreeSet;
use std::io;

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::address::is_public;

/// Leaves only addresses of the public Internet, literal ones included; hosts that were allowed by name are taken as they are.
#[derive(Debug)]
pub(super) struct Guard {
    inner: DefaultResolver,
    allowed: BTreeSet<String>,
}

/// Why a host is not fetched from.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not on the public Internet; name it with --allow-host if it is to be fetched from all the same"
)]
pub(super) struct Inside(String);

impl Guard {
    pub(super) fn allowing(hosts: &[String]) -> Guard {
        let allowed = hosts.iter().map(|host| host.trim_matches(['[', ']']).to_ascii_lowercase());
        Guard { inner: DefaultResolver::default(), allowed: allowed.collect() }
    }

    /// Was the host named by the user?
    pub(super) fn allows(&self, host: &str) -> bool {
        self.allowed.contains(&host.trim_matches(['[', ']']).to_ascii_lowercase())
    }
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let host = uri.host().unwrap_or_default();
        if self.allows(host) {
            return Ok(found);
        }
        let mut public = self.empty();
        for address in found.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() {
            let refused = io::Error::new(io::ErrorKind::PermissionDenied, Inside(host.to_owned()));
            return Err(ureq::Error::Io(refused));
        }
        Ok(public)
    }
}
