//! The catalogue of what a report says beside its figures.

use super::super::texts::{Text, catalogue};

catalogue! {
    // The head.
    REPORT_OF: "{place}, {year}", "{place}，{year}年";
    REPORT_OF_YEARS: "{place}, {first} to {last}", "{place}，{first}–{last}年";
    WITH_SCENARIO: "{place}; {scenario}", "{place}；{scenario}";
    CONTENTS: "Contents", "目录";

    // The question.
    QUESTION: "The question", "问题";
    ASKED: "What would “{package}” cost in {place}, whom would it catch, and who would gain or lose?",
        "在{place}，“{package}”要花多少钱，能接住谁，谁受益、谁受损？";
    ASKED_OF_LAW: "What do today's taxes and benefits cost and bring in {place}, and whom do they reach?",
        "在{place}，现行税费与待遇的支出与收入各是多少，惠及谁？";
    ONE_YEAR: "All figures are those of {year}.", "所有数字为{year}年。";
    SEVERAL_YEARS: "The costing note tells every year; figures of one year are those of {year}, the last.",
        "成本说明列出各年；单一年份的数字为最后一年，即{year}年。";
    PEOPLE_OF: "The people: {name}; {rows} households stand for {all}.", "人口：{name}；{rows}户样本代表{all}户。";

    // The package.
    PACKAGE_SECTION: "The package", "方案内容";
    CHANGES_TITLE: "What is changed, and from what to what", "改动内容及前后取值";
    CHANGES_NONE: "Nothing is changed: these are the taxes and benefits of today's law.", "没有改动：此为现行法律的税费与待遇。";
    WHERE: "Where", "适用于";
    WHAT: "What", "内容";
    DEED: "Deed", "改动";
    FROM: "From", "原值";
    TO: "To", "新值";
    OF_SCENARIO: "Scenario", "情景";
    OF_BASELINE: "Baseline", "基准";
    OF_REFORM: "Reform", "改革";
    PART_OF: "{whole}: {part}", "{whole}：{part}";
    KEY_ELIGIBILITY: "who is eligible", "资格条件";
    KEY_WHO: "who of the unit is asked", "由单位中何人判定";
    KEY_PAYER: "who pays", "付款方";
    KEY_PAYEE: "who is paid", "收款方";
    KEY_REPLACES: "what it replaces", "取代的项目";
    KEY_INSTEAD_OF: "what its recipients lose", "领取者不再享有的项目";
    KEY_HOLD_HARMLESS: "nobody gets less than before", "待遇不低于原有";
    KEY_COUNTS_IN: "where it counts", "计入的收入口径";
    LIST_SEPARATOR: ", ", "、";
    ADDED: "added", "增加";
    REMOVED: "removed", "取消";
    REPLACED: "replaced", "替换";
    SET: "set", "设定";
    HAPPENS: "happens to the people before the law applies", "在适用法律之前发生";

    // Findings.
    FINDINGS: "In short", "要点";
    OF_LAST_YEAR: "Of {year}, the last year:", "最后一年，即{year}年：";
    LABEL_OF_YEAR: "{label}, {year}", "{label}，{year}年";

    // The costing note.
    COSTING: "Costing note by year", "分年成本说明";
    COSTING_NOTE: "A year's money. Positive: the public pays more. What is paid out, raised, comes back and is saved add up to the net cost. First-round effects; administration is not included.",
        "为当年金额。正数表示公共财政多支出。支出、筹集、收回与节省相加为净成本。仅含直接影响，不含管理费用。";
    COSTING_LEVEL_NOTE: "A year's money. Positive: the public pays more than it takes in.", "为当年金额。正数表示支出大于收入。";
    TAX_LOST_OR_BACK: "Tax lost (+) or back (−)", "税费减收（+）或收回（−）";
    AID_ADDED_OR_SAVED: "Aid added (+) or saved (−)", "增加（+）或节省（−）的待遇";
    BY_YEAR: "Cost by year", "分年成本";
    ALL_YEARS: "All years", "各年合计";
    NET_BY_YEAR: "Net cost by year", "分年净成本";
    NET_BY_INSTRUMENT: "Net cost by instrument and year", "按政策工具和年份的净成本";
    STATES_CHANGED: "Because the policy changes who loses work", "因政策改变失业者构成";
    PRESENT_VALUE: "All years, counted today with {rate} a year beyond prices: {pv}.", "各年合计，扣除物价后按每年{rate}折现：{pv}。";
    EFFECTS: "Of the net cost, {rule} comes of the rules and {state} of changed states: who loses work, hours, wages and profits.",
        "净成本中，{rule}来自规则，{state}来自状态变化：谁失去工作、工时、工资与利润。";
    WITHOUT_GAINS: "The shock itself costs {n} a year under current law; without the gain in wages of those who keep their work it costs {m}, and the poverty rate is {rate} instead of {with}.",
        "在现行法律下，冲击本身每年花费{n}；若不计留任者的工资增幅，则为{m}，贫困率为{rate}，而非{with}。";
    WITH_OTHER_VALUES: "The shock itself costs {n} a year under current law; with {values} in its scenario it costs {m}, and the poverty rate is {rate} instead of {with}.",
        "在现行法律下，冲击本身每年花费{n}；若情景取{values}，则为{m}，贫困率为{rate}，而非{with}。";
    CALM: "Without the shock the net cost would be {n} a year.", "没有冲击时，每年净成本为{n}。";

    DIVIDED_BY_LOT: "The package has {n} parts, more than the {most} of which all orders are run: each part's net cost is its mean over {orders} orders drawn by lot.",
        "方案有{n}个部分，多于可遍历全部顺序的{most}个：各部分净成本为随机抽取的{orders}种顺序的平均。";
    DIVIDED_STACKED: "The package has {n} parts; the mean of all orders (Shapley) is worked out for at most {most}, so each part's net cost is told on top of those before it.",
        "方案有{n}个部分；各顺序平均（Shapley）最多计算{most}个部分，因此按顺序逐项叠加列出净成本。";
    DIVIDED_WHOLE: "The package has {n} parts; at most {most} are told apart, so the first carries the whole net cost.",
        "方案有{n}个部分；最多分解{most}个部分，因此全部净成本记在第一项。";
    DIVIDED_NO_LAW: "Some of the package's {n} parts make no law without the others, so the first carries the whole net cost.",
        "方案的{n}个部分中有的离开其他部分便不成法律，因此全部净成本记在第一项。";

    // Funds and work, year by year.
    FUND_PATH: "The path of the funds", "基金路径";
    FUND_PATH_QUESTION: "Do the funds last?", "基金够用吗？";
    FUND_LASTS: "{fund} holds {n} at the end of {year} with the package.", "实施方案后，{year}年末{fund}结余{n}。";
    FUND_EMPTY: "{fund} cannot pay everything from month {month} of {year} on.", "{fund}自{year}年第{month}个月起无法全额支付。";
    FUND_PATH_NOTE: "What a fund holds after the year is what it held before, what comes in, interest and what the budget adds, less what is paid.",
        "年末结余等于年初结余加收入、利息与财政补足，减去支付。";
    FUND: "Fund", "基金";
    WORK: "Work and poverty, year by year", "就业与贫困，逐年";
    WORK_NOTE: "Out of work: unemployed or in training, mean of the twelve months. Displaced: those who lose their work in the year.",
        "无工作：失业或培训中，十二个月平均。失业者：当年失去工作者。";
    DISPLACED_TODAY: "Displaced, today's law", "失业者，现行法律";
    DISPLACED_PACKAGE: "Displaced, with the package", "失业者，实施方案";
    OUT_TODAY: "Out of work, today's law", "无工作，现行法律";
    OUT_PACKAGE: "Out of work, with the package", "无工作，实施方案";
    OUT_OF_WORK: "People out of work", "无工作人数";

    // What work pays.
    INCENTIVES: "Does work pay?", "工作划算吗？";
    INCENTIVES_TITLE: "Tax and replacement rates of all earners", "全体有劳动收入者的税率与替代率";
    WORK_PAYS: "Of 3% more own earnings half of all earners lose at least {b} with the package; under today's law at least {a}.",
        "本人劳动收入增加 3% 时，实施方案后一半人至少损失其中的{b}；按现行法律至少为{a}。";
    WORK_PAYS_TODAY: "Of 3% more own earnings half of all earners lose at least {a} under today's law.",
        "按现行法律，本人劳动收入增加 3% 时，一半人至少损失其中的{a}。";
    NOBODY_EARNS: "Nobody has earnings.", "没有人有劳动收入。";
    INCENTIVES_NOTE: "Of everybody with earnings, without a shock. Marginal tax rate: the part of 3% more own earnings that the household does not keep. Participation tax rate: the part of all own earnings, against no job. Replacement rate: household income without the job over that with it. Insured: with the benefit of the second month; uninsured: as in the fourteenth.",
        "对象为全体有劳动收入者，不含冲击。边际税率：本人劳动收入增加 3% 时家庭未能保留的部分。参与税率：与无工作相比，全部劳动收入中未能保留的部分。替代率：无工作与有工作时家庭收入之比。有保险：按失业第二个月待遇；无保险：按第十四个月。";
    MARGINAL_RATE: "Marginal tax rate", "边际税率";
    PARTICIPATION_INSURED: "Participation tax rate, insured", "参与税率（有保险）";
    PARTICIPATION_UNINSURED: "Participation tax rate, uninsured", "参与税率（无保险）";
    REPLACEMENT_INSURED: "Replacement rate, insured", "替代率（有保险）";
    REPLACEMENT_UNINSURED: "Replacement rate, uninsured", "替代率（无保险）";
    RATE: "Rate", "比率";
    MEDIAN_RATE: "Half are at or above", "一半不低于";
    TENTH_BELOW: "A tenth is below", "十分之一低于";
    TENTH_ABOVE: "A tenth is above", "十分之一高于";
    ABOVE_80: "Share above 80%", "高于 80% 的比例";
    ABOVE_100: "Share above 100%", "高于 100% 的比例";
    MARGINAL_BY_DECILE: "Median marginal tax rate by tenth of income", "按收入十等分的边际税率中位数";
    TENTH_OF_INCOME: "Tenth, poorest first", "十等分（由低到高）";
    PERCENT_LOST: "% of what is earned more", "占新增收入的百分比";

    // Assumptions and their sensitivity.
    SENSITIVITY: "How much rests on the assumptions?", "结果多大程度取决于假设？";
    SENSITIVITY_TITLE: "Net cost with each assumption at the ends of its range", "各假设取范围两端时的净成本";
    SENSITIVITY_SHOCK_TITLE: "Cost of the shock with each assumption at the ends of its range", "各假设取范围两端时的冲击成本";
    SENSITIVITY_MOST: "Most rests on “{name}”: between {low} and {high} the cost lies between {a} and {b}; with the study's value it is {n}.",
        "影响最大的是“{name}”：取值从{low}到{high}时，成本在{a}与{b}之间；按研究取值为{n}。";
    SENSITIVITY_NOTHING: "There is no assumption with a low and a high value to vary.", "没有可在低值与高值之间变动的假设。";
    SENSITIVITY_NONE: "No assumption that could be varied moves the cost.", "可变动的假设均不影响成本。";
    SENSITIVITY_NOTE: "Each assumption of the package's instruments and of the scenario is set to the lowest and to the highest value that its file thinks possible, one at a time. Ranges differ in how wide they are drawn: this ranks what rests on what, and is no interval.",
        "对方案工具与情景的每项假设，逐一取其文件认为可能的最低与最高值，其余不变。各范围宽窄不一：此处显示结果取决于什么，并非置信区间。";
    SENSITIVITY_LAW_NOTE: "Each assumption of the law and of the scenario is set to the lowest and to the highest value that its file thinks possible, one at a time. Ranges differ in how wide they are drawn: this ranks what rests on what, and is no interval.",
        "对法律与情景的每项假设，逐一取其文件认为可能的最低与最高值，其余不变。各范围宽窄不一：此处显示结果取决于什么，并非置信区间。";
    SENSITIVITY_YEAR: "These runs are of {year} alone.", "以上仅计算{year}年。";
    SENSITIVITY_REST: "{shown} of {varied} assumptions are shown, the largest swing first; of the others, {moving} move the cost by less and {still} do not move it.",
        "在{varied}项假设中显示变动最大的{shown}项；其余{moving}项影响较小，{still}项没有影响。";
    SENSITIVITY_KEPT: "Not varied: {set} that the study itself sets, {money} amounts of money, and {tables} tables, schedules and choices.",
        "未变动：研究自身设定的{set}项，金额{money}项，表格、分段与选项{tables}项。";
    SENSITIVITY_OFF: "No sensitivity was worked out for this report.", "本报告未计算敏感性。";
    RANGE_OF_COST: "the net cost", "净成本";
    RANGE_OF_SHOCK: "the cost of the shock", "冲击的成本";
    RANGE_OF_LAW: "the net cost of today's law", "现行法律的净成本";
    RANGE_COSTS: "{what} lies between {a} and {b} a year; {most}.", "{what}每年在{a}至{b}之间；{most}。";
    RANGE_COMES_IN: "{what} is below zero: between {a} and {b} a year come in; {most}.", "{what}为负：每年净收入在{a}至{b}之间；{most}。";
    RANGE_EITHER: "whether the public pays or gains cannot be told: {what} lies between {a} and {b} a year; {most}.",
        "无法判断公共财政是支出还是收入：{what}每年在{a}至{b}之间；{most}。";
    MOST_ASSUMPTION: "most of it is “{name}”", "其中大部分取决于“{name}”";
    MOST_ASSUMPTIONS: "most of it is the assumptions, “{name}” before all others", "其中大部分来自假设，首先是“{name}”";
    MOST_ALL: "most of it is the assumptions together", "其中大部分来自各项假设";
    MOST_PEOPLE: "most of it is which people stand for the country", "其中大部分来自以哪些人代表全国";
    MOST_DRAWS: "most of it is the luck of the draws", "其中大部分来自随机抽取";
    MOST_SEVERAL: "no one source is most of it", "没有哪一项占大部分";
    LINES_TITLE: "Where the range comes from", "区间的来源";
    LINE_SOURCE: "Source", "来源";
    LINE_HOW: "How it was worked out", "计算方法";
    LINE_DEVIATION: "Deviation", "标准差";
    LINE_LOW: "10th percentile", "第10百分位";
    LINE_HIGH: "90th percentile", "第90百分位";
    LINE_DRAWS: "Noise of the draws", "抽取噪声";
    LINE_PEOPLE: "The people", "人口";
    LINE_ASSUMPTIONS: "The assumptions", "假设";
    HOW_SEEDS: "{n} seeds of the stored draws", "固定随机数的{n}个种子";
    HOW_PAIRED: "household by household, weighted", "逐户比较的加权变化";
    HOW_SYNTHESES: "{n} syntheses of the recipe", "按配方合成{n}次";
    HOW_DRAWS: "{n} draws over all ranges", "在全部范围内同时抽取{n}次";
    HOW_DRAWS_REFUSED: "{n} draws over all ranges, {refused} refused", "在全部范围内同时抽取{n}次，另有{refused}次被规则拒绝";
    LINES_NOTE: "Deviation: of the runs, of people the standard error. The lines are not to be added up: what the people leave uncertain has the noise of the draws in it. That noise falls with the number of households and is no standard error. Draws over the ranges take every value of a range as likely as any other, and each assumption by itself. Synthetic people are made from other seeds; targets and shapes of the recipe stay.",
        "标准差为各次运行之间的标准差，人口一行为标准误。各行不可相加：人口的不确定性已包含抽取噪声。抽取噪声随户数增加而减小，并非标准误。对范围的抽取假定范围内各值可能性相同、各假设相互独立。合成人口仅更换种子，配方的目标与形状不变。";
    SHARES_TITLE: "What the range of the assumptions owes to each", "各假设对区间的贡献";
    SHARE_OF_VARIANCE: "Share of the variance", "方差占比";
    ASSUMPTION: "Assumption", "假设";
    LOW_VALUE: "Low", "低值";
    HIGH_VALUE: "High", "高值";
    COST_AT_LOW: "Cost at low", "低值时的成本";
    COST_AT_HIGH: "Cost at high", "高值时的成本";
    COST_SWING: "Swing of the cost", "成本变动幅度";
    LEVY_SWING_TITLE: "Net yield of the levies, by assumption", "专项税净收入与各项假设";
    LEVY_AT_LOW: "Net yield at low", "低值时的净收入";
    LEVY_AT_HIGH: "Net yield at high", "高值时的净收入";
    LEVY_SWING: "Swing of the net yield", "净收入变动幅度";
    POVERTY_AT_LOW: "Poverty change at low", "低值时的贫困变化";
    POVERTY_AT_HIGH: "Poverty change at high", "高值时的贫困变化";
    RATE_AT_LOW: "Poverty rate at low", "低值时的贫困率";
    RATE_AT_HIGH: "Poverty rate at high", "高值时的贫困率";
    REFUSED: "refused: {why}", "不被接受：{why}";
    LEGEND_LOW: "at the low value", "取低值";
    LEGEND_HIGH: "at the high value", "取高值";
    ASSUMPTIONS: "The assumptions", "假设";
    ASSUMPTIONS_NOTE: "Numbers that are neither law nor published, with the range that is thought possible.",
        "既非法律规定、也无公布来源的数字，及认为可能的范围。";
    ASSUMPTIONS_OF_PACKAGE: "Of the package and the scenario", "方案与情景的假设";
    ASSUMPTIONS_OF_LAW: "Of the rest of the law", "其余法律的假设";
    ASSUMPTIONS_OF_PEOPLE: "Of the people", "人口的假设";
    NAME: "Name in the file", "文件中的名称";
    VALUE: "Value", "取值";
    COLUMN: "Column", "列";

    // What to keep in mind.
    LIMITS: "What to keep in mind", "使用须知";
    LIMIT_FIRST_ROUND: "Nobody changes behaviour unless a rule says so, and prices and the economy as a whole stay: these are first-round figures.",
        "除规则另有规定外，行为不变，价格与宏观经济不变：均为直接影响。";
    LIMIT_SCENARIO: "The scenario is a scenario and no forecast.", "情景仅为情景，并非预测。";
    LIMIT_NO_INTERVAL: "Figures stand without an interval: the people, the assumptions and the stored draws each leave them uncertain.",
        "数字未附区间：人口、假设与固定随机数均带来不确定性。";
    LIMIT_RANGE: "The range of the cost counts the assumptions with a range, the people and the stored draws; what no file marks as an assumption, and whether people respond, it does not count.",
        "成本区间计入带范围的假设、人口与固定随机数；未标注为假设的内容以及行为反应未计入。";
    LIMIT_COLUMNS: "The data has no {columns}; the documented defaults are taken.", "数据缺少{columns}；采用文件记载的默认值。";
    LIMIT_NOT_READ: "The mapping does not read {count} of the file's columns: {columns}.", "映射未读取数据文件中的{count}列：{columns}。";
    LIMIT_YEAR: "The people are those of {from}; incomes and weights are not carried to {to}.", "人口为{from}年；收入与权重未推算至{to}年。";
    LIMIT_AGES: "Over the years ages and weights stay as they are.", "各年年龄与权重保持不变。";
    LIMIT_PROJECTED: "Over the years ages stay as they are; weights follow a projection: {title}{standing}.", "各年年龄保持不变；权重按人口预测调整：{title}{standing}。";
    LIMIT_AMOUNTS: "Amounts of the people of {from} are multiplied to make those of {to}: {factors}.", "{from}年人口的金额按下列倍数折算至{to}年：{factors}。";
    LIMIT_FACTOR: "{factor} ({index})", "{factor}（{index}）";
    LIMIT_ASSUMED_FACTOR: "{factor} ({index}; assumption: {growth} a year, {low} to {high})", "{factor}（{index}；假设：每年{growth}，区间{low}至{high}）";
    IS_ASSUMPTION: " (assumption)", "（假设）";
    LIMIT_CODE: "{names} are worked out by code of the author's machine: no other machine can vouch for these figures.",
        "{names}由作者计算机上的代码计算：其他机器无法核实这些数字。";

    // Sources.
    SOURCES: "Sources", "来源";
    SOURCES_TITLE: "Law and publications behind the figures", "数字所依据的法律与出版物";
    SOURCE: "Source", "来源";
    SOURCE_PEOPLE: "People: {name}", "人口：{name}";

    // Verification.
    VERIFY: "Fingerprint, and how to verify it", "指纹与核实方法";
    VERIFY_HOW: "The fingerprint is a hash of the model's version, the study, the people and the results. Whoever runs the same study on the same people with the same version gets the same one, on every machine:",
        "指纹是模型版本、研究、人口与结果的哈希。任何人用同一版本、对同一人口运行同一研究，在任何机器上都得到同一指纹：";
    VERIFY_STUDY: "The study stands below; save it as {file} beside the rule files that it names.", "研究文件如下；请另存为 {file}，与其引用的规则文件放在一起。";
    VERIFY_PACKAGE: "The study is carried by every copy of the program; it stands below to be read.", "该研究随程序附带，以下仅供阅读。";
    FACTS: "What was run", "运行内容";
    FACT: "Fact", "项目";
    FINGERPRINT: "Fingerprint", "指纹";
    MODEL_VERSION: "Version of the model", "模型版本";
    STUDY: "Study", "研究";
    SYSTEM: "Tax-benefit system", "税费与待遇体系";
    SCENARIO: "Scenario", "情景";
    YEARS: "Years", "年份";
    POPULATION: "People", "人口";
    POPULATION_HASH: "Hash of the people", "人口哈希";
    HOUSEHOLD_ROWS: "Households in the data", "数据中的户数";
    HOUSEHOLDS_STAND_FOR: "Households that they stand for", "代表的户数";
    SEED: "Seed of the stored draws", "固定随机数种子";
    WEIGHTING: "Measures count", "统计单位";
    POVERTY_LINE: "Poverty line, share of the median", "贫困线占中位数的比例";
    ATTRIBUTION: "How the net cost is divided", "净成本的分解方式";
    STUDY_FILE: "The study as a file", "研究文件";
    GLOSSARY: "Words", "术语";
    TABLE_OF: "Table: {title}", "表：{title}";
    TRUE: "yes", "是";
    FALSE: "no", "否";
}
