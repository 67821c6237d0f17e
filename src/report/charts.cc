#include "report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sixscope::report {
namespace {

using document::BarChart;
using document::LineChart;
using document::Scale;
using document::TileMap;
using indicators::Indicator;
using indicators::Value;

Scale scale_of(const Indicator& indicator) {
  return indicator.is_share() ? Scale::percent : Scale::number;
}

std::string unit_of(const Indicator& indicator, Language language) {
  return indicator.is_share() ? "" : unit_text(indicator.unit, language);
}

// Makes one chart; the block has at least one indicator, or is of capacity.
class ChartMaker {
 public:
  ChartMaker(const FigureBlock& block, Facts& facts, Tables& tables)
      : facts_(facts),
        book_(facts.book()),
        tables_(tables),
        shown_(tables.indicators(block.indicators)) {}

  [[nodiscard]] MadeChart line() {
    LineChart chart{.scale = scale_of(*shown_.front()),
                    .unit = unit_of(*shown_.front(), facts_.language())};
    const auto periods = tables_.periods();
    for (const figures::Period& period : periods) {
      chart.labels.push_back(book_.name(period));
    }
    for (const Indicator* const one : shown_) {
      add_series(chart, *one, periods);
      add_targets(chart, *one, periods);
    }
    const bool is_empty = std::ranges::none_of(chart.series, [](const document::Series& one) {
      return std::ranges::any_of(one.values, [](const auto& value) { return value.has_value(); });
    });
    return {chart, line_alt(chart), is_empty};
  }

  [[nodiscard]] MadeChart ranking() {
    const Indicator& first = *shown_.front();
    BarChart chart{.mean = facts_.value(first, Tables::source(first)).value,
                   .mean_title = facts_.text(Setting::scope),
                   .scale = scale_of(first),
                   .unit = unit_of(first, facts_.language())};
    if (const indicators::Target* const asked = facts_.target(first)) {
      chart.target = asked->value;
      chart.target_title = facts_.target_text(*asked, first.unit);
    }
    std::vector<std::string> left = book_.parts();
    const auto ranked =
        facts_.ranking(first, Tables::source(first), book_.question().period, book_.parts());
    for (const Facts::Ranked& one : ranked) {
      chart.bars.push_back({region(one.region), one.value, ""});
      std::erase(left, one.region);
    }
    for (const std::string& code : left) {
      const Value lacks = of_region(first, code);
      chart.bars.push_back(
          {region(code), std::nullopt,
           gap_text(lacks.gap.value_or(indicators::Gap::no_observations), facts_.language())});
    }
    return {chart, regions_alt(first, ranked, left.size()), ranked.empty()};
  }

  [[nodiscard]] MadeChart map() {
    const Indicator& first = *shown_.front();
    TileMap chart{.scale = scale_of(first),
                  .unit = unit_of(first, facts_.language()),
                  .missing_title = facts_.say("无数据", "no data")};
    std::vector<double> values;
    for (const std::string& code : book_.parts()) {
      const Value one = of_region(first, code);
      chart.tiles.push_back({code, region(code), one.value});
      if (one.value) {
        values.push_back(*one.value);
      }
    }
    chart.classes = classes(values);
    const auto ranked =
        facts_.ranking(first, Tables::source(first), book_.question().period, book_.parts());
    return {chart, regions_alt(first, ranked, book_.parts().size() - ranked.size()),
            ranked.empty()};
  }

  [[nodiscard]] MadeChart distribution() {
    document::Histogram chart{.unit = facts_.say("个地区", "regions")};
    std::size_t most = 0;
    for (const std::size_t count : tables_.distribution(*shown_.front())) {
      chart.labels.push_back(Tables::class_title(chart.labels.size()));
      chart.counts.push_back(static_cast<double>(count));
      if (chart.counts.back() > chart.counts[most]) {
        most = chart.counts.size() - 1;
      }
    }
    return {chart,
            fmt::format("{}{}{}{}", facts_.say("地区最多的区间为", "Most regions lie between "),
                        chart.labels[most], facts_.say("，共", ": "), chart.counts[most]),
            chart.counts[most] == 0};
  }

  [[nodiscard]] Result<MadeChart> waterfall() {
    const auto lines = tables_.capacity();
    if (!lines) {
      return fail_like(lines);
    }
    document::Waterfall chart;
    for (const CapacityLine& line : *lines) {
      if (!line.operator_.empty() || line.component != "design_throughput") {
        continue;
      }
      chart.unit = line.unit;
      chart.steps = {{facts_.say("期初", "Opening"), line.opening, true},
                     {facts_.say("新增", "Added"), line.added, false},
                     {facts_.say("扩容", "Expanded"), line.expanded, false},
                     {facts_.say("缩减", "Reduced"), -line.reduced, false},
                     {facts_.say("退出", "Retired"), -line.retired, false},
                     {facts_.say("调动", "Moved"), line.moved_in - line.moved_out, false},
                     {facts_.say("更正", "Corrected"), line.corrected, false},
                     {facts_.say("期末", "Closing"), line.closing, true}};
    }
    if (chart.steps.empty()) {
      return MadeChart{
          chart, facts_.say("台账中没有可计的设备。", "The ledger has no device to count."), true};
    }
    const double before = chart.steps.front().value;
    const double after = chart.steps.back().value;
    return MadeChart{chart,
                     fmt::format("{} {} → {} {}", facts_.say("设计吞吐量", "design throughput"),
                                 count_text(before, facts_.language()),
                                 count_text(after, facts_.language()), chart.unit)};
  }

 private:
  [[nodiscard]] std::string region(const std::string& code) const {
    return book_.region_name(code, facts_.names_language());
  }
  [[nodiscard]] Value of_region(const Indicator& indicator, const std::string& code) {
    return book_.value(indicator, Tables::source(indicator), book_.question().period,
                       {code, book_.question().scope.operator_});
  }

  void add_series(LineChart& chart, const Indicator& indicator,
                  const std::vector<figures::Period>& periods) {
    document::Series ours{.title = in(indicator.title, facts_.language())};
    for (const figures::Period& period : periods) {
      ours.values.push_back(
          book_.value(indicator, Tables::source(indicator), period, book_.question().scope).value);
    }
    chart.series.push_back(std::move(ours));
    if (!book_.is_whole_nation()) {
      return;
    }
    for (const indicators::OutsideSeries& series : book_.catalogue().outside) {
      if (series.indicator != indicator.id) {
        continue;
      }
      document::Series theirs{.title = in(series.title, facts_.language()) +
                                       facts_.say("（外部公布）", " (published by others)"),
                              .outside = true};
      for (const figures::Period& period : periods) {
        theirs.values.push_back(Book::outside_point(series, period));
      }
      if (std::ranges::any_of(theirs.values, [](const auto& one) { return one.has_value(); })) {
        chart.series.push_back(std::move(theirs));
      }
    }
  }

  void add_targets(LineChart& chart, const Indicator& indicator,
                   const std::vector<figures::Period>& periods) {
    const indicators::Target* const asked = facts_.target(indicator);
    for (const indicators::Target& target : book_.catalogue().targets) {
      if (asked == nullptr || target.indicator != indicator.id ||
          target.scope != indicators::kNation) {
        continue;
      }
      const model::Month due = model::Month::of(target.due);
      const auto at = std::ranges::find_if(periods, [&](const figures::Period& period) {
        return period.first <= due && due <= period.last;
      });
      const bool next = at == periods.end() && &target == asked;
      const std::string title = facts_.target_text(target, indicator.unit);
      // Two papers may ask for the same by the same day: that is one line.
      const bool is_drawn = std::ranges::find(chart.targets, title, &document::TargetMark::title) !=
                            chart.targets.end();
      if ((at != periods.end() || next) && !is_drawn) {
        chart.targets.push_back(
            {title, target.value, static_cast<std::size_t>(at - periods.begin())});
      }
    }
  }

  std::string line_alt(const LineChart& chart) {
    std::string alt;
    for (const document::Series& series : chart.series) {
      if (series.outside) {
        continue;
      }
      const std::string& unit = shown_.front()->unit;
      const auto first =
          std::ranges::find_if(series.values, [](const auto& v) { return v.has_value(); });
      if (first == series.values.end()) {
        alt += series.title + facts_.say("：无数据。", ": no data. ");
        continue;
      }
      const auto last = std::find_if(series.values.rbegin(), series.values.rend(),
                                     [](const auto& v) { return v.has_value(); });
      const auto lacks =
          std::ranges::count_if(series.values, [](const auto& v) { return !v.has_value(); });
      alt += fmt::format("{}{}{}{}{}{}", series.title, facts_.say("由", " from "),
                         figure_text(**first, unit, facts_.language()), facts_.say("到", " to "),
                         figure_text(**last, unit, facts_.language()),
                         lacks > 0 ? fmt::format("{}{}{}", facts_.say("，缺", ", "), lacks,
                                                 facts_.say("期", " periods lack"))
                                   : "");
      alt += facts_.say("。", ". ");
    }
    return alt;
  }

  std::string regions_alt(const Indicator& indicator, const std::vector<Facts::Ranked>& ranked,
                          std::size_t lacking) {
    if (ranked.empty()) {
      return facts_.say("没有地区有数据。", "No region has data.");
    }
    const auto words = [&](const Facts::Ranked& one) {
      return region(one.region) + " " + figure_text(one.value, indicator.unit, facts_.language());
    };
    std::string alt = fmt::format("{}{}{}{}", facts_.say("最高", "Best: "), words(ranked.front()),
                                  facts_.say("，最低", "; last: "), words(ranked.back()));
    if (lacking > 0) {
      alt += fmt::format("{}{}{}", facts_.say("，", "; "), lacking,
                         facts_.say("个地区无数据", " regions without data"));
    }
    return alt + facts_.say("。", ".");
  }

  // Four ends of classes at round numbers within the values.
  static std::vector<double> classes(std::vector<double> values) {
    if (values.size() < 2) {
      return values;
    }
    std::ranges::sort(values);
    const double span = values.back() - values.front();
    if (span <= 0) {
      return {values.front()};
    }
    double step = std::pow(10, std::floor(std::log10(span / 4)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
      if (span / (step * factor) <= 5) {
        step *= factor;
        break;
      }
    }
    std::vector<double> ends;
    for (double end = std::ceil(values.front() / step) * step; end <= values.back(); end += step) {
      ends.push_back(end);
    }
    return ends;
  }

  Facts& facts_;
  Book& book_;
  Tables& tables_;
  std::vector<const Indicator*> shown_;
};

}  // namespace

Result<MadeChart> make_chart(const FigureBlock& block, Facts& facts, Tables& tables) {
  ChartMaker maker(block, facts, tables);
  switch (block.layout) {
    case ChartLayout::line:
      return maker.line();
    case ChartLayout::ranking:
      return maker.ranking();
    case ChartLayout::map:
      return maker.map();
    case ChartLayout::distribution:
      return maker.distribution();
    case ChartLayout::waterfall:
      return maker.waterfall();
  }
  return MadeChart{};
}

}  // namespace sixscope::report
