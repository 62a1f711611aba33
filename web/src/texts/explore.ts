// Words of the view in which the package is explored: what is not in every part of the page.

export const explore = {
  points: ["{name} Arrow keys walk through its points.", "{name}用方向键逐点浏览。"],
  poorest_share: ["The poorest {p} of people have", "最穷的 {p} 人口拥有"],
  said_more: [", {x} more", "，增加 {x}"],
  said_less: [", {x} less", "，减少 {x}"],
  // Several years.
  years_question: ["What does each year cost?", "每年要花多少钱？"],
  years_wait: ["Each year goes on with the people as the year before left them. That takes some seconds.", "每一年都在上一年之后的人口状况上继续计算，需要几秒钟。"],
  years_run: ["Work out {first} to {last}", "计算 {first}–{last} 年"],
  years_run_all: ["Work out the years", "逐年计算"],
  years_running: ["Years worked out", "已计算的年份"],
  years_progress: ["{done} of {all} years are worked out.", "已计算 {done} 年，共 {all} 年。"],
  forecast_definition: ["Predicted risk: the chance of losing the work within 12 to 24 months, as a forecast with an error tells it beforehand.", "预测风险：事前以带误差的预测估计的未来 12–24 个月内失去工作的可能性。"],
  years_partial: ["What the years add up to follows when all of them are worked out.", "全部年份计算完成后给出合计。"],
  years_same: ["Under this scenario every year has the same shock.", "此情景下每年的冲击相同。"],
  years_take: ["Let AI spread year by year", "改为逐年扩散"],
  not_paid: ["Claimed and not paid", "申领而未支付"],
  // The search for a value at which the package costs nothing.
  neutral: ["Make it cost-neutral", "使其收支平衡"],
  neutral_line: ["Looks for the values of one setting at which the net cost is nothing; all others stay as they are.", "在其他设置不变的情况下，寻找使净成本为零的设置值。"],
  neutral_which: ["Which setting may move?", "可以调整哪一项设置？"],
  neutral_range: ["Tried from {low} to {high}; it is {now} now.", "尝试范围：{low} 至 {high}；现为 {now}。"],
  neutral_look: ["Look for it", "开始寻找"],
  neutral_looking: ["Computing all households at several values.", "正在以多个取值计算全部家庭。"],
  neutral_none: ["No value in range does.", "范围内没有这样的取值。"],
  neutral_cost: ["net cost {x} a year", "净成本每年 {x}"],
  neutral_use: ["Use it", "采用"],
} satisfies Record<string, [string, string]>;
