#include "api/exporters.h"

#include <algorithm>
#include <array>
#include <map>

#include "api/health.h"
#include "api/render.h"
#include "api/time_text.h"
#include "http/problem.h"
#include "net/ip_address.h"

namespace sixscope::api {
namespace {

// Every malformed_NAME and adjusted_NAME goes into an object of its own.
void write_group(JsonWriter& out, const std::map<std::string, std::uint64_t>& counters,
                 std::string_view name, std::string_view prefix) {
  out.key(name).begin_object();
  for (const auto& [counter, value] : counters) {
    if (counter.starts_with(prefix)) {
      out.member(std::string_view(counter).substr(prefix.size()), value);
    }
  }
  out.end_object();
}

void write_ledger(JsonWriter& out, const std::map<std::string, std::uint64_t>& counters) {
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
    if (!grouped && std::ranges::find(kAlways, name) == kAlways.end()) {
      out.member(name, value);
    }
  }
  write_group(out, counters, "malformed", "malformed_");
  write_group(out, counters, "adjustments", "adjusted_");
  out.end_object();
}

void write_exporter(JsonWriter& out, const Examined& examined, const Dependencies& dependencies) {
  const store::ExporterStatus& exporter = examined.exporter;
  out.begin_object()
      .member("address", exporter.address)
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
  out.key("ledger");
  write_ledger(out, exporter.counters);
  out.key("recent").begin_object();
  out.member("minutes", dependencies.rules.ledger_window.count());
  out.key("ledger");
  if (examined.recent.known) {
    write_ledger(out, examined.recent.counters);
  } else {
    out.null();
  }
  out.end_object();
  out.key("diagnoses");
  write_diagnoses(out, examined.diagnoses, *dependencies.catalogue);
  out.end_object();
}

http::Response answer(const std::vector<Examined>& shown, const Dependencies& dependencies,
                      Instant now) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  std::map<std::string_view, std::size_t> by_status = {
      {"ok", 0}, {"warning", 0}, {"fault", 0}, {"silent", 0}};
  for (const Examined& examined : shown) {
    write_exporter(out, examined, dependencies);
    ++by_status[examined.status];
  }
  out.end_array();
  out.key("summary").begin_object().member("all", shown.size());
  for (const auto& [status, count] : by_status) {
    out.member(status, count);
  }
  out.end_object();
  out.member("as_of", format_instant(now)).end_object();
  return json_response(std::move(out));
}

}  // namespace

http::Response get_exporters(const http::Request& /*request*/, const Dependencies& dependencies) {
  const Instant now = dependencies.clock.now();
  return answer(examine_exporters(dependencies, now), dependencies, now);
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
  return answer(all, dependencies, now);
}

}  // namespace sixscope::api
