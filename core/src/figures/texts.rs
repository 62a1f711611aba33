//! The catalogue: every text of the figures, in English and Chinese beside each other.
//!
//! `{name}` is a hole, which the same text has in both languages; numbers fill it as [`Language`] writes them, with their percent
//! sign or currency. Where a verb depends on a sign, each verb has a text of its own. A sentence that begins with a hole gets its
//! capital when it is filled.

use super::Language;

/// A text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text {
    pub en: &'static str,
    pub zh: &'static str,
}

impl Text {
    /// The text as it stands.
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::Chinese => self.zh,
        }
    }

    /// The text with its holes filled. What fills a hole is not looked at again.
    pub fn filled(self, language: Language, holes: &[(&str, String)]) -> String {
        let mut filled = String::new();
        for piece in pieces(self.in_language(language)) {
            match piece {
                Piece::Words(words) => append(&mut filled, words),
                Piece::Hole(name) => match holes.iter().find(|(known, _)| *known == name) {
                    Some((_, value)) => append(&mut filled, value),
                    None => filled.extend(["{", name, "}"]),
                },
            }
        }
        filled
    }
}

/// Appends text; between a Chinese character and a number or Latin letters stands a space, as in print.
pub(super) fn append(text: &mut String, more: &str) {
    let chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
    let latin = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '%' | '\u{2212}');
    if let (Some(last), Some(first)) = (text.chars().last(), more.chars().next())
        && (chinese(last) && latin(first) || latin(last) && chinese(first))
    {
        text.push(' ');
    }
    text.push_str(more);
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Words between holes.
    Words(&'a str),
    /// A hole, by its name.
    Hole(&'a str),
}

/// The pieces of a text, in their order.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !words.is_empty() {
            found.push(Piece::Words(words));
        }
        found.push(Piece::Hole(name));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

/// Each text as a constant, so that none can be asked for that is not there, and the list of all.
macro_rules! catalogue {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub(super) const $name: Text = Text { en: $en, zh: $zh };)*
        #[cfg(test)]
        pub(super) const ALL: &[(&str, Text)] = &[$((stringify!($name), $name)),*];
    };
}
pub(super) use catalogue;

catalogue! {
    // Words that several figures share.
    PEOPLE: "people", "人";
    HOUSEHOLDS: "households", "家庭";
    ALL_TOGETHER: "All", "全部";
    TODAYS_LAW: "Today's law", "现行法律";
    PACKAGE: "Package", "方案";
    BEFORE_SHOCK: "Before the shock", "冲击之前";
    SHOCK_TODAYS_LAW: "Shock, today's law", "冲击，现行法律";
    WITH_PACKAGE: "With the package", "实施方案";
    LAW: "Law", "法律";
    CHANGE: "Change", "变化";
    POPULATION_SHARE: "Share of all", "占全部的比例";
    SYSTEM_PARAMETERS: "Parameters of the system as a whole", "整个体系的参数";
    AXIS_MONEY: "{unit}{currency} a year", "{unit}{currency}/年";
    AXIS_LARGE_MONEY: "{unit} {currency} a year", "{unit}{currency}/年";
    AXIS_PERCENT: "%", "%";
    AXIS_INCOME_CHANGE: "Change of disposable income, %", "可支配收入变化，%";

    // Several years.
    SUM_COST: "From {first} to {last} the net cost adds up to {n}; counted today, with {rate} a year beyond prices, {pv}.",
        "{first}至{last}年净成本合计{n}；扣除物价后按每年{rate}折现为{pv}。";
    SUM_DISPLACED: "From {first} to {last} together AI takes the jobs of {b} people under today's law.", "{first}至{last}年，按现行法律，AI 共使{b}人失去工作。";
    SUM_DISPLACED_PACKAGE: "From {first} to {last} together AI takes the jobs of {b} people under today's law and of {n} with the package.",
        "{first}至{last}年，按现行法律，AI 共使{b}人失去工作；实施方案后为{n}人。";
    YEAR: "Year", "年份";
    SHOCK_COST: "Cost of the shock", "冲击的成本";
    OPENING: "Before the year", "年初结余";
    INFLOW: "Comes in", "收入";
    INTEREST: "Interest", "利息";
    CLAIMED: "Claimed", "申领";
    PAID: "Paid", "支付";
    TOPPED_UP: "Added by the budget", "财政补足";
    CLOSING: "After the year", "年末结余";
    EMPTY_IN: "First month not paid in full", "首个未全额支付的月份";
    AXIS_PEOPLE: "{unit} people", "{unit}人";
    YEARS_QUESTION: "What does each year cost?", "每年要花多少钱？";
    YEARS_TITLE: "Net cost by year", "分年净成本";
    YEARS_SHOCK_TITLE: "Cost of the shock by year", "分年冲击成本";
    YEARS_DEFINITION: "A year's money. Positive: the public pays more. First-round effects. {people}",
        "为当年金额。正数表示公共财政多支出。仅含直接影响。{people}";
    LIST_COMMA: ", ", "、";
    PAYS_NOTHING: "Pays nothing in these years: {names}.", "这些年份没有任何支付：{names}。";
    YEARS_SHOCK_DEFINITION: "A year's money: what the public loses through the shock under today's law. {people}",
        "为当年金额：按现行法律，冲击使公共财政损失的金额。{people}";
    YEARS_LAW_DEFINITION: "A year's money. Positive: the public pays more than it takes in. {people}",
        "为当年金额。正数表示支出大于收入。{people}";
    PEOPLE_FROZEN: "Ages and weights of the people stay as they are.", "人口的年龄与权重保持不变。";
    PEOPLE_CARRIED: "Ages of the people stay as they are; weights and amounts are carried to each year.", "人口的年龄保持不变；权重与金额按年推算。";
    SUM_SHOCK: "From {first} to {last} the shock costs the public {n} under today's law.", "按现行法律，{first}至{last}年冲击使公共财政损失{n}。";
    SUM_LAW: "From {first} to {last} what today's law pays out less what it takes in adds up to {n}; counted today, with {rate} a year beyond prices, {pv}.",
        "{first}至{last}年现行法律支出减收入合计{n}；扣除物价后按每年{rate}折现为{pv}。";
    YEARS_COMPARED_QUESTION: "Which of the two costs more over the years?", "多年合计，哪个方案花费更多？";
    YEARS_COMPARED_MORE: "From {first} to {last} “{b}” costs {n} more than “{a}”; counted today, with {rate} a year beyond prices, {pv}.",
        "{first}至{last}年，“{b}”比“{a}”多花{n}；扣除物价后按每年{rate}折现相差{pv}。";
    YEARS_COMPARED_LESS: "From {first} to {last} “{b}” costs {n} less than “{a}”; counted today, with {rate} a year beyond prices, {pv}.",
        "{first}至{last}年，“{b}”比“{a}”少花{n}；扣除物价后按每年{rate}折现相差{pv}。";
    YEARS_COMPARED_EQUAL: "From {first} to {last} “{b}” costs as much as “{a}”; counted today, with {rate} a year beyond prices, they differ by {pv}.",
        "{first}至{last}年，“{b}”与“{a}”花费相同；扣除物价后按每年{rate}折现相差{pv}。";
    DIFFERENCE: "Difference", "差额";
    FUND_YEARS_TITLE: "What the fund takes in, pays out and holds", "基金收入、支出与结余";
    FUND_YEARS_DEFINITION: "What the fund holds after the year is what it held before, what comes in, interest and what the budget adds, less what is paid. Money can be spent from the month after it came in.",
        "年末结余等于年初结余加收入、利息与财政补足，减去支付。收入自次月起可用。";
    FUND_YEARS: "From {first} to {last} the fund takes in {taken} and pays out {paid}; at the end it holds {n}.",
        "{first}至{last}年，基金收入{taken}，支出{paid}；期末结余{n}。";
    FUND_YEARS_DRY: "From {first} to {last} the fund takes in {taken} and pays out {paid}; it is first empty in month {month} of {year}, and {short} that is claimed is not paid.",
        "{first}至{last}年，基金收入{taken}，支出{paid}；{year}年第{month}个月首次告罄，共有{short}申领未获支付。";
    FUND_YEARS_TOPPED_UP: "From {first} to {last} the fund takes in {taken} and pays out {paid}; it is first empty in month {month} of {year}, and the budget adds {short}.",
        "{first}至{last}年，基金收入{taken}，支出{paid}；{year}年第{month}个月首次告罄，财政共补足{short}。";
    STATES_QUESTION: "What becomes of the workers?", "劳动者去向如何？";
    STATES_TITLE: "Persons by state of work", "按就业状态的人数";
    STATES_DEFINITION: "Persons in each state of work, mean of the twelve months. Out of work: unemployed or in training.",
        "各就业状态的人数，十二个月平均。无工作：失业或培训中。";
    STATES_PACKAGE: "The number of people out of work is highest in {year}: {n} with the package, {b} under today's law.",
        "无工作人数在{year}年最多：实施方案为{n}人，现行法律下为{b}人。";
    STATES_TODAY: "The number of people out of work is highest in {year}: {n} under today's law.", "无工作人数在{year}年最多：现行法律下为{n}人。";
    STATE_EMPLOYED: "First job", "原工作";
    STATE_NEW_JOB: "New job", "新工作";
    STATE_SHORT_TIME: "Short time", "短时工作";
    STATE_GIG: "Gig work", "零工";
    STATE_PUBLIC_JOB: "Public job", "公共岗位";
    STATE_TRAINING: "Training", "培训";
    STATE_UNEMPLOYED: "Unemployed", "失业";
    STATE_INACTIVE: "Left the labour force", "退出劳动力";
    STATE_RETIRED: "Retired", "退休";
    OUT_OF_WORK: "Out of work", "无工作";
    OUT_OF_WORK_TODAY: "Out of work, today's law", "无工作，现行法律";
    POVERTY_YEARS_PACKAGE: "In {year}, {p2} of {who} are poor with the package, {p1} under today's law.", "{year}年，实施方案后{p2}的{who}贫困，现行法律下为{p1}。";
    POVERTY_YEARS_SAME: "In {year}, {p1} of {who} are poor, with the package as under today's law.", "{year}年{p1}的{who}贫困，实施方案与现行法律下相同。";
    POVERTY_YEARS_TODAY: "In {year}, {p1} of {who} are poor under today's law.", "{year}年，按现行法律{p1}的{who}贫困。";

    // Do benefits get in each other's way?
    COUNTED_HOUSEHOLDS: "households", "户家庭";
    FAMILIES: "families", "个家庭";
    TAX_UNITS: "tax units", "个报税单位";
    UNITS: "units", "个单位";
    YES: "Yes", "是";
    NO: "No", "否";
    IN_WORDS: "In words", "说明";
    BENEFIT_LOST: "Benefit that is lost", "减少的待遇";
    BECAUSE_OF: "Because of", "原因";
    UNITS_LOSING: "Who have less of it", "减少者";
    UNITS_LOSING_ALL: "Who have none of it any more", "完全失去者";
    AMOUNT_LOST: "Lost a year", "每年减少金额";
    TOGETHER_WITH: "Together with", "同时领取";
    ONE_PURPOSE: "For one purpose", "同一用途";
    UNITS_OF_BOTH: "Who receive both", "同时领取者";
    OVERLAP: "The smaller of both, a year", "两者中较小金额，每年";
    INTERACTIONS_QUESTION: "Do benefits get in each other's way?", "各项待遇之间会抵消或重复吗？";
    INTERACTIONS_TITLE: "Benefits lost because of a part of the package", "因方案某一部分而减少的待遇";
    DOUBLE_TITLE: "Two benefits at once", "同时领取两项待遇";
    INTERACTIONS_DEFINITION: "The package against the package without one of its parts, the others kept, on the same people. Who has less counts from 1 unit of the currency a year on. Two benefits serve one purpose if both are paid because an income was lost; paid twice is then the smaller of both.",
        "在同一人群上，将方案与去掉其中一部分（其余保留）的方案比较。每年减少不足1个货币单位者不计入人数。两项待遇都因收入损失而支付时视为同一用途，重复金额取两者中较小者。";
    INTERACTIONS_NONE: "Nobody loses a benefit because of a part of the package, and nobody is paid twice for a loss of income.",
        "没有人因方案的某一部分而失去其他待遇，也没有人因同一收入损失重复领取。";
    INTERACTIONS_ONE: "{one}.", "{one}。";
    INTERACTIONS_BOTH: "{loss}; {double}.", "{loss}；{double}。";
    LOSE_BENEFIT: "{n} {units} lose {x} a year of “{a}” because of “{b}”", "因“{b}”，{n}{units}的“{a}”每年减少{x}";
    LOSE_REPLACED: "{n} {units} lose {x} a year of “{a}”, which “{b}” replaces", "“{b}”取代“{a}”，{n}{units}每年减少{x}";
    LOSE_EXCLUDED: "{n} {units} lose {x} a year of “{a}”, which nobody receives with “{b}”", "领取“{b}”者不得领取“{a}”，{n}{units}每年减少{x}";
    PAID_TWICE: "{n} {units} receive both “{a}” and “{b}” for a loss of income, {x} a year of it twice", "{n}{units}因收入损失同时领取“{a}”和“{b}”，每年重复{x}";
    RECEIVE_BOTH: "{n} {units} receive both “{a}” and “{b}”; the smaller of both adds up to {x} a year", "{n}{units}同时领取“{a}”和“{b}”，两者中较小金额每年合计{x}";

    // The shock told otherwise.
    SHOCK_QUESTION: "What does the shock itself cost?", "冲击本身要花多少钱？";
    SHOCK_TITLE: "The shock and the package, apart", "冲击与方案分开计算";
    SHOCK_DEFINITION: "What government and its funds pay more or receive less. The shock: against today's law without it. The package: against today's law in the same times. Poverty: with the line before the shock.",
        "政府及其基金多付或少收的部分。冲击：与没有冲击的现行法律相比。方案：与同一情形下的现行法律相比。贫困按冲击之前的贫困线。";
    SHOCK_RUN: "What", "内容";
    SHOCK_RUN_COST: "Cost a year", "每年成本";
    SHOCK_POVERTY: "In poverty", "贫困率";
    SHOCK_WITHOUT_WAGE_GAIN: "The same, without the wage gain of those who keep their work", "同上，不计留任者的工资增幅";
    SHOCK_OTHERWISE: "The same, without the gains of those whom it spares", "同上，不计未受冲击者的收益";
    PACKAGE_WITH_SHOCK: "The package, with the shock", "方案，有冲击";
    PACKAGE_WITHOUT_SHOCK: "The package, without the shock", "方案，没有冲击";

    // What does it cost?
    BUDGET_QUESTION: "What does it cost?", "要花多少钱？";
    BUDGET_TITLE: "From what is paid out to the net cost", "从支出到净成本";
    BUDGET_LEVEL_TITLE: "What today's law pays out and takes in", "现行法律的支出与收入";
    BUDGET_DEFINITION: "Central, local and social insurance budgets and the fund together, against today's law. First-round effects; administration is not included.",
        "中央、地方、社保和基金合并计算，与现行法律相比。仅含直接影响，不含管理费用。";
    BUDGET_SHOCK_DEFINITION: "Central, local and social insurance budgets and the fund together, against today's law under the same shock. First-round effects; administration is not included.",
        "中央、地方、社保和基金合并计算，与同一冲击下的现行法律相比。仅含直接影响，不含管理费用。";
    BUDGET_LEVEL_DEFINITION: "Central, local and social insurance budgets and the funds together, as far as the model holds their taxes and benefits.",
        "中央、地方、社保和基金合并计算，仅限模型包含的税费与待遇。";
    NOBODY_REACHED: "Nobody is reached by “{name}”: it pays and takes nothing, because nobody meets its conditions or there is nothing to pay for.",
        "“{name}”未覆盖任何人：无人符合条件或没有可支付的对象，收支均为零。";
    NOBODY_REACHED_LACKING: "Nobody is reached by “{name}”. Of what it reads these people's data do not have {columns}: everybody has the default.",
        "“{name}”未覆盖任何人。其规则读取的列中，所用人口数据没有 {columns}：所有人均取默认值。";
    OVER_SHARED: "The programmes of “{name}” reserve {s} of what there is to share: where the fund cannot pay that, all of them are cut in the same proportion.",
        "“{name}”各项目合计预留可分配资金的{s}：基金不足以支付时，各项目按同一比例削减。";
    BUDGET_NOTHING: "This package pays nothing and takes nothing.", "本方案没有收支。";
    BUDGET_PAYS: "Of {paid} paid out, {back}; {net}.", "每年支出{paid}，{back}；{net}。";
    BUDGET_PAYS_MORE: "{paid} is paid out and {back}; {net}.", "每年支出{paid}，{back}；{net}。";
    BUDGET_PAYS_MORE_AND_RAISES: "{paid} is paid out, {raised} is raised or saved by the package itself and {back}; {net}.",
        "每年支出{paid}，方案自身筹集或节省{raised}，{back}；{net}。";
    BUDGET_PAYS_AND_RAISES: "Of {paid} paid out, {raised} is raised or saved by the package itself and {back}; {net}.",
        "每年支出{paid}，方案自身筹集或节省{raised}，{back}；{net}。";
    BUDGET_RAISES: "The package pays nothing out and raises or saves {raised}; {back}; {net}.",
        "方案没有支出，每年筹集或节省{raised}；{back}；{net}。";
    BUDGET_REACTS: "The package itself pays nothing out; {back}; {net}.", "方案本身没有支出；{back}；{net}。";
    BACK_COMES: "{x} comes back", "其中{x}收回";
    BACK_COMES_TOO: "{x} comes back", "另有{x}收回";
    BACK_NONE: "nothing comes back", "没有收回";
    BACK_TAX_LOST: "{y} of other taxes and contributions is lost", "其他税费减收{y}";
    BACK_TAX_LOST_REST_SAVED: "{y} of other taxes and contributions is lost while {x} is saved elsewhere", "其他税费减收{y}，其他方面节省{x}";
    BACK_MORE: "{x} more is spent or lost elsewhere", "其他方面另支出或减收{x}";
    NET_COST_CLAUSE: "the net cost is {n} a year", "净成本为{n}";
    NET_INCOME_CLAUSE: "it brings in {n} a year", "净收入为{n}";
    NET_NOTHING_CLAUSE: "the net cost is about 0", "净成本约为 0";
    BUDGET_LEVEL: "Under today's law {paid} a year is paid out and {taken} comes in; {net}.",
        "按现行法律，每年支出{paid}，收入{taken}；{net}。";
    LEVEL_SURPLUS: "{n} is left over", "结余{n}";
    LEVEL_SHORT: "{n} is missing", "缺口{n}";
    LEVEL_EVEN: "the two are about the same", "两者基本相等";
    STEP: "Step", "步骤";
    PAID_OUT: "Paid out", "支出";
    TAKEN_IN: "Taken in", "收入";
    RAISED: "Raised or saved by the package", "方案筹集或节省";
    TAX_BACK: "Tax back", "税费收回";
    TAX_LOST: "Tax lost", "税费减收";
    AID_SAVED: "Aid saved", "节省的待遇";
    AID_ADDED: "Aid added", "增加的待遇";
    OTHER: "Other", "其他";
    NET_COST: "Net cost", "净成本";
    AMOUNT: "Amount a year", "每年金额";
    BAR_FROM: "Bar from", "柱起点";
    BAR_TO: "Bar to", "柱终点";
    BY_INSTRUMENT: "By instrument", "按政策工具";
    INSTRUMENT: "Instrument", "政策工具";
    RECIPIENTS: "Recipients or payers", "领取或缴纳者";
    MEAN_AMOUNT: "Average amount", "平均金额";
    AMOUNT_TODAY: "Today's law, a year", "现行法律，每年";
    AMOUNT_PACKAGE: "With the package, a year", "实施方案，每年";
    GROSS_COST: "Gross cost a year: change in its own payments", "每年总成本（自身收支变化）";
    NET_SHAPLEY: "Net cost, mean of all orders (Shapley)", "净成本（Shapley，各顺序平均）";
    NET_STACKED: "Net cost, added one after another", "净成本（按顺序逐项叠加）";
    NET_LAST_IN: "Net cost, each added last", "净成本（各项最后加入）";
    NET_WHOLE: "Net cost, not told apart", "净成本（未分解）";
    BY_ELEMENT: "By part of the package, in two ways", "按方案各部分，两种分解";
    ELEMENT: "Part of the package", "方案部分";
    LEFT_OUT_TITLE: "Who is left out where there is not enough", "供不应求时谁被落下";
    LIMIT: "Limited by", "受限于";
    LIMIT_PLACES: "places", "名额";
    LIMIT_MONEY: "money", "资金";
    LIMIT_FUND: "a fund", "基金";
    WANTED: "Want it", "申请者";
    LEFT_OUT: "Left out", "落选者";
    LEFT_OUT_DISPLACED: "Left out, with a displaced member", "落选者，有失业成员";
    SHORTFALL: "Claimed and not paid", "未获支付";

    // Who is caught?
    COVERAGE_QUESTION: "Who is caught?", "谁能被接住？";
    COVERAGE_TITLE: "What becomes of the displaced", "失业者的去向";
    COVERAGE_DEFINITION: "Protected: job kept or found, or a benefit and enough income. Enough: at least 60% of the household income had the job lasted, and above the poverty line, over the year of the loss.",
        "得到保障：保住或找到工作，或领到待遇且收入足够。足够：失业当年，家庭收入不低于原有水平的 60%，且高于贫困线。";
    COVERAGE: "{p} of the {d} displaced would keep or find a job or have enough income; under today's law {b}.",
        "{d}失业者中，{p}能保住或找到工作、或有足够的收入；按现行法律为{b}。";
    COVERAGE_LEVEL: "Under today's law {b} of the {d} displaced would keep or find a job or have enough income.",
        "按现行法律，{d}失业者中，{b}能保住或找到工作、或有足够的收入。";
    COVERAGE_NOBODY: "Nobody is displaced in this scenario.", "此情景下无人失业。";
    SEGMENT_JOB: "Job kept or found", "保住或找到工作";
    BACK_AT_WORK: "Of these, lost it and found another", "其中：失去后另找到工作";
    SEGMENT_ENOUGH: "Enough income", "收入足够";
    SEGMENT_NOT_ENOUGH: "Benefit, not enough", "有待遇但不够";
    SEGMENT_NOT_CLAIMED: "Entitled, not claimed", "符合条件未领取";
    SEGMENT_NOT_ENTITLED: "Not entitled", "不符合条件";
    PROTECTED: "Protected", "得到保障";
    ENOUGH_ANYHOW: "Enough income, whatever from", "收入足够（不论来源）";
    COVERAGE_STEPS: "The displaced, step by step", "失业者，逐步";
    DISPLACED: "Displaced", "失业者";
    ENTITLED: "Entitled", "符合条件";
    RECEIVING: "With a benefit", "领到待遇";
    FORECAST: "The forecast of the risk", "失业风险预测";
    FORECAST_TENTHS: "The forecast by tenths of predicted risk", "按预测风险十分组的预测";
    WARNED_FROM: "Warned from a predicted risk of", "预警门槛（预测风险）";
    WARNED: "Share warned", "被预警比例";
    PRECISION: "Precision: of the warned, who lost the work", "准确率：被预警者中失去工作的比例";
    RECALL: "Recall: of those who lost it, who was warned", "召回率：失去工作者中被预警的比例";
    TENTH: "Tenth by predicted risk", "预测风险十分组";
    WORKERS: "Workers", "劳动者";
    PREDICTED: "Mean predicted risk", "平均预测风险";
    LOST_THE_WORK: "Lost the work", "失去工作";

    // Rich or poor: who gets how much?
    DECILES_QUESTION: "Rich or poor: who gets how much?", "穷人富人，各得多少？";
    DECILES_TITLE: "Change of disposable income by tenth", "各成的可支配收入变化";
    DECILES_LEVEL_TITLE: "Equivalent income by tenth", "各成的等值收入";
    DECILES_DEFINITION: "Ten groups of equal size by income per equivalent adult under today's law; 1 is the poorest.",
        "按现行法律下的等值收入分为十个等份，1 为最穷。";
    DECILES: "The poorest tenth {poorest}; the richest tenth {richest}.", "最穷的一成{poorest}，最富的一成{richest}。";
    TENTH_GAINS: "gains {x} of its income", "收入增加{x}";
    TENTH_LOSES: "loses {x} of its income", "收入减少{x}";
    TENTH_SAME: "sees about the same income", "收入基本不变";
    TENTH_UNDEFINED: "has no positive income to compare with", "没有可比较的正收入";
    DECILES_NONE: "No tenth changes by 0.1% or more.", "没有任何一成的变化达到 0.1%。";
    DECILES_LEVEL: "The poorest tenth has an equivalent income of {poorest} a year, the richest tenth of {richest}.",
        "最穷的一成等值收入为每年{poorest}，最富的一成为{richest}。";
    DECILE: "Tenth", "成";
    RELATIVE_CHANGE: "Change, %", "变化，%";
    MEAN_CHANGE: "Mean change a year", "平均变化，每年";
    MEAN_TODAY: "Mean under today's law", "现行法律下的均值";
    MEAN_PACKAGE: "Mean with the package", "实施方案后的均值";
    UPPER_EDGE: "Highest income of the group", "该组最高收入";
    SHARE_OF_CHANGE: "Part of the whole change", "占总变化的比例";

    // How many gain, how many lose?
    WINNERS_QUESTION: "How many gain, how many lose?", "多少人受益，多少人受损？";
    WINNERS_TITLE: "Who gains and who loses", "受益与受损";
    WINNERS_DEFINITION: "Share of {who} by change in household disposable income, in %. No change: less than 0.1%. Shares are rounded one by one and may not add up to 100%.",
        "按家庭可支配收入变化划分的{who}的比例（%）。不变：变化小于 0.1%。各比例分别四舍五入，合计未必为 100%。";
    WINNERS: "{g} of {who} gain, {l} lose, and {s} see no change.", "{g}的{who}收入增加，{l}的{who}减少，{s}的{who}不变。";
    WINNERS_AND_OTHERS: "{g} of {who} gain, {l} lose, and {s} see no change; {o} have no income to compare with.",
        "{g}的{who}收入增加，{l}的{who}减少，{s}的{who}不变；{o}没有可比较的收入。";
    GAIN_STRONG: "Gain more than 5%", "增加超过 5%";
    GAIN: "Gain up to 5%", "增加不超过 5%";
    NO_CHANGE: "No change", "不变";
    LOSE: "Lose up to 5%", "减少不超过 5%";
    LOSE_STRONG: "Lose more than 5%", "减少超过 5%";
    NOT_POSITIVE: "No or negative income", "无收入或为负";
    GROUP: "Group", "组别";
    TENTH_OF: "Tenth {n}", "第 {n} 成";
    POOREST_TENTH: "Poorest tenth", "最穷一成";
    RICHEST_TENTH: "Richest tenth", "最富一成";
    GAIN_SHARE: "Gain", "受益";
    LOSE_SHARE: "Lose", "受损";
    BY_GROUP: "By {by}", "按{by}";

    // How many are poor?
    POVERTY_QUESTION: "How many are poor?", "有多少人贫困？";
    POVERTY_TITLE: "Share below the poverty line", "贫困线以下的比例";
    POVERTY_DEFINITION: "Poor: below {line} of the median income under today's law (fixed line). Counted by {who}.",
        "贫困：低于现行法律下收入中位数的{line}（固定线）。按{who}计算。";
    POVERTY_SHOCK_DEFINITION: "Poor: below {line} of the median income before the shock (fixed line). Counted by {who}.",
        "贫困：低于冲击前收入中位数的{line}（固定线）。按{who}计算。";
    POVERTY_SHOCK: "{shock}; {package}.", "{shock}；{package}。";
    POVERTY_SHOCK_ALONE: "{shock}.", "{shock}。";
    SHOCK_LIFTS: "the shock lifts poverty from {p0} to {p1}", "冲击使贫困率从{p0}升至{p1}";
    SHOCK_LOWERS: "the shock lowers poverty from {p0} to {p1}", "冲击使贫困率从{p0}降至{p1}";
    SHOCK_LEAVES: "the shock leaves poverty about the same, at {p1}", "冲击后贫困率基本不变，为{p1}";
    PACKAGE_BRINGS: "the package brings it to {p2}", "方案使其降至{p2}";
    PACKAGE_RAISES: "the package raises it to {p2}", "方案使其升至{p2}";
    PACKAGE_LEAVES: "the package leaves it about the same", "方案后基本不变";
    POVERTY_FALLS: "The package lowers poverty from {p1} to {p2}.", "方案使贫困率从{p1}降至{p2}。";
    POVERTY_RISES: "The package raises poverty from {p1} to {p2}.", "方案使贫困率从{p1}升至{p2}。";
    POVERTY_SAME: "The package leaves poverty about the same, at {p1}.", "方案后贫困率基本不变，为{p1}。";
    POVERTY_LEVEL: "{p1} of {who} are poor under today's law.", "按现行法律，{p1}的{who}贫困。";
    POVERTY_UNDEFINED: "Not defined: there is no positive median income to draw a line by.", "无法定义：没有可用于划线的正中位收入。";
    NOT_WORKED_OUT: "not worked out", "未计算";
    MEASURE: "Measure", "指标";
    FIXED_RATE: "Poverty rate, fixed line", "贫困率，固定线";
    FIXED_GAP: "Poverty gap, fixed line", "贫困差距，固定线";
    FLOATING_RATE: "Poverty rate, floating line", "贫困率，浮动线";
    FLOATING_GAP: "Poverty gap, floating line", "贫困差距，浮动线";
    POVERTY_BY_MEASURE: "Rate and gap, fixed and floating line", "比率与差距，固定线与浮动线";

    // Does it make incomes more equal?
    INEQUALITY_QUESTION: "Does it make incomes more equal?", "收入会更平等吗？";
    INEQUALITY_TITLE: "Inequality of disposable income", "可支配收入的不平等";
    INEQUALITY_DEFINITION: "Disposable income per equivalent adult, counted by {who}. Gini: 0 if all have the same, 1 if one has all.",
        "等值可支配收入，按{who}计算。基尼系数：人人相同为 0，一人独占为 1。";
    INEQUALITY_UNDOES: "The package undoes {k} of the rise in inequality that the shock brings.", "方案抵消了冲击带来的不平等上升的{k}。";
    INEQUALITY_MORE: "The package more than undoes the rise in inequality that the shock brings.", "方案不仅完全抵消冲击带来的不平等上升，还使不平等低于冲击之前。";
    INEQUALITY_ADDS: "The shock raises the Gini index from {g0} to {g1}; the package raises it to {g2}.",
        "冲击使基尼系数从{g0}升至{g1}；方案使其升至{g2}。";
    GINI_FALLS: "The package lowers the Gini index from {g1} to {g2}.", "方案使基尼系数从{g1}降至{g2}。";
    GINI_RISES: "The package raises the Gini index from {g1} to {g2}.", "方案使基尼系数从{g1}升至{g2}。";
    GINI_SAME: "The package leaves the Gini index about the same, at {g1}.", "方案后基尼系数基本不变，为{g1}。";
    GINI_LEVEL: "The Gini index is {g1} under today's law.", "按现行法律，基尼系数为{g1}。";
    GINI_SHOCK_RISES: "The shock raises the Gini index from {g0} to {g1}.", "冲击使基尼系数从{g0}升至{g1}。";
    GINI_SHOCK_FALLS: "The shock lowers the Gini index from {g0} to {g1}.", "冲击使基尼系数从{g0}降至{g1}。";
    GINI_SHOCK_SAME: "The shock leaves the Gini index about the same, at {g1}.", "冲击后基尼系数基本不变，为{g1}。";
    GINI_UNDEFINED: "Not defined: incomes are not positive together.", "无法定义：收入合计不为正。";
    INDEX: "Index", "指数";
    GINI: "Gini index", "基尼系数";
    S80_S20: "Richest 20% to poorest 20%", "最富与最穷 20% 之比";
    PALMA: "Richest 10% to poorest 40% (Palma)", "最富 10% 与最穷 40% 之比（Palma）";
    TOP_10: "Share of the top 10%", "最高 10% 的份额";
    TOP_1: "Share of the top 1%", "最高 1% 的份额";
    THEIL: "Theil index", "泰尔指数";
    LOG_DEVIATION: "Mean log deviation", "平均对数离差";
    ATKINSON_05: "Atkinson index, aversion 0.5", "阿特金森指数（0.5）";
    ATKINSON_1: "Atkinson index, aversion 1", "阿特金森指数（1）";
    ATKINSON_2: "Atkinson index, aversion 2", "阿特金森指数（2）";
    ALL_INDICES: "All indices", "全部指数";
    LORENZ_TITLE: "Lorenz curves", "洛伦兹曲线";
    LORENZ_DEFINITION: "The share of all disposable income per equivalent adult that the poorest have, from the first to all {who}; the nearer to the diagonal, the more equal.",
        "从最穷者起累计，等值可支配收入所占的份额，按{who}计算；越接近对角线越平等。";
    LORENZ: "The poorer half has {x1} of all income under today's law and {x2} with the package.", "较穷的一半按现行法律占全部收入的{x1}，实施方案后为{x2}。";
    LORENZ_LEVEL: "The poorer half has {x1} of all income under today's law.", "按现行法律，较穷的一半占全部收入的{x1}。";
    INCOME_SHARE: "Share of income", "收入份额";

    // Where does it help most?
    REGIONS_QUESTION: "Where does it help most?", "对哪里帮助最大？";
    REGIONS_TITLE: "Change of disposable income by region", "各地可支配收入变化";
    REGIONS_DEFINITION: "Change of all disposable income per equivalent adult of a region's people, against today's law.", "各地居民等值可支配收入合计的变化，与现行法律相比。";
    REGIONS: "Incomes change by {p} in {top} and by {q} in {last}.", "{top}的收入变化为{p}，{last}为{q}。";
    REGIONS_RISE: "Incomes rise by {p} in {top} and by {q} in {last}.", "{top}的收入增加{p}，{last}增加{q}。";
    REGIONS_FALL: "Incomes fall by {p} in {top} and by {q} in {last}.", "{top}的收入减少{p}，{last}减少{q}。";
    REGIONS_NONE: "In no region incomes change by 0.1% or more.", "没有任何地区的收入变化达到 0.1%。";
    REGION: "Region", "地区";
    POVERTY_TODAY: "Poverty rate, today's law", "贫困率，现行法律";
    POVERTY_PACKAGE: "Poverty rate, with the package", "贫困率，实施方案";

    // Where does the money come from?
    LEVIES_QUESTION: "Where does the money come from?", "钱从哪里来？";
    LEVIES_TITLE: "What levies bring in", "专项税费收入";
    LEVIES_DEFINITION: "Levies before any response of other taxes; the net cost says what is left after it.", "专项税费，未计其他税收的变化；净成本已计入。";
    LEVIES: "The levies bring in {x} a year; under today's law {b}.", "专项税费每年收入{x}；按现行法律为{b}。";
    LEVIES_LEVEL: "The levies bring in {b} a year under today's law.", "按现行法律，专项税费每年收入{b}。";
    LEVIES_NOTHING: "The levies bring in nothing.", "专项税费没有收入。";
    PAYERS: "Payers", "缴纳者";
    LEVY_KEPT: "Of {x} that “{levy}” brings in, government keeps {n}, {p}, once what is given back and the taxes on the incomes that bear it are counted.", "“{levy}”收入{x}，扣除返还及承担者所得减少造成的税收损失后，政府留存{n}（{p}）。";
    LEVY_YIELD_TITLE: "{levy}: from gross to net", "{levy}：从总收入到净收入";
    LEVY_BEARERS_TITLE: "{levy}: who bears it", "{levy}：由谁承担";
    LEVY_ECONOMY_TITLE: "{levy}: where it arises", "{levy}：产生于何处";
    LEVY_FIGURE: "Figure", "项目";
    LEVY_VALUE: "A year", "每年";
    LEVY_MEANING: "What it is", "含义";
    LEVY_BEARER: "Borne by", "承担者";
    LEVY_SHARE: "Share", "占比";
    LEVY_GROUP: "Where", "所在";
    LEVY_PAID: "Levy paid", "缴纳税额";
    LEVY_GOVERNMENT: "Government, by lower taxes", "政府（少收税款）";
    LEVY_HOUSEHOLDS: "Households", "住户";
    LEVY_REST: "Owners abroad, and firms that keep their profit", "国外所有者及留存利润的企业";
    LEVY_NOWHERE: "With nobody's job", "不属于任何岗位";
    LEVY_STATIC: "Static yield", "静态收入";
    LEVY_STATIC_IS: "The rate on the base as it would be if nobody answered to the levy.", "税率乘以无任何反应时的税基。";
    LEVY_SLOWER: "Lost to slower automation", "自动化放缓造成的减少";
    LEVY_SLOWER_IS: "Fewer jobs are taken, less is gained and spent on it, as far as the scenario answers.", "被取代岗位、收益与设备支出减少（以情景的反应为限）。";
    LEVY_EROSION: "Lost to a smaller base", "税基缩小造成的减少";
    LEVY_EROSION_IS: "The base that is there shrinks or moves away: the response that the people's columns do not hold.", "现有税基缩小或转移：数据列尚未体现的反应。";
    LEVY_STATUTORY: "Statutory yield", "法定收入";
    LEVY_STATUTORY_IS: "What is paid: the three above.", "实际缴纳额：以上三项之和。";
    LEVY_GIVEN_BACK: "Given back by government", "政府返还";
    LEVY_GIVEN_BACK_IS: "The profit tax lost because the levy is deducted.", "因转型税可抵扣而减收的利润税。";
    LEVY_TAXES: "Taxes lost on lower incomes", "所得减少造成的税收损失";
    LEVY_TAXES_IS: "Capital income and wages bear a part, and are taxed less.", "资本收入与工资承担一部分，其税款随之减少。";
    LEVY_CONTRIBUTIONS: "Contributions lost on lower incomes", "所得减少造成的社保缴费损失";
    LEVY_CONTRIBUTIONS_IS: "The same of contributions, as far as their rules read these incomes.", "社会保险缴费的相应损失（以其规则读取该收入为限）。";
    LEVY_BENEFITS: "Benefits and others, of lower incomes", "所得减少引起的福利及其他变化";
    LEVY_BENEFITS_IS: "Means tests and other rules that read the lower incomes.", "读取该收入的收入审查及其他规则的变化。";
    LEVY_FUNDS: "Payments of funds, of lower incomes", "所得减少引起的基金支付变化";
    LEVY_FUNDS_IS: "What funds pay otherwise because incomes are lower.", "因所得减少而变化的基金支付。";
    LEVY_NET_YIELD: "Net yield", "净收入";
    LEVY_NET_YIELD_IS: "What government and its funds keep: the statutory yield, less what is given back and what lower incomes cost them.", "政府与基金留存：法定收入减去返还，以及因所得减少造成的损失。";
    LEVY_NET_SHARE: "Net yield as a share of what is paid", "净收入占缴纳额的比例";
    LEVY_NET_SHARE_IS: "Net yield over statutory yield; not defined where nothing is paid.", "净收入除以法定收入；无缴纳时无定义。";
    LEVY_SLOWING_TAXES: "Beside it: taxes, as automation is slower", "另计：自动化放缓带来的税收变化";
    LEVY_SLOWING_TAXES_IS: "Wages kept are taxed, gains that are not made are not. No profit tax is in the model.", "保住的工资纳税，未实现的收益不纳税；模型不含利润税。";
    LEVY_SLOWING_CONTRIBUTIONS: "Beside it: contributions, as automation is slower", "另计：自动化放缓带来的社保缴费变化";
    LEVY_SLOWING_CONTRIBUTIONS_IS: "On the wages that are kept.", "来自保住的工资。";
    LEVY_SLOWING_BENEFITS: "Beside it: benefits and others, as automation is slower", "另计：自动化放缓带来的福利及其他变化";
    LEVY_SLOWING_BENEFITS_IS: "What need not be paid to those who keep their work, and all other revenue and spending.", "无需支付给保住工作者的待遇，以及其他收支变化。";
    LEVY_SLOWING_FUNDS: "Beside it: payments of funds, as automation is slower", "另计：自动化放缓带来的基金支付变化";
    LEVY_SLOWING_FUNDS_IS: "What funds pay less (or more), also because the levy brings in another amount.", "基金支付的变化，包括税额变化所致。";
    LEVY_SLOWING_TOTAL: "Beside it: all that slower automation brings government", "另计：自动化放缓给政府带来的合计变化";
    LEVY_SLOWING_TOTAL_IS: "The four lines above; positive: government gains. Not part of the net yield.", "以上四项之和；正数表示政府获益。不计入净收入。";
    LEVY_WORK_KEPT: "Persons who keep their work", "保住工作的人数";
    LEVY_WORK_KEPT_IS: "Fewer lose it than without the levy; not defined without a scenario.", "与无税相比少失去工作的人数；无情景时无定义。";
    FUND_QUESTION: "Does the fund last?", "基金够用吗？";
    FUND_TITLE: "What the fund takes in and pays out", "基金收支";
    FUND_DEFINITION: "One year; what the fund had before is not counted.", "仅一年，不含基金原有结余。";
    FUND_SURPLUS: "In {year} the fund takes in {taken} and pays out {paid}; {n} is left over.", "{year}年基金收入{taken}，支出{paid}；结余{n}。";
    FUND_SHORT: "In {year} the fund takes in {taken} and pays out {paid}; {n} is missing.", "{year}年基金收入{taken}，支出{paid}；缺口{n}。";
    FUND_EVEN: "In {year} the fund takes in {taken} and pays out as much.", "{year}年基金收入{taken}，支出相同。";
    FUND_BALANCE: "Balance", "结余";

    // What is told of several years when their figures are opened.
    NET_OF_INSTRUMENTS: "Net cost by instrument", "各工具的净成本";
    CHANGED_BY_PACKAGE: "Because the package changes who is out of work", "因方案改变失业者构成";
    RECIPIENTS_OF_INSTRUMENTS: "Recipients by instrument", "各工具的领取者";
    JOBS_TITLE: "Jobs and places", "岗位与名额";
    JOBS_LOST_TODAY: "Lose the job, today's law", "失去岗位，现行法律";
    JOBS_LOST: "Lose the job", "失去岗位";
    JOBS_FOUND: "Find a job", "找到工作";
    JOBS_KEPT: "Kept by short-time work", "短时工作保住的岗位";
    PLACES_IN_TRAINING: "In training", "培训中";
    WAITING_FOR_TRAINING: "Wait for training", "等待培训";
    PLACES_IN_PUBLIC_JOBS: "In public jobs", "在公共岗位";

    // The sentence at the top, and the strip of figures below it.
    HERO_SHOCK_COST: "If AI takes the jobs of {scenario} in {place}, {package} would cost the public {n} a year and protect {p} of those who lose their job.",
        "如果 AI 让{place}{scenario}失去工作，{package}每年将使公共财政多支出{n}，保障其中{p}的人。";
    HERO_SHOCK_INCOME: "If AI takes the jobs of {scenario} in {place}, {package} would bring the public {n} a year and protect {p} of those who lose their job.",
        "如果 AI 让{place}{scenario}失去工作，{package}每年将使公共财政增收{n}，保障其中{p}的人。";
    HERO_SHOCK_NOTHING: "If AI takes the jobs of {scenario} in {place}, {package} would cost the public about nothing and protect {p} of those who lose their job.",
        "如果 AI 让{place}{scenario}失去工作，{package}几乎不增加公共财政支出，保障其中{p}的人。";
    HERO_SHOCK_LAW_COST: "If AI takes the jobs of {scenario} in {place}, {package} would leave the public {n} a year short and protect {p} of those who lose their job.",
        "如果 AI 让{place}{scenario}失去工作，按{package}，公共财政每年将减少{n}，其中{p}的人得到保障。";
    HERO_SHOCK_LAW_INCOME: "If AI takes the jobs of {scenario} in {place}, {package} would leave the public {n} a year better off and protect {p} of those who lose their job.",
        "如果 AI 让{place}{scenario}失去工作，按{package}，公共财政每年将增加{n}，其中{p}的人得到保障。";
    HERO_SHOCK_LAW_NOTHING: "If AI takes the jobs of {scenario} in {place}, the public budget would stay about the same under {package}, and {p} of those who lose their job would be protected.",
        "如果 AI 让{place}{scenario}失去工作，按{package}，公共财政基本不变，其中{p}的人得到保障。";
    HERO_COST: "In {place}, {package} would cost the public {n} a year.", "在{place}，{package}每年将使公共财政多支出{n}。";
    HERO_INCOME: "In {place}, {package} would bring the public {n} a year.", "在{place}，{package}每年将使公共财政增收{n}。";
    HERO_NOTHING: "In {place}, {package} would cost the public about nothing.", "在{place}，{package}几乎不增加公共财政支出。";
    HERO_LAW: "In {place}, {package} pays out {paid} a year and takes in {taken}.", "在{place}，{package}每年支出{paid}，收入{taken}。";
    HERO_EQUAL: "In {place}, {package} equals today's law: all differences are 0.", "在{place}，{package}与现行法律相同，差额均为 0。";
    HERO_SHOCK_EQUAL: "If AI takes the jobs of {scenario} in {place}, {package} equals today's law: all differences are 0.",
        "如果 AI 让{place}{scenario}失去工作，{package}与现行法律相同，差额均为 0。";
    QUOTED: "“{title}”", "“{title}”";
    LAW_IN_SENTENCE: "today's law", "现行法律";
    SO_MANY_PEOPLE: "{d} people", "{d}人";
    CELL_NET_COST: "Net cost a year", "每年净成本";
    CELL_BALANCE: "Left over a year", "每年结余";
    CELL_SHOCK_COST: "Cost of the shock a year", "冲击的每年成本";
    CELL_PROTECTED: "Displaced who are protected", "失业者得到保障";
    CELL_POOR_PEOPLE: "People in poverty", "相对贫困人口";
    CELL_POOR_HOUSEHOLDS: "Households in poverty", "相对贫困家庭";
    CELL_GAIN_LOSE: "Gain / lose", "受益 / 受损";
    CELL_GINI: "Gini index", "基尼系数";
    NOTE_TODAYS_LAW: "today's law {b}", "现行法律{b}";
    NOTE_UNCHANGED: "{s} see no change", "{s}不变";
    NOTE_PAID: "of {paid} paid out", "支出{paid}";
    NOTE_OF_DISPLACED: "of {d} displaced", "失业者共{d}";
    NOTE_NUMBER: "{d} {who}", "{d}{who}";
}
