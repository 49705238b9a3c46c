//! Fetching over HTTP: politely, within bounds, and never from inside the network that the program runs in.
//!
//! Here and not in the library: the stages stay pure, and whoever embeds them fetches by their own means. What an address answers goes to
//! `onrecord::read` as bytes, like any file.

mod address;
mod client;
mod polite;
mod resolver;

pub(crate) use client::{Asked, Client, Fetched, Limits};
pub(crate) use polite::{Polite, Refused};

/// What `--help` says about addresses.
pub(crate) const ADDRESSES: &str = "Addresses (http, https) are fetched: at most five redirects, 20 MB and a minute each. \
    Private, loopback, link-local and metadata addresses are refused at every hop, unless --allow-host names the host.";
