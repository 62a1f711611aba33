// The words of the view that says how the figures are made, and of the example that stands in for them.

export const method = {
  method_and_limits: ["Method and limits", "方法与局限"],
  method_title: ["Method and limits", "方法与局限"],
  method_lead: [
    "What the figures cannot tell comes first; then how they are made, whom they are about, what they assume, and how they compare with other models.",
    "先说这些数字不能说明什么，再说它们如何得出、涉及哪些人、依据哪些假设，以及与其他模型比较的结果。",
  ],
  method_contents: ["On this page", "本页内容"],
  in_english: ["This document is in English.", "本文件为英文。"],
  // Limits.
  limits: ["What the figures cannot tell", "这些数字不能说明什么"],
  limit_first_round: [
    "First-round effects only. Nobody works more or less, and no price or wage moves, unless a rule of the package or the scenario says so.",
    "仅含直接影响。除非方案或情景的规则有规定，没有人增减工作，价格和工资也不变。",
  ],
  limit_synthetic: [
    "The stylised people are of no country. Most of what is stated of them is an assumption, so levels mean nothing: compare packages with each other, not with statistics.",
    "典型化人口不代表任何国家，其多数数值为假设，水平没有意义：请比较方案之间的差异，不要与统计数据比较。",
  ],
  limit_scenario: [
    "Who loses the work follows scores of how far AI can do the tasks of an occupation. Such scores are a forecast. In a run of one year the loss lasts for the months that the scenario states, nobody finds another job within them, and wages carry no scar. The card of several years, under a scenario that has months, begins each year with the people as the year before left them: some find work again, others train or give up.",
    "谁会失业取决于人工智能能在多大程度上完成该职业任务的评分，这类评分是预测。单年计算中，失业持续情景规定的月数，期间无人找到新工作，工资也没有长期损失。若情景按月进行，多年卡片的每一年都从上一年之后的人口状况开始：有人重新就业，有人接受培训或退出。",
  ],
  limit_take_up: [
    "Everybody claims what they are entitled to, unless an instrument states a rate of take-up.",
    "除非某项政策工具规定了申领率，凡符合条件者都会申领。",
  ],
  limit_defaults: [
    "Instruments that are no country’s law have amounts that are assumptions. They are marked, with a range, and listed below for the study that is open.",
    "不属于任何国家现行法律的政策工具，其金额为假设，均有标注和区间，并按当前研究列于下文。",
  ],
  limit_profit: [
    "Profits are not taxed in the model. The cost of the shock leaves out the profit tax on wages saved, so it is too high; a levy that slows automation loses more profit tax than its results show.",
    "模型不对利润征税。冲击的成本未计入因节省工资而增加的利润税，因此偏高；延缓自动化的征收所减少的利润税比结果显示的更多。",
  ],
  limit_year: [
    "In a run of one year the law of that year meets the people of the data’s year: incomes and weights are not carried forward. The card of several years carries them, where the country has indices and a projection by age.",
    "单年计算中，该年的法律适用于数据所属年份的人口：收入和权重未作推算。多年卡片在该国有指数和分年龄人口预测时会逐年推算。",
  ],
  limit_us: [
    "The law of the United States here is that of the federation: income tax and payroll taxes. State taxes are left out; unemployment insurance and food assistance are stylised.",
    "这里的美国法律为联邦所得税与工薪税；不含州税，失业保险与食品补助为简化规则。",
  ],
  limit_guangdong: [
    "The poverty rate of the people of Guangdong, some 28% of persons below 60% of the median, counts as poor the old without an employee’s pension and adults without work whom their families support from elsewhere. Compare packages by it, not the province with others.",
    "广东人口的相对贫困率（收入低于中位数 60% 的人约占 28%）把没有职工养老金的老人和由异地家人供养的无业成人计为贫困。请用它比较方案，不宜与其他地区比较。",
  ],
  limits_all: ["Every known limit of the engine", "引擎的全部已知局限"],
  // How the figures are made.
  making: ["How the figures are made", "数字如何得出"],
  making_people: [
    "Every household of the population is worked out, one by one, on your device; nothing is looked up in a table of results. Each stands for many households of the country by its weight.",
    "人口中的每一户都在您的设备上逐一计算，并非查阅现成结果。每户按权重代表全国的许多户。",
  ],
  making_runs: [
    "First the scenario says who loses the work. Then two laws meet the same people after the same shock: today’s law, and today’s law with the package. Every difference on the page is one between these two.",
    "先由情景确定谁失去工作，再让两套法律适用于受到同样冲击的同一批人：现行法律，以及加上方案的现行法律。页面上的每项差额都是这两者之差。",
  ],
  making_ledger: [
    "Each payment is booked with who pays and who receives it, to 1/65536 of a unit of currency. Totals are exact sums of that ledger, so money neither appears nor gets lost, and the same study has the same fingerprint on every machine.",
    "每笔收支都记明由谁支付、由谁收取，精确到货币单位的 1/65536。总额是账目的精确合计，因此资金不会凭空出现或消失，同一研究在任何机器上的指纹都相同。",
  ],
  making_draws: [
    "Who is displaced, and who claims, is drawn once and stored with the person. A slider that moves changes the rule and not the luck.",
    "谁失业、谁申领，只抽取一次并随个人保存。移动滑块改变的是规则，而不是运气。",
  ],
  modelled: ["What is in it", "已纳入"],
  modelled_list: [
    "taxes, contributions and benefits of the law that is shown; who is entitled and who claims; how instruments feed into each other’s means tests and tax bases; the work that a policy keeps, where its rule says so; who bears a levy, where its rule says so",
    "所示法律的税、缴费和福利；谁符合条件、谁申领；各项政策工具如何进入彼此的经济状况审查和税基；规则有规定时政策保住的工作；规则有规定时征收由谁承担",
  ],
  left_out: ["What is left out", "未纳入"],
  left_out_list: [
    "changes in work, saving and migration that no rule states; prices, wages and growth; new jobs that AI makes; financing beyond the levies of the package",
    "规则未规定的就业、储蓄和迁移变化；价格、工资和增长；人工智能创造的新岗位；方案征收以外的资金来源",
  ],
  // People.
  people: ["Whom they are about", "涉及哪些人"],
  people_synthetic: [
    "{n} households with {persons} persons, made from a recipe: tables of shares and amounts give each household its members, work and incomes; then each gets a weight, such that known or assumed totals come out. Together they stand for {represented} households. They are nobody’s data.",
    "{n}户家庭、{persons} 人，由配方生成：先按比例和金额表确定每户的成员、就业和收入，再赋予权重，使已知或假设的总量得到满足。合起来代表 {represented} 户。其中没有任何人的真实数据。",
  ],
  people_met: [
    "{met} of {all} totals are met; the largest miss is {worst}. The weights make the households worth {effective} of equal weight.",
    "{all} 项总量中有 {met} 项得到满足，最大偏差为 {worst}。按权重折算，相当于 {effective}户等权家庭。",
  ],
  people_file: [
    "The people of this study are read from a data file: {n} households. They are not calibrated here.",
    "本研究的人口读自数据文件：{n}户，未在此校准。",
  ],
  people_waiting: ["The people’s totals are shown once the households are loaded.", "家庭数据载入后显示各项总量。"],
  calibration: ["Totals, and how they are met", "各项总量及其满足情况"],
  total: ["Total", "总量"],
  wanted: ["Wanted", "目标"],
  before_weights: ["Before weights", "加权前"],
  after_weights: ["With weights", "加权后"],
  standing: ["Standing", "依据"],
  standing_published: ["published", "已公布"],
  standing_derived: ["derived", "推算"],
  standing_assumption: ["assumption", "假设"],
  standing_borrowed: ["borrowed", "借用"],
  role_held_out: ["compared only", "仅作比较"],
  role_left_out: ["left out", "未用"],
  recipe_guide: ["How a recipe makes people", "配方如何生成人口"],
  microdata_guide: ["How your own data are read", "如何读取您自己的数据"],
  // Sources and assumptions.
  sources: ["Sources and assumptions of this study", "本研究的来源与假设"],
  assumptions_lead: [
    "{n} numbers of the open study are neither law nor published. A name leads to its setting.",
    "当前研究有 {n} 个数字既非法律规定也非公布数据。点击名称可前往相应设置。",
  ],
  number: ["Number", "数字"],
  its_value: ["Value", "取值"],
  its_range: ["Range", "区间"],
  its_source: ["Why, and from where", "理由与来源"],
  values: ["{n} values", "{n} 个值"],
  from_to: ["{low} to {high}", "{low} 至 {high}"],
  whole_system: ["The whole law", "整个法律"],
  law_sources: ["Sources of the law and the package", "法律与方案的来源"],
  no_study: ["Shown once a study is open.", "打开研究后显示。"],
  // Validation.
  validation: ["How it compares with others", "与其他模型和数据的比较"],
  validation_lead: [
    "The law is compared with published models row by row, made-up people with a survey and with published totals. One command makes the comparisons anew and fills this page with their figures.",
    "法律与已公布的模型逐行比较，合成人口与调查数据和已公布总量比较。一条命令即可重新比较，并以其结果填写本页。",
  ],
  // Words, keys, oneself.
  words: ["Words", "术语"],
  keys: ["Keys", "键盘"],
  key: ["Key", "按键"],
  does: ["What it does", "作用"],
  key_arrows: ["Arrows", "方向键"],
  key_arrows_does: ["one step of a slider", "滑块移动一步"],
  key_page: ["Page up, Page down", "Page Up、Page Down"],
  key_page_does: ["ten steps", "十步"],
  key_home: ["Home, End", "Home、End"],
  key_home_does: ["the lowest or highest value", "最小值或最大值"],
  key_delete: ["Delete", "Delete"],
  key_delete_does: ["a slider goes back to the package’s value", "滑块还原为方案的值"],
  key_enter: ["Enter, Escape", "Enter、Esc"],
  key_enter_does: ["in a field: take the value, or the one before", "在输入框中：采用该值，或恢复原值"],
  key_undo: ["Ctrl or Cmd + Z, with Shift", "Ctrl 或 Cmd + Z，加 Shift"],
  key_undo_does: ["undo, redo", "撤销、重做"],
  key_escape: ["Escape", "Esc"],
  key_escape_does: ["closes a card or a dialog", "关闭卡片或对话框"],
  run_yourself: ["Run it yourself, and use it", "自行运行与使用"],
  run_changed: [
    "The study is no package as its file has it: take its file along, which Share gives.",
    "当前研究与方案文件不同：请用“分享”下载其研究文件。",
  ],
  run_command: [
    "The command line computes the same study with the same fingerprint; from the program’s folder, with Rust installed:",
    "命令行可计算同一研究，指纹相同。安装 Rust 后，在程序目录中运行：",
  ],
  run_python: ["In Python, from the same folder:", "在 Python 中，同一目录："],
  run_page: ["This page, built and served by yourself (Node 20 and npm are needed):", "自行构建并运行本页面（需要 Node 20 和 npm）："],
  licence: [
    "commonweal is free software under the MIT licence or the Apache licence 2.0, at your option. Figures may be used freely; name the study, the model version and the fingerprint.",
    "commonweal 是自由软件，可任选 MIT 或 Apache 2.0 许可证。数字可自由使用；请注明研究、模型版本和指纹。",
  ],
  version: ["Model version {v}.", "模型版本 {v}。"],
  // The example.
  example: ["Example results", "示例结果"],
  example_lead: ["The package “{title}”, as the engine computed it when this page was built.", "方案“{title}”，由引擎在构建本页时计算。"],
  example_fingerprint: ["Fingerprint {x}", "指纹 {x}"],
  figure: ["Figure", "指标"],
  note: ["Note", "说明"],
} satisfies Record<string, [string, string]>;
