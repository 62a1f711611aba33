// Words for the options and categories of rule files, which name them in one word and without a title.

import type { Language, Texts } from "../engine/types";

const OPTIONS: Record<string, [string, string]> = {
  // Bases of levies and of incomes.
  profit: ["profit", "利润"],
  equipment: ["equipment", "设备"],
  displaced_pay: ["pay of those displaced", "被取代者的工资"],
  market_income: ["market income", "市场收入"],
  earned_income: ["earned income", "劳动收入"],
  wage_replacement: ["benefits in the place of wages", "工资替代性待遇"],
  gross_income: ["gross income", "总收入"],
  taxable_income: ["taxable income", "应税收入"],
  taxes_on_income: ["taxes on income", "所得税"],
  net_income: ["net income", "净收入"],
  means_test_income: ["income of the means test", "家计调查收入"],
  disposable_income: ["disposable income", "可支配收入"],
  // Status at work.
  employee: ["employees", "雇员"],
  short_time: ["on short time", "短时工作者"],
  gig: ["gig workers", "零工"],
  informal: ["informal", "非正规"],
  self_employed: ["self-employed", "自雇者"],
  unemployed: ["unemployed", "失业者"],
  in_training: ["in training", "培训中"],
  public_job: ["in a public job", "公共岗位"],
  inactive: ["not in the labour force", "非劳动力"],
  retired: ["retired", "退休"],
  // Contracts.
  none: ["none", "无"],
  permanent: ["permanent", "无固定期限"],
  fixed_term: ["fixed-term", "固定期限"],
  temporary_agency: ["agency work", "劳务派遣"],
  platform: ["platform", "平台"],
  // How a rule works.
  stacked: ["on top of the tax", "与所得税叠加"],
  net_base: ["on income after tax", "以税后收入为基数"],
  integrated: ["merged with the tax", "与所得税合并"],
  by_year: ["by year", "按年"],
  by_month: ["by month", "按月"],
  free: ["free", "免缴"],
  assessed_at_floor: ["assessed at the floor", "按下限计缴"],
  person: ["the person", "个人"],
  family: ["the family", "家庭"],
  flat: ["a flat amount", "固定金额"],
  share_of_net_pay: ["a share of net pay", "净工资的一定比例"],
  share_of_gross_pay: ["a share of gross pay", "总工资的一定比例"],
  // Whose scores of exposure.
  data: ["as the data have it", "按数据"],
  ilo: ["scores of the ILO", "国际劳工组织评分"],
  eloundou: ["scores of Eloundou and others", "Eloundou 等人的评分"],
  // Who loses the job first.
  proportional: ["in proportion to exposure", "按暴露程度"],
  junior: ["the young first", "年轻人优先"],
  uniform: ["all alike", "人人相同"],
  top: ["rising with earnings", "随收入上升"],
};

/** The words for an option, or for a value of a category: those of the law, those of the page, else its own name. */
export function optionWord(option: string, language: Language, titles: Record<string, Record<string, Texts>> = {}, category: string | null = null): string {
  const own = category === null ? Object.values(titles).find((known) => option in known)?.[option] : titles[category]?.[option];
  if (own?.[language]) return own[language];
  const words = OPTIONS[option];
  if (words) return words[language === "zh" ? 1 : 0];
  return option.replaceAll("_", " ");
}
