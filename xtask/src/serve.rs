//! `cargo xtask serve`: the built page on this machine alone.

use crate::Result;
use crate::web::WEB;
use crate::workspace::Workspace;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};

/// What `serve` may be told.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The port of 127.0.0.1
    #[arg(long, default_value_t = 8000)]
    port: u16,
}

/// Serves `web/dist` until the program is ended.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let root = workspace.root.join(WEB).join("dist");
    if !root.join("index.html").is_file() {
        return Err(format!("{WEB}/dist holds no page; run `cargo xtask web` first"));
    }
    let listener = TcpListener::bind(("127.0.0.1", options.port)).map_err(|error| {
        format!(
            "port {} cannot be used: {error}; choose another by --port",
            options.port
        )
    })?;
    println!("http://127.0.0.1:{}/ (Ctrl+C ends it)", options.port);
    for stream in listener.incoming().flatten() {
        let root = root.clone();
        std::thread::spawn(move || {
            // A browser that goes away before its answer is no problem of ours.
            let _ = answer(stream, &root);
        });
    }
    Ok(())
}

fn answer(mut stream: TcpStream, root: &Path) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let body = match method {
        "GET" | "HEAD" => file(root, target).and_then(|path| Some((kind(&path), std::fs::read(&path).ok()?))),
        _ => None,
    };
    let (status, kind, body) = match body {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain; charset=utf-8", b"not found\n".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    if method != "HEAD" {
        stream.write_all(&body)?;
    }
    stream.flush()
}

/// The file that a request means; none outside the folder.
fn file(root: &Path, target: &str) -> Option<PathBuf> {
    let path = target.split(['?', '#']).next()?.trim_start_matches('/');
    let path = Path::new(path);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let path = root.join(path);
    Some(if path.is_dir() { path.join("index.html") } else { path })
}

/// The MIME type by the ending; a browser compiles WebAssembly as it arrives only under its own.
fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "webmanifest") => "application/json; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_given_out() {
        let root = Path::new("/srv/page");
        assert_eq!(file(root, "/assets/a.js?x=1"), Some(root.join("assets/a.js")));
        for target in ["/../secret", "/a/../../secret", "//etc/passwd/.."] {
            assert_eq!(file(root, target), None, "{target}");
        }
    }

    #[test]
    fn types_are_known_by_ending() {
        assert_eq!(kind(Path::new("a/engine.wasm")), "application/wasm");
        assert_eq!(kind(Path::new("index.html")), "text/html; charset=utf-8");
        assert_eq!(kind(Path::new("none")), "application/octet-stream");
    }
}
