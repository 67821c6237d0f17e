#include "api/polling_calls.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/page.h"
#include "api/polling_answers.h"
#include "api/question.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "registry/import_desk.h"

namespace sixscope::api {
namespace {

using polling::Attempt;
using registry::Object;
using registry::ObjectId;
using registry::Scope;
using Shared = std::shared_ptr<const PollingDependencies>;
using Call = http::Response (*)(const http::Request&, const PollingDependencies&, const Scope&);

constexpr std::size_t kDaysDefault = 90;
constexpr std::size_t kDaysMost = 3660;

std::string address_of(const Object& object) {
  return registry::text_of(registry::value_of(object.fields, "management_address"));
}

// The device in the path, as the account sees it.
Result<Object> device_in(const http::Request& request, const PollingDependencies& dependencies,
                         const Scope& scope) {
  auto object = dependencies.store.read(object_in(request), {}, scope);
  if (object && (object->kind != "nat44_device" || object->removed)) {
    return fail(Errc::not_found, "no such device");
  }
  return object;
}

http::Response refusal(const http::Request& request, const Error& error) {
  if (error.code != Errc::not_found) {
    return http::problem(error);
  }
  return http::problem({.status = 404,
                        .detail = "there is no device " + std::string(request.capture("id")) +
                                  ", or this account does not see it"});
}

http::Response get_devices(const http::Request& request, const PollingDependencies& dependencies,
                           const Scope& scope) {
  std::vector<std::string> words = {""};
  words.insert(words.end(), polling::kPollStateNames.begin(), polling::kPollStateNames.end());
  const auto state = parse_word(request, "state", words);
  if (!state) {
    return http::refused(state.error());
  }
  registry::Listing listing;
  listing.kind = "nat44_device";
  listing.region = request.parameter("region").value_or("");
  const auto objects = registry::list_all(dependencies.store, listing, scope);
  const auto attempts = dependencies.readings.attempts();
  if (!objects || !attempts) {
    return http::problem(objects ? attempts.error() : objects.error());
  }
  std::map<polling::DeviceId, const Attempt*> by_device;
  for (const Attempt& attempt : *attempts) {
    by_device[attempt.device] = &attempt;
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  std::map<std::string_view, std::size_t> counts;
  for (const Object& object : *objects) {
    const auto found = by_device.find(object.id.value());
    const Attempt* attempt = found == by_device.end() ? nullptr : found->second;
    const auto name = state_name(attempt);
    ++counts[name];
    if (state->empty() || *state == name) {
      write_device(out, object, address_of(object), attempt);
    }
  }
  out.end_array().key("counts").begin_object();
  for (const auto& [name, count] : counts) {
    out.member(name, count);
  }
  out.end_object().end_object();
  return json_response(std::move(out));
}

http::Response answer(const Object& object, std::size_t days,
                      const PollingDependencies& dependencies) {
  const polling::DeviceId id = object.id.value();
  const auto today = model::day_in_china(dependencies.clock.now());
  DeviceReadings all;
  const auto attempts = dependencies.readings.attempts();
  auto readings = dependencies.readings.readings(id);
  auto gaps = dependencies.readings.gaps(id);
  auto kept_days =
      dependencies.readings.days(id, today - std::chrono::days(static_cast<int>(days) - 1));
  if (!attempts || !readings || !gaps || !kept_days) {
    return http::problem(!attempts   ? attempts.error()
                         : !readings ? readings.error()
                         : !gaps     ? gaps.error()
                                     : kept_days.error());
  }
  const auto attempt = std::ranges::find(*attempts, id, &Attempt::device);
  all.attempt = attempt == attempts->end() ? nullptr : &*attempt;
  all.readings = *std::move(readings);
  all.gaps = *std::move(gaps);
  all.days = *std::move(kept_days);
  JsonWriter out;
  out.begin_object().key("data");
  write_readings(out, object, address_of(object), all);
  out.end_object();
  return json_response(std::move(out));
}

http::Response get_device(const http::Request& request, const PollingDependencies& dependencies,
                          const Scope& scope) {
  const auto days = parse_count(request, "days", 1, kDaysMost, kDaysDefault);
  if (!days) {
    return http::refused(days.error());
  }
  const auto object = device_in(request, dependencies, scope);
  return object ? answer(*object, *days, dependencies) : refusal(request, object.error());
}

http::Response poll_device(const http::Request& request, const PollingDependencies& dependencies,
                           const Scope& scope) {
  const auto object = device_in(request, dependencies, scope);
  if (!object) {
    return refusal(request, object.error());
  }
  if (!scope.may_write) {
    return http::problem(
        Error{.code = Errc::forbidden, .rule = "this account may look and not poll"});
  }
  if (const auto done = dependencies.poll_now(object->id); !done) {
    return done.error().code == Errc::not_found
               ? http::problem({.status = 409, .detail = describe(done.error())})
               : http::problem(done.error());
  }
  return answer(*object, kDaysDefault, dependencies);
}

void add(http::Router& router, const Shared& shared, http::Method method, const char* pattern,
         std::vector<std::string> parameters, Call call) {
  router.add({.method = method,
              .pattern = pattern,
              .parameters = std::move(parameters),
              .handler = [shared, call](const http::Request& request) {
                const auto scope = shared->scope_of(request);
                return scope ? call(request, *shared, *scope) : http::problem(scope.error());
              }});
}

}  // namespace

void add_polling_calls(http::Router& router, const PollingDependencies& dependencies) {
  const auto shared = std::make_shared<const PollingDependencies>(dependencies);
  add(router, shared, http::Method::get, "/api/v1/polling/devices", {"region", "state"},
      get_devices);
  add(router, shared, http::Method::get, "/api/v1/polling/devices/{id}", {"days"}, get_device);
  add(router, shared, http::Method::post, "/api/v1/polling/devices/{id}/poll", {}, poll_device);
}

}  // namespace sixscope::api
