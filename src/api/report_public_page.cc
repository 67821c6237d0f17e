#include "api/report_public_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "document/markup.h"
#include "http/message.h"
#include "indicators/cube.h"

namespace sixscope::api {
namespace {

using report::Issue;

constexpr std::string_view kHead =
    R"html(<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>IPv6 发展监测报告 · IPv6 reports</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, "Noto Sans CJK SC", sans-serif; }
body { max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.375rem; }
.frame { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .625rem; border-bottom: 1px solid #8886; text-align: left;
  vertical-align: top; }
th[scope=row] { font-weight: 600; min-width: 10rem; }
td { white-space: nowrap; }
</style>
</head>
<body>
<main>
<h1>IPv6 发展监测报告 · <span lang="en">IPv6 reports</span></h1>
)html";

constexpr std::string_view kTableHead =
    R"html(<div class="frame" role="region" aria-label="公开报告 · public reports" tabindex="0">
<table>
<thead><tr>
<th scope="col">报告 · Report</th>
<th scope="col">期 · Period</th>
<th scope="col">范围 · Scope</th>
<th scope="col">文号 · Number</th>
<th scope="col">开放数据 · Open data</th>
</tr></thead>
<tbody>
)html";

std::string title_in(const registry::Kinds& kinds, std::string_view list, const std::string& code,
                     bool zh) {
  const registry::CodeList* const codes = kinds.list(list);
  if (codes != nullptr) {
    const auto found = std::ranges::find(*codes, code, &registry::Code::code);
    if (found != codes->end()) {
      return zh ? found->title.zh : found->title.en;
    }
  }
  return code;
}

std::string scope_of(const Issue& issue, const registry::Kinds& kinds, bool zh) {
  std::string scope = issue.region == indicators::kNation
                          ? std::string(zh ? "全国" : "the nation")
                          : title_in(kinds, "region", issue.region, zh);
  if (!issue.operator_.empty()) {
    scope += " · " + title_in(kinds, "operator", issue.operator_, zh);
  }
  return scope;
}

std::string line(const Issue& issue, const report::Definitions& definitions,
                 const registry::Kinds& kinds) {
  const bool zh = issue.language == "zh";
  const report::Definition* const definition = definitions.find(issue.definition);
  std::string name = issue.definition;
  if (definition != nullptr) {
    name = zh ? definition->description.zh : definition->description.en;
  }
  return fmt::format(
      "<tr lang=\"{0}\"><th scope=\"row\"><a href=\"/public/reports/{1}\">{2}</a></th><td>{3}</td>"
      "<td>{4}</td><td>{5} {6}</td><td><a href=\"/public/reports/{1}.json\">JSON</a> · "
      "<a href=\"/public/reports/{1}/dictionary.json\">{7}</a></td></tr>\n",
      zh ? "zh-CN" : "en", http::percent_encode(issue.id), document::escaped(name),
      document::escaped(issue.period), document::escaped(scope_of(issue, kinds, zh)),
      document::escaped(issue.number), document::escaped(issue.status),
      zh ? "数据字典" : "data dictionary");
}

}  // namespace

std::string public_list_page(const std::vector<Issue>& issues,
                             const report::Definitions& definitions, const registry::Kinds& kinds) {
  std::string page(kHead);
  if (issues.empty()) {
    page += "<p>还没有公开的报告。</p>\n<p lang=\"en\">No report is open to everybody yet.</p>\n";
  } else {
    page += kTableHead;
    for (const Issue& issue : issues) {
      page += line(issue, definitions, kinds);
    }
    page += "</tbody>\n</table>\n</div>\n";
  }
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace sixscope::api
