#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "api/json_body.h"
#include "api/registry_edit.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/round_calls.h"
#include "api/round_render.h"
#include "registry/edit_desk.h"

namespace sixscope::api {
namespace {

using registry::Scope;
using rounds::Event;

// 0, which none has, where the path names no number.
std::uint32_t number_in(const http::Request& request) {
  const auto number = whole_number(request.capture("number")).value_or(0);
  return number <= std::numeric_limits<std::uint32_t>::max() ? static_cast<std::uint32_t>(number)
                                                             : 0;
}

http::Response get_submission(const http::Request& request, const RoundDependencies& dependencies,
                              const Scope& scope) {
  rounds::RoundDesk& desk = *dependencies.desk;
  const auto opened = desk.find(request.capture("id"), number_in(request), scope);
  if (!opened) {
    return http::problem(opened.error());
  }
  const std::string& id = opened->round.id;
  const std::uint32_t number = opened->submission.number;
  const auto transitions = desk.parts().rounds.transitions(id, number);
  const auto receipts = desk.parts().rounds.receipts(id, number);
  const auto check = desk.check(*opened);
  const auto conflicts = desk.conflicts(*opened);
  for (const Error* const error :
       {transitions ? nullptr : &transitions.error(), receipts ? nullptr : &receipts.error(),
        check ? nullptr : &check.error(), conflicts ? nullptr : &conflicts.error()}) {
    if (error != nullptr) {
      return http::problem(*error);
    }
  }
  const registry::Kinds& kinds = *dependencies.registry.kinds;
  const registry::Kind& kind = *kinds.kind(opened->round.form);  // `check` found it.
  const Instant now = dependencies.registry.clock.now();
  JsonWriter out;
  out.begin_object().key("round").begin_object();
  write_round(out, opened->round, kinds, model::day_in_china(now));
  out.end_object();
  write_submission(out.key("submission"), opened->submission, opened->round, kinds, now);
  out.member("role", rounds::kRoleNames.at(static_cast<std::size_t>(opened->role)));
  out.member("province_between", opened->has_province);
  out.key("may").begin_array();
  for (const Event event : rounds::RoundDesk::possible(*opened)) {
    out.value(rounds::kEventNames.at(static_cast<std::size_t>(event)));
  }
  out.end_array().key("events").begin_array();
  for (const rounds::Transition& one : *transitions) {
    write_transition(out, one);
  }
  out.end_array().key("receipts").begin_array();
  for (const rounds::SubmissionReceipt& one : *receipts) {
    write_round_receipt(out, one);
  }
  out.end_array();
  write_check(out.key("check"), *check, kind, scope);
  write_conflicts(out.key("conflicts"), *conflicts, kind, scope);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_receipt(const http::Request& request, const RoundDependencies& dependencies,
                           const Scope& scope) {
  const auto receipt = dependencies.desk->parts().rounds.receipt(request.capture("receipt"));
  if (!receipt) {
    return http::problem(receipt.error());
  }
  // Who does not see the submission is told no more than of one that is not there.
  const auto opened = dependencies.desk->find(receipt->round, receipt->number, scope);
  if (!opened) {
    return http::problem(Error{.code = Errc::not_found,
                               .rule = "no such receipt",
                               .detail = std::string(request.capture("receipt"))});
  }
  JsonWriter out;
  write_round_receipt(out, *receipt);
  return json_response(std::move(out));
}

Parsed<rounds::Act> parse_act(const http::Request& request, Instant now) {
  rounds::Act act;
  act.at = now;
  act.request_id = request_id_of(request, now);
  const auto body = read_json(request.body);
  const JsonIn* const event = body ? body->member("event") : nullptr;
  const JsonIn* const reason = body ? body->member("reason") : nullptr;
  const std::size_t known = (event != nullptr ? 1U : 0U) + (reason != nullptr ? 1U : 0U);
  if (event == nullptr || event->type != JsonIn::Type::text || body->members.size() != known ||
      (reason != nullptr && reason->type != JsonIn::Type::text)) {
    return tl::unexpected(
        http::Faults{{"body", "{\"event\": \"submit\", \"reason\": \"...\"} is taken"}});
  }
  const auto found = std::ranges::find(rounds::kEventNames, event->text);
  // An import is made at the import desk.
  if (found == rounds::kEventNames.end() || found == rounds::kEventNames.begin()) {
    return tl::unexpected(
        http::Faults{{"event", "one of check, submit, return, approve, freeze, restate is taken"}});
  }
  act.event = static_cast<Event>(found - rounds::kEventNames.begin());
  if (reason != nullptr && registry::has_words(reason->text)) {
    act.reason = reason->text;
  }
  if (act.reason.size() > registry::kReasonBytesMax) {
    return tl::unexpected(http::Faults{
        {"reason", fmt::format("at most {} bytes are taken", registry::kReasonBytesMax)}});
  }
  return act;
}

// 403 for who may not, 422 for what the rows or the request lack, 409 for where it stands.
int status_of(const rounds::Refusal& refusal) {
  if (refusal.rule == "role" || refusal.rule == "level") {
    return 403;
  }
  return refusal.rule == "state" ? 409 : 422;
}

http::Response post_event(const http::Request& request, const RoundDependencies& dependencies,
                          const Scope& scope) {
  const auto act = parse_act(request, dependencies.registry.clock.now());
  if (!act) {
    return http::refused(act.error());
  }
  rounds::RoundDesk& desk = *dependencies.desk;
  const auto answer = desk.act(request.capture("id"), number_in(request), *act, scope);
  if (!answer) {
    return http::problem(answer.error());
  }
  if (const auto* const refused = std::get_if<rounds::Refusal>(&*answer)) {
    return http::problem({.status = status_of(*refused),
                          .detail = refused->what.en,
                          .more = [refused](JsonWriter& out) {
                            out.member("rule", refused->rule);
                            write_words(out.key("what"), refused->what);
                          }});
  }
  const auto& acted = std::get<rounds::Acted>(*answer);
  const auto round = desk.parts().rounds.round(acted.submission.round);
  if (!round) {
    return http::problem(round.error());
  }
  const registry::Kinds& kinds = *dependencies.registry.kinds;
  JsonWriter out;
  out.begin_object();
  write_submission(out.key("submission"), acted.submission, *round, kinds, act->at);
  out.member("duplicate", acted.is_duplicate).key("receipt");
  acted.receipt ? write_round_receipt(out, *acted.receipt) : static_cast<void>(out.null());
  out.key("check");
  acted.check ? write_check(out, *acted.check, *kinds.kind(round->form), scope)
              : static_cast<void>(out.null());
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace

void add_submission_calls(http::Router& router, const RoundDependencies& dependencies) {
  using enum http::Method;
  const auto shared = std::make_shared<const RoundDependencies>(dependencies);
  constexpr const char* kOne = "/api/v1/rounds/{id}/submissions/{number}";
  add_route(router, shared, {get, "/api/v1/rounds/receipts/{receipt}", {}, get_receipt});
  add_route(router, shared, {get, kOne, {}, get_submission});
  add_route(router, shared,
            {post, "/api/v1/rounds/{id}/submissions/{number}/events", {}, post_event});
}

}  // namespace sixscope::api
