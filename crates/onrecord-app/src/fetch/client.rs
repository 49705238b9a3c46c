//! One request: address in, bytes out, with every bound that a stranger's server must be held to.

use std::io::Read;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use onrecord::read::unpack;
use ureq::http::{HeaderMap, StatusCode, header};
use url::Url;

use super::resolver::Guard;

/// How we name ourselves, so that whoever runs a server can tell who asks.
pub(crate) const AGENT: &str = concat!("onrecord/", env!("CARGO_PKG_VERSION"));
/// Ports that are fetched from, beside any of a host that was allowed by name.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// What one fetch may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes, as sent and as unpacked.
    pub(crate) bytes: usize,
    /// Redirects.
    pub(crate) redirects: usize,
    /// Everything together.
    pub(crate) time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 20_000_000, redirects: 5, time: Duration::from_secs(60) }
    }
}

/// Fetches.
#[derive(Debug)]
pub(crate) struct Client {
    agent: ureq::Agent,
    limits: Limits,
    hosts: Guard,
}

/// What is known from before: the server need not send again what has not changed (RFC 9110, 13).
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Asked {
    /// `ETag`.
    pub(crate) etag: Option<String>,
    /// `Last-Modified`, as the server wrote it.
    #[serde(rename = "last_modified")]
    pub(crate) modified: Option<String>,
}

/// What came back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fetched {
    /// Where it was in the end.
    pub(crate) url: String,
    /// HTTP status.
    pub(crate) status: u16,
    /// The body, unpacked; empty where nothing has changed.
    pub(crate) bytes: Vec<u8>,
    /// The charset that the server named.
    pub(crate) charset: Option<String>,
    /// To ask with the next time.
    pub(crate) next: Asked,
    /// For how long the server wants to be left alone.
    pub(crate) wait: Option<Duration>,
}

impl Fetched {
    /// Is it what was asked for?
    pub(crate) fn is_success(&self) -> bool {
        self.status == 200
    }

    /// Has nothing changed since?
    pub(crate) fn is_unchanged(&self) -> bool {
        self.status == 304
    }
}

/// An address that is not asked, whatever it would answer.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Barred(String);

impl Client {
    /// A client that fetches from the public Internet, and from hosts named in `allowed`.
    pub(crate) fn allowing(allowed: &[String], limits: Limits) -> Client {
        let config = ureq::Agent::config_builder()
            // Each hop is checked here before it is taken.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // With a proxy it is the proxy that looks hosts up, and nothing would be checked.
            .proxy(None)
            .timeout_global(Some(limits.time))
            .timeout_connect(Some(Duration::from_secs(10)))
            .max_response_header_size(64 * 1024)
            .user_agent(AGENT)
            .build();
        let connector = ureq::unversioned::transport::DefaultConnector::default();
        let agent = ureq::Agent::with_parts(config, connector, Guard::allowing(allowed));
        Client { agent, limits, hosts: Guard::allowing(allowed) }
    }

    /// What `address` answers.
    pub(crate) fn get(&self, address: &str, asked: &Asked) -> anyhow::Result<Fetched> {
        let mut url = self.checked(address)?;
        for _ in 0..=self.limits.redirects {
            let answer = self.hop(&url, asked)?;
            let status = answer.status();
            if !is_redirect(status) {
                return self.taken(url, answer);
            }
            let to = text(answer.headers(), header::LOCATION)
                .with_context(|| format!("{url}: a redirect to nowhere ({status})"))?;
            let next =
                url.join(&to).with_context(|| format!("{url}: redirects to `{to}`, no address"))?;
            if url.scheme() == "https" && next.scheme() == "http" {
                bail!(
                    "{url}: redirects from https to http; give the address it leads to yourself if that is meant"
                );
            }
            url = self.checked(next.as_str())?;
        }
        bail!("{address}: more than {} redirects", self.limits.redirects)
    }

    /// Sends JSON to `address`; a redirect is not followed, since nobody said that it may be sent there.
    pub(crate) fn post(&self, address: &str, json: &[u8]) -> anyhow::Result<()> {
        let url = self.checked(address)?;
        let request =
            self.agent.post(url.as_str()).header(header::CONTENT_TYPE, "application/json");
        let answer = request.send(json).map_err(|cause| self.failed(&url, cause))?;
        if !answer.status().is_success() {
            bail!("{url}: the server answers {} to what was posted", answer.status());
        }
        Ok(())
    }

    /// An address that may be asked: scheme, port and no password. Where its host is, the resolver looks at.
    fn checked(&self, address: &str) -> anyhow::Result<Url> {
        let mut url =
            Url::parse(address).map_err(|cause| anyhow!("{address}: not an address ({cause})"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Barred(format!("{address}: only http and https are fetched")).into());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Barred(
                "an address with a name or password in it is not fetched; leave them out"
                    .to_owned(),
            )
            .into());
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let host = url.host_str().unwrap_or_default();
        if !PORTS.contains(&port) && !self.hosts.allows(host) {
            return Err(Barred(format!("{address}: port {port} is not fetched from; name the host with --allow-host if it is meant")).into());
        }
        url.set_fragment(None);
        Ok(url)
    }

    fn hop(&self, url: &Url, asked: &Asked) -> anyhow::Result<ureq::http::Response<ureq::Body>> {
        let mut request = self
            .agent
            .get(url.as_str())
            .header(header::ACCEPT, "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, application/json;q=0.9, */*;q=0.5")
            // Unpacked here, with a bound; the client would do it without.
            .header(header::ACCEPT_ENCODING, "gzip");
        if let Some(etag) = &asked.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &asked.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        request.call().map_err(|cause| self.failed(url, cause))
    }

    fn failed(&self, url: &Url, cause: ureq::Error) -> anyhow::Error {
        match cause {
            ureq::Error::Io(io) => match io.downcast::<super::resolver::Inside>() {
                Ok(inside) => Barred(format!("{url}: {inside}")).into(),
                Err(io) => anyhow!("{url}: cannot be fetched ({io})"),
            },
            ureq::Error::Timeout(_) => {
                anyhow!("{url}: took longer than {} seconds", self.limits.time.as_secs())
            }
            other => anyhow!("{url}: cannot be fetched ({other})"),
        }
    }

    fn taken(&self, url: Url, answer: ureq::http::Response<ureq::Body>) -> anyhow::Result<Fetched> {
        let (head, body) = answer.into_parts();
        let content =
            text(&head.headers, header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
        let charset = content.split_once("charset=").map(|(_, name)| {
            name.split(';').next().unwrap_or_default().trim().trim_matches('"').to_owned()
        });
        let next = Asked {
            etag: text(&head.headers, header::ETAG),
            modified: text(&head.headers, header::LAST_MODIFIED),
        };
        let wait = text(&head.headers, header::RETRY_AFTER).and_then(|after| waiting(&after));
        let most = self.limits.bytes as u64;
        let mut bytes = Vec::new();
        body.into_reader()
            .take(most + 1)
            .read_to_end(&mut bytes)
            .with_context(|| format!("{url}: broke off"))?;
        if bytes.len() as u64 > most {
            bail!("{url}: more than {most} bytes; save it yourself and give the file");
        }
        let unpacked =
            unpack(&bytes, self.limits.bytes).map_err(|kind| anyhow!("{url}: {kind}"))?;
        let bytes = unpacked.unwrap_or(bytes);
        Ok(Fetched { url: url.into(), status: head.status.as_u16(), bytes, charset, next, wait })
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.trim().to_owned())
}

/// `Retry-After`: seconds, or a moment (which is taken as an hour, since clocks differ); a day at most.
fn waiting(after: &str) -> Option<Duration> {
    let seconds = match after.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) if after.contains("GMT") => 3600,
        Err(_) => return None,
    };
    Some(Duration::from_secs(seconds.min(86_400)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> String {
        let client = Client::allowing(&[], Limits::default());
        client.get(address, &Asked::default()).unwrap_err().to_string()
    }

    #[test]
    fn what_stands_inside_the_network_is_refused_however_it_is_written() {
        for address in [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::169.254.169.254]/latest/meta-data/",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.1:8080/",
            "http://192.168.1.1/",
            "http://[fe80::1]/",
            "http://0.0.0.0/",
        ] {
            let said = refused(address);
            assert!(said.contains("--allow-host"), "{address}: {said}");
        }
    }

    #[test]
    fn what_is_no_address_to_fetch_is_refused() {
        for (address, says) in [
            ("ftp://p.example/", "only http"),
            ("file:///etc/passwd", "only http"),
            ("http://p.example:22/", "port 22"),
            ("http://a:b@p.example/", "name or password"),
            ("p.example", "not an address"),
        ] {
            let said = refused(address);
            assert!(said.contains(says), "{address}: {said}");
            assert!(!said.contains("a:b"), "{said}");
        }
    }

    #[test]
    fn servers_say_how_long_to_wait() {
        for (after, seconds) in [
            ("120", Some(120)),
            ("999999999", Some(86_400)),
            ("Fri, 07 Mar 2031 10:00:00 GMT", Some(3600)),
            ("soon", None),
        ] {
            assert_eq!(waiting(after), seconds.map(Duration::from_secs), "{after}");
        }
    }
}
