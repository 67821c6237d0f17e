#include "edge_documents.h"

#include <fmt/format.h>

#include <cstddef>

namespace sixscope::testing {
namespace {

using namespace document;

Document of_blocks(std::vector<Block> blocks) {
  return {.title = "版面", .date = "2025-07-10", .blocks = std::move(blocks)};
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t n = 0; n < times; ++n) {
    all += text;
  }
  return all;
}

Document grid() {
  return of_blocks({PageBreak{}, Paragraph{.runs = {{repeated("国", 28 * 22 * 2 + 5), "", false}},
                                           .indented = false}});
}

Document headings() {
  std::vector<Block> blocks;
  for (std::size_t n = 1; n <= 60; ++n) {
    blocks.emplace_back(Heading{n % 4 + 1, fmt::format("标题{}", n)});
    blocks.emplace_back(Paragraph{.runs = {{repeated("正文，", n * 3), "", false}}});
  }
  blocks.emplace_back(Signature{"国家监测平台", "2025年7月10日"});
  return of_blocks(std::move(blocks));
}

Document merged() {
  Table table{.id = "merged", .caption = "表1 合并"};
  table.columns = {{.id = "region", .title = "省份", .merges = true},
                   {.id = "city", .title = "地市", .merges = true},
                   {.id = "row", .title = "行", .align = Align::right}};
  for (std::size_t n = 0; n < 300; ++n) {
    table.rows.push_back({{.text = n < 200 ? "广东" : fmt::format("省{}", n / 4)},
                          {.text = n % 2 == 0 ? "甲市" : "乙市"},
                          {.text = fmt::format("行{}", n)}});
  }
  return of_blocks({table});
}

Document tall() {
  Table table{.id = "tall", .caption = "表1 高行"};
  table.columns = {{.id = "unit", .title = "单位"},
                   {.id = "problem", .title = "问题", .weight = 3}};
  std::string text;
  for (std::size_t n = 0; n < 1500; ++n) {
    text += fmt::format("问题{}。", n);
  }
  table.rows = {{{.text = "前一行"}, {.text = "无"}},
                {{.text = "高行单位"}, {.text = text}},
                {{.text = "后一行"}, {.text = "无"}}};
  return of_blocks({table});
}

Document wide() {
  Table table{.id = "wide", .caption = "表1 宽表", .landscape = true};
  std::vector<Cell> row;
  for (std::size_t n = 0; n < 40; ++n) {
    table.columns.push_back({.id = fmt::format("c{}", n),
                             .title = fmt::format("第{}列", n),
                             .group = fmt::format("组{}", n / 4)});
    row.push_back({.text = fmt::format("{}", 1000 + n)});
  }
  table.rows.assign(50, row);
  return of_blocks({table});
}

}  // namespace

std::vector<std::pair<std::string, Document>> edge_documents() {
  return {{"grid", grid()},
          {"headings", headings()},
          {"merged", merged()},
          {"tall", tall()},
          {"wide", wide()}};
}

}  // namespace sixscope::testing
