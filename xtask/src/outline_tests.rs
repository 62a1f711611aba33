use crate::outline::Places;
use crate::process;
use crate::split::{marked, split_ends};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// Loops, tables of branches, values on branches and waiting on the stack, returns, a trap, locals of several kinds that are read
/// across all of these.
const MODULE: &str = r#"(module
  (global $calls (mut i32) (i32.const 0))
  (func $odd (param $x i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.and (local.get $x) (i32.const 1)))
  (func (export "f") (param $n i32) (param $k i32) (result i32)
    (local $i i32) (local $sum i32) (local $wide i64) (local $last i32)
    (if (i32.lt_s (local.get $n) (i32.const 0))
      (then
        (local.set $sum (i32.mul (local.get $k) (i32.const 7)))
        (return (i32.sub (local.get $sum) (call $odd (local.get $k))))))
    (block $out
      (loop $again
        (br_if $out (i32.ge_s (local.get $i) (local.get $n)))
        (block $next
          (block $two
            (block $one
              (br_table $one $two $next $out
                (i32.rem_u (i32.add (local.get $i) (local.get $k)) (i32.const 5))))
            (local.set $sum (i32.add (local.get $sum) (i32.add (local.get $last) (i32.const 3))))
            (local.set $last (i32.mul (local.get $i) (local.get $i)))
            (br_if $next (call $odd (local.get $sum)))
            (local.set $wide (i64.add (local.get $wide) (i64.extend_i32_s (local.get $sum)))))
          (if (i32.gt_s (local.get $sum) (i32.const 40))
            (then
              (local.set $sum (i32.sub (local.get $sum) (i32.const 9)))
              (br $out))
            (else
              (local.set $wide (i64.mul (local.get $wide) (i64.const 3)))
              (local.set $last (local.get $k)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.set $sum
      (i32.add
        (local.get $sum)
        (block $chosen (result i32)
          (drop (br_if $chosen (i32.const 11) (i32.eq (local.get $k) (i32.const 2))))
          (if (result i32) (i32.eqz (local.get $k))
            (then (local.set $last (i32.const 5)) (i32.add (local.get $last) (call $odd (local.get $n))))
            (else
              (drop (br_if $chosen (i32.const 1) (i32.const 0)))
              (i32.wrap_i64 (local.get $wide)))))))
    (if (i32.eq (local.get $sum) (i32.const 23)) (then (local.set $sum (call $odd (local.get $sum))) (unreachable)))
    (i32.add (i32.mul (local.get $sum) (i32.const 31)) (i32.add (local.get $last) (global.get $calls)))))"#;

/// Prints what `f` gives of many arguments, for the whole module and for each pair of parts.
const SCRIPT: &str = r#"
const { readFileSync, existsSync } = require("fs");
const told = (f) => {
  const lines = [];
  for (let n = -2; n < 14; n += 1) for (let k = 0; k < 7; k += 1) {
    try { lines.push(f(n, k)); } catch (error) { lines.push(error.message); }
  }
  return lines.join(" ");
};
const module = (name) => new WebAssembly.Module(readFileSync(`${process.argv[1]}/${name}.wasm`));
const whole = told(new WebAssembly.Instance(module("whole")).exports.f);
for (let at = 0; existsSync(`${process.argv[1]}/first${at}.wasm`); at += 1) {
  const load = () => new WebAssembly.Instance(module(`rest${at}`), { first: first.exports });
  const first = new WebAssembly.Instance(module(`first${at}`), { rest: { load } });
  const parted = told(first.exports.f);
  if (parted !== whole) throw new Error(`parts ${at} give\n${parted}\nand the whole\n${whole}`);
}
console.log(new Set(whole.split(" ")).size);
"#;

#[test]
fn whatever_is_taken_out_the_parts_do_what_the_whole_did() {
    let module = wat::parse_str(MODULE).unwrap();
    let folder = std::env::temp_dir().join(format!("commonweal-outline-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("whole.wasm"), &module).unwrap();
    let places = Places::of(&walrus::Module::from_buffer(&module).unwrap());
    let places: usize = places.0.iter().map(|(_, own)| own.len()).sum();
    assert!(places > 15, "{places}");
    // Nothing reached, each place alone, and many mixtures.
    let mut draw = 88_172_645_463_325_252u64;
    for at in 0..200usize {
        let reached: BTreeSet<usize> = (0..places)
            .filter(|place| {
                draw ^= draw << 13;
                draw ^= draw >> 7;
                draw ^= draw << 17;
                match at {
                    0 => false,
                    _ if at <= places => *place == at - 1,
                    _ => draw % 8 > at as u64 % 8,
                }
            })
            .collect();
        let parts = split_ends(&module, &reached, 1).unwrap();
        std::fs::write(folder.join(format!("first{at}.wasm")), parts.first).unwrap();
        std::fs::write(folder.join(format!("rest{at}.wasm")), parts.rest).unwrap();
    }
    let different = run(SCRIPT, &folder);
    std::fs::remove_dir_all(&folder).unwrap();
    // The arguments lead through the module in many ways.
    assert!(different.trim().parse::<usize>().unwrap() > 40, "{different}");
}

#[test]
fn marks_stand_where_control_may_arrive() {
    let module = wat::parse_str(MODULE).unwrap();
    let places = Places::of(&walrus::Module::from_buffer(&module).unwrap());
    let places: usize = places.0.iter().map(|(_, own)| own.len()).sum();
    let marked = walrus::Module::from_buffer(&marked(&module).unwrap()).unwrap();
    let marks = marked.exports.iter().filter(|own| own.name.starts_with("mark"));
    assert_eq!(marks.count(), places);
}

fn run(script: &str, folder: &Path) -> String {
    process::capture(Command::new("node").args(["-e", script]).arg(folder)).unwrap()
}
