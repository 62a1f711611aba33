//! The program `commonweal`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(commonweal_cli::main(std::env::args_os()))
}
