#include "table/refusal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sixscope::table {
namespace {

constexpr std::array kWords = {
    RefusalWords{Refused::file_too_large, "file_too_large", Errc::out_of_range,
                 "the file is larger than allowed (bytes): split it",
                 "文件超过允许的大小(字节):请拆分后再交"},
    RefusalWords{Refused::too_many_rows, "too_many_rows", Errc::out_of_range,
                 "more rows than allowed: split the file", "行数超过上限:请拆分文件"},
    RefusalWords{
        Refused::too_many_columns, "too_many_columns", Errc::out_of_range,
        "a row has more columns than allowed: delete what stands to the right of the table",
        "列数超过上限:请删除表格右侧的多余内容"},
    RefusalWords{Refused::too_many_cells, "too_many_cells", Errc::out_of_range,
                 "more cells than allowed: split the file or delete unused columns",
                 "单元格总数超过上限:请拆分文件或删除无用的列"},
    RefusalWords{Refused::cell_too_long, "cell_too_long", Errc::out_of_range,
                 "the text of a cell is longer than allowed (bytes)",
                 "单元格内容超过允许的长度(字节)"},
    RefusalWords{Refused::texts_too_large, "texts_too_large", Errc::out_of_range,
                 "the texts of all cells together are larger than allowed (bytes): split the file",
                 "全部单元格内容合计超过上限(字节):请拆分文件"},
    RefusalWords{Refused::unknown_encoding, "unknown_encoding", Errc::malformed,
                 "neither UTF-8 nor GB18030: save the file again as CSV UTF-8 or as .xlsx",
                 "既不是 UTF-8 也不是 GB18030 编码:请另存为“CSV UTF-8”或 .xlsx"},
    RefusalWords{Refused::damaged_utf8, "damaged_utf8", Errc::malformed,
                 "UTF-8 with a damaged character: save the file again as CSV UTF-8",
                 "UTF-8 文件中有损坏的字符:请重新另存为“CSV UTF-8”"},
    RefusalWords{Refused::damaged_utf16, "damaged_utf16", Errc::malformed,
                 "UTF-16 with a damaged character: save the file again as CSV UTF-8",
                 "UTF-16 文件中有损坏的字符:请重新另存为“CSV UTF-8”"},
    RefusalWords{Refused::nul_character, "nul_character", Errc::malformed,
                 "a NUL character on this line: this is no text file",
                 "该行含有空字符(NUL):这不是文本文件"},
    RefusalWords{
        Refused::open_quotation, "open_quotation", Errc::malformed,
        "the quotation mark opened on this line is never closed: close it, or double it if "
        "it belongs to the text",
        "该行的双引号没有配对:请补上结束引号;若引号是内容,请写成两个"},
    RefusalWords{
        Refused::text_after_quotation, "text_after_quotation", Errc::malformed,
        "text after a closing quotation mark on this line: double the quotation marks that "
        "belong to the text",
        "该行结束引号之后还有内容:属于内容的引号请写成两个"},
    RefusalWords{Refused::old_or_encrypted, "old_or_encrypted", Errc::malformed,
                 "an old .xls file, or one with a password: save it as .xlsx without a password",
                 "旧版 .xls 文件或加了密码的文件:请另存为不带密码的 .xlsx"},
    RefusalWords{Refused::not_a_spreadsheet, "not_a_spreadsheet", Errc::malformed,
                 "not an .xlsx file: save the table as .xlsx or as CSV",
                 "不是 .xlsx 文件:请将表格另存为 .xlsx 或 CSV"},
    RefusalWords{Refused::other_spreadsheet, "other_spreadsheet", Errc::malformed,
                 "a spreadsheet of another format (.xlsb, .ods): save it as .xlsx",
                 "其他格式的电子表格(.xlsb、.ods):请另存为 .xlsx"},
    RefusalWords{Refused::damaged_container, "damaged_container", Errc::truncated,
                 "the .xlsx file is cut short or damaged: send it again",
                 ".xlsx 文件不完整或已损坏:请重新上传"},
    RefusalWords{Refused::encrypted_part, "encrypted_part", Errc::malformed,
                 "a part is encrypted or packed in a way .xlsx does not know: save it as .xlsx "
                 "without a password",
                 "文件部件已加密或压缩方式不属于 .xlsx:请另存为不带密码的 .xlsx"},
    RefusalWords{Refused::too_many_parts, "too_many_parts", Errc::out_of_range,
                 "the .xlsx file has more parts than allowed", ".xlsx 文件的部件数超过上限"},
    RefusalWords{Refused::duplicate_part, "duplicate_part", Errc::malformed,
                 "the .xlsx file has a part twice: save it again by a spreadsheet program",
                 ".xlsx 文件中有重复的部件:请用电子表格软件重新保存"},
    RefusalWords{Refused::part_name, "part_name", Errc::malformed,
                 "the .xlsx file has a part with a name that is not allowed: save it again by a "
                 "spreadsheet program",
                 ".xlsx 文件中有名称不合规的部件:请用电子表格软件重新保存"},
    RefusalWords{Refused::missing_part, "missing_part", Errc::malformed,
                 "the .xlsx file lacks a part: save it again by a spreadsheet program",
                 ".xlsx 文件缺少部件:请用电子表格软件重新保存"},
    RefusalWords{Refused::unpacks_too_large, "unpacks_too_large", Errc::out_of_range,
                 "a part unpacks to more than allowed (bytes): delete unused rows and sheets",
                 "解压后超过上限(字节):请删除无用的行和工作表"},
    RefusalWords{Refused::damaged_part, "damaged_part", Errc::malformed,
                 "a part of the .xlsx file is damaged: save it again by a spreadsheet program",
                 ".xlsx 文件的部件已损坏:请用电子表格软件重新保存"},
    RefusalWords{Refused::document_type, "document_type", Errc::forbidden,
                 "a part of the .xlsx file defines entities, which is never needed and an attack",
                 ".xlsx 文件的部件中定义了实体:正常文件不需要,可能是攻击"},
    RefusalWords{Refused::too_deep, "too_deep", Errc::out_of_range,
                 "a part of the .xlsx file nests deeper than allowed",
                 ".xlsx 文件部件的嵌套层次超过上限"},
    RefusalWords{Refused::too_many_entries, "too_many_entries", Errc::out_of_range,
                 "a part of the .xlsx file has more entries than allowed",
                 ".xlsx 文件部件中的条目数超过上限"},
    RefusalWords{Refused::bad_cell, "bad_cell", Errc::malformed,
                 "a row or cell is not written as .xlsx has it: save the file again by a "
                 "spreadsheet program",
                 "行或单元格不符合 .xlsx 格式:请用电子表格软件重新保存"},
    RefusalWords{Refused::overlapping_merges, "overlapping_merges", Errc::malformed,
                 "merged ranges overlap: save the file again by a spreadsheet program",
                 "合并单元格区域相互重叠:请用电子表格软件重新保存"},
    RefusalWords{Refused::mend_outside_rows, "mend_outside_rows", Errc::out_of_range,
                 "a mended cell lies in no row of the sheet (its rows in brackets): rows are added "
                 "in the file itself",
                 "修改的单元格不在表内任何一行(括号内为表的行号范围):要加行,请在原文件中添加"},
    RefusalWords{Refused::mend_outside_columns, "mend_outside_columns", Errc::out_of_range,
                 "a mended cell lies in no column of the sheet (its columns in brackets): columns "
                 "are added in the file itself",
                 "修改的单元格不在表内任何一列(括号内为表的列范围):要加列,请在原文件中添加"},
    RefusalWords{Refused::too_many_mends, "too_many_mends", Errc::out_of_range,
                 "more mended cells than allowed: mend the file itself and send it anew",
                 "修改的单元格数超过上限:请在原文件中修改后重新上传"},
    RefusalWords{Refused::mends_too_large, "mends_too_large", Errc::out_of_range,
                 "the mended cells together are larger than allowed (bytes): mend the file itself "
                 "and send it anew",
                 "修改的内容合计超过上限(字节):请在原文件中修改后重新上传"},
};

// What stands at a place is what `words_of` looks up there.
static_assert([] {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (static_cast<std::size_t>(kWords[i].refused) != i) {
      return false;
    }
  }
  return static_cast<std::size_t>(Refused::mends_too_large) + 1 == kWords.size();
}());

}  // namespace

const RefusalWords& words_of(Refused refused) { return kWords[static_cast<std::size_t>(refused)]; }

tl::unexpected<Error> refuse(Refused refused, std::string where) {
  const RefusalWords& words = words_of(refused);
  return fail_because(std::move(where), words.code, words.en);
}

tl::unexpected<Error> refuse_at(std::size_t offset, Refused refused) {
  const RefusalWords& words = words_of(refused);
  return fail_at(offset, words.code, words.en);
}

const RefusalWords* refusal_of(const Error& error) {
  const auto* const found = std::ranges::find(kWords, error.rule, &RefusalWords::en);
  return found == kWords.end() ? nullptr : found;
}

}  // namespace sixscope::table
