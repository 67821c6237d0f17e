#include "api/names.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "api/render.h"
#include "api/time_text.h"
#include "store/windows.h"

namespace sixscope::api {
namespace {

/// Names without AAAA that an answer spells out, those with the most questions first.
constexpr std::size_t kWithoutListed = 20;
/// Of the method, as catalogue/measures has it.
constexpr std::string_view kVersion = "1";

struct Application {
  std::uint64_t names = 0;
  std::uint64_t with_a = 0;
  std::uint64_t with_aaaa = 0;
  std::uint64_t cdn_differs = 0;  ///< A and AAAA lead to different CDNs.
  std::uint64_t asked = 0;
  std::vector<const NameAddresses*> without;  ///< A, but no AAAA though it was asked for.
  Instant last;
};

std::uint64_t asked(const NameAddresses& name) { return name.asked_v4 + name.asked_v6; }

void add(const NameAddresses& name, Application& to) {
  ++to.names;
  to.with_a += name.has_a ? 1 : 0;
  to.with_aaaa += name.has_aaaa ? 1 : 0;
  to.cdn_differs += name.has_a && name.has_aaaa && name.cdn_v4 != name.cdn_v6 ? 1 : 0;
  to.asked += asked(name);
  to.last = std::max(to.last, name.last);
  if (name.has_a && !name.has_aaaa && name.asked_v6 > 0) {
    to.without.push_back(&name);
  }
}

void write(JsonWriter& out, const std::string& identifier, Application& application) {
  out.begin_object()
      .member("application", identifier)
      .member("names", application.names)
      .member("with_a", application.with_a)
      .member("with_aaaa", application.with_aaaa)
      .member("without_aaaa", application.without.size())
      .member("cdn_differs", application.cdn_differs)
      .member("answers", application.asked)
      .member("last_seen", format_instant(application.last));
  std::ranges::sort(application.without, [](const NameAddresses* a, const NameAddresses* b) {
    return asked(*a) != asked(*b) ? asked(*a) > asked(*b) : a->name < b->name;
  });
  out.key("without_aaaa_names").begin_array();
  for (std::size_t i = 0; i < std::min(application.without.size(), kWithoutListed); ++i) {
    out.value(application.without[i]->name);
  }
  out.end_array().end_object();
}

// Of how many applications anything was heard: nobody asked for the names of the others.
void write_coverage(JsonWriter& out, std::size_t names,
                    const std::map<std::string, Application>& applications,
                    const Catalogue& catalogue) {
  const auto& known = catalogue.labels[static_cast<std::size_t>(store::Dimension::application)];
  const auto seen = std::ranges::count_if(
      known, [&](const auto& one) { return applications.contains(one.first); });
  out.key("coverage").begin_object();
  out.member("names", names)
      .member("applications_seen", static_cast<std::size_t>(seen))
      .member("applications_all", known.size() - known.count("unknown"))
      .end_object();
}

}  // namespace

http::Response get_application_names(const http::Request& /*request*/,
                                     const Dependencies& dependencies) {
  const std::vector<NameAddresses> names =
      dependencies.names ? dependencies.names() : std::vector<NameAddresses>{};
  std::map<std::string, Application> applications;
  for (const NameAddresses& name : names) {
    add(name, applications[name.application]);
  }
  std::vector<std::pair<const std::string, Application>*> order;
  for (auto& one : applications) {
    order.push_back(&one);
  }
  std::ranges::stable_sort(
      order, [](const auto* a, const auto* b) { return a->second.asked > b->second.asked; });
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (auto* one : order) {
    write(out, one->first, one->second);
  }
  out.end_array().key("labels").begin_object().key("application").begin_object();
  for (const auto* one : order) {
    if (const auto label =
            dependencies.catalogue->label(store::Dimension::application, one->first)) {
      out.key(one->first);
      write_label(out, *label);
    }
  }
  out.end_object().end_object();
  write_coverage(out, names.size(), applications, *dependencies.catalogue);
  out.key("method");
  write_method(out, "applications.names_with_aaaa", kVersion);
  std::optional<Instant> newest;
  for (const auto& [identifier, application] : applications) {
    const Instant minute = store::window_start(application.last, store::Resolution::minute);
    newest = std::max(newest.value_or(minute), minute);
  }
  out.key("freshness");
  write_freshness(out, newest, dependencies.clock.now());
  out.end_object();
  return json_response(std::move(out));
}

}  // namespace sixscope::api
