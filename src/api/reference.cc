#include "api/reference.h"

#include <algorithm>
#include <set>

#include "api/filter.h"
#include "api/question.h"
#include "api/render.h"
#include "api/time_text.h"
#include "api/volumes.h"
#include "http/problem.h"

namespace sixscope::api {
namespace {

http::Response kept(JsonWriter out) {
  http::Response response = json_response(std::move(out));
  response.caching = http::Caching::revalidate;
  return response;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// Whether somebody who types `part` may mean `value`: its identifier, or a name of it.
bool meant(const Catalogue& catalogue, store::Dimension dimension, const std::string& value,
           std::string_view part) {
  if (holds(value, part)) {
    return true;
  }
  const auto label = catalogue.label(dimension, value);
  if (!label) {
    return false;
  }
  std::string english = label->en;
  std::ranges::transform(english, english.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  std::string lower(part);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return holds(label->zh, part) || holds(english, lower);
}

}  // namespace

http::Response get_dimensions(const http::Request& /*request*/, const Dependencies& dependencies) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (std::size_t i = 0; i < store::kDimensions; ++i) {
    out.begin_object().member("name", store::kDimensionNames[i]);
    out.key("title");
    write_label(out, dependencies.catalogue->dimension_titles[i]);
    out.end_object();
  }
  out.end_array().end_object();
  return kept(std::move(out));
}

Parsed<ValuesQuestion> parse_values_question(const http::Request& request, Instant now) {
  const auto span = request.parameter("from") || request.parameter("to")
                        ? parse_span(request, now)
                        : Parsed<Span>(Span{now - std::chrono::hours(24), now});
  const auto limit = parse_count(request, "limit", 1, 1000, 50);
  http::Faults faults;
  gather(faults, span);
  gather(faults, limit);
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return ValuesQuestion{*span, *limit};
}

http::Response get_dimension_values(const http::Request& request,
                                    const Dependencies& dependencies) {
  const auto dimension = parse_dimension(request.capture("name"));
  if (!dimension) {
    return http::problem({.status = 404, .detail = describe(dimension.error())});
  }
  const Instant now = dependencies.clock.now();
  auto question = parse_values_question(request, now);
  if (!question) {
    return http::refused(std::move(question.error()));
  }
  const auto& [span, limit] = *question;
  const auto newest = newest_minute(dependencies, now);
  if (!newest) {
    return http::problem(newest.error());
  }
  // Names are ours, not the store's: it cannot look for them, so it hands over what it has.
  constexpr std::size_t kReadMax = 5000;
  const std::string_view part = request.parameter("q").value_or("");
  auto values = dependencies.store.values(*dimension, span.begin, span.end, "",
                                          part.empty() ? limit : kReadMax);
  if (!values) {
    return http::problem(values.error());
  }
  std::set<std::string, std::less<>> seen(values->begin(), values->end());
  const auto add = [&](const std::vector<store::VolumeRow>& rows) {
    for (const store::VolumeRow& row : rows) {
      const std::string& value = row.dimensions[static_cast<std::size_t>(*dimension)];
      if (seen.insert(value).second) {
        values->push_back(value);
      }
    }
  };
  const store::Unstored unstored = dependencies.live.unstored();
  add(unstored.rows);
  if (unstored.unsettled != nullptr) {
    add(unstored.unsettled->rows);
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  std::size_t written = 0;
  for (const std::string& value : *values) {
    if (written == limit) {
      break;
    }
    if (!part.empty() && !meant(*dependencies.catalogue, *dimension, value, part)) {
      continue;
    }
    ++written;
    out.begin_object().member("value", value);
    out.key("label");
    write_label(out,
                dependencies.catalogue->label(*dimension, value).value_or(Label{value, value}));
    out.end_object();
  }
  out.end_array().key("freshness");
  write_freshness(out, *newest, now);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_regions(const http::Request& /*request*/, const Dependencies& dependencies) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Region& region : dependencies.catalogue->regions) {
    out.begin_object().member("code", region.code).member("iso", region.iso);
    out.key("name");
    write_label(out, region.name);
    out.member("tile_column", region.tile_column)
        .member("tile_row", region.tile_row)
        .member("counted", region.counted)
        .end_object();
  }
  out.end_array().end_object();
  return kept(std::move(out));
}

http::Response get_methods(const http::Request& /*request*/, const Dependencies& dependencies) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const MethodNote& method : dependencies.catalogue->methods) {
    out.begin_object().member("id", method.id).member("version", method.version);
    out.key("title");
    write_label(out, method.title);
    out.member("unit", method.unit).member("formula", method.formula);
    out.key("description");
    write_label(out, method.description);
    out.key("gaps").begin_array();
    for (const std::string& gap : method.gaps) {
      out.value(gap);
    }
    out.end_array();
    out.member("source", method.source).end_object();
  }
  out.end_array();
  // Ours, not an official paper's, so a reader may see and change them.
  out.key("rules").begin_object();
  out.member("samples_min", dependencies.rules.samples_min).member("official", false).end_object();
  out.end_object();
  return kept(std::move(out));
}

http::Response get_targets(const http::Request& /*request*/, const Dependencies& dependencies) {
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const TargetValue& target : dependencies.catalogue->targets) {
    out.begin_object()
        .member("id", target.id)
        .member("measure", target.measure)
        .member("access", target.access)
        .member("object", target.object)
        .member("due", target.due)
        .member("comparison", target.comparison)
        .member("value", target.value)
        .member("scope", target.scope)
        .member("paper", target.paper);
    out.key("paper_title");
    write_label(out, target.paper_title);
    out.key("source");
    write_label(out, target.source);
    out.end_object();
  }
  out.end_array().end_object();
  return kept(std::move(out));
}

http::Response get_openapi(const http::Request& /*request*/, const Dependencies& dependencies) {
  http::Response response;
  response.body = dependencies.catalogue->openapi;
  response.caching = http::Caching::revalidate;
  return response;
}

http::Response get_status(const http::Request& /*request*/, const Dependencies& dependencies,
                          Instant started) {
  const Instant now = dependencies.clock.now();
  const StatusFacts facts = dependencies.status ? dependencies.status() : StatusFacts{};
  const store::LiveTotals totals = dependencies.live.totals();
  const auto newest = newest_minute(dependencies, now);
  JsonWriter out;
  out.begin_object()
      .member("version", dependencies.version)
      .member("started", format_instant(started))
      .member("uptime_seconds", std::chrono::floor<std::chrono::seconds>(now - started).count());
  out.key("store").begin_object();
  out.member("kind", facts.store_kind)
      .member("version", facts.store_version)
      .member("ready", facts.store_ready && newest.has_value())
      .end_object();
  out.key("listening").begin_array();
  for (const Listening& one : facts.listening) {
    out.begin_object().member("protocol", one.protocol).member("address", one.address).end_object();
  }
  out.end_array();
  out.key("numbers").begin_object();
  for (const auto& [name, value] : facts.numbers) {
    out.member(name, value);
  }
  for (const auto& [name, value] : totals.counters) {
    if (!facts.numbers.contains(name)) {
      out.member(name, value);
    }
  }
  out.end_object();
  out.key("freshness");
  write_freshness(out, newest ? *newest : std::nullopt, now);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_ready(const http::Request& /*request*/, const Dependencies& dependencies) {
  const auto newest = dependencies.store.newest();
  if (!newest) {
    return http::problem(newest.error());
  }
  // As `store.ready` of /status: a full disk answers questions, but takes no rows.
  if (dependencies.status && !dependencies.status().store_ready) {
    return http::problem(Error{.code = Errc::unavailable,
                               .rule = "the store takes no rows now; they wait in the spool"});
  }
  http::Response response{.status = 200, .content_type = "text/plain; charset=utf-8"};
  response.body = "ready\n";
  return response;
}

}  // namespace sixscope::api
