#include "api/diagnoses.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "api/render.h"
#include "api/time_text.h"

namespace sixscope::api {
namespace {

/// An exporter counts as losing when more than one unit in a thousand is gone: single datagrams
/// lost over a quarter of an hour are not worth waking anybody.
constexpr std::uint64_t kLossPerThousand = 1;

/// Address of all senders that found no room of their own.
constexpr std::string_view kOthers = "::";

std::uint64_t value_of(const std::map<std::string, std::uint64_t>& counters,
                       std::string_view name) {
  const auto found = counters.find(std::string(name));
  return found == counters.end() ? 0 : found->second;
}

/// Codes of catalogue/advice by model::V6Sight.
constexpr std::array<std::string_view, 7> kSightCodes = {
    "",          "v5_only",          "no_v6_template", "v6_template_lapsed", "no_v6_sampler",
    "v6_silent", "v6_declared_blind"};

class Examiner {
 public:
  Examiner(const store::ExporterStatus& exporter, const RecentCounters& recent, Instant now,
           const Rules& rules)
      : exporter_(exporter), recent_(recent), now_(now), rules_(rules) {}

  std::vector<Diagnosis> examine() {
    if (exporter_.address == kOthers) {
      add("exporter_limit", {{"datagrams", std::to_string(counter("malformed_unknown_exporter"))},
                             {"refused", std::to_string(counter("refused"))}});
      return std::move(found_);
    }
    if (total("datagrams") == 0 && total("refused") > 0) {
      // The only thing known of it, and shown as long as it is listed.
      add("not_allowed", {{"datagrams", std::to_string(total("refused"))}});
      return std::move(found_);
    }
    if (now_ - exporter_.last_seen > rules_.silent_after) {
      add("silent",
          {{"last_seen", format_instant(exporter_.last_seen)},
           {"minutes",
            std::to_string(
                std::chrono::floor<std::chrono::minutes>(now_ - exporter_.last_seen).count())}});
    }
    visibility();
    templates();
    losses();
    oddities();
    return std::move(found_);
  }

 private:
  using Figures = std::map<std::string, std::string, std::less<>>;

  void add(std::string code, Figures figures) {
    figures.emplace("exporter", exporter_.address);
    figures.emplace("window_minutes", std::to_string(rules_.ledger_window.count()));
    found_.push_back({std::move(code), std::move(figures)});
  }

  [[nodiscard]] std::uint64_t counter(std::string_view name) const {
    return value_of(recent_.known ? recent_.counters : exporter_.counters, name);
  }
  [[nodiscard]] std::uint64_t total(std::string_view name) const {
    return value_of(exporter_.counters, name);
  }

  /// Whether anything it ever sent made sense: else it has no view of either family to be judged.
  [[nodiscard]] bool understood() const {
    constexpr std::array<std::string_view, 3> kSense = {"option_records", "nat_events",
                                                        "templates_seen"};
    return exporter_.sees_v4 || exporter_.sees_v6 ||
           total("records") > total("malformed_implausible_counters") ||
           std::ranges::any_of(kSense, [this](std::string_view name) { return total(name) > 0; });
  }

  [[nodiscard]] bool worth_telling(std::uint64_t lost, std::uint64_t arrived) const {
    return lost > 0 && lost * 1000 > (lost + arrived) * kLossPerThousand;
  }

  void visibility() {
    if (counter("refused") > 0) {
      add("not_allowed", {{"datagrams", std::to_string(counter("refused"))}});
    }
    if (!understood()) {
      return;
    }
    if (exporter_.v6_sight != model::V6Sight::clear) {
      add(std::string(kSightCodes[static_cast<std::size_t>(exporter_.v6_sight)]),
          {{"protocol", exporter_.protocol},
           {"v4_flows", std::to_string(exporter_.v4_flows_alone)}});
    }
    if (!exporter_.sampling_known || exporter_.coverage == model::Coverage::rate_unknown) {
      add("rate_unknown", {{"records", std::to_string(counter("rate_unknown_records"))}});
    }
  }

  void templates() {
    const std::uint64_t misses = counter("template_misses");
    const std::uint64_t replayed = counter("sets_replayed");
    if (misses > replayed && worth_telling(misses - replayed, counter("datagrams"))) {
      add("templates_missing", {{"sets", std::to_string(misses)},
                                {"replayed", std::to_string(replayed)},
                                {"dropped", std::to_string(counter("sets_dropped"))}});
    }
  }

  void losses() {
    const std::uint64_t datagrams = counter("datagrams");
    const std::uint64_t kernel = counter("kernel_drops");
    if (worth_telling(kernel, datagrams)) {
      add("kernel_drops", {{"datagrams", std::to_string(kernel)}});
    }
    const std::uint64_t queue = counter("queue_drops") + counter("flows_lost");
    if (queue > 0) {
      add("queue_drops", {{"datagrams", std::to_string(counter("queue_drops"))},
                          {"flows", std::to_string(counter("flows_lost"))}});
    }
    // v5 counts flows and IPFIX records; v9 and sFlow count datagrams: each against its own kind.
    const bool in_records = exporter_.protocol == "netflow5" || exporter_.protocol == "ipfix" ||
                            exporter_.sequence_counts_records;
    const std::uint64_t gaps = counter("sequence_gaps");
    if (worth_telling(gaps, in_records ? counter("records") : datagrams)) {
      add("sequence_gaps", {{"units", std::to_string(gaps)}, {"protocol", exporter_.protocol}});
    }
  }

  void oddities() {
    if (exporter_.sequence_counts_records) {
      add("sequence_counts_flows", {});
    }
    const std::uint64_t datagrams = counter("datagrams");
    if (std::abs(exporter_.clock_skew_ms) > rules_.clock_skew_max.count()) {
      add("clock_skew", {{"seconds", std::to_string(exporter_.clock_skew_ms / 1000)}});
    }
    std::uint64_t malformed = 0;
    std::string reasons;
    const auto& counters = recent_.known ? recent_.counters : exporter_.counters;
    for (const auto& [name, count] : counters) {
      if (name.starts_with("malformed_") && count > 0) {
        malformed += count;
        reasons += (reasons.empty() ? "" : ", ") + name.substr(10) + " " + std::to_string(count);
      }
    }
    if (worth_telling(malformed, datagrams)) {
      add("malformed", {{"events", std::to_string(malformed)}, {"reasons", reasons}});
    }
    const std::uint64_t duplicates = counter("duplicates");
    if (duplicates * 100 > datagrams && duplicates > 0) {
      add("duplicates", {{"datagrams", std::to_string(duplicates)}});
    }
  }

  const store::ExporterStatus& exporter_;
  const RecentCounters& recent_;
  const Instant now_;
  const Rules& rules_;
  std::vector<Diagnosis> found_;
};

// `text` with each {name} replaced by its figure; an unknown one stays as it is.
std::string filled(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& figures) {
  std::string out;
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    out += text.substr(0, open);
    text.remove_prefix(open);
    const auto close = text.find('}');
    if (close == std::string_view::npos) {
      return out += text;
    }
    const auto figure = figures.find(text.substr(1, close - 1));
    out += figure == figures.end() ? text.substr(0, close + 1) : figure->second;
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

std::vector<Diagnosis> diagnose(const store::ExporterStatus& exporter, const RecentCounters& recent,
                                Instant now, const Rules& rules) {
  return Examiner(exporter, recent, now, rules).examine();
}

std::string_view status_of(const std::vector<Diagnosis>& diagnoses, const Catalogue& catalogue) {
  constexpr std::array<std::string_view, 4> kWorstFirst = {"silent", "fault", "warning", "ok"};
  auto worst = kWorstFirst.end() - 1;
  for (const Diagnosis& diagnosis : diagnoses) {
    const auto advice = catalogue.advice.find(diagnosis.code);
    const std::string_view severity =
        advice == catalogue.advice.end() ? "warning" : std::string_view(advice->second.severity);
    worst = std::min(worst, std::ranges::find(kWorstFirst, severity));
  }
  return worst == kWorstFirst.end() ? "warning" : *worst;
}

void write_diagnoses(JsonWriter& out, const std::vector<Diagnosis>& diagnoses,
                     const Catalogue& catalogue) {
  out.begin_array();
  for (const Diagnosis& diagnosis : diagnoses) {
    const auto found = catalogue.advice.find(diagnosis.code);
    const Advice unknown{.code = diagnosis.code,
                         .severity = "warning",
                         .title = {diagnosis.code, diagnosis.code},
                         .detail = {},
                         .remedies = {}};
    const Advice& advice = found == catalogue.advice.end() ? unknown : found->second;
    out.begin_object()
        .member("code", diagnosis.code)
        .member("severity", advice.severity == "silent" ? "fault" : advice.severity.c_str());
    out.key("title");
    write_label(out, {filled(advice.title.zh, diagnosis.figures),
                      filled(advice.title.en, diagnosis.figures)});
    out.key("detail");
    write_label(out, {filled(advice.detail.zh, diagnosis.figures),
                      filled(advice.detail.en, diagnosis.figures)});
    out.key("remedies").begin_array();
    for (const Remedy& remedy : advice.remedies) {
      out.begin_object().member("vendor", remedy.vendor);
      out.key("lines").begin_array();
      for (const std::string& line : remedy.lines) {
        out.value(filled(line, diagnosis.figures));
      }
      out.end_array().end_object();
    }
    out.end_array().end_object();
  }
  out.end_array();
}

}  // namespace sixscope::api
