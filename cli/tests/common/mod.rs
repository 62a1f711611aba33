//! Runs the command, and gives tests folders of their own.
#![allow(dead_code)] // every test file uses its own part

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the command gave.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// What it said, after nothing was wrong but that few people of a recipe do not meet all its targets.
    #[track_caller]
    #[allow(dead_code)]
    pub fn good_of_few(mut self) -> String {
        let told = |line: &&str| !(line.starts_with("warning: ") && line.contains(" targets of the recipe "));
        self.err = self.err.lines().filter(told).collect::<Vec<_>>().join("\n");
        self.good()
    }

    /// Standard output, of a run that went well and said nothing on standard error.
    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// Standard error, of a run that refused its input and gave no output.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{}", self.err);
        self.err
    }
}

/// A folder of its own, removed at the end.
pub struct Place(pub PathBuf);

impl Place {
    pub fn new(name: &str) -> Place {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("the folder of temporary files can be written");
        Place(folder)
    }

    pub fn write(&self, file: &str, text: &str) -> &Place {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
        self
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).expect(file)
    }

    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .expect("the folder is there")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Runs the command in this folder.
    pub fn run(&self, arguments: &[&str]) -> Run {
        run_in(&self.0, arguments)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_commonweal"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the command starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Runs the command in the folder of the crate.
pub fn commonweal(arguments: &[&str]) -> Run {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

/// A JSON document.
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("JSON")
}

/// People of three households, one row a person.
pub const PEOPLE: &str =
    "pid,hid,weight,age,pay\n1,10,100,40,3000\n2,10,100,38,0\n3,10,100,6,0\n4,20,200,70,0\n5,30,150,30,1200\n";

/// The mapping that reads [`PEOPLE`].
pub const PEOPLE_MAPPING: &str = r#"format = 1
name = "people"
system = "plain"
rows = "person"
weight = "weight"
household = "hid"
person = "pid"

[columns.person]
age = "age"
earnings = { formula = "12 * pay", assumption = "the month is taken for the year" }
is_spouse = "pid == 2"
"#;

/// An instrument that no build carries.
pub const GRANT: &str = r#"format = 1
name = "heating_grant"
title = { en = "Heating grant" }
reference = "a study of our own"
kind = "benefit"
unit = "household"
period = "year"

[parameters]
grant = { unit = "currency/year", default = 600, range = [0, 5000], assumption = true, title = { en = "Grant of a household" } }
ceiling = { unit = "currency/year", default = 20000, range = [0, 100000], assumption = true, title = { en = "Highest market income" } }

[rules]
amount = "grant if market_income <= ceiling else 0"

[[cases]]
note = "below the ceiling"
given = { persons = [{ age = 40, earnings = 10000 }] }
expect = { amount = 600 }
"#;

/// A study that adds it for [`PEOPLE`].
pub const GRANT_STUDY: &str = r#"format = 1
name = "grant"
title = { en = "A heating grant" }
population = { file = "people.csv", mapping = "people.toml" }
system = "plain"
year = 2025

[reform]
add = ["heating_grant"]
"#;

/// A folder with that study and all that it names.
pub fn grant(name: &str) -> Place {
    let place = Place::new(name);
    place
        .write("people.csv", PEOPLE)
        .write("people.toml", PEOPLE_MAPPING)
        .write("heating_grant.toml", GRANT)
        .write("grant.toml", GRANT_STUDY);
    place
}
