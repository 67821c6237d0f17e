#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "api/json_body.h"
#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "api/render.h"
#include "api/time_text.h"
#include "http/problem.h"
#include "ledger/frozen_state.h"
#include "registry/import_desk.h"

namespace sixscope::api {
namespace {

using registry::CommitNumber;
using registry::Freeze;
using registry::Object;
using registry::Scope;

constexpr const char* kDevices = "nat44_device";
constexpr const char* kPools = "nat_address_pool";
constexpr std::size_t kReasonMax = 500;  // Bytes.

/// The objects of a month as known at a commit.
struct Frozen {
  std::vector<Object> devices;
  std::vector<Object> pools;
};

Result<Frozen> state_of(const registry::ObjectStore& store, model::Month month, CommitNumber known,
                        const Scope& scope) {
  registry::Listing listing;
  listing.as_of.effective = month.end() - std::chrono::milliseconds(1);
  listing.as_of.commit = known;
  listing.kind = kDevices;
  auto devices = registry::list_all(store, listing, scope);
  if (!devices) {
    return fail_like(devices);
  }
  listing.kind = kPools;
  auto pools = registry::list_all(store, listing, scope);
  if (!pools) {
    return fail_like(pools);
  }
  return Frozen{.devices = *std::move(devices), .pools = *std::move(pools)};
}

// A hash is over everything, whoever asks: what leaves is whether it is the same.
Result<std::string> hash_of(const LedgerContext& context, model::Month month, CommitNumber known,
                            std::uint64_t* objects = nullptr) {
  const auto state =
      state_of(context.registry.store, month, known, Scope::everything("ledger freeze"));
  if (!state) {
    return fail_like(state);
  }
  if (objects != nullptr) {
    *objects = state->devices.size() + state->pools.size();
  }
  return context.registry.sha256(ledger::canonical_bytes(month, state->devices, state->pools));
}

// Whether the state is the same today. Asked once a version and process, as it reads the whole log.
Result<bool> reproduces(LedgerContext& context, const Freeze& freeze) {
  const auto month = model::Month::parse(freeze.period);
  if (!month) {
    return false;
  }
  return context.reproduced.with([&](auto& known) -> Result<bool> {
    const std::pair key(freeze.period, freeze.version);
    if (const auto found = known.find(key); found != known.end()) {
      return found->second;
    }
    const auto hash = hash_of(context, *month, freeze.commit);
    if (!hash) {
      return fail_like(hash);
    }
    return known[key] = *hash == freeze.sha256;
  });
}

Result<void> write_freeze(JsonWriter& out, LedgerContext& context, const Freeze& freeze,
                          const Scope& scope) {
  const auto same = reproduces(context, freeze);
  if (!same) {
    return fail_like(same);
  }
  out.begin_object()
      .member("month", freeze.period)
      .member("version", freeze.version)
      .member("at", format_instant(freeze.at))
      .member("commit", freeze.commit.value())
      .member("sha256", freeze.sha256)
      .key("objects");
  // How many there are in the nation is not for who sees a part of it.
  scope.all ? out.value(freeze.objects) : out.null();
  out.member("who", freeze.author.who)
      .member("reason", freeze.author.reason)
      .member("reproduces", *same)
      .end_object();
  return {};
}

void write_restated(JsonWriter& out, const std::vector<ledger::Restated>& all) {
  for (const ledger::Restated& one : all) {
    out.begin_object().key("object").begin_object();
    out.member("id", one.object.value()).member("kind", one.kind).member("key", one.key);
    out.end_object().member("field", one.field).key("before");
    write(out, one.before);
    out.key("after");
    write(out, one.after);
    out.end_object();
  }
}

// What `after` knows of a month that `before` did not, as far as the scope sees it.
Result<void> write_changes(JsonWriter& out, const LedgerContext& context, model::Month month,
                           CommitNumber before, CommitNumber after, const Scope& scope) {
  const auto was = state_of(context.registry.store, month, before, scope);
  const auto is = state_of(context.registry.store, month, after, scope);
  if (!was || !is) {
    return fail_like(was ? is : was);
  }
  out.key("changes").begin_array();
  write_restated(out, ledger::restated(was->devices, is->devices));
  write_restated(out, ledger::restated(was->pools, is->pools));
  out.end_array();
  return {};
}

/// The body of a request to freeze, and what is wrong with it.
struct FreezeOrder {
  model::Month month;
  std::string reason;
};
Parsed<FreezeOrder> parse_order(const http::Request& request) {
  http::Faults faults;
  FreezeOrder order;
  const auto body = read_json(request.body);
  if (!body || body->type != JsonIn::Type::object) {
    return tl::unexpected(http::Faults{
        {"body", R"(a JSON object is wanted: {"month": "2026-06", "reason": "..."})"}});
  }
  for (const auto& [name, value] : body->members) {
    if (name != "month" && name != "reason") {
      faults.push_back({name, "unknown member; a freeze has month and reason"});
    } else if (value.type != JsonIn::Type::text) {
      faults.push_back({name, "a text is wanted"});
    } else if (name == "reason") {
      order.reason = value.text;
    } else if (const auto parsed = model::Month::parse(value.text)) {
      order.month = *parsed;
    } else {
      faults.push_back({name, "'" + value.text + "' is no month; write 2026-06"});
    }
  }
  if (order.reason.size() > kReasonMax) {
    faults.push_back({"reason", "at most 500 bytes"});
  }
  if (body->member("month") == nullptr) {
    faults.push_back({"month", "which month is to be frozen? for instance 2026-06"});
  }
  if (!faults.empty()) {
    return tl::unexpected(std::move(faults));
  }
  return order;
}

// Of one month, by version.
Result<std::vector<Freeze>> versions_of(const LedgerContext& context, model::Month month) {
  auto all = context.registry.store.freezes(kDevices);
  if (all) {
    std::erase_if(*all, [&](const Freeze& one) { return one.period != month.to_string(); });
  }
  return all;
}

http::Response conflict(std::string detail) {
  return http::problem({.status = 409, .detail = std::move(detail)});
}

// What is to be recorded; the refusal otherwise.
tl::expected<Freeze, http::Response> drawn_up(const LedgerContext& context,
                                              const FreezeOrder& order, const Scope& scope,
                                              const std::vector<Freeze>& before) {
  const auto newest = context.registry.store.newest_commit();
  if (!newest) {
    return tl::unexpected(http::problem(newest.error()));
  }
  Freeze freeze;
  freeze.kind = kDevices;
  freeze.period = order.month.to_string();
  freeze.version = before.empty() ? 1 : before.back().version + 1;
  freeze.at = context.registry.clock.now();
  freeze.effective = order.month.end();
  freeze.commit = *newest;
  freeze.author.who = scope.account;
  freeze.author.reason = order.reason;
  const auto hash = hash_of(context, order.month, *newest, &freeze.objects);
  if (!hash) {
    return tl::unexpected(http::problem(hash.error()));
  }
  freeze.sha256 = *hash;
  if (!before.empty() && before.back().sha256 == freeze.sha256) {
    return tl::unexpected(conflict(freeze.period + " is what version " +
                                   std::to_string(before.back().version) +
                                   " says; there is nothing to restate"));
  }
  if (freeze.objects == 0) {
    return tl::unexpected(
        conflict(freeze.period + " has no device and no pool; there is nothing to freeze"));
  }
  return freeze;
}

}  // namespace

http::Response get_ledger_freezes(const http::Request& request, LedgerContext& context) {
  const auto scope = context.registry.scope_of(request);
  if (!scope) {
    return http::problem(scope.error());
  }
  const auto freezes = context.registry.store.freezes(kDevices);
  if (!freezes) {
    return http::problem(freezes.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Freeze& freeze : *freezes) {
    if (const auto written = write_freeze(out, context, freeze, *scope); !written) {
      return http::problem(written.error());
    }
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response get_ledger_freeze(const http::Request& request, LedgerContext& context) {
  const auto scope = context.registry.scope_of(request);
  if (!scope) {
    return http::problem(scope.error());
  }
  const std::string period(request.capture("month"));
  const std::string version(request.capture("version"));
  const auto month = model::Month::parse(period);
  const auto versions =
      month ? versions_of(context, *month) : Result<std::vector<Freeze>>(std::vector<Freeze>{});
  if (!versions) {
    return http::problem(versions.error());
  }
  const auto found = std::ranges::find_if(
      *versions, [&](const Freeze& one) { return std::to_string(one.version) == version; });
  if (found == versions->end()) {
    return http::problem({.status = 404,
                          .detail = "no version " + version + " of " + period +
                                    " is frozen; /api/v1/ledger/freezes lists those that are"});
  }
  JsonWriter out;
  out.begin_object().key("data");
  auto written = write_freeze(out, context, *found, *scope);
  if (written && found != versions->begin()) {
    written = write_changes(out, context, *month, std::prev(found)->commit, found->commit, *scope);
  } else if (written) {
    out.key("changes").begin_array().end_array();
  }
  if (!written) {
    return http::problem(written.error());
  }
  out.end_object();
  return json_response(std::move(out));
}

http::Response post_ledger_freeze(const http::Request& request, LedgerContext& context) {
  const auto scope = context.registry.scope_of(request);
  if (!scope) {
    return http::problem(scope.error());
  }
  if (!scope->all || !scope->may_write) {
    return http::problem({.status = 403,
                          .detail = "a freeze is of the whole ledger: it needs an account of every "
                                    "region that may write"});
  }
  const auto order = parse_order(request);
  if (!order) {
    return http::refused(order.error());
  }
  if (order->month.end() > context.registry.clock.now()) {
    return conflict(order->month.to_string() + " has not ended; it ends at " +
                    format_instant(order->month.end()) + " and can be frozen from then on");
  }
  const auto versions = versions_of(context, order->month);
  if (!versions) {
    return http::problem(versions.error());
  }
  if (!versions->empty() && order->reason.empty()) {
    return http::refused({{"reason", order->month.to_string() +
                                         " is frozen already; a restatement needs a reason"}});
  }
  const auto freeze = drawn_up(context, *order, *scope, *versions);
  if (!freeze) {
    return freeze.error();
  }
  if (const auto done = context.registry.store.freeze(*freeze, *scope); !done) {
    return http::problem(done.error());
  }
  JsonWriter out;
  out.begin_object().key("data");
  auto written = write_freeze(out, context, *freeze, *scope);
  if (written && !versions->empty()) {
    written =
        write_changes(out, context, order->month, versions->back().commit, freeze->commit, *scope);
  } else if (written) {
    out.key("changes").begin_array().end_array();
  }
  if (!written) {
    return http::problem(written.error());
  }
  // Later months keep to the version they were compared with until they are restated too.
  out.end_object();
  http::Response response = json_response(std::move(out));
  response.status = 201;
  response.headers.set("Location", "/api/v1/ledger/freezes/" + freeze->period + "/" +
                                       std::to_string(freeze->version));
  return response;
}

}  // namespace sixscope::api
