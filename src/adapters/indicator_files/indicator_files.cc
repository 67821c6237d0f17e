#include "adapters/indicator_files/indicator_files.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "adapters/indicator_files/composite_file.h"
#include "adapters/toml_files/toml_folder.h"
#include "base/csv_rows.h"

namespace sixscope::adapters {
namespace {

using indicators::Expression;
using indicators::Indicator;
using indicators::Method;
using indicators::Paper;
using indicators::Parameter;
using indicators::Quantity;
using indicators::Target;
using indicators::Title;
using indicators::Unit;

constexpr std::array<std::string_view, 3> kDirections = {"up", "down", "none"};
constexpr std::array<std::string_view, 4> kCadences = {"day", "month", "half_year", "year"};

// Reads the catalogue file by file and gathers what is wrong.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& catalogue) : folder_(catalogue, read_.faults) {}

  ReadIndicators read() {
    folder_.one("papers.toml", [this](TomlEntry& entry) { papers(entry); });
    folder_.one("parameters.toml", [this](TomlEntry& entry) { parameters(entry); });
    folder_.each("quantities", [this](TomlEntry& entry, const std::string&) {
      for (const toml::table* const table : entry.tables("quantity")) {
        TomlEntry one(*table, entry.file(), entry.faults());
        quantity(one);
        one.finish();
      }
    });
    folder_.each("indicators", [this](TomlEntry& entry, const std::string&) { group(entry); });
    folder_.one("composite.toml", [this](TomlEntry& entry) {
      read_.catalogue.composite = read_composite(entry, read_.catalogue.definitions);
    });
    folder_.each("targets", [this](TomlEntry& entry, const std::string&) { targets(entry); });
    folder_.one("outside/series.toml", [this](TomlEntry& entry) { series(entry); });
    points("outside/national.csv");
    return std::move(read_);
  }

 private:
  // Whether a name is new; a fault if it is not.
  bool is_new(TomlEntry& one, std::string_view what, const std::string& id) {
    const bool fresh = known_.emplace(std::string(what) + " " + id).second;
    if (!fresh) {
      one.fault(std::string(what) + " '" + id + "' stands twice");
    }
    return fresh;
  }

  void papers(TomlEntry& entry) {
    for (const toml::table* const table : entry.tables("paper")) {
      TomlEntry one(*table, entry.file(), entry.faults());
      Paper paper;
      paper.id = one.text("key", true);
      paper.title = one.words<Title>("title", true);
      paper.issuer = one.words<Title>("issuer");
      paper.date = one.text("date", true);
      paper.read = one.words<Title>("read", true);
      is_new(one, "paper", paper.id);
      one.finish();
      read_.catalogue.papers.push_back(std::move(paper));
    }
  }

  void parameters(TomlEntry& entry) {
    for (const toml::table* const table : entry.tables("parameter")) {
      TomlEntry one(*table, entry.file(), entry.faults());
      Parameter parameter;
      parameter.id = one.text("id", true);
      parameter.title = one.words<Title>("title", true);
      parameter.unit_text = one.text("unit", true);
      parameter.unit = Unit(parameter.unit_text);
      parameter.value = one.number("value", true).value_or(0);
      parameter.is_official = one.boolean("official");
      parameter.source = one.words<Title>("source", true);
      is_new(one, "parameter", parameter.id);
      one.finish();
      read_.catalogue.definitions.parameters.push_back(std::move(parameter));
    }
  }

  void quantity(TomlEntry& one) {
    Quantity quantity;
    quantity.id = one.text("id", true);
    quantity.title = one.words<Title>("title", true);
    quantity.unit_text = one.text("unit", true);
    quantity.unit = Unit(quantity.unit_text);
    quantity.over_time = one.one_of<indicators::OverTime>("over_time", indicators::kOverTimeNames);
    quantity.source = one.one_of<indicators::SourceKind>("source", indicators::kSourceKindNames);
    int sources = 0;
    if (const toml::table* const table = one.table("registry")) {
      TomlEntry from(*table, one.file(), one.faults());
      quantity.registry = {.kind = from.text("kind", true),
                           .field = from.text("field"),
                           .month = from.text("month"),
                           .region = or_else(from.text("region"), "region"),
                           .operator_ = or_else(from.text("operator"), "operator"),
                           .where = from.lists("where"),
                           .axes = from.texts("axes")};
      from.finish();
      ++sources;
    }
    if (const toml::table* const table = one.table("traffic")) {
      TomlEntry from(*table, one.file(), one.faults());
      quantity.traffic = {.measure = from.text("measure", true),
                          .where = from.pairs("where"),
                          .axes = from.texts("axes")};
      if (quantity.traffic->measure != "v4_bytes" && quantity.traffic->measure != "v6_bytes") {
        from.fault("measure", "'measure' is v4_bytes or v6_bytes");
      }
      from.finish();
      ++sources;
    }
    if (const toml::table* const table = one.table("outside")) {
      TomlEntry from(*table, one.file(), one.faults());
      quantity.outside = {.series = from.text("series", true)};
      from.finish();
      ++sources;
    }
    if (const toml::table* const table = one.table("ledger")) {
      TomlEntry from(*table, one.file(), one.faults());
      quantity.ledger = {
          .figure = from.one_of<indicators::LedgerFigure>("figure", indicators::kLedgerFigureNames),
          .measure = from.text("measure")};
      from.finish();
      ++sources;
      if (quantity.source != indicators::SourceKind::measured) {
        one.fault("source", "what the ledger adds up to is measured, beside what is submitted");
      }
    }
    if (sources != 1) {
      one.fault(
          "a quantity has just one of [quantity.registry], [quantity.traffic], [quantity.ledger] "
          "and [quantity.outside]");
    }
    const bool once = quantity.over_time == indicators::OverTime::latest ||
                      quantity.over_time == indicators::OverTime::half_year_sum;
    if (once && (!quantity.registry || quantity.registry->month.empty())) {
      one.fault("over_time",
                "latest and half_year_sum are for what is handed in for a month: a "
                "[quantity.registry] with 'month'");
    }
    is_new(one, "quantity", quantity.id);
    read_.catalogue.definitions.quantities.push_back(std::move(quantity));
  }

  static std::string or_else(const std::string& text, const char* absent) {
    return text.empty() ? absent : text;
  }

  void group(TomlEntry& entry) {
    const std::string name = entry.text("group", true);
    entry.words<Title>("title", true);
    for (const toml::table* const table : entry.tables("indicator")) {
      TomlEntry one(*table, entry.file(), entry.faults());
      Indicator indicator;
      indicator.group = name;
      indicator.code = one.name("code");
      indicator.id = one.name("id");
      indicator.title = one.words<Title>("title", true);
      indicator.object = one.words<Title>("object", true);
      indicator.description = one.words<Title>("description", true);
      indicator.unit = one.text("unit", true);
      indicator.direction = among(one, "direction", kDirections);
      indicator.cadence = among(one, "cadence", kCadences);
      indicator.dimensions = one.texts("dimensions");
      indicator.state =
          one.one_of<indicators::DefinitionState>("state", indicators::kDefinitionStateNames);
      indicator.paper = paper_of(one, indicator.state != indicators::DefinitionState::inferred);
      indicator.place = one.words<Title>("place", true);
      std::set<std::string> versions;
      for (const toml::table* const how : one.tables("method")) {
        TomlEntry method(*how, one.file(), one.faults());
        indicator.methods.push_back(read_method(method, indicator));
        const Method& made = indicator.methods.back();
        const auto source = static_cast<std::size_t>(made.source);
        if (!versions.insert(std::string(indicators::kSourceKindNames.at(source)) + made.version)
                 .second) {
          method.fault("two methods of one source have the version '" + made.version + "'");
        }
        method.finish();
      }
      if (indicator.methods.empty()) {
        one.fault("an indicator has at least one [[indicator.method]]");
      }
      if (one.has("cadence") && indicator.cadence == "day" &&
          std::ranges::none_of(indicator.methods, [&](const Method& method) {
            return indicators::is_daily(method, read_.catalogue.definitions);
          })) {
        one.fault("cadence",
                  "'cadence' \"day\" needs a method of quantities of the roll-ups "
                  "alone: nothing else is kept by day");
      }
      is_new(one, "indicator", indicator.id);
      is_new(one, "code", indicator.code);
      one.finish();
      read_.catalogue.definitions.indicators.push_back(std::move(indicator));
    }
  }

  template <std::size_t N>
  static std::string among(TomlEntry& one, std::string_view key,
                           const std::array<std::string_view, N>& names) {
    const auto place = one.one_of<std::size_t>(key, names);
    return std::string(names.at(place));
  }

  std::string paper_of(TomlEntry& one, bool needed) {
    std::string id = one.text("paper", needed);
    if (!id.empty() && !known_.contains("paper " + id)) {
      one.fault("paper", "no paper '" + id + "' in papers.toml");
    }
    return id;
  }

  std::optional<model::Month> month_of(TomlEntry& one, std::string_view key) {
    const std::string text = one.text(key);
    if (text.empty()) {
      return std::nullopt;
    }
    const auto month = model::Month::parse(text);
    if (!month) {
      one.fault(key, "'" + std::string(key) + "' has to be a month such as \"2024-07\"");
      return std::nullopt;
    }
    return *month;
  }

  Method read_method(TomlEntry& one, const Indicator& indicator) {
    Method method;
    method.version = one.text("version", true);
    method.source = one.one_of<indicators::SourceKind>("source", indicators::kSourceKindNames);
    method.valid_from = month_of(one, "valid_from");
    method.valid_to = month_of(one, "valid_to");
    if (method.valid_from && method.valid_to && *method.valid_to < *method.valid_from) {
      one.fault("valid_to", "'valid_to' is before 'valid_from': the method would never hold");
    }
    method.aggregation = one.one_of<indicators::Aggregation>(
        "aggregation", indicators::kAggregationNames, indicators::Aggregation::sum_over_sum);
    method.interval = one.one_of<indicators::IntervalKind>(
        "interval", indicators::kIntervalKindNames, indicators::IntervalKind::none);
    method.samples_min = one.number("samples_min").value_or(0);
    method.is_part = one.boolean("is_part", true);
    method.note = one.words<Title>("note");
    const auto above = expression(one, "numerator", true, method.source);
    const auto below = expression(one, "denominator", false, method.source);
    const auto population = expression(one, "population", false, method.source);
    if (method.interval == indicators::IntervalKind::stratified && !one.has("population")) {
      one.fault("a stratified interval needs the 'population' of a stratum");
    }
    if (above) {
      const Unit unit = below ? above->unit.times(below->unit, -1) : above->unit;
      const Unit wanted(indicator.unit);
      if (unit != wanted && (below || !one.has("denominator"))) {
        one.fault("numerator", "the figure is in " + unit.to_string() + ", the indicator in " +
                                   wanted.to_string());
      }
      method.numerator = above->expression;
    }
    if (below) {
      method.denominator = below->expression;
    }
    if (population) {
      method.population = population->expression;
    }
    return method;
  }

  struct Checked {
    Expression expression;
    Unit unit;
  };
  std::optional<Checked> expression(TomlEntry& one, std::string_view key, bool needed,
                                    indicators::SourceKind source) {
    const std::string text = one.text(key, needed);
    if (text.empty()) {
      return std::nullopt;
    }
    const auto refuse = [&](const Error& error) {
      one.fault(key, std::string(key) + " \"" + text + "\" at byte " +
                         std::to_string(error.offset) + ": " + std::string(error.rule) +
                         (error.detail == text ? "" : " (" + error.detail + ")"));
      return std::nullopt;
    };
    auto made = Expression::parse(text);
    if (!made) {
      return refuse(made.error());
    }
    const indicators::Definitions& all = read_.catalogue.definitions;
    const auto unit = made->unit(
        [&](std::string_view name) {
          const Quantity* const known = all.quantity(name);
          return known == nullptr ? std::nullopt : std::optional(known->unit);
        },
        [&](std::string_view name) {
          const Parameter* const known = all.parameter(name);
          return known == nullptr ? std::nullopt : std::optional(known->unit);
        });
    if (!unit) {
      return refuse(unit.error());
    }
    for (const indicators::Selector& selector : made->selectors()) {
      check_selector(one, key, selector, source);
    }
    return Checked{.expression = *std::move(made), .unit = *unit};
  }

  // What is submitted, measured and published by others is never mixed; axes are there.
  void check_selector(TomlEntry& one, std::string_view key, const indicators::Selector& selector,
                      indicators::SourceKind source) {
    const Quantity& quantity = *read_.catalogue.definitions.quantity(selector.quantity);
    if (quantity.source != source) {
      const auto name = [](indicators::SourceKind kind) {
        return std::string(indicators::kSourceKindNames.at(static_cast<std::size_t>(kind)));
      };
      one.fault(key, "quantity '" + quantity.id + "' is " + name(quantity.source) +
                         ", the method " + name(source) + ": they are never mixed");
    }
    for (const auto& [axis, value] : selector.where) {
      const auto& axes = quantity.registry  ? quantity.registry->axes
                         : quantity.traffic ? quantity.traffic->axes
                                            : kNoAxes;
      if (std::ranges::find(axes, axis) == axes.end()) {
        one.fault(key, "quantity '" + quantity.id + "' has no axis '" + axis + "'");
      }
    }
  }

  void targets(TomlEntry& entry) {
    const std::string paper = paper_of(entry, true);
    entry.words<Title>("title", true);
    entry.words<Title>("source", true);
    for (const toml::table* const table : entry.tables("target")) {
      TomlEntry one(*table, entry.file(), entry.faults());
      Target target;
      target.id = one.text("id", true);
      target.indicator = one.text("indicator", true);
      target.paper = paper;
      const std::string scope = one.text("scope", true);
      target.scope = scope == "CN" ? indicators::kNation : scope;
      target.comparison =
          one.one_of<indicators::Comparison>("comparison", indicators::kComparisonNames);
      target.value = one.number("value", true).value_or(0);
      target.place = one.words<Title>("place");
      if (const auto due = model::parse_day(one.text("due", true))) {
        target.due = *due;
      } else {
        one.fault("due", "'due' has to be a day such as \"2025-12-31\"");
      }
      for (const char* const other : {"measure", "access", "object"}) {
        one.text(other);  // Of the live chart; read by the catalogue of the API.
      }
      if (read_.catalogue.definitions.indicator(target.indicator) == nullptr) {
        one.fault("indicator", "no indicator '" + target.indicator + "'");
      }
      is_new(one, "target", target.id);
      one.finish();
      read_.catalogue.targets.push_back(std::move(target));
    }
  }

  void series(TomlEntry& entry) {
    for (const toml::table* const table : entry.tables("series")) {
      TomlEntry one(*table, entry.file(), entry.faults());
      indicators::OutsideSeries series;
      series.id = one.text("id", true);
      series.indicator = one.text("indicator", true);
      series.title = one.words<Title>("title", true);
      series.unit = one.text("unit", true);
      series.source = one.words<Title>("source", true);
      const Indicator* const known = read_.catalogue.definitions.indicator(series.indicator);
      if (known == nullptr || known->unit != series.unit) {
        one.fault("indicator", known == nullptr ? "no indicator '" + series.indicator + "'"
                                                : "the indicator is in " + known->unit);
      }
      is_new(one, "series", series.id);
      one.finish();
      read_.catalogue.outside.push_back(std::move(series));
    }
  }

  void points(const std::string& file) {
    const auto text = folder_.content(file);
    if (!text) {
      return;
    }
    auto rows = csv_rows(*text);
    if (!rows) {
      read_.faults.push_back({file, 0, describe(rows.error())});
      return;
    }
    for (auto& row : *rows) {
      const auto series =
          std::ranges::find(read_.catalogue.outside, row["series"], &indicators::OutsideSeries::id);
      const auto month = model::Month::parse(row["month"]);
      double value = 0;
      const std::string& number = row["value"];
      const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
      if (series == read_.catalogue.outside.end() || !month || read.ec != std::errc() ||
          read.ptr != number.data() + number.size() || !known_.contains("paper " + row["paper"])) {
        read_.faults.push_back(
            {file, 0,
             "series, month (2025-06), value and paper have to be known: " + row["series"] + "," +
                 row["month"] + "," + number + "," + row["paper"]});
        continue;
      }
      series->points.push_back(
          {.month = *month, .value = value, .paper = row["paper"], .note = row["note"]});
    }
    for (indicators::OutsideSeries& one : read_.catalogue.outside) {
      std::ranges::stable_sort(one.points, {}, &indicators::OutsidePoint::month);
    }
  }

  static inline const std::vector<std::string> kNoAxes;

  ReadIndicators read_;
  TomlFolder folder_;
  std::set<std::string> known_;  // "paper NAT263"...
};

}  // namespace

ReadIndicators read_indicators(const std::filesystem::path& catalogue) {
  return Reader(catalogue).read();
}

Result<std::shared_ptr<const indicators::IndicatorCatalogue>> load_indicators(
    const std::filesystem::path& catalogue) {
  ReadIndicators read = read_indicators(catalogue);
  if (!read.faults.empty()) {
    return fail_because(describe(std::move(read.faults)), Errc::malformed,
                        "the catalogue of indicators has faults");
  }
  return std::make_shared<const indicators::IndicatorCatalogue>(std::move(read.catalogue));
}

}  // namespace sixscope::adapters
