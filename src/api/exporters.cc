#include "api/exporters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <tuple>

#include "api/health.h"
#include "api/render.h"
#include "api/time_text.h"
#include "http/problem.h"
#include "net/ip_address.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

constexpr std::array<std::string_view, 4> kWorstFirst = {"fault", "silent", "warning", "ok"};

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

// Counters that stayed zero: a page of a thousand exporters leaves them out, one exporter's own
// page tells what was looked for.
enum class Zeros : std::uint8_t { told, left_out };

// Every malformed_NAME and adjusted_NAME goes into an object of its own.
void write_group(JsonWriter& out, const std::map<std::string, std::uint64_t>& counters,
                 std::string_view name, std::string_view prefix, Zeros zeros) {
  out.key(name).begin_object();
  for (const auto& [counter, value] : counters) {
    if (counter.starts_with(prefix) && (zeros == Zeros::told || value > 0)) {
      out.member(std::string_view(counter).substr(prefix.size()), value);
    }
  }
  out.end_object();
}

void write_ledger(JsonWriter& out, const std::map<std::string, std::uint64_t>& counters,
                  Zeros zeros) {
  // Always there, so that a page needs no guard; the others as the collector has them.
  constexpr std::array<std::string_view, 7> kAlways = {
      "datagrams",     "records",         "kernel_drops", "queue_drops",
      "sequence_gaps", "template_misses", "duplicates"};
  out.begin_object();
  for (const std::string_view name : kAlways) {
    const auto found = counters.find(std::string(name));
    out.member(name, found == counters.end() ? std::uint64_t{0} : found->second);
  }
  for (const auto& [name, value] : counters) {
    const bool grouped = name.starts_with("malformed_") || name.starts_with("adjusted_");
    if (!grouped && (zeros == Zeros::told || value > 0) &&
        std::ranges::find(kAlways, name) == kAlways.end()) {
      out.member(name, value);
    }
  }
  write_group(out, counters, "malformed", "malformed_", zeros);
  write_group(out, counters, "adjustments", "adjusted_", zeros);
  out.end_object();
}

// What a row of the list and an exporter's own page have in common, but for the ledger.
void write_facts(JsonWriter& out, const Examined& examined) {
  const store::ExporterStatus& exporter = examined.exporter;
  out.member("address", exporter.address)
      .member("name", exporter.name)
      .member("observation_domain", exporter.observation_domain)
      .member("protocol", exporter.protocol)
      .member("first_seen", format_instant(exporter.first_seen))
      .member("last_seen", format_instant(exporter.last_seen))
      .member("status", examined.status);
  out.key("sees").begin_object();
  out.member("v4", exporter.sees_v4).member("v6", exporter.sees_v6).end_object();
  out.key("sampling").begin_object();
  out.member("known", exporter.sampling_known)
      .member("numerator", exporter.sampling_numerator)
      .member("denominator", exporter.sampling_denominator)
      .end_object();
  out.member("coverage", model::kCoverageNames[static_cast<std::size_t>(exporter.coverage)]);
  out.member("clock_skew_ms", exporter.clock_skew_ms);
}

// Of one diagnosis: silence is a status of its own, and a fault among diagnoses.
std::string_view severity_of(const Diagnosis& diagnosis, const Catalogue& catalogue) {
  const std::string_view severity = status_of({diagnosis}, catalogue);
  return severity == "silent" ? "fault" : severity;
}

void write_row(JsonWriter& out, const Examined& examined, const Catalogue& catalogue) {
  out.begin_object();
  write_facts(out, examined);
  out.key("ledger");
  write_ledger(out, examined.exporter.counters, Zeros::left_out);
  out.key("diagnoses").begin_array();
  for (const Diagnosis& diagnosis : examined.diagnoses) {
    out.begin_object().member("code", diagnosis.code);
    out.member("severity", severity_of(diagnosis, catalogue)).end_object();
  }
  out.end_array().end_object();
}

void write_whole(JsonWriter& out, const Examined& examined, const Dependencies& dependencies) {
  out.begin_object();
  write_facts(out, examined);
  out.key("ledger");
  write_ledger(out, examined.exporter.counters, Zeros::told);
  out.key("recent").begin_object();
  out.member("minutes", dependencies.rules.ledger_window.count());
  out.key("ledger");
  if (examined.recent.known) {
    write_ledger(out, examined.recent.counters, Zeros::told);
  } else {
    out.null();
  }
  out.end_object();
  out.key("diagnoses");
  write_diagnoses(out, examined.diagnoses, *dependencies.catalogue);
  out.end_object();
}

void write_summary(JsonWriter& out, const std::vector<Examined>& all) {
  std::map<std::string_view, std::size_t> by_status = {
      {"ok", 0}, {"warning", 0}, {"fault", 0}, {"silent", 0}};
  for (const Examined& examined : all) {
    ++by_status[examined.status];
  }
  out.key("summary").begin_object().member("all", all.size());
  for (const auto& [status, count] : by_status) {
    out.member(status, count);
  }
  out.end_object();
}

// Exporters are told of as they are this second: the newest minute is that of the last export.
void write_live_freshness(JsonWriter& out, const std::vector<Examined>& all, Instant now) {
  std::optional<Instant> newest;
  for (const Examined& examined : all) {
    const Instant minute =
        store::window_start(examined.exporter.last_seen, store::Resolution::minute);
    newest = std::max(newest.value_or(minute), minute);
  }
  out.key("freshness");
  write_freshness(out, newest, now);
}

// The place of an exporter in the order.
using Place = std::tuple<std::uint64_t, std::string, std::uint32_t>;

Place place_of(const Examined& examined, ExporterOrder order) {
  const store::ExporterStatus& exporter = examined.exporter;
  std::uint64_t number = 0;
  if (order == ExporterOrder::status) {
    number = static_cast<std::uint64_t>(std::ranges::find(kWorstFirst, examined.status) -
                                        kWorstFirst.begin());
  } else if (order == ExporterOrder::last_seen) {
    number = static_cast<std::uint64_t>(exporter.last_seen.time_since_epoch().count());
  } else if (order == ExporterOrder::records) {
    const auto found = exporter.counters.find("records");
    number = found == exporter.counters.end() ? 0 : found->second;
  }
  return {number, exporter.address, exporter.observation_domain};
}

bool before(const Place& a, const Place& b, const ExportersQuestion& question) {
  if (question.order == ExporterOrder::address || std::get<0>(a) == std::get<0>(b)) {
    const bool reversed = question.order == ExporterOrder::address && question.descending;
    return reversed ? b < a : a < b;
  }
  return (a < b) != question.descending;
}

std::optional<Place> place_of(const Cursor& cursor) {
  if (cursor.dimensions.size() != 2) {
    return std::nullopt;
  }
  const std::string& text = cursor.dimensions[1];
  std::uint32_t domain = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), domain);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return Place{cursor.number, cursor.dimensions[0], domain};
}

bool is_asked_for(const Examined& examined, const ExportersQuestion& question) {
  if (!question.status.empty() && examined.status != question.status) {
    return false;
  }
  return examined.exporter.address.find(question.part) != std::string::npos ||
         lower(examined.exporter.name).find(question.part) != std::string::npos;
}

struct ExporterPage {
  std::vector<const Examined*> rows;
  std::optional<Cursor> next;
};

ExporterPage cut_page(const std::vector<Examined>& all, const ExportersQuestion& question) {
  const auto behind = question.cursor ? place_of(*question.cursor) : std::nullopt;
  std::vector<std::pair<Place, const Examined*>> asked;
  for (const Examined& examined : all) {
    Place place = place_of(examined, question.order);
    if (is_asked_for(examined, question) && (!behind || before(*behind, place, question))) {
      asked.emplace_back(std::move(place), &examined);
    }
  }
  std::ranges::sort(
      asked, [&](const auto& a, const auto& b) { return before(a.first, b.first, question); });
  ExporterPage page;
  if (asked.size() > question.limit) {
    asked.resize(question.limit);
    const auto& [number, address, domain] = asked.back().first;
    page.next = Cursor{.question = question.fingerprint,
                       .number = number,
                       .dimensions = {address, std::to_string(domain)}};
  }
  for (const auto& [place, examined] : asked) {
    page.rows.push_back(examined);
  }
  return page;
}

void write_titles(JsonWriter& out, const std::vector<const Examined*>& rows,
                  const Catalogue& catalogue) {
  std::set<std::string_view> codes;
  for (const Examined* examined : rows) {
    for (const Diagnosis& diagnosis : examined->diagnoses) {
      codes.insert(diagnosis.code);
    }
  }
  out.key("labels").begin_object().key("diagnosis").begin_object();
  for (const std::string_view code : codes) {
    if (const auto advice = catalogue.advice.find(code); advice != catalogue.advice.end()) {
      out.key(code);
      write_label(out, advice->second.title);
    }
  }
  out.end_object().end_object();
}

}  // namespace

Parsed<ExportersQuestion> parse_exporters_question(const http::Request& request, Instant /*now*/) {
  ExportersQuestion question;
  http::Faults faults;
  question.status = request.parameter("status").value_or("");
  if (!question.status.empty() &&
      std::ranges::find(kWorstFirst, question.status) == kWorstFirst.end()) {
    faults.push_back({"status", fmt::format("'{}' is none of {}", question.status,
                                            fmt::join(kWorstFirst, ", "))});
  }
  question.part = lower(request.parameter("q").value_or(""));
  const std::string_view order = request.parameter("order").value_or("");
  question.descending = order.starts_with('-');
  const std::string_view key = order.substr(question.descending ? 1 : 0);
  const auto found = std::ranges::find(kExporterOrderNames, key);
  if (found != kExporterOrderNames.end()) {
    question.order = static_cast<ExporterOrder>(found - kExporterOrderNames.begin());
  } else if (!order.empty()) {
    faults.push_back(
        {"order", fmt::format("'{}' is none of {}; put - in front for the other way round", key,
                              fmt::join(kExporterOrderNames, ", "))});
  }
  const auto limit = parse_count(request, "limit", 1, kLimitMax, kLimitDefault);
  gather(faults, limit);
  question.limit = limit.value_or(kLimitDefault);
  question.fingerprint =
      fingerprint_of(fmt::format("exporters|{}|{}|{}", question.status, question.part, order));
  if (const auto text = request.parameter("cursor").value_or(""); !text.empty()) {
    auto cursor = decode_cursor(text);
    const bool known = cursor && place_of(*cursor);
    // Only of a question without a fault can be told whether the cursor belongs to it.
    if (!known || (faults.empty() && cursor->question != question.fingerprint)) {
      faults.push_back({"cursor", kNotOurCursor});
    } else {
      question.cursor = std::move(*cursor);
    }
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return question;
}

http::Response get_exporters(const http::Request& request, const Dependencies& dependencies) {
  const Instant now = dependencies.clock.now();
  auto question = parse_exporters_question(request, now);
  if (!question) {
    return http::refused(std::move(question.error()));
  }
  const std::vector<Examined> all = examine_exporters(dependencies, now);
  const ExporterPage page = cut_page(all, *question);
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Examined* examined : page.rows) {
    write_row(out, *examined, *dependencies.catalogue);
  }
  out.end_array();
  write_titles(out, page.rows, *dependencies.catalogue);
  write_summary(out, all);
  write_live_freshness(out, all, now);
  write_next_cursor(out, page.next);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_exporter(const http::Request& request, const Dependencies& dependencies) {
  const Instant now = dependencies.clock.now();
  // However it is written, an address is compared as RFC 5952 has it.
  std::string wanted(request.capture("address"));
  if (const auto address = net::IpAddress::parse(wanted)) {
    wanted = address->to_string();
  }
  auto all = examine_exporters(dependencies, now);
  std::erase_if(all, [&](const Examined& one) { return one.exporter.address != wanted; });
  if (all.empty()) {
    return http::problem({.status = 404,
                          .detail = "no exporter " + wanted +
                                    " has sent anything; /api/v1/exporters lists those that did"});
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Examined& examined : all) {
    write_whole(out, examined, dependencies);
  }
  out.end_array();
  write_summary(out, all);
  write_live_freshness(out, all, now);
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
