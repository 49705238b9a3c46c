//! A server of our own on loopback.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Lets the program fetch from it.
pub const LOCAL: [&str; 2] = ["--allow-host", "127.0.0.1"];

/// A server on loopback that answers by path, and remembers what it was asked.
pub struct Server {
    /// Its address, without a path.
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What it answers: status line and header lines, then the body.
pub type Answer = (String, Vec<u8>);

/// A status, further lines of the head, and a body.
pub fn answer(head: &str, body: impl AsRef<[u8]>) -> Answer {
    (head.to_owned(), body.as_ref().to_vec())
}

/// A page.
pub fn page(body: impl AsRef<[u8]>) -> Answer {
    answer("200 OK\r\nContent-Type: text/html; charset=utf-8", body)
}

impl Server {
    /// Answers each path and request with what `respond` says.
    pub fn start(respond: impl Fn(&str, &str) -> Answer + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remember = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &respond, &remember);
            }
        });
        Server { address, asked }
    }

    /// An address on it.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(
    mut stream: TcpStream,
    respond: &dyn Fn(&str, &str) -> Answer,
    asked: &Mutex<Vec<String>>,
) {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        request.push(byte[0]);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    // What is posted has to be read: whoever closes before that resets the connection.
    let lower = request.to_ascii_lowercase();
    let length =
        lower.split("content-length: ").nth(1).and_then(|rest| rest.split_whitespace().next());
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    let _ = stream.read_exact(&mut vec![0; length]);
    let Some(path) = request.split(' ').nth(1) else { return };
    asked.lock().unwrap().push(path.to_owned());
    let (head, body) = respond(path, &request.to_ascii_lowercase());
    let head =
        format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    // Whoever is tired of reading may hang up.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}
