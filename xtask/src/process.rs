//! Starting programs: passing their output through, keeping lines of it, or capturing it.

use crate::Result;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

/// The command as one would type it, for messages.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    command
        .get_args()
        .fold(name, |line, argument| line + " " + &argument.to_string_lossy())
}

/// Whether the program can be started and ends well; its output is dropped.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Runs the program with its output passed through.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", shown(command)))
    }
}

/// Runs the program, passes its messages through and returns what it wrote to its standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| not_started(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}` failed ({})", shown(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{}` wrote what is no UTF-8", shown(command)))
}

/// Runs the program with its output passed through line by line, and returns the lines that `keep` chooses.
pub fn run_keeping(command: &mut Command, keep: fn(&str) -> bool) -> Result<Vec<String>> {
    run_passing(command, std::io::stdout(), std::io::stderr(), keep)
}

fn run_passing(
    command: &mut Command,
    to_output: impl Write,
    to_messages: impl Write + Send + 'static,
    keep: fn(&str) -> bool,
) -> Result<Vec<String>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let (Some(output), Some(messages)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(format!("the output of `{}` cannot be read", shown(command)));
    };
    // Two readers, since a program that fills the pipe nobody reads would wait for ever.
    let from_messages = thread::spawn(move || pass(messages, to_messages, keep));
    let mut kept = pass(output, to_output, keep);
    kept.extend(from_messages.join().unwrap_or_default());
    let status = child
        .wait()
        .map_err(|error| format!("`{}` was lost: {error}", shown(command)))?;
    if status.success() {
        Ok(kept)
    } else {
        Err(format!("`{}` failed ({status})", shown(command)))
    }
}

fn pass(from: impl Read, mut to: impl Write, keep: fn(&str) -> bool) -> Vec<String> {
    let mut kept = Vec::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    // A line that cannot be read ends the passing; the program's own status still decides.
    while reader.read_until(b'\n', &mut line).is_ok_and(|bytes| bytes > 0) {
        let _ = to.write_all(&line).and_then(|()| to.flush());
        let text = String::from_utf8_lossy(&line);
        let text = text.trim();
        if keep(text) {
            kept.push(text.to_string());
        }
        line.clear();
    }
    kept
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    let name = command.get_program().to_string_lossy();
    if error.kind() == ErrorKind::NotFound {
        return format!("`{name}` was not found; it is needed for `{}`", shown(command));
    }
    format!("`{}` could not be started: {error}", shown(command))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::sink;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn lines_of_both_streams_are_kept() {
        let mut command = shell("echo keep one; echo drop; echo keep two >&2");
        let kept = run_passing(&mut command, sink(), sink(), |line| line.starts_with("keep"));
        assert_eq!(kept, Ok(vec!["keep one".to_string(), "keep two".to_string()]));
    }

    #[test]
    fn much_output_on_one_stream_does_not_block() {
        let script =
            "i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678901234567890123456789 >&2; i=$((i+1)); done";
        assert_eq!(
            run_passing(&mut shell(script), sink(), sink(), |_| false),
            Ok(Vec::new())
        );
    }

    #[test]
    fn failures_and_absent_programs_are_named() {
        let failed = run(&mut shell("exit 3"));
        assert!(
            failed.as_ref().is_err_and(|m| m.starts_with("`sh -c exit 3` failed")),
            "{failed:?}"
        );
        let absent = capture(&mut Command::new("no-such-program-here"));
        assert!(
            absent.as_ref().is_err_and(|m| m.contains("was not found")),
            "{absent:?}"
        );
        assert_eq!(capture(&mut shell("echo yes")), Ok("yes\n".to_string()));
    }
}
