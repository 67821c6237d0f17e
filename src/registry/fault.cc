#include "registry/fault.h"

#include <vector>

namespace sixscope::registry {
namespace {

struct RuleWords {
  Rule rule{};
  std::string_view id;
  Severity severity = Severity::hard;
  std::string_view zh, en, remedy_zh, remedy_en;
};

using enum Severity;

constexpr std::array<RuleWords, kRules> kWords = {{
    {Rule::encoding, "encoding", hard, "文本不是有效的 UTF-8", "the text is not valid UTF-8",
     "以 UTF-8 重新保存文件", "save the file again as UTF-8"},
    {Rule::control_character, "control_character", hard, "含有不可见的控制字符",
     "it has control characters that are not visible", "重新键入该单元格", "type the cell anew"},
    {Rule::direction_mark, "direction_mark", hard, "含有改变文字方向的不可见字符（{0}）",
     "it has an invisible character that turns the direction of writing ({0})",
     "删去它们，重新键入", "take them out: type it anew"},
    {Rule::zero_width, "zero_width", hard, "含有看不见的字符（{0}），看似相同实则不同",
     "it has a character that shows nothing ({0}): it looks like another text",
     "删去它们，重新键入", "take them out: type it anew"},
    {Rule::too_long, "too_long", hard, "有 {0} 个字符，最多 {1} 个",
     "it has {0} characters; at most {1} are allowed", "缩短文本", "shorten the text"},
    {Rule::pattern, "pattern", hard, "不符合格式 {0}", "it does not have the form {0}",
     "照示例填写：{1}", "write it like this: {1}"},
    {Rule::number_form, "number_form", hard, "不是数字", "it is not a number",
     "只填数字，可带“万”“亿”或单位 {0}", "write digits, with the unit {0} if you like"},
    {Rule::thousands, "thousands", hard, "分隔符的位置不对，无法确定数值",
     "the separators stand in the wrong places, so the number is not certain",
     "去掉分隔符；小数点用“.”", "leave separators out; the decimal point is '.'"},
    {Rule::percent, "percent", hard, "这里不接受百分数", "a percentage is not taken here",
     "填写数量，单位为 {0}", "write the quantity, in {0}"},
    {Rule::unit, "unit", hard, "单位“{0}”不是本列的单位 {1}",
     "the unit '{0}' is not {1}, which the column has", "换算为 {1} 后填写", "convert it to {1}"},
    {Rule::not_whole, "not_whole", hard, "须为整数", "it has to be a whole number", "填写整数",
     "write a whole number"},
    {Rule::places, "places", hard, "小数超过六位", "it has more than six decimal places",
     "四舍五入到六位小数以内", "round it to six places"},
    {Rule::too_small, "too_small", hard, "小于下限 {0}", "it is below the least value, {0}",
     "核对数值与单位 {1}", "check the number and its unit {1}"},
    {Rule::too_large, "too_large", hard, "大于上限 {0}", "it is above the greatest value, {0}",
     "核对数值与单位 {1}", "check the number and its unit {1}"},
    {Rule::boolean_form, "boolean_form", hard, "不是“是”或“否”", "it is neither yes nor no",
     "填写“是”或“否”", "write yes or no"},
    {Rule::date_form, "date_form", hard, "不是日期", "it is not a date", "写成 2026-06-30",
     "write it like 2026-06-30"},
    {Rule::date_order, "date_order", hard, "年不在最前，无法确定年月日的次序",
     "the year does not come first, so day and month are not certain", "写成 2026-06-30",
     "write it like 2026-06-30"},
    {Rule::date_impossible, "date_impossible", hard, "没有这一天或不在 1970 至 2199 年间",
     "there is no such day, or it is not within 1970 to 2199", "核对年、月、日",
     "check year, month and day"},
    {Rule::date_serial, "date_serial", hard, "是表格软件的日期序号，不是日期",
     "it is a spreadsheet's serial number of a day, not a date",
     "把该列设为日期格式，或写成 2026-06-30", "format the column as date, or write 2026-06-30"},
    {Rule::month_form, "month_form", hard, "不是月份", "it is not a month", "写成 2026-06",
     "write it like 2026-06"},
    {Rule::month_number, "month_number", hard, "数字 {0} 可能是 1 月或 10 月",
     "the number {0} may be January or October", "写成文本 2026-01 或 2026-10",
     "write it as text, 2026-01 or 2026-10"},
    {Rule::code_unknown, "code_unknown", hard, "不在代码表中", "it is not in the code list",
     "可填：{0}", "choose one of: {0}"},
    {Rule::code_ended, "code_ended", soft, "代码 {2} 至迟于 {0} 停用", "the code {2} ended by {0}",
     "改用 {1}，或加以说明", "use {1}, or explain"},
    {Rule::code_not_yet, "code_not_yet", soft, "代码 {2} 自 {0} 起启用，早于此日不能用",
     "the code {2} begins on {0}, and is to hold earlier", "改用当时的 {1}，或加以说明",
     "use {1}, which held then, or explain"},
    {Rule::code_below, "code_below", note, "未收录的代码，按“{0}”的下级处理",
     "the code is not listed; it is taken as a part of {0}", "核对代码", "check the code"},
    {Rule::credit_code, "credit_code", note, "统一社会信用代码的长度、字符或校验位不符 GB 32100",
     "length, characters or check digit do not fit GB 32100", "核对代码；确实如此可保留",
     "check the code; keep it if it is what the certificate says"},
    {Rule::ip_address, "ip_address", hard, "不是 {0} 地址", "it is not an {0} address",
     "照示例填写：{1}", "write it like this: {1}"},
    {Rule::prefix, "prefix", hard, "不是地址段，或主机位不为零",
     "it is not an address block, or has host bits set", "写成 203.0.113.0/24 或 2001:db8::/32",
     "write it like 203.0.113.0/24 or 2001:db8::/32"},
    {Rule::domain, "domain", hard, "不是域名", "it is not a domain name",
     "只填域名，不带 https:// 与路径，如 www.example.cn",
     "write the name alone, without https:// and path, like www.example.cn"},
    {Rule::url, "url", hard, "不是网址", "it is not a web address", "写成 https://www.example.cn/",
     "write it like https://www.example.cn/"},
    {Rule::cell_error, "cell_error", hard, "单元格是错误值 {0}", "the cell holds the error {0}",
     "修正公式或直接填写数值", "mend the formula, or type the value"},
    {Rule::formula_without_value, "formula_without_value", hard, "公式没有保存计算结果",
     "the formula was saved without its result", "在表格软件中打开并保存，或粘贴为数值",
     "open and save it in a spreadsheet program, or paste it as a value"},
    {Rule::required, "required", hard, "“{0}”必填", "'{0}' is required", "填写该项", "fill it in"},
    {Rule::at_most, "at_most", soft, "大于“{0}”（{1}）", "it is above '{0}' ({1})",
     "核对两项数值，或加以说明", "check both, or explain"},
    {Rule::not_before, "not_before", soft, "早于“{0}”（{1}）", "it is earlier than '{0}' ({1})",
     "核对两项时间，或加以说明", "check both, or explain"},
    {Rule::needed_with, "needed_with", soft, "填了“{1}”就应填写“{0}”",
     "'{0}' should be filled where '{1}' is", "填写该项，或加以说明", "fill it in, or explain"},
    {Rule::jump, "jump", soft, "由 {0} 变为 {1}，变动超过 {2}%",
     "it goes from {0} to {1}, by more than {2} %", "核对数值与单位，或加以说明",
     "check the number and its unit, or explain"},
    {Rule::zero_after_more, "zero_after_more", soft, "由 {0} 变为零或空",
     "it falls from {0} to zero or nothing", "核对数值，或加以说明",
     "check the number, or explain"},
    {Rule::reference_unknown, "reference_unknown", hard, "{1}中没有“{0}”", "there is no {1} '{0}'",
     "先登记它，或核对写法", "register it first, or check how it is written"},
    {Rule::key_twice, "key_twice", hard, "与第 {1} 行是同一对象（{0}）",
     "it is the same object as row {1} ({0})", "只保留一行", "keep one of the rows"},
    {Rule::key_taken, "key_taken", hard, "{0} 已被占用，本账号不能使用",
     "{0} is taken already and cannot be used by this account", "改用别的名称，或由有权的账号导入",
     "choose another, or ask who may"},
    {Rule::returns, "returns", note, "对象曾被移除，将恢复",
     "the object was removed; it will return", "若不应恢复，删去此行",
     "delete the row if it should not"},
    {Rule::removed_then, "removed_then", note, "{0} 在 {1} 时已被移除，仍保持移除",
     "{0} is removed as of {1}, and stays so", "若当时应在，从该日起恢复",
     "restore it as of that day if it was there"},
    {Rule::removal_stands, "removal_stands", note, "{0} 自 {1} 起的移除仍然有效",
     "the removal as of {1} stands: {0} is removed from then on",
     "若应恢复，再以 {1} 为生效日期恢复", "restore it as of {1} too if it was there"},
    {Rule::return_stands, "return_stands", note, "{0} 自 {1} 起的恢复仍然有效",
     "the return as of {1} stands: {0} is there from then on",
     "若应一直移除，再以 {1} 为生效日期移除", "remove it as of {1} too if it was not there"},
    {Rule::not_known_yet, "not_known_yet", hard, "{0} 自 {1} 起才有记录，不能在此之前移除",
     "{0} cannot be removed before that: it is known since {1}", "以 {2} 或以后的日期移除",
     "remove it as of {2} or later"},
    {Rule::field_unknown, "field_unknown", hard, "没有名为“{0}”的字段", "there is no field '{0}'",
     "核对字段名：`sixscope registry kinds {1}` 列出全部字段",
     "check its name: `sixscope registry kinds {1}` lists them"},
    {Rule::field_deprecated, "field_deprecated", hard, "“{0}”已不再填报，只能清空",
     "'{0}' is not asked for any more; it can be emptied only", "删去该项，或清空",
     "leave it out, or empty it"},
    {Rule::header_missing, "header_missing", hard, "前 {0} 行中没有表头",
     "the first {0} rows have no header", "使用“{1}”的模板，保留其表头",
     "use the template of '{1}' and keep its header"},
    {Rule::column_unknown, "column_unknown", hard, "没有这一列：{0}",
     "there is no such column: {0}", "改为模板中的列名，指定对应字段，或删去该列",
     "rename it as in the template, say which field it is, or delete it"},
    {Rule::column_twice, "column_twice", hard, "与 {1} 列同为“{0}”", "column {1} is '{0}' as well",
     "只保留一列", "keep one of them"},
    {Rule::column_missing, "column_missing", hard, "缺少必填的列“{0}”",
     "the required column '{0}' is missing", "从模板补上该列", "add it, as in the template"},
    {Rule::column_unit, "column_unit", hard, "列名中的单位“{0}”不是 {1}",
     "the unit '{0}' in the column's title is not {1}", "换算为 {1} 并改列名",
     "convert the column to {1} and rename it"},
    {Rule::column_deprecated, "column_deprecated", note, "“{0}”已不再填报，该列未导入",
     "'{0}' is not asked for any more; the column is left out", "可删去该列",
     "the column can be deleted"},
    {Rule::merged_cell, "merged_cell", hard, "单元格被合并，值在别处",
     "the cell is merged into another, which holds the value", "取消合并并逐格填写",
     "unmerge it and fill in each cell"},
    {Rule::hidden_row, "hidden_row", soft, "该行被隐藏", "the row is hidden",
     "取消隐藏并核对，或加以说明", "unhide and check it, or explain"},
    {Rule::hidden_column, "hidden_column", soft, "该列“{0}”被隐藏", "the column '{0}' is hidden",
     "取消隐藏并核对，或加以说明", "unhide and check it, or explain"},
    {Rule::example_filled, "example_filled", hard,
     "该行标为示例，却填有示例以外的内容，不知是否应导入",
     "the row is marked as an example, but holds something else: is it to be imported?",
     "是数据就清空“说明”中的示例标记，是示例就删去该行",
     "take the mark out of the explanation if it is data, or delete the row"},
    {Rule::total_differs, "total_differs", soft, "合计写 {0}，{2} 行之和为 {1}；合计不导入",
     "the total says {0}, its {2} rows add up to {1}; a total is not imported",
     "改正有误的行或合计，或写明为何不一致",
     "mend the row or the total, or explain why they differ"},
    {Rule::share_differs, "share_differs", soft, "占比写 {0}，由本行算得 {1}；占比不导入",
     "the share says {0}, the row makes it {1}; a share is not imported",
     "改正流量或占比，或写明为何不一致",
     "mend the figures or the share, or explain why they differ"},
    {Rule::not_handed_in, "not_handed_in", note, "表中没有数的共 {1} 处，按缺报处理，不作零：{0}",
     "no figure in the table, which is a gap and no zero: {1}: {0}", "补齐后再导入即可",
     "hand them in when they are there"},
    {Rule::out_of_scope, "out_of_scope", hard, "超出本账号的区域或单位范围（{0}）",
     "it lies outside the regions or organisations of this account ({0})",
     "核对区域与单位，或由有权的账号导入", "check region and organisation, or ask who may"},
    {Rule::out_of_scope_then, "out_of_scope_then", hard, "{0} 在 {1} 不属于本账号的区域或单位范围",
     "{0} was not within the regions or organisations of this account on {1}",
     "改用它属于本账号之后的生效日期，或由有权的账号修改",
     "choose an effective day on which it was, or ask who may"},
    {Rule::column_sensitive, "column_sensitive", hard, "本账号不能填报“{0}”",
     "this account may not fill in '{0}'", "删去该列", "delete the column"},
    {Rule::round_frozen, "round_frozen", hard, "{0} 属于已冻结的报送 {1}，不能再改",
     "{0} belongs to the frozen submission {1} and is not changed any more",
     "请审核单位说明理由、将该报送“重述”后再改",
     "ask the reviewer to restate that submission with a reason, then change it"},
    {Rule::round_unasked, "round_unasked", hard,
     "{0} 是全国数，而轮次 {1} 没有请任何单位报送全国数",
     "{0} is a figure of the whole country, and the round {1} asks nobody for one",
     "请报各省数；确需全国数的，开启轮次时把 000000 列入应报单位（设置 rounds.regions_more）",
     "hand in the provinces; where the country's own figure is wanted, have the round opened with "
     "000000 among who must answer (setting rounds.regions_more)"},
}};

std::string filled(std::string_view words, std::initializer_list<Words> with,
                   std::string Words::* language) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t index = i + 2 < words.size() && words[i] == '{' && words[i + 2] == '}'
                                  ? static_cast<std::size_t>(words[i + 1] - '0')
                                  : with.size();
    if (index < with.size()) {
      out += with.begin()[index].*language;
      i += 2;
    } else {
      out += words[i];
    }
  }
  return out;
}

}  // namespace

std::string_view to_string(Severity severity) {
  constexpr std::array<std::string_view, 3> kNames = {"hard", "soft", "note"};
  return kNames[static_cast<std::size_t>(severity)];
}

Fault fault_of(Rule rule, std::initializer_list<Words> with) {
  const RuleWords& words = kWords[static_cast<std::size_t>(rule)];
  return {.rule = words.id,
          .severity = words.severity,
          .what = {filled(words.zh, with, &Words::zh), filled(words.en, with, &Words::en)},
          .remedy = {filled(words.remedy_zh, with, &Words::zh),
                     filled(words.remedy_en, with, &Words::en)},
          .code = {}};
}

Words same(std::string_view text) { return {std::string(text), std::string(text)}; }

}  // namespace sixscope::registry
