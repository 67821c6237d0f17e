#include "api/round_calls.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "api/json_body.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/round_render.h"

namespace sixscope::api {
namespace {

using registry::Scope;
using rounds::Round;
using rounds::Submission;

constexpr std::size_t kRoundsMax = 1000;

model::Day today(const RoundDependencies& dependencies) {
  return model::day_in_china(dependencies.registry.clock.now());
}

// Of the parameter `month`.
Parsed<std::optional<model::Month>> month_in(const http::Request& request) {
  const auto text = request.parameter("month");
  if (!text) {
    return std::nullopt;
  }
  const auto month = model::Month::parse(*text);
  if (!month) {
    return tl::unexpected(http::Faults{{"month", "a month is taken: 2025-06"}});
  }
  return *month;
}

http::Response get_rounds(const http::Request& request, const RoundDependencies& dependencies,
                          const Scope& scope) {
  const auto month = month_in(request);
  if (!month) {
    return http::refused(month.error());
  }
  const auto found = dependencies.desk->parts().rounds.rounds(
      {.form = std::string(request.parameter("form").value_or("")),
       .month = *month,
       .limit = kRoundsMax});
  if (!found) {
    return http::problem(found.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Round& round : *found) {
    const auto submissions = dependencies.desk->submissions(round.id, scope);
    if (!submissions) {
      return http::problem(submissions.error());
    }
    if (submissions->empty() && !scope.all) {
      continue;  // Nothing of this account's.
    }
    out.begin_object();
    write_round(out, round, *dependencies.registry.kinds, today(dependencies));
    write_coverage(out, *submissions, *dependencies.registry.kinds);
    if (submissions->size() == 1) {
      write_submission(out.key("own"), submissions->front(), round, *dependencies.registry.kinds,
                       dependencies.registry.clock.now());
    }
    out.end_object();
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

// A round with its submissions in scope.
struct Found {
  Round round;
  std::vector<Submission> submissions;
};
Result<Found> find(const http::Request& request, const RoundDependencies& dependencies,
                   const Scope& scope) {
  auto round = dependencies.desk->parts().rounds.round(request.capture("id"));
  if (!round) {
    return fail_like(round);
  }
  auto submissions = dependencies.desk->submissions(round->id, scope);
  return submissions ? Result<Found>(Found{*std::move(round), *std::move(submissions)})
                     : fail_like(submissions);
}

http::Response get_round(const http::Request& request, const RoundDependencies& dependencies,
                         const Scope& scope) {
  const auto found = find(request, dependencies, scope);
  if (!found) {
    return http::problem(found.error());
  }
  JsonWriter out;
  out.begin_object();
  write_round(out, found->round, *dependencies.registry.kinds, today(dependencies));
  write_coverage(out, found->submissions, *dependencies.registry.kinds);
  out.key("submissions").begin_array();
  for (const Submission& one : found->submissions) {
    write_submission(out, one, found->round, *dependencies.registry.kinds,
                     dependencies.registry.clock.now());
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response get_late(const http::Request& request, const RoundDependencies& dependencies,
                        const Scope& scope) {
  const auto found = find(request, dependencies, scope);
  if (!found) {
    return http::problem(found.error());
  }
  const Instant now = dependencies.registry.clock.now();
  JsonWriter out;
  out.begin_object();
  write_round(out, found->round, *dependencies.registry.kinds, today(dependencies));
  write_coverage(out, found->submissions, *dependencies.registry.kinds);
  out.key("data").begin_array();
  for (const Submission& one : found->submissions) {
    if (days_late_of(one, found->round, now) > 0) {
      write_submission(out, one, found->round, *dependencies.registry.kinds, now);
    }
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

// By unit, in the order of regions and operators; of each form the newest round of the month.
http::Response get_matrix(const http::Request& request, const RoundDependencies& dependencies,
                          const Scope& scope) {
  const auto month = month_in(request);
  if (!month) {
    return http::refused(month.error());
  }
  const model::Month asked = *month ? **month : model::Month::of(today(dependencies)) - 1;
  const auto rounds =
      dependencies.desk->parts().rounds.rounds({.form = {}, .month = asked, .limit = kRoundsMax});
  if (!rounds) {
    return http::problem(rounds.error());
  }
  const Instant now = dependencies.registry.clock.now();
  const registry::Kinds& kinds = *dependencies.registry.kinds;
  std::map<rounds::Respondent, std::vector<std::pair<const Round*, Submission>>> units;
  JsonWriter out;
  out.begin_object().member("month", asked.to_string()).key("rounds").begin_array();
  for (const Round& round : *rounds) {
    auto submissions = dependencies.desk->submissions(round.id, scope);
    if (!submissions) {
      return http::problem(submissions.error());
    }
    if (submissions->empty()) {
      continue;
    }
    out.begin_object();
    write_round(out, round, kinds, today(dependencies));
    write_coverage(out, *submissions, kinds);
    out.end_object();
    for (Submission& one : *submissions) {
      const rounds::Respondent unit = one.unit;
      units[unit].emplace_back(&round, std::move(one));
    }
  }
  out.end_array().key("units").begin_array();
  for (const auto& [unit, cells] : units) {
    out.begin_object().member("unit", unit.name());
    write_words(out.key("title"), rounds::title_of(unit, kinds));
    out.key("cells").begin_array();
    for (const auto& [round, one] : cells) {
      write_submission(out, one, *round, kinds, now);
    }
    out.end_array().end_object();
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

struct OpenBody {
  std::string form;
  model::Month last;
  std::vector<std::string> units;
};

Parsed<OpenBody> parse_open(const http::Request& request) {
  http::Faults faults;
  OpenBody read;
  const auto body = read_json(request.body);
  if (!body || body->type != JsonIn::Type::object) {
    return tl::unexpected(http::Faults{
        {"body", "{\"month\": \"2025-06\", \"form\": \"connections\", \"units\": []} is taken"}});
  }
  bool has_month = false;
  for (const auto& [name, value] : body->members) {
    const bool is_text = value.type == JsonIn::Type::text;
    if (name == "month" && is_text) {
      const auto month = model::Month::parse(value.text);
      has_month = month.has_value();
      read.last = month.value_or(model::Month());
    } else if (name == "form" && is_text) {
      read.form = value.text;
    } else if (name == "units" && value.type == JsonIn::Type::array) {
      for (const JsonIn& item : value.items) {
        if (item.type != JsonIn::Type::text) {
          faults.push_back({"units", "a list of texts is taken: 440000/china_mobile"});
        }
        read.units.push_back(item.text);
      }
    } else {
      faults.push_back({name, "month, form (texts) and units (a list) are taken"});
    }
  }
  if (!has_month) {
    faults.push_back({"month", "the last month of the period is wanted: 2025-06"});
  }
  if (!read.units.empty() && read.form.empty()) {
    faults.push_back({"units", "they are of one form: name it in `form`"});
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return read;
}

// Opens one form's round, or those of all forms whose period ends with the month.
http::Response post_round(const http::Request& request, const RoundDependencies& dependencies,
                          const Scope& scope) {
  if (!scope.all || !scope.may_write || scope.read_only) {
    return http::problem({.status = 403,
                          .detail = "a round is opened by an account of every region that may "
                                    "write"});
  }
  const auto body = parse_open(request);
  if (!body) {
    return http::refused(body.error());
  }
  const Instant now = dependencies.registry.clock.now();
  std::vector<std::pair<std::string, bool>> opened;
  for (const registry::Kind& kind : dependencies.registry.kinds->kinds) {
    const auto period = kind.form && (body->form.empty() || body->form == kind.id)
                            ? rounds::period_ending(*kind.form, body->last)
                            : std::nullopt;
    if (!period) {
      continue;
    }
    const auto is_new = dependencies.desk->open(kind.id, *period, body->units, scope.account, now);
    if (!is_new) {
      return http::problem(is_new.error());
    }
    opened.emplace_back(rounds::round_id(kind.id, *period), *is_new);
  }
  if (opened.empty()) {
    return http::refused({{body->form.empty() ? "month" : "form",
                           "no form of that name has a period that ends with that month"}});
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const auto& [id, is_new] : opened) {
    out.begin_object().member("id", id).member("new", is_new).end_object();
  }
  out.end_array().end_object();
  http::Response response = json_response(std::move(out));
  response.status =
      std::ranges::any_of(opened, [](const auto& one) { return one.second; }) ? 201 : 200;
  return response;
}

http::Response get_reminders(const http::Request& request, const RoundDependencies& dependencies,
                             const Scope& scope) {
  const auto found = find(request, dependencies, scope);
  if (!found) {
    return http::problem(found.error());
  }
  const auto all = dependencies.desk->parts().rounds.reminders(found->round.id, false);
  if (!all) {
    return http::problem(all.error());
  }
  std::set<std::uint32_t> seen;
  for (const Submission& one : found->submissions) {
    seen.insert(one.number);
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const rounds::Reminder& one : *all) {
    if (seen.contains(one.number)) {
      write_reminder(out, one);
    }
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

// One key for "remind who is late": what was reminded of today already is not repeated.
http::Response post_reminders(const http::Request& request, const RoundDependencies& dependencies,
                              const Scope& scope) {
  const auto noted =
      dependencies.desk->remind(request.capture("id"), dependencies.registry.clock.now(), scope);
  if (!noted) {
    return http::problem(noted.error());
  }
  std::size_t sent = 0;
  if (dependencies.deliver) {
    sent = dependencies.deliver().value_or(0);  // What failed stays in the outbox.
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const rounds::Reminder& one : *noted) {
    write_reminder(out, one);
  }
  out.end_array().member("sent", sent).end_object();
  return json_response(std::move(out));
}

}  // namespace

void add_route(http::Router& router, const RoundShared& shared, RoundRoute route) {
  router.add({.method = route.method,
              .pattern = route.pattern,
              .parameters = std::move(route.parameters),
              .handler =
                  [shared, call = route.call](const http::Request& request) {
                    const auto scope = shared->registry.scope_of(request);
                    return scope ? call(request, *shared, *scope) : http::problem(scope.error());
                  },
              .faults_of_values = {}});
}

void add_round_calls(http::Router& router, const RoundDependencies& dependencies) {
  using enum http::Method;
  const auto shared = std::make_shared<const RoundDependencies>(dependencies);
  add_route(router, shared, {get, "/api/v1/rounds", {"form", "month"}, get_rounds});
  add_route(router, shared, {post, "/api/v1/rounds", {}, post_round});
  add_route(router, shared, {get, "/api/v1/rounds/matrix", {"month"}, get_matrix});
  add_route(router, shared, {get, "/api/v1/rounds/{id}", {}, get_round});
  add_route(router, shared, {get, "/api/v1/rounds/{id}/late", {}, get_late});
  add_route(router, shared, {get, "/api/v1/rounds/{id}/reminders", {}, get_reminders});
  add_route(router, shared, {post, "/api/v1/rounds/{id}/reminders", {}, post_reminders});
  add_submission_calls(router, dependencies);
}

}  // namespace sixscope::api
