//! What is refused.

use super::*;

fn refused(world: &World) -> LifeError {
    live(&world.year(0), &[world.part(None)]).unwrap_err()
}

#[test]
fn lists_name_everything_once_with_defaults_in_range() {
    let mut names: Vec<&str> = NUMBERS.iter().map(|number| number.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    for number in NUMBERS {
        assert!(
            number
                .default
                .is_none_or(|value| numbers::allowed(number.unit, number.low, number.high, value))
        );
        assert!(!number.meaning.is_empty());
    }
    for person in PERSONS {
        assert!(
            person
                .default
                .is_none_or(|value| numbers::allowed(person.unit, person.low, person.high, value))
        );
    }
    assert!(
        GIVEN
            .iter()
            .all(|given| !given.title_en.is_empty() && !given.title_zh.is_empty())
    );
    for state in &STATES[1..] {
        assert!(
            GIVEN
                .iter()
                .any(|given| given.name == format!("months_{}", state.name()))
        );
        assert_eq!(State::from_number(state.number()), Some(*state));
    }
    assert_eq!((State::from_number(10.0), State::from_number(f64::NAN)), (None, None));
}

#[test]
fn values_out_of_range_are_refused() {
    let mut world = World::new(3);
    world.set("congestion", 1.5);
    assert!(matches!(refused(&world), LifeError::Number { name: "congestion", .. }));
    world.set("congestion", f64::NAN);
    assert!(matches!(refused(&world), LifeError::Number { .. }));
    world.set("congestion", 0.4).set("scar_again", 0.5);
    assert!(matches!(refused(&world), LifeError::Number { name: "scar_again", .. }));
    world.set("scar_again", 0.0).set("forecast_from", 30.0);
    assert_eq!(refused(&world), LifeError::Window { from: 30.0, to: 24.0 });
    world.set("forecast_from", 12.0);
    world.column("chance")[2] = -0.1;
    assert!(matches!(
        refused(&world),
        LifeError::Person {
            name: "chance",
            part: 0,
            row: 2,
            ..
        }
    ));
    world.person("chance", 0.0).column("starts_as")[1] = 1.5;
    assert!(matches!(
        refused(&world),
        LifeError::Person {
            name: "starts_as",
            row: 1,
            ..
        }
    ));
    world.column("starts_as")[1] = 3.0;
    assert_eq!(refused(&world), LifeError::StartsOnShortTime { part: 0, row: 1 });
    world.person("starts_as", 1.0).ids[2] = 3;
    assert_eq!(refused(&world), LifeError::SameId { id: 3 });
    assert!(refused(&world).to_string().contains("id 3"));
}

#[test]
fn missing_columns_and_rows_are_refused() {
    let world = World::new(3);
    let mut short = world.clone();
    short.numbers.pop();
    assert!(matches!(refused(&short), LifeError::Columns { what: "numbers", .. }));
    let mut short = world.clone();
    short.persons.pop();
    assert!(matches!(refused(&short), LifeError::Columns { .. }));
    let mut short = world.clone();
    short.column("age").pop();
    assert!(matches!(
        refused(&short),
        LifeError::Rows {
            name: "age",
            found: 2,
            ..
        }
    ));
    let mut short = world.clone();
    short.weights.pop();
    assert!(matches!(refused(&short), LifeError::Rows { name: "weights", .. }));
    let (lived, _) = live(&world.year(0), &[world.part(None)]).unwrap();
    let carried = &lived[0].carried;
    let mixed = [world.part(Some(carried)), world.part(None)];
    assert_eq!(live(&world.year(12), &mixed).unwrap_err(), LifeError::Mixed);
    let mut wrong = carried.clone();
    wrong[1][0] = 2.0;
    assert!(matches!(
        live(&world.year(12), &[world.part(Some(&wrong))]).unwrap_err(),
        LifeError::Person { name: "survival", .. }
    ));
    wrong.pop();
    assert!(matches!(
        live(&world.year(12), &[world.part(Some(&wrong))]).unwrap_err(),
        LifeError::Columns {
            what: "carried columns",
            ..
        }
    ));
    let mut late = world.clone();
    late.horizon = 0;
    assert!(matches!(refused(&late), LifeError::Time { .. }));
    assert!(live(&world.year(1201), &[world.part(None)]).is_err());
}
