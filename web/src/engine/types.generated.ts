// Made from the schemas by `cargo xtask generate`; do not edit.

/** Any value of JSON. */
export type Value = number | boolean | string | null | Value[] | { [key: string]: Value };

/** What the module for browsers answers, by the name of its function */
export interface Answers {
  /** What a study asks for by runs of its own */
  asked: Figure[];
  /** null for people of a file */
  calibration: Calibration | null;
  carried_study: {
    carry: Carry;
    study: Study;
  };
  catalog: Listing;
  check_rule: Problem[];
  columns: HouseholdColumns;
  describe: StudyDescription;
  example: Example;
  example_data: {
    /** A CSV file */
    data: string;
    /** The mapping that reads it */
    mapping: string;
  };
  explain: Explanation;
  glossary: Term[];
  household: HouseholdResult;
  incentives: Figure[];
  /** Titles by the name that a formula writes */
  names: {
    [key: string]: Texts;
  };
  own_columns: OwnColumn[];
  own_mapping: {
    /** A population whose mapping reads the file, or the mapping file */
    mapping: string;
    /** The mapping file; null for that of a population */
    text: string | null;
  };
  package_study: Study;
  /** Of an error that is thrown */
  problems: Problem[];
  rule: RuleFile;
  settle: {
    figures: Figure[];
    headline: Headline;
    results: Result;
  };
  span: {
    /** The study's own year */
    first: number;
    /** Whether its scenario lives through months, so that one year differs from the next */
    has_months: boolean;
    /** The last that its law is held for, at most ten in all */
    last: number;
  };
  /** Of the file that the page reads itself */
  study_options: StudyOption[];
  tick: Shown;
  told: ToldYears;
}

export interface Calibration {
  assumptions: {
    /** The lowest and highest factor on its numbers; of a correlation its values */
    range: [number, number];
    /** Where a borrowed shape was taken from, or why it was assumed */
    reference: string;
    standing: "assumption" | "borrowed";
    /** What it is, such as table earnings */
    what: string;
  }[];
  /** Targets that pull against each other, the strongest first */
  conflicts: {
    /** The one that wants less */
    down: string;
    /** Their pulls */
    pulls: [number, number];
    /** The target that wants more weight */
    up: string;
  }[];
  head: {
    /** Share of households whose weight is within a hundredth of a bound, 0 to 1 */
    bounds_hit_share: number;
    /** Targets that the weights are made for */
    calibrated: number;
    /** Whether all targets could be met at once */
    converged: boolean;
    /** Kish's effective number of households */
    effective_households: number;
    /** A hash of the recipe, the number, the seed and the multipliers */
    fingerprint: string;
    /** Whether the multipliers come from the recipe's lock file */
    from_lock: boolean;
    /** Households made */
    households: number;
    /** How many of them are met within their tolerance */
    met: number;
    /** Persons made */
    persons: number;
    /** The recipe's name */
    recipe: string;
    recipe_hash: string;
    /** Households that they stand for */
    represented: number;
    /** Rounds of the solving; 0 when the multipliers were known */
    rounds: number;
    seed: number;
    weight_maximum: number;
    weight_median: number;
    weight_minimum: number;
    /** The largest relative miss of those */
    worst_miss: number;
  };
  /** In the order of the recipe */
  targets: {
    /** Households that contribute to it */
    contributing: number;
    /** The total with the weights found */
    got: number;
    /** Whether it must be met exactly */
    hard: boolean;
    /** That of its group, with the key behind dots */
    id: string;
    level: number;
    /** Whether it is within */
    met: boolean;
    /** How hard it pulls at the weights, in standard deviations of its contributions */
    pull: number;
    /** That, over the known total */
    ratio: number;
    /** The total before calibration */
    raw: number;
    /** That, over the known total */
    raw_ratio: number;
    /** Its source; may be empty */
    reference: string;
    role: "calibrated" | "follows" | "held_out" | "left_out";
    standing: "published" | "derived" | "assumption" | "borrowed";
    /** How far the ratio may be from 1 */
    tolerance: number;
    /** The known total */
    wanted: number;
    /** Why it was left out; absent where it was not */
    why_left_out?: string;
  }[];
  /** What looks like a slip */
  warnings: string[];
}

export interface Carry {
  /** The name of its system */
  country: string;
  /** The ISO 4217 code of the country's */
  currency: string;
  /** Full-time pay at home and there, each in its own money: the ratio by which amounts are carried */
  full_time_pay: [number, number];
  /** Instruments that the study adds and the country has as law: they stay as the country has them */
  held: string[];
  /** The study's own country: the name of its system */
  home: string;
  home_title: Texts;
  /** The year of the study in its own country */
  home_year: number;
  /** Instruments of which the study says that nothing is done there */
  left_out: string[];
  note: Texts;
  /** The people */
  population: string;
  title: Texts;
  /** Values that are otherwise there */
  values: {
    /** The value there */
    after: Value;
    /** The value at home; null where only the country has one */
    before: Value;
    law: "baseline" | "reform";
    /** INSTRUMENT.PARAMETER, or a parameter of the system */
    name: string;
    /** As its file writes it; empty where there is none */
    unit: string;
    why: "study" | "default" | "country";
  }[];
  /** Workers at home and there: the ratio by which totals are carried */
  workers: [number, number];
  /** The year whose law applies: of the country's, the nearest to the study's */
  year: number;
}

export interface Case {
  /** The day whose law applies */
  date: string;
  /** What it expects */
  expect: {
    /** The member whose it is, counted from 1; null: it is the unit's */
    member: number | null;
    /** The column, step or parameter */
    name: string;
    value: Value;
  }[];
  /** What it gives */
  given: {
    /** The member whose it is, counted from 1; null: it is the unit's */
    member: number | null;
    /** The column, step or parameter */
    name: string;
    value: Value;
  }[];
  /** The arithmetic, in the words of the file */
  note: string;
  /** The parameters that the case changes */
  parameters: {
    /** The member whose it is, counted from 1; null: it is the unit's */
    member: number | null;
    /** The column, step or parameter */
    name: string;
    value: Value;
  }[];
  /** amount as the eligible have it, where there is eligibility; paid: what is paid in the year */
  results: {
    name: string;
    /** What it counts, such as money a month; may be empty */
    unit: string;
    /** One for each member where it is a person's */
    values: (boolean | number | string)[];
  }[];
  /** The steps of the file, each after those it reads */
  steps: {
    /** As written */
    formula: string;
    /** The instrument */
    instrument: string;
    name: string;
    /** The names that it read */
    reads: {
      name: string;
      /** What it counts, such as money a month; may be empty */
      unit: string;
      /** One for each member where it is a person's */
      values: (boolean | number | string)[];
    }[];
    /** The paragraph of the law; may be empty */
    reference: string;
    /** In English */
    title: string;
    /** What it counts, such as money a month; may be empty */
    unit: string;
    /** One for each member where it is a person's */
    values: (boolean | number | string)[];
  }[];
}

export interface Cell {
  /** The same under today's law, 0 for the net cost; of gain / lose the share that loses */
  beside: number | null;
  /** As it is written */
  figure: string;
  /** What it shows */
  label: string;
  name: string;
  /** One line below it; may be empty */
  note: string;
  unit: Unit;
  /** Null where it is not defined; of gain / lose the share that gains */
  value: number | null;
}

export type Choice = "scenario" | "place" | "package";

export interface Column {
  /** Texts, or numbers as the results have them; null where a number is not defined */
  cells: string[] | (number | null)[];
  /** The same in every language */
  name: string;
  /** What shows each cell */
  shown: string[];
  title: string;
  /** What its numbers count */
  unit: Unit;
}

export interface DescribedInstrument {
  /** The values that hold, by parameter; absent where none holds in this year */
  current: {
    [key: string]: Value;
  };
  instrument: Instrument;
  /** What the reform does to it */
  status: "unchanged" | "changed" | "added" | "removed" | "replaced";
}

export interface Example {
  explanation: Explanation;
  members: {
    /** Null where the data has none */
    age: number | null;
    /** In the year, before what a scenario does to them */
    earnings: number | null;
  }[];
  /** Whether the instrument pays or takes anything here; if not, it does so nowhere */
  pays: boolean;
}

export interface ExplainedName {
  name: string;
  /** What it counts, such as money a month; may be empty */
  unit: string;
  /** One for each member where it is a person's */
  values: ExplainedValue[];
}

export interface ExplainedStep {
  /** As written */
  formula: string;
  instrument: string;
  name: string;
  /** The names that it read */
  reads: ExplainedName[];
  /** The paragraph of the law; may be empty */
  reference: string;
  /** In English */
  title: string;
  /** What it counts; may be empty */
  unit: string;
  /** One for each member where it is a person's */
  values: ExplainedValue[];
}

export type ExplainedValue = boolean | number | string;

export interface Explanation {
  /** The ISO 4217 code */
  currency: string;
  id: string;
  /** Baseline, then reform where there is one */
  laws: {
    /** By instrument, a year */
    amounts: ExplainedName[];
    /** Income concepts */
    concepts: ExplainedName[];
    label: "baseline" | "reform";
    /** Each after those it reads */
    steps: ExplainedStep[];
  }[];
  /** The kind of unit */
  unit: string;
  /** The year whose law applies */
  year: number;
}

export interface Figure {
  axis: {
    /** What is then shown, such as billion yuan a year */
    caption: string;
    /** What the numbers are divided by to be shown on the axis */
    factor: number;
    unit: Unit;
  };
  /** How it is defined */
  definition: string;
  /** What is told when the figure is opened */
  more: Table[];
  /** The same in every language */
  name: string;
  /** The question that it answers; the same whatever the answer */
  question: string;
  /** The answer */
  sentence: string;
  /** What is drawn; without rows the sentence says why there is nothing */
  table: Table;
  /** What is drawn */
  title: string;
}

export interface Headline {
  /** The strip */
  cells: Cell[];
  /** The same in parts */
  parts: {
    /** What it lets the reader choose */
    choice: Choice | null;
    text: string;
  }[];
  sentence: string;
}

export interface HouseholdColumns {
  columns: {
    /** What holds where nothing is said; null where a formula tells it */
    default: number | boolean | string | null;
    /** person, household or another unit */
    entity: string;
    /** That formula */
    formula: string | null;
    /** Whether the law of the study reads it */
    is_read: boolean;
    name: string;
    /** The words of a category */
    options: {
      title: Texts;
      value: string;
    }[];
    range: [number, number] | null;
    title: Texts;
    /** Of an amount of persons, the middle of the positive ones among the people */
    typical: number | null;
    /** As written, or truth, category or pointer */
    unit: string;
  }[];
  /** The income that is varied where nothing else is asked for */
  varied: string;
}

export interface HouseholdResult {
  /** Its disposable income there, a year, under the baseline */
  baseline: number;
  /** Net income as earnings vary */
  budget_line: {
    /** Disposable income under the baseline */
    baseline: number;
    /** Share of the next unit of earnings that is lost; null at the end and below a jump */
    baseline_marginal_rate: number | null;
    /** The varied income, a year */
    earnings: number;
    /** Whether it is one of the two points of a jump */
    jump: boolean;
    /** Whether a slope changes here, or the line jumps */
    kink: boolean;
    /** Disposable income under the reform */
    reform: number;
    /** The same under the reform */
    reform_marginal_rate: number | null;
  }[];
  explanation: Explanation;
  /** The same under the reform; that of the baseline where there is none */
  reform: number;
  /** Where the household stands, a year */
  today: number;
  /** What was varied, such as wages of person 1 */
  varied: string;
}

export interface Instrument {
  /** Its worked cases with every step: `instruments --all` */
  cases?: Case[];
  file: string;
  functions: {
    arguments: string[];
    name: string;
    rules: Rule[];
  }[];
  kind: "tax" | "contribution" | "employer_contribution" | "benefit" | "insurance_benefit" | "credit" | "levy" | "subsidy" | "service" | "library" | "scenario";
  /** What it offers a scenario */
  levers: {
    formula: string;
    /** The lever */
    name: string;
  }[];
  /** The name that a study writes */
  name: string;
  notes: Texts;
  parameters: Parameter[];
  /** null: the instrument pays nothing */
  payee: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production" | null;
  /** null: the instrument pays nothing */
  payer: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production" | null;
  period: "year" | "month";
  /** The law or publication; may be empty */
  reference: string;
  rules: Rule[];
  /** The system to which it belongs; null: it is for any */
  system: string | null;
  title: Texts;
  /** The unit of its rules, such as person or family */
  unit: string;
  /** Other files that it reads */
  uses: string[];
}

export interface Listing {
  /** Countries to which a study can be carried */
  countries: {
    /** A code that is taken too; may be empty */
    code: string;
    /** The ISO 4217 code */
    currency: string;
    /** Typical pay of a full-time job a year, in its currency */
    full_time_pay: number;
    /** The name of its system */
    name: string;
    /** The people that are taken for it */
    population: string;
    title: Texts;
    /** Persons at work */
    workers: number;
    /** The years whose law there is */
    years: number[];
  }[];
  format: 1;
  /** What each instrument for any system is and leaves out, by its name */
  instrument_notes: {
    [key: string]: Texts;
  };
  /** Instruments for any system */
  instruments: {
    kind: "tax" | "contribution" | "employer_contribution" | "benefit" | "insurance_benefit" | "credit" | "levy" | "subsidy" | "service" | "library" | "scenario";
    name: string;
    title: Texts;
    /** The unit of its rules */
    unit: string;
  }[];
  model_version: string;
  /** Instruments of a system's own that are not law there and may be added, by the name of the system */
  offers: {
    [key: string]: {
      kind: "tax" | "contribution" | "employer_contribution" | "benefit" | "insurance_benefit" | "credit" | "levy" | "subsidy" | "service" | "library" | "scenario";
      /** The name that a study writes */
      name: string;
      /** What it is and what it leaves out */
      notes: Texts;
      title: Texts;
      /** The unit of its rules, such as person or family */
      unit: string;
    }[];
  };
  /** What each package is about, by its name */
  package_descriptions: {
    [key: string]: Texts;
  };
  /** Studies that are ready to run */
  packages: {
    name: string;
    title: Texts;
  }[];
  populations: {
    name: string;
    title: Texts;
  }[];
  /** What happens in each scenario, by its name */
  scenario_notes: {
    [key: string]: Texts;
  };
  /** What may happen to the people before the law applies */
  scenarios: {
    name: string;
    title: Texts;
  }[];
  systems: {
    /** The ISO 4217 code */
    currency: string;
    /** The instruments that are law there, in order; then its libraries */
    instruments: string[];
    name: string;
    title: Texts;
    /** The years whose law it holds */
    years: number[];
  }[];
}

export interface OwnColumn {
  /** person, household or another unit */
  entity: string;
  /** Whether there is no value that stands in for it */
  is_required: boolean;
  name: string;
  range: [number, number] | null;
  title: Texts;
  /** What its cells are: the unit of a number, truth, category or pointer */
  unit: string;
  /** The words of a category; empty where those of the data hold */
  words: string[];
}

export interface Parameter {
  /** Whether it is neither law nor published */
  assumption: boolean;
  /** Whether counts beyond the last value take the last */
  beyond_last: boolean;
  /** What indexes a table or several schedules, the outermost first */
  by: {
    /** The category; null: it is a count, and the values are a list for 0, 1, 2 … */
    category: string | null;
    /** The category, column or step that the file names */
    name: string;
    /** The values of the category; empty where it is a count, or open to the words of the data */
    values: string[];
  }[];
  /** The value that holds under the system on the day of the year's law; null: none does */
  default: Value;
  /** What the value is */
  form: "number" | "truth" | "choice" | "concept" | "list" | "table" | "schedule";
  /** A study writes INSTRUMENT.NAME */
  name: string;
  note: Texts;
  /** The category whose values a list holds */
  of: string | null;
  /** The words that the value, or a value of the list, may be */
  options: string[];
  range: [number, number] | null;
  /** The law or publication that sets it; may be empty */
  reference: string;
  schedule: {
    /** Of steps: whether a threshold itself still belongs to the row before */
    above: boolean;
    kind: "brackets" | "steps" | "points" | "polynomial";
    /** The unit of the argument, in words */
    over: string;
    /** The divisor of a polynomial's argument */
    scale: number;
  } | null;
  /** What the study sets in its place; of those whose day has come, the last holds */
  set: {
    /** The day from which it holds; null: always */
    from: string | null;
    /** As a study may write it in JSON */
    value: Value;
  }[];
  /** The step of a slider */
  step: number | null;
  title: Texts;
  unit: "currency/year" | "currency/month" | "currency/hour" | "currency" | "share" | "count" | "number" | "age" | "months" | "hours" | "truth" | "choice" | "concept" | "list";
  /** The last day of the last value */
  until: string | null;
  uprate: {
    /** The index of the system */
    index: string;
    /** The step to which the figure is rounded */
    round: number | null;
  } | null;
  /** The values of the file, earliest first */
  values: {
    /** The day from which it holds; null: always */
    from: string | null;
    /** As a study may write it in JSON */
    value: Value;
  }[];
}

export interface Problem {
  /** What may stand there; may be empty */
  allowed: string;
  /** A stable word for the sort of problem, such as unknown-key */
  code: string;
  /** In characters, from 1 */
  column: number | null;
  file: string;
  /** What stands there; may be empty */
  found: string;
  /** From 1 */
  line: number | null;
  /** What is wrong, in a sentence */
  message: string;
  /** The dotted path within the file; may be empty */
  path: string;
  /** How to mend it; may be empty */
  remedy: string;
  span: [number, number] | null;
}

export interface Rule {
  /** The formula that holds on the day, on one line */
  formula: string;
  name: string;
  /** Whether it has a value for each person rather than for the unit */
  person: boolean;
  /** The paragraph of the law; may be empty */
  reference: string;
  title: Texts;
}

export interface RuleFile {
  instrument: Instrument;
  /** Its file */
  text: string;
}

export interface Shown {
  figures: Figure[];
  headline: Headline;
}

export interface StudyDescription {
  /** Numbers that are neither law nor published */
  assumptions: {
    /** The highest */
    high: number | null;
    /** The lowest that is plausible */
    low: number | null;
    /** INSTRUMENT.PARAMETER */
    parameter: string;
    /** As its file writes it */
    value: string;
  }[];
  /** The ISO 4217 code */
  currency: string;
  /** The values of these that hold */
  current: {
    [key: string]: Value;
  };
  description: Texts;
  format: 1;
  /** Whether there is a reform; without one every value set changes the baseline */
  has_reform: boolean;
  /** Those of the baseline in its order, then those that the reform adds */
  law: DescribedInstrument[];
  model_version: string;
  name: string;
  /** Those of the system as a whole */
  parameters: Parameter[];
  population: {
    /** A hash of the people, free of their order */
    hash: string;
    /** Rows */
    households: number;
    name: string;
    /** Rows */
    persons: number;
  };
  /** What happens to the people before the law applies; null: nothing */
  scenario: DescribedInstrument | null;
  /** The system of law, by its name */
  system: string;
  system_title: Texts;
  title: Texts;
  /** Titles of the values of categories, by category and value */
  value_titles: {
    [key: string]: {
      [key: string]: Texts;
    };
  };
  /** The year whose law applies */
  year: number;
  /** The years whose law the system holds */
  years: number[];
}

export interface StudyOption {
  /** When what it asks for is told: with every figure, with a whole run, by runs of its own after that, or over years */
  answer: "tick" | "run" | "own_runs" | "years";
  choices?: {
    name: string;
    title: Texts;
  }[];
  default: boolean | string | number;
  definition: Texts;
  form: "truth" | "choice" | "share" | "whole";
  name: string;
  /** Lowest and highest number allowed */
  range?: [number, number];
  title: Texts;
}

export interface Table {
  /** The first names the rows */
  columns: Column[];
  /** What each row is, the same in every language */
  keys: string[];
  name: string;
  title: string;
}

export interface Term {
  meaning: string;
  /** The same in every language */
  name: string;
  term: string;
}

/** A text by language; English and Chinese are always there */
export type Texts = {
  en: string;
  zh: string;
  [key: string]: string;
};

export interface ToldYears {
  /** How many of them are worked out */
  done: number;
  /** Of these */
  figures: Figure[];
  /** Once all are */
  fingerprint: string | null;
  years: number[];
}

export type Unit = "text" | "money" | "money_per_person" | "people" | "share" | "rate" | "change" | "points" | "index" | "ratio";

/** A study or package: people, law, reform, year, options (.toml or .json) */
export interface Study {
  /** Changes to the system before the reform */
  baseline?: {
    /** Instruments added at the end of the order */
    add?: string[];
    /** Instruments that pay nothing any more */
    remove?: string[];
    /** Instruments replaced by a file of the same name */
    replace?: string[];
    /** Values by "instrument.parameter"; a table of dates where they begin on a day */
    set?: {
      [key: string]: Value;
    };
  };
  /** What is otherwise in a country to which the study is carried, by the name of its system */
  countries?: {
    [key: string]: {
      /** Changes to the country's law, in its own money */
      baseline?: {
        /** Instruments added at the end of the order */
        add?: string[];
        /** Instruments that pay nothing any more */
        remove?: string[];
        /** Instruments replaced by a file of the same name */
        replace?: string[];
        /** Values by "instrument.parameter"; a table of dates where they begin on a day */
        set?: {
          [key: string]: Value;
        };
      };
      /** Instruments of which nothing that the study says is done there */
      leave_out?: string[];
      note?: StudyTexts;
      /** The reform there, in its own money */
      reform?: {
        /** Instruments added at the end of the order */
        add?: string[];
        /** Instruments that pay nothing any more */
        remove?: string[];
        /** Instruments replaced by a file of the same name */
        replace?: string[];
        /** Values by "instrument.parameter"; a table of dates where they begin on a day */
        set?: {
          [key: string]: Value;
        };
      };
      scenario?: string | {
        /** The scenario */
        name: string;
        /** Values of its parameters */
        set?: {
          [key: string]: Value;
        };
      };
    };
  };
  description?: StudyTexts;
  /** The format of the file */
  format: 1;
  /** Rule files that stand in the study itself */
  instruments?: StudyInstrument[];
  name: string;
  notes?: StudyTexts;
  options?: {
    /** The mean of all orders (Shapley), each on top of those before it, or each as the last to come: the last alone does not add up to the net cost. */
    attribution?: "shapley" | "stacked" | "last-in";
    /** Also costs the package on the same people as if nothing had happened. */
    calm?: boolean;
    /** Weights and incomes are not carried to later years. */
    frozen?: boolean;
    /** Marginal and participation tax rates and replacement rates of every earner, without the shock. */
    incentives?: boolean;
    /** Who loses one benefit because of a part of the package, and who receives two at once. */
    interactions?: boolean;
    /** From gross to net, who bears them and where they arise. */
    levies?: boolean;
    /** Who has less than this share of the median is poor. */
    poverty_line_share?: number;
    /** Who loses work and who claims is drawn; another seed draws others as likely. */
    seed?: number;
    /** Persons: a household counts by its members. Households: each counts once. */
    weighting?: "persons" | "households";
    /** The shock once more, without the wage gain of those who keep their work. */
    without_gains?: boolean;
  };
  /** A study whose baseline and reform are taken */
  package?: string;
  population?: string | {
    /** A .csv or .parquet file, relative to the study */
    file: string;
    /** A mapping file or a population */
    mapping: string;
  } | {
    /** How many households are made */
    households?: number;
    /** A recipe file, relative to the study, or a population that is one */
    recipe: string;
    /** The seed of their draws */
    seed?: number;
  };
  reference?: string;
  reform?: {
    /** Instruments added at the end of the order */
    add?: string[];
    /** Instruments that pay nothing any more */
    remove?: string[];
    /** Instruments replaced by a file of the same name */
    replace?: string[];
    /** Values by "instrument.parameter"; a table of dates where they begin on a day */
    set?: {
      [key: string]: Value;
    };
  };
  scenario?: string | {
    /** The scenario */
    name: string;
    /** Values of its parameters */
    set?: {
      [key: string]: Value;
    };
  };
  /** The tax-benefit system; needed unless there is a package */
  system?: string;
  title?: StudyTexts;
  year?: number;
  /** The first and the last of the years over which it is run unless one alone is asked for, as in 2025:2034; `year`, where it stands beside it, is the first */
  years?: string;
}

export type StudyInstrument = {
  [key: string]: Value;
};

export type StudyTexts = string | {
  [key: string]: string;
};

/** The results: `run --json` and results.json */
export interface Result {
  /** What every account receives less what it pays */
  accounts: {
    account: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production";
    baseline: number;
    change: number;
    reform: number;
  }[];
  assumptions: {
    high: number | null;
    low: number | null;
    parameter: string;
    value: string;
  }[];
  /** How the net cost was divided */
  attribution: string;
  /** Why the net cost is divided otherwise than asked; null where it is as asked */
  attribution_fallback: {
    asked: "shapley" | "stacked" | "last-in";
    /** Elements of the reform */
    elements: number;
    /** The most of which it can be done as asked; null where their number is not the reason */
    most: number | null;
    /** Of drawn-orders how many; null otherwise */
    orders: number | null;
    reason: "too-many-elements" | "drawn-orders" | "no-law-of-some";
    used: "stacked" | "whole" | "drawn";
  } | null;
  budget: {
    /** How the net cost was divided: shapley, stacked, last-in, whole or level */
    attribution: string;
    /** Amount a year under the baseline */
    baseline_amount: number;
    /** The same under the baseline */
    baseline_recipients: number;
    /** What it alone costs the public budget more; positive: the government pays more */
    gross_cost: number;
    /** The instrument */
    instrument: string;
    kind: "tax" | "contribution" | "employer_contribution" | "benefit" | "insurance_benefit" | "credit" | "levy" | "subsidy" | "service" | "library" | "scenario";
    /** Mean amount of those under the reform, a year */
    mean_amount: number | null;
    /** The part of the net cost attributed to it */
    net_cost: number;
    payee: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production";
    payer: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production";
    /** Units that receive or pay something under the reform */
    recipients: number;
    /** Amount a year under the reform */
    reform_amount: number;
    /** The mean of that over all orders (Shapley); null where it was not worked out */
    shapley_cost: number | null;
    /** The part on top of the elements before it, in the order of the study; null where it was not worked out */
    stacked_cost: number | null;
    /** Its title, in English */
    title: string;
  }[];
  /** What the study changes in the law */
  changes: {
    action: "set" | "add" | "remove" | "replace";
    /** The value after, as written; where a file takes the place of a common instrument, the file */
    after: string | null;
    /** The value before, as written */
    before: string | null;
    law: "baseline" | "reform" | "scenario";
    /** The instrument, or instrument.parameter */
    name: string;
  }[];
  /** Instruments worked out by code of the host: no other machine can vouch for these figures */
  code: string[];
  columns_not_read: string[];
  /** The ISO 4217 code; amounts are a year */
  currency: string;
  deciles: {
    /** 1 poorest to 10 richest, 0 all together */
    decile: number;
    mean_baseline: number | null;
    mean_change: number | null;
    mean_reform: number | null;
    /** Total change over total baseline income */
    relative_change: number | null;
    share_of_total_change: number | null;
    /** Highest baseline income of the group */
    upper_edge: number | null;
    weight: number;
    /** 0 to 1 */
    weight_share: number | null;
  }[];
  defaulted_columns: string[];
  /** Theil's and Atkinson's measures of disposable income; not in the fingerprint */
  entropy: {
    baseline: ResultEntropy;
    calm: ResultEntropy | null;
    reform: ResultEntropy;
  };
  /** Equal on every machine */
  fingerprint: string;
  flows: {
    baseline: number;
    from: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production";
    name: string;
    reform: number;
    to: "households" | "government.central" | "government.local" | "government.social_insurance" | "employers" | "fund" | "providers" | "production";
  }[];
  format: 1;
  groups: {
    /** The category */
    by: string;
    rows: {
      /** Baseline income is zero or less */
      baseline_not_positive: number | null;
      gain_above_5_percent: number | null;
      gain_up_to_5_percent: number | null;
      /** The value of the category */
      group: string;
      /** Lose at least 0.1 percent */
      losers_share: number | null;
      loss_above_5_percent: number | null;
      /** At least 0.1 percent */
      loss_up_to_5_percent: number | null;
      mean_baseline: number | null;
      mean_change: number | null;
      mean_reform: number | null;
      /** Less than 0.1 percent */
      no_change: number | null;
      /** Fixed line */
      poverty_baseline_rate: number | null;
      /** Fixed line */
      poverty_reform_rate: number | null;
      relative_change: number | null;
      weight: number;
      /** Gain at least 0.1 percent of a positive baseline income, 0 to 1 */
      winners_share: number | null;
    }[];
  }[];
  /** Without a reform, costs are the levels of current law */
  has_reform: boolean;
  incentives: {
    baseline: {
      marginal: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      participation_insured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      participation_uninsured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      replacement_insured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      replacement_uninsured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
    };
    /** The column of earnings that is changed */
    earnings: string;
    labour_statuses: string[];
    reform: {
      marginal: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      participation_insured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      participation_uninsured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      replacement_insured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
      replacement_uninsured: {
        all: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        };
        categories: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
        deciles: {
          /** The mean */
          mean: number | null;
          /** The median */
          median: number | null;
          /** The quantile at .1 */
          p10: number | null;
          /** The quantile at .9 */
          p90: number | null;
          /** Share with a rate above 1 */
          share_above_100_percent: number | null;
          /** Share with a rate above .6 */
          share_above_60_percent: number | null;
          /** Share with a rate above .8 */
          share_above_80_percent: number | null;
          /** Weight of those without */
          undefined_weight: number;
          /** Weight of those with a rate */
          weight: number;
        }[];
      };
    } | null;
  } | null;
  inequality: {
    baseline: ResultInequality;
    reform: ResultInequality;
  };
  interactions: {
    double_payments: {
      /** What instrument pays them, a year */
      amount: number;
      /** What with pays them, a year */
      amount_with: number;
      /** A benefit of the reform */
      instrument: string;
      /** The smaller of both amounts, unit by unit, a year */
      overlap: number;
      /** Whether both are paid because an income was lost */
      same_purpose: boolean;
      /** Units that receive both */
      units: number;
      /** The other benefit */
      with: string;
    }[];
    losses: {
      /** What all have less, a year, whatever each of them loses */
      amount_lost: number;
      /** The element of the reform because of which it is lost */
      because_of: string;
      /** The benefit that is lost */
      instrument: string;
      /** Of these, units that have at least 1 unit of the currency a year less of it with the element */
      losing: number;
      /** Of these, units that have nothing of it any more */
      losing_all: number;
      /** Units that receive the benefit without the element */
      receiving_without: number;
      /** What the rule file of because_of says of the benefit; empty where the loss follows from other rules */
      stated: "" | "replaces" | "instead_of";
    }[];
    not_told: string[];
    /** The unit that is counted: household, tax_unit … */
    unit: string;
  } | null;
  /** What is left of each levy, from gross to net; not in the fingerprint */
  levy_yields: {
    bearers: {
      /** The amount; the rows add up to what is paid */
      amount: number;
      bearer: "government" | "households" | "rest";
      /** The instrument that says so; empty for the rest */
      instrument: string;
    }[];
    economy: {
      /** The category, such as sector */
      by: string;
      columns: {
        /** Its title in English */
        en: string;
        /** Money a year; else persons */
        is_money: boolean;
        /** The column */
        name: string;
        /** Its title in Chinese */
        zh: string;
      }[];
      rows: {
        /** The value; rest: what arises with nobody */
        group: string;
        /** The levy that arises there; the rows add up to what is paid */
        levy: number;
        values: number[];
      }[];
    } | null;
    /** What government gives back, such as profit tax; below zero */
    given_back: number;
    /** What other revenue and spending lose because incomes bear the levy */
    incidence: {
      /** Benefits and all other revenue and spending */
      benefits: number;
      /** Contributions of employees and employers */
      contributions: number;
      /** What the funds pay, and their interest */
      funds: number;
      /** Taxes */
      taxes: number;
      /** All of these */
      total: number;
    };
    /** The levy */
    instrument: string;
    /** Net over statutory yield; null where nothing is paid */
    net_share: number | null;
    /** Statutory yield, what is given back and the incidence's total */
    net_yield: number;
    /** Lost because the base that is there shrinks; below zero */
    own_erosion: number;
    /** Lost because automation is slower; below zero */
    slower_adoption: number;
    /** Beside the yield: what government gains because automation is slower */
    slowing: {
      /** Benefits and all other revenue and spending */
      benefits: number;
      /** Contributions of employees and employers */
      contributions: number;
      /** What the funds pay, and their interest */
      funds: number;
      /** Taxes */
      taxes: number;
      /** All of these */
      total: number;
    };
    /** Its rate on the base as it would be if nobody answered to it */
    static_yield: number;
    /** What is paid: the sum of the three */
    statutory_yield: number;
    /** Persons who keep their work because of that; null without a scenario */
    work_kept: number | null;
  }[];
  /** Lorenz curves of equivalised disposable income; calm: under baseline law without the shock; not in the fingerprint */
  lorenz: {
    baseline: ResultLorenz;
    calm: ResultLorenz | null;
    reform: ResultLorenz;
  };
  model_version: string;
  /** Net cost of the whole to government and its funds; positive: they pay more */
  net_cost: number;
  /** What the figures do not say by themselves */
  notices: {
    code: "nobody-reached" | "over-shared";
    columns: string[];
    /** The instrument, or the fund */
    name: string;
    /** Of over-shared the sum of the shares */
    share: number | null;
  }[];
  options: {
    /** How the net cost is asked to be divided */
    attribution: string;
    /** The line as a share of the median */
    poverty_line_share: number;
    /** The seed of the stored draws */
    seed: number;
    weighting: "persons" | "households";
  };
  population: {
    /** A hash of the people, free of their order */
    hash: string;
    /** Rows */
    households: number;
    name: string;
    /** Rows */
    persons: number;
    /** Weight of the measures */
    weight: number;
    /** Households represented */
    weighted_households: number;
    weighting: "persons" | "households";
  };
  poverty: {
    /** The baseline's line for both: the headline */
    fixed: {
      baseline: ResultPoverty | null;
      reform: ResultPoverty | null;
    };
    /** Each run's own line */
    floating: {
      baseline: ResultPoverty | null;
      reform: ResultPoverty | null;
    };
    /** The line as a share of the median */
    line_share: number;
  };
  /** Who is left out where places, money or a fund may not suffice; not in the fingerprint */
  rationing: {
    by: "places" | "money" | "fund";
    /** Amount claimed a year */
    claimed: number;
    /** The same among those who are refused */
    displaced_refused: number | null;
    /** Units with a member who loses the work among those who claim; null without a scenario */
    displaced_wanted: number | null;
    /** The instrument */
    instrument: string;
    law: "baseline" | "reform";
    /** Amount paid a year */
    paid: number;
    /** Units that claim something and get nothing */
    refused: number;
    /** Units that get a place or a part of the money; a fund that does not suffice serves everybody with less */
    served: number;
    /** Amount claimed and not paid */
    shortfall: number;
    /** Its unit, which is what is counted */
    unit: string;
    /** Units that claim something */
    wanted: number;
  }[];
  /** What taxes and benefits do between market and disposable income; not in the fingerprint */
  redistribution: {
    baseline: ResultRedistribution;
    reform: ResultRedistribution;
  } | null;
  shock: {
    /** Their balance under baseline law without the shock */
    calm_balance: number;
    calm_inequality: ResultInequality;
    calm_poverty: ResultPoverty | null;
    cost_effectiveness: {
      /** Net cost for each; null: not defined */
      cost_per_covered: number | null;
      /** Net cost for each; null: not defined */
      cost_per_person_out_of_poverty: number | null;
      /** Net cost for each unit; null: not defined */
      cost_per_unit_of_poverty_gap: number | null;
      /** Displaced persons covered in addition */
      covered: number;
      /** Net cost of the policy */
      net_cost: number;
      /** Persons lifted out of poverty */
      out_of_poverty: number;
      /** Fall of the poverty gap */
      poverty_gap_closed: number;
    } | null;
    /** Net cost of the policy without the shock */
    cost_in_calm_times: number | null;
    /** What the shock costs government and its funds under baseline law */
    cost_of_shock: number;
    coverage: {
      baseline: {
        /** Of these, with an adequate income */
        adequate: number;
        /** All displaced with an adequate income */
        adequate_of_all: number;
        /** Over the displaced */
        adequate_of_all_share: number | null;
        /** Adequate over receiving */
        adequate_of_receiving_share: number | null;
        /** Over the displaced */
        adequate_share: number | null;
        /** Of these, whose loss is avoided, or who are back at work */
        avoided: number;
        /** Over the displaced */
        avoided_share: number | null;
        /** Of these, who lost the work and are back at work in the year */
        back_at_work: number;
        /** Loss avoided, back at work, or receiving */
        covered: number;
        /** Over the displaced */
        covered_share: number | null;
        /** Persons who lose their work without the policy */
        displaced: number;
        /** Of the others, eligible */
        eligible: number;
        /** Over the displaced */
        eligible_share: number | null;
        /** Household income over what it would have been had the jobs lasted */
        income_replaced_share: number | null;
        /** Of these, receiving */
        receiving: number;
        /** Persons who receive and are not eligible: 0 unless rules contradict one another */
        receiving_not_eligible: number;
        /** Receiving over eligible */
        receiving_of_eligible_share: number | null;
        /** Over the displaced */
        receiving_share: number | null;
      };
      reform: {
        /** Of these, with an adequate income */
        adequate: number;
        /** All displaced with an adequate income */
        adequate_of_all: number;
        /** Over the displaced */
        adequate_of_all_share: number | null;
        /** Adequate over receiving */
        adequate_of_receiving_share: number | null;
        /** Over the displaced */
        adequate_share: number | null;
        /** Of these, whose loss is avoided, or who are back at work */
        avoided: number;
        /** Over the displaced */
        avoided_share: number | null;
        /** Of these, who lost the work and are back at work in the year */
        back_at_work: number;
        /** Loss avoided, back at work, or receiving */
        covered: number;
        /** Over the displaced */
        covered_share: number | null;
        /** Persons who lose their work without the policy */
        displaced: number;
        /** Of the others, eligible */
        eligible: number;
        /** Over the displaced */
        eligible_share: number | null;
        /** Household income over what it would have been had the jobs lasted */
        income_replaced_share: number | null;
        /** Of these, receiving */
        receiving: number;
        /** Persons who receive and are not eligible: 0 unless rules contradict one another */
        receiving_not_eligible: number;
        /** Receiving over eligible */
        receiving_of_eligible_share: number | null;
        /** Over the displaced */
        receiving_share: number | null;
      };
    };
    /** Persons who lose their work under baseline law */
    displaced_baseline: number;
    /** The same under the reform */
    displaced_reform: number;
    forecast: {
      /** The share of them who lost the work under baseline law */
      displaced_share: number;
      /** Their mean predicted risk */
      mean_predicted: number;
      /** Persons whom the scenario can hit; shares are of these; not in the fingerprint */
      persons: number;
      tenths: {
        /** Its persons */
        persons: number;
        /** Their mean predicted risk */
        predicted: number;
        /** The share of them who lost the work */
        realised: number;
        /** Which, from the lowest predicted risk, 1, to the highest; empty ones are left out */
        tenth: number;
      }[];
      thresholds: {
        /** Of the warned, the share who lost the work; null: nobody is warned */
        precision: number | null;
        /** Of those who lost the work, the share that was warned; null: nobody did */
        recall: number | null;
        /** The predicted risk from which a person is warned */
        threshold: number;
        /** The share that is warned */
        warned_share: number | null;
      }[];
    } | null;
    leakage: {
      /** Its share */
      leakage_share: number | null;
      /** What goes to households where nobody lost the work */
      leaked: number;
      /** Spending of the reform's instruments */
      spending: number;
    } | null;
    /** Part of the policy's net cost on the people as baseline law leaves them */
    rule_effect: number | null;
    /** The scenario */
    scenario: string;
    selections: {
      /** Persons chosen */
      chosen: number;
      /** baseline or reform: the law under which the scenario chooses */
      law: string;
      /** Persons who can be chosen */
      persons: number;
      /** The selection */
      selection: string;
      /** The share of these that is asked for */
      share_asked: number;
      /** Their share; null: nobody can be chosen */
      share_met: number | null;
    }[];
    /** The rest, from changed states */
    state_effect: number | null;
    /** Its title, in English */
    title: string;
    without_gains: {
      /** What the shock then costs */
      cost_of_shock: number;
      /** The Gini coefficient then */
      gini: number | null;
      parameters: string[];
      /** The number of poor then */
      poor: number | null;
      /** The poverty rate then, with the fixed line */
      poverty_rate: number | null;
      values: string[];
    } | null;
  } | null;
  study: string;
  system: string;
  title: string;
  /** Titles in the languages of the figures; not in the fingerprint */
  titles: {
    /** In English, or as the file has it */
    en: string;
    /** As elsewhere in the results */
    name: string;
    of: "study" | "country" | "system" | "scenario" | "instrument" | "column" | string;
    /** In Chinese, or as `en` */
    zh: string;
  }[];
  winners: {
    baseline_not_positive: number | null;
    gain_above_5_percent: number | null;
    gain_up_to_5_percent: number | null;
    /** All, or the decile */
    group: string;
    /** Share of the weight, 0 to 1 */
    loss_above_5_percent: number | null;
    loss_up_to_5_percent: number | null;
    /** Less than 0.1 percent */
    no_change: number | null;
    weight: number;
  }[];
  /** The year whose law applies */
  year: number;
}

export interface ResultEntropy {
  /** Atkinson's index, inequality aversion 0.5 */
  atkinson_0_5: number | null;
  /** Inequality aversion 1 */
  atkinson_1: number | null;
  /** Inequality aversion 2 */
  atkinson_2: number | null;
  /** Generalised entropy of parameter 0, of positive incomes */
  mean_log_deviation: number | null;
  /** Their share of all weight, 0 to 1 */
  not_positive_share: number | null;
  /** The weight of those left out, whose income is zero or below */
  not_positive_weight: number;
  /** Theil's T, of positive incomes */
  theil: number | null;
}

export interface ResultInequality {
  /** Gini coefficient */
  gini: number | null;
  mean: number | null;
  median: number | null;
  /** Top tenth over bottom four tenths */
  palma: number | null;
  /** Income quintile share ratio */
  s80_s20: number | null;
  /** 0 to 1 */
  top_10_share: number | null;
  /** 0 to 1 */
  top_1_share: number | null;
}

/** The origin and 100 equal steps of the population; empty where total income is not positive */
export type ResultLorenz = {
  /** Their part of all income; below 0 where negative incomes outweigh */
  income_share: number;
  /** Those with incomes up to this point, 0 to 1 */
  population_share: number;
}[];

export interface ResultPoverty {
  /** FGT 1, 0 to 1 */
  gap_rate: number | null;
  /** FGT 0, 0 to 1 */
  headcount_rate: number | null;
  /** The line, a year of equivalised income */
  line: number;
  /** The weight of those below the line */
  poor: number;
  /** FGT 2 */
  severity_rate: number | null;
  /** What the poor lack together */
  total_gap: number;
  /** The weight of all */
  weight: number;
}

export interface ResultRedistribution {
  /** Benefits over market income */
  benefit_rate: number | null;
  /** Of benefits, public pensions and credits */
  concentration_benefits: number | null;
  /** Concentration of disposable income by rank of market income */
  concentration_disposable: number | null;
  /** Of taxes less benefits */
  concentration_net_taxes: number | null;
  /** Of taxes and contributions */
  concentration_taxes: number | null;
  /** Of disposable income */
  gini_disposable: number | null;
  /** Of gross income, by the same scale */
  gini_gross: number | null;
  /** Gini coefficient of equivalised market income */
  gini_market: number | null;
  /** Concentration of taxes less benefits, less Gini of market income */
  kakwani: number | null;
  /** The same of taxes and contributions alone */
  kakwani_taxes: number | null;
  /** Gini of market less Gini of disposable income */
  redistributive_effect: number | null;
  /** Atkinson-Plotnick: Gini of disposable income less its concentration */
  reranking: number | null;
  /** Gini of market income less concentration of disposable income */
  reynolds_smolensky: number | null;
  /** Taxes and contributions over market income */
  tax_rate: number | null;
}
