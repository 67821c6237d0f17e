#include "sample_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sixscope::testing {
namespace {

using namespace document;

struct Province {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<Province, 31> kProvinces = {{
    {"110000", "北京", "Beijing"},
    {"120000", "天津", "Tianjin"},
    {"130000", "河北", "Hebei"},
    {"140000", "山西", "Shanxi"},
    {"150000", "内蒙古", "Inner Mongolia"},
    {"210000", "辽宁", "Liaoning"},
    {"220000", "吉林", "Jilin"},
    {"230000", "黑龙江", "Heilongjiang"},
    {"310000", "上海", "Shanghai"},
    {"320000", "江苏", "Jiangsu"},
    {"330000", "浙江", "Zhejiang"},
    {"340000", "安徽", "Anhui"},
    {"350000", "福建", "Fujian"},
    {"360000", "江西", "Jiangxi"},
    {"370000", "山东", "Shandong"},
    {"410000", "河南", "Henan"},
    {"420000", "湖北", "Hubei"},
    {"430000", "湖南", "Hunan"},
    {"440000", "广东", "Guangdong"},
    {"450000", "广西", "Guangxi"},
    {"460000", "海南", "Hainan"},
    {"500000", "重庆", "Chongqing"},
    {"510000", "四川", "Sichuan"},
    {"520000", "贵州", "Guizhou"},
    {"530000", "云南", "Yunnan"},
    {"540000", "西藏", "Tibet"},
    {"610000", "陕西", "Shaanxi"},
    {"620000", "甘肃", "Gansu"},
    {"630000", "青海", "Qinghai"},
    {"640000", "宁夏", "Ningxia"},
    {"650000", "新疆", "Xinjiang"},
}};

class Sample {
 public:
  explicit Sample(Language language) : zh_(language == Language::zh) {}

  [[nodiscard]] std::string say(std::string_view zh, std::string_view en) const {
    return std::string(zh_ ? zh : en);
  }
  [[nodiscard]] std::string name(const Province& province) const {
    return std::string(zh_ ? province.zh : province.en);
  }
  [[nodiscard]] static double share(std::size_t n) {
    return 0.31 + static_cast<double>(n * 7 % 31) * 0.0123;
  }
  [[nodiscard]] static bool is_missing(std::size_t n) { return n == 25; }

  [[nodiscard]] Paragraph prose(std::size_t sentences) const {
    Paragraph paragraph;
    for (std::size_t n = 0; n < sentences; ++n) {
      paragraph.runs.push_back(
          {say("截至2025年6月底，全国移动网络IPv6流量占比为",
               "At the end of June 2025 the IPv6 share of mobile traffic was "),
           "", false});
      paragraph.runs.push_back({"66.00%", "T1.value", true});
      paragraph.runs.push_back({say("，较上月提高", ", up by "), "", false});
      paragraph.runs.push_back({say("0.31个百分点", "0.31 points"), "T1.change", false});
      paragraph.runs.push_back(
          {say("，固定网络（含“家庭宽带”与专线）镕堃喆等单位均已上报。",
               " on the month before; every unit of the fixed network has handed in its figures. "),
           "", false});
    }
    return paragraph;
  }

  [[nodiscard]] Table operators() const {
    Table table{.id = "operators",
                .caption = say("表2-1 分省统计表", "Table 2-1 Provinces by operator"),
                .landscape = true};
    table.columns = {
        {.id = "region", .title = say("省份", "Province"), .weight = 1.6, .merges = true},
        {.id = "operator", .title = say("运营商", "Operator"), .weight = 1.4}};
    for (const auto& [id, zh, en] : {std::array{"metro", "城域网出口", "Metro exits"},
                                     std::array{"mobile", "移动核心网出口", "Mobile core exits"}}) {
      table.columns.push_back({.id = std::string(id) + "_all",
                               .title = "IPv4+IPv6",
                               .unit = "Gbps",
                               .group = say(zh, en),
                               .align = Align::right});
      table.columns.push_back({.id = std::string(id) + "_v6",
                               .title = "IPv6",
                               .unit = "Gbps",
                               .group = say(zh, en),
                               .align = Align::right});
      table.columns.push_back({.id = std::string(id) + "_share",
                               .title = say("占比", "Share"),
                               .unit = "%",
                               .group = say(zh, en),
                               .align = Align::right});
    }
    for (std::size_t n = 0; n < kProvinces.size(); ++n) {
      for (std::size_t k = 0; k < 4; ++k) {
        std::vector<Cell> row = {
            {.text = name(kProvinces[n])},
            {.text = k == 3 ? say("合计", "Total")
                            : say(std::array{"电信", "移动", "联通"}[k],
                                  std::array{"Telecom", "Mobile", "Unicom"}[k])}};
        for (std::size_t part = 0; part < 2; ++part) {
          if (is_missing(n)) {
            for (std::size_t c = 0; c < 3; ++c) row.push_back({.text = "—", .mark = Mark::missing});
            continue;
          }
          const double all = 1000.0 * static_cast<double>(n + k + 1);
          row.push_back(
              {.text = fmt::format("{:.2f}", all), .number = all, .form = NumberForm::two});
          row.push_back({.text = fmt::format("{:.2f}", all * share(n)),
                         .number = all * share(n),
                         .form = NumberForm::two});
          row.push_back({.text = fmt::format("{:.2f}", share(n) * 100),
                         .number = share(n),
                         .form = NumberForm::percent,
                         .mark = share(n) > 0.5 ? Mark::good : Mark::bad});
        }
        if (k == 3) table.totals.push_back(table.rows.size());
        table.rows.push_back(std::move(row));
      }
    }
    table.note = say("“—”表示无数据，不等于零；合计为分子之和除以分母之和。",
                     "— means no data, which is not zero; totals are sums over sums.");
    return table;
  }

  [[nodiscard]] Table annex(std::size_t rows) const {
    Table table{.id = "annex", .caption = say("附表1 未通过网站清单", "Annex 1 Sites that failed")};
    table.columns = {
        {.id = "rank", .title = say("序号", "No."), .align = Align::right, .weight = 0.6},
        {.id = "unit", .title = say("责任单位", "Unit"), .weight = 2},
        {.id = "url", .title = say("网址", "URL"), .weight = 2.4},
        {.id = "score", .title = say("得分", "Score"), .align = Align::right, .weight = 0.8},
        {.id = "problem", .title = say("主要问题", "Problem"), .weight = 3}};
    for (std::size_t n = 0; n < rows; ++n) {
      table.rows.push_back(
          {{.text = std::to_string(n + 1),
            .number = static_cast<double>(n + 1),
            .form = NumberForm::whole},
           {.text = fmt::format("{}{}", name(kProvinces[n % 31]), say("某单位", " unit"))},
           {.text = fmt::format("www.site-{:04}.example.gov.cn", n + 1)},
           {.text = fmt::format("{:.2f}", 100.0 - static_cast<double>(n % 97)),
            .number = 100.0 - static_cast<double>(n % 97),
            .form = NumberForm::two},
           {.text = n % 5 == 0
                        ? say("首页可达，二级链接中有部分资源仅支持IPv4访问，须逐项整改并复测",
                              "home page works; some resources of second-level links answer over "
                              "IPv4 only")
                        : say("无AAAA记录", "no AAAA record")}});
    }
    return table;
  }

  void charts(std::vector<Block>& blocks) const {
    LineChart line;
    Series ours{.title = say("移动网络", "Mobile")};
    Series theirs{.title = say("国家平台公布", "published nationally"), .outside = true};
    for (std::size_t n = 0; n < 24; ++n) {
      line.labels.push_back(fmt::format("{}-{:02}", 2023 + n / 12, n % 12 + 1));
      ours.values.push_back(n == 9 ? std::optional<double>()
                                   : 0.5 + static_cast<double>(n) * 0.007);
      theirs.values.push_back(n % 6 == 5 ? std::optional(0.49 + static_cast<double>(n) * 0.0074)
                                         : std::nullopt);
    }
    line.series = {ours, theirs};
    line.targets = {{say("2024年底65%", "65 % by end of 2024"), 0.65, 23},
                    {say("2025年底70%", "70 % by end of 2025"), 0.70, 24}};
    blocks.emplace_back(Figure{
        "mobile", say("图2-1 移动网络IPv6流量占比", "Figure 2-1 IPv6 share of mobile traffic"),
        line, "operators",
        say("两年间由50%升至66%，缺2023年10月。",
            "Rises from 50 % to 66 % in two years; October 2023 lacks.")});
    BarChart bars{.mean = 0.49,
                  .mean_title = say("全国", "Nation"),
                  .target = 0.65,
                  .target_title = say("目标65%", "target 65 %")};
    TileMap map{.classes = {0.4, 0.5, 0.6, 0.7}, .missing_title = say("无数据", "no data")};
    for (std::size_t n = 0; n < kProvinces.size(); ++n) {
      bars.bars.push_back({name(kProvinces[n]),
                           is_missing(n) ? std::nullopt : std::optional(share(n)),
                           is_missing(n) ? say("未报送", "not handed in") : ""});
      map.tiles.push_back({std::string(kProvinces[n].code), name(kProvinces[n]),
                           is_missing(n) ? std::nullopt : std::optional(share(n))});
    }
    std::stable_sort(bars.bars.begin(), bars.bars.end(), [](const auto& a, const auto& b) {
      return a.value.value_or(-1) > b.value.value_or(-1);
    });
    blocks.emplace_back(Figure{"ranking", say("图2-2 各省排名", "Figure 2-2 Provinces"), bars,
                               "operators", say("各省由高到低。", "Provinces, highest first.")});
    blocks.emplace_back(Figure{"map", say("图2-3 各省分布", "Figure 2-3 Map"), map, "operators",
                               say("各省分级。", "Provinces by class.")});
    Waterfall waterfall{.steps = {{say("期初", "Opening"), 1200, true},
                                  {say("新增", "Added"), 85, false},
                                  {say("退出", "Retired"), -230, false},
                                  {say("期末", "Closing"), 1055, true}},
                        .unit = "Gbps"};
    blocks.emplace_back(Figure{"capacity", say("图2-4 NAT44容量", "Figure 2-4 NAT44 capacity"),
                               waterfall, "operators",
                               say("容量下降145 Gbps。", "145 Gbps less.")});
    Histogram histogram{.labels = {"0–20", "20–40", "40–60", "60–80", "80–100"},
                        .counts = {3, 12, 45, 160, 88},
                        .unit = say("个", "sites")};
    blocks.emplace_back(Figure{"scores", say("图2-5 得分分布", "Figure 2-5 Scores"), histogram,
                               "annex", say("多数在60至80分。", "Most lie between 60 and 80.")});
  }

 private:
  bool zh_;
};

}  // namespace

Document sample_document(Language language, std::size_t annex_rows) {
  const Sample sample(language);
  Document document{
      .language = language,
      .title =
          sample.say("全国IPv6发展监测报告（2025年6月）", "IPv6 development report, June 2025"),
      .number = "〔2025〕6号",
      .red_head = sample.say("国家IPv6发展监测平台", "National IPv6 platform"),
      .status = sample.say("初步数据", "preliminary"),
      .addressees = sample.say("各省、自治区、直辖市通信管理局：", "To all provincial offices:"),
      .subject = sample.say("IPv6发展监测月报", "monthly IPv6 report"),
      .author = "sixscope",
      .date = "2025-07-10",
      .marker = "sixscope:report:monthly-2025-06-100000:1:0123456789abcdef"};
  document.facts = {{sample.say("数据截止", "Cut-off"), "2025-06-30"},
                    {sample.say("方法版本", "Method version"), "T1/1, T2/1"}};
  std::vector<Block>& blocks = document.blocks;
  blocks.emplace_back(Heading{1, sample.say("一、总体情况", "1 Overview")});
  blocks.emplace_back(sample.prose(12));
  blocks.emplace_back(Heading{2, sample.say("（一）用户规模", "1.1 Users")});
  for (std::size_t n = 0; n < 4; ++n) blocks.emplace_back(sample.prose(4));
  blocks.emplace_back(Heading{3, sample.say("1.移动网络", "1.1.1 Mobile")});
  blocks.emplace_back(sample.prose(2));
  blocks.emplace_back(Heading{4, sample.say("（1）5G", "1.1.1.1 5G")});
  blocks.emplace_back(sample.prose(1));
  blocks.emplace_back(Heading{1, sample.say("二、网络流量", "2 Traffic")});
  sample.charts(blocks);
  blocks.emplace_back(sample.operators());
  blocks.emplace_back(Signature{sample.say("国家IPv6发展监测平台", "National IPv6 platform"),
                                sample.say("2025年7月10日", "10 July 2025")});
  blocks.emplace_back(PageBreak{});
  blocks.emplace_back(sample.annex(annex_rows));
  return document;
}

}  // namespace sixscope::testing
