//! stub
use crate::document::*;
/// stub
pub struct Mapping { /// n
 pub name: String, /// s
 pub system: String }
impl Mapping { /// r
 pub fn read(_: &Source) -> Result<Mapping, Vec<Diagnostic>> { Err(vec![]) } }
