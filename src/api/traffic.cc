#include "api/traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <map>

#include "api/filter.h"
#include "api/page.h"
#include "api/question.h"
#include "api/render.h"
#include "api/time_text.h"
#include "api/volumes.h"
#include "store/query_plan.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

using store::Dimension;

std::string_view name_of(Dimension dimension) {
  return store::kDimensionNames[static_cast<std::size_t>(dimension)];
}

std::string_view name_of(store::Resolution resolution) {
  return store::kResolutionNames[static_cast<std::size_t>(resolution)];
}

// Cells of the previous span, by the number of their window and their dimensions.
using Previous = std::map<std::pair<int, std::vector<std::string>>, Cell>;

int window_number(const store::VolumeQuery& query, Instant begin, Instant start) {
  return query.step ? windows_between(begin, start, *query.step) : 0;
}

Result<Previous> read_previous(const Dependencies& dependencies, const TrafficQuestion& question) {
  const Span span = previous_span(question);
  store::VolumeQuery earlier = question.query;
  earlier.begin = span.begin;
  earlier.end = span.end;
  auto reading = read_cells(dependencies, earlier);
  if (!reading) {
    return fail_like(reading);
  }
  Previous previous;
  for (Cell& cell : reading->cells) {
    const int number = window_number(question.query, span.begin, cell.start);
    previous.emplace(std::pair(number, cell.dimensions), std::move(cell));
  }
  return previous;
}

struct Answer {
  const TrafficQuestion& question;
  const Page& page;
  const Previous& previous;
  const CoverageFacts& coverage;
  std::optional<Instant> newest;
};

class Renderer {
 public:
  Renderer(const Dependencies& dependencies, const Answer& answer)
      : dependencies_(dependencies),
        rules_{.samples_min = dependencies.rules.samples_min},
        answer_(answer) {}

  http::Response json() {
    out_.begin_object();
    out_.key("data").begin_array();
    for (const Cell& cell : answer_.page.cells) {
      write_cell(cell);
    }
    out_.end_array();
    out_.key("labels");
    write_labels(out_, *dependencies_.catalogue, answer_.question.query.by, answer_.page.cells);
    write_query();
    out_.key("coverage");
    write_coverage(out_, answer_.coverage, rules_);
    out_.key("method");
    write_method(out_, "traffic.v6_share");
    out_.key("freshness");
    write_freshness(out_, answer_.newest, answer_.question.as_of);
    write_next_cursor(out_, answer_.page.next);
    out_.end_object();
    return json_response(std::move(out_));
  }

 private:
  void write_volume(const Cell& cell) {
    out_.key("v4");
    write_family(out_, cell.volume.v4);
    out_.key("v6");
    write_family(out_, cell.volume.v6);
    out_.key("share");
    write_share(out_, cell.share(rules_));
    out_.key("packet_share");
    write_share(out_, cell.packet_share(rules_));
    if (cell.v6_blind == model::Volume{} && cell.rate_unknown == model::Volume{}) {
      return;
    }
    // What is known to be there but enters no share.
    out_.key("unmeasured").begin_object();
    out_.member("v6_blind_bytes", cell.v6_blind.v4.bytes + cell.v6_blind.v6.bytes);
    out_.member("rate_unknown_flows", cell.rate_unknown.v4.flows + cell.rate_unknown.v6.flows);
    out_.end_object();
  }

  void write_cell(const Cell& cell) {
    const store::VolumeQuery& query = answer_.question.query;
    out_.begin_object();
    if (query.step) {
      out_.member("start", format_instant(cell.start));
    }
    out_.key("dimensions").begin_object();
    for (std::size_t i = 0; i < query.by.size(); ++i) {
      out_.member(name_of(query.by[i]), cell.dimensions[i]);
    }
    out_.end_object();
    write_volume(cell);
    if (answer_.question.compare_previous) {
      const int number = window_number(query, query.begin, cell.start);
      const auto found = answer_.previous.find({number, cell.dimensions});
      out_.key("previous").begin_object();
      write_volume(found == answer_.previous.end() ? Cell{} : found->second);
      out_.end_object();
    }
    out_.end_object();
  }

  void write_query() {
    const TrafficQuestion& question = answer_.question;
    out_.key("query").begin_object();
    out_.member("from", format_instant(question.query.begin));
    out_.member("to", format_instant(question.query.end));
    out_.member("step", question.query.step ? name_of(*question.query.step) : "none");
    out_.key("by").begin_array();
    for (const Dimension dimension : question.query.by) {
      out_.value(name_of(dimension));
    }
    out_.end_array();
    out_.member("filter", question.filter_text);
    out_.member("class", question.every_class ? "all" : "user");
    const auto plan = store::plan_query(question.query, store::Retention(), question.as_of);
    out_.member("resolution",
                name_of(plan ? store::main_resolution(*plan) : store::Resolution::minute));
    out_.member("order",
                (question.order.descending ? "-" : "") +
                    std::string(kOrderKeyNames[static_cast<std::size_t>(question.order.key)]));
    out_.member("limit", question.limit);
    if (question.compare_previous) {
      const Span span = previous_span(question);
      out_.key("previous").begin_object();
      out_.member("from", format_instant(span.begin)).member("to", format_instant(span.end));
      out_.end_object();
    }
    out_.end_object();
  }

  const Dependencies& dependencies_;
  const indicators::ShareRules rules_;
  const Answer& answer_;
  JsonWriter out_;
};

// RFC 4180; a field that a spreadsheet would run as a formula gets a quote in front.
std::string csv_field(std::string_view text) {
  const bool formula =
      !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
  if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = formula ? "\"'" : "\"";
  for (const char c : text) {
    quoted += c;
    if (c == '"') {
      quoted += c;
    }
  }
  return quoted + '"';
}

http::Response as_csv(const Dependencies& dependencies, const Answer& answer) {
  const store::VolumeQuery& query = answer.question.query;
  const indicators::ShareRules rules{.samples_min = dependencies.rules.samples_min};
  std::string out = query.step ? "start," : "";
  for (const Dimension dimension : query.by) {
    out += fmt::format("{0},{0}_zh,{0}_en,", name_of(dimension));
  }
  out +=
      "v4_bytes,v6_bytes,v4_packets,v6_packets,v4_flows,v6_flows,share,share_low,share_high,"
      "samples,gap\r\n";
  for (const Cell& cell : answer.page.cells) {
    out += query.step ? format_instant(cell.start) + "," : "";
    for (std::size_t i = 0; i < query.by.size(); ++i) {
      const auto label =
          dependencies.catalogue->label(query.by[i], cell.dimensions[i]).value_or(Label{});
      out += fmt::format("{},{},{},", csv_field(cell.dimensions[i]), csv_field(label.zh),
                         csv_field(label.en));
    }
    const auto& [v4, v6] = cell.volume;
    out += fmt::format("{},{},{},{},{},{},", v4.bytes, v6.bytes, v4.packets, v6.packets, v4.flows,
                       v6.flows);
    const auto share = cell.share(rules);
    out += share ? fmt::format("{},{},{},{},\r\n", share->value.value(), share->low.value(),
                               share->high.value(), share->samples)
                 : fmt::format(",,,,{}\r\n", indicators::to_string(share.error()));
  }
  http::Response response{.status = 200, .content_type = "text/csv; charset=utf-8; header=present"};
  response.body = std::move(out);
  response.headers.set("Vary", "Accept");
  response.headers.set("Content-Disposition", "attachment; filename=\"traffic.csv\"");
  if (answer.page.next) {
    response.headers.set("Next-Cursor", encode_cursor(*answer.page.next));
  }
  return response;
}

// Cells by the value of their dimension at `place` alone.
std::vector<Cell> added_up(const std::vector<Cell>& cells, std::size_t place) {
  std::map<std::string, Cell> sums;
  for (const Cell& cell : cells) {
    Cell& sum = sums[cell.dimensions[place]];
    sum.dimensions = {cell.dimensions[place]};
    sum.volume += cell.volume;
    sum.v6_blind += cell.v6_blind;
    sum.rate_unknown += cell.rate_unknown;
  }
  std::vector<Cell> added;
  for (auto& [value, sum] : sums) {
    added.push_back(std::move(sum));
  }
  return added;
}

// What both halves of /traffic/attribution need: bytes of each method.
void write_methods(JsonWriter& out, const Dependencies& dependencies, std::vector<Cell> cells,
                   Dimension dimension) {
  double total = 0;
  for (const Cell& cell : cells) {
    total += static_cast<double>(cell.bytes());
  }
  std::ranges::stable_sort(cells, std::greater{}, &Cell::bytes);
  out.begin_array();
  for (const Cell& cell : cells) {
    out.begin_object().member("method", cell.dimensions.front());
    out.member("bytes", cell.bytes());
    out.key("of_bytes");
    if (total > 0) {
      out.value(static_cast<double>(cell.bytes()) / total);
    } else {
      out.null();
    }
    out.key("share");
    write_share(out, cell.share({.samples_min = dependencies.rules.samples_min}));
    out.key("label");
    write_label(out, dependencies.catalogue->label(dimension, cell.dimensions.front())
                         .value_or(Label{cell.dimensions.front(), cell.dimensions.front()}));
    out.end_object();
  }
  out.end_array();
}

}  // namespace

http::Response get_traffic(const http::Request& request, const Dependencies& dependencies) {
  auto question = parse_traffic_question(request, dependencies.clock.now());
  if (!question) {
    return http::refused(std::move(question.error()));
  }
  if (const auto plan = store::plan_query(question->query, store::Retention(), question->as_of);
      !plan) {
    return http::problem(plan.error());
  }
  auto earlier = std::async([&] {
    return question->compare_previous ? read_previous(dependencies, *question)
                                      : Result<Previous>{Previous{}};
  });
  auto grounded = read_grounded(dependencies, question->query, question->as_of);
  const auto previous = earlier.get();
  if (!grounded || !previous) {
    return http::problem(!grounded ? grounded.error() : previous.error());
  }
  const Page page = cut_page(std::move(grounded->reading.cells), *question,
                             {.samples_min = dependencies.rules.samples_min});
  const Answer answer{.question = *question,
                      .page = page,
                      .previous = *previous,
                      .coverage = grounded->coverage,
                      .newest = grounded->newest};
  return question->csv ? as_csv(dependencies, answer) : Renderer(dependencies, answer).json();
}

http::Response get_attribution(const http::Request& request, const Dependencies& dependencies) {
  auto question = parse_attribution_question(request, dependencies.clock.now());
  if (!question) {
    return http::refused(std::move(question.error()));
  }
  const auto grounded = read_grounded(dependencies, question->query, question->as_of);
  if (!grounded) {
    return http::problem(grounded.error());
  }
  const std::vector<Cell>& cells = grounded->reading.cells;
  JsonWriter out;
  out.begin_object().key("data").begin_object();
  out.key("application");
  write_methods(out, dependencies, added_up(cells, 0), Dimension::application_method);
  out.key("cdn");
  write_methods(out, dependencies, added_up(cells, 1), Dimension::cdn_method);
  out.end_object();
  out.key("query").begin_object();
  out.member("from", format_instant(question->query.begin));
  out.member("to", format_instant(question->query.end));
  out.member("filter", question->filter_text);
  out.member("class", question->every_class ? "all" : "user").end_object();
  out.key("coverage");
  write_coverage(out, grounded->coverage, {.samples_min = dependencies.rules.samples_min});
  out.key("method");
  write_method(out, "traffic.attribution");
  out.key("freshness");
  write_freshness(out, grounded->newest, question->as_of);
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
