//! How long a pass over a million rows takes.

use super::*;

#[test]
#[ignore = "measures; run with --release --nocapture"]
fn speed() {
    let n = 1_000_000u64;
    let stream = Stream::new(1, "speed");
    let rows: Vec<Row> = (0..n)
        .map(|i| {
            let before = to_grid(crate::numeric::math::exp(
                crate::numeric::math::norm_ppf(stream.open_uniform(i, 0)) * 0.8 + 10.3,
            ));
            let gain = (stream.uniform(i, 2) - 0.4) * 3000.0;
            Row {
                before,
                after: to_grid(before + gain),
                weight: 50.0 + stream.uniform(i, 1) * 400.0,
                code: (i % 16) as u8,
            }
        })
        .collect();
    let columns = Columns::new(&rows);
    let plan = DistributionPlan {
        floating_line: None,
        ..columns.plan().unwrap()
    };
    let scale = columns.weights.scale();
    let best = |name: &str, f: &mut dyn FnMut()| {
        let mut least = f64::INFINITY;
        for _ in 0..15 {
            let start = std::time::Instant::now();
            f();
            let time = start.elapsed().as_secs_f64();
            least = if time < least { time } else { least };
        }
        println!("{name:40} {:7.3} ns a row", least * 1e9 / n as f64);
    };
    best("deciles, winners, poverty before, after", &mut || {
        std::hint::black_box(distribution(&[columns.part()], &plan, scale).unwrap());
    });
    let without = DistributionPlan {
        fixed_line: None,
        ..plan
    };
    best("deciles, winners", &mut || {
        std::hint::black_box(distribution(&[columns.part()], &without, scale).unwrap());
    });
    best("cells by 16 regions", &mut || {
        let mut cells = CellsPartial::new(16, plan.fixed_line, scale);
        cells.add(&columns.codes, &columns.part()).unwrap();
        std::hint::black_box(cells.finish());
    });
}
