// What everybody may read: issues that were switched on, as pages and as open data.
#include <memory>
#include <string>
#include <utility>

#include "api/registry_route.h"
#include "api/render.h"
#include "api/report_calls.h"
#include "api/report_public_page.h"
#include "api/report_render.h"
#include "document/skins.h"

namespace sixscope::api {
namespace {

using report::Issue;

constexpr std::size_t kListMax = 500;

// May be kept, and asked for again each time: it can be switched off.
http::Response page(std::string body, std::string type) {
  http::Response response;
  response.content_type = std::move(type);
  response.body = std::move(body);
  response.caching = http::Caching::revalidate;
  return response;
}

http::Response list_public(const http::Request& request, const ReportDependencies& dependencies) {
  const auto all = dependencies.press.store().list(
      {.only_public = true, .limit = kListMax},
      {.account = "public", .all = true, .regions = {}, .owners = {}});
  if (!all) {
    return http::problem(all.error());
  }
  if (!http::prefers(request, "text/html", "application/json")) {
    JsonWriter out;
    out.begin_object().key("data").begin_array();
    for (const Issue& issue : *all) {
      out.begin_object()
          .member("id", issue.id)
          .member("version", issue.version)
          .member("report", issue.definition)
          .member("period", issue.period)
          .member("region", issue.region)
          .member("operator", issue.operator_)
          .member("language", issue.language)
          .member("number", issue.number)
          .member("status", issue.status)
          .member("sha256", issue.sha256)
          .end_object();
    }
    out.end_array().end_object();
    return page(out.take(), "application/json");
  }
  const report::Workshop& workshop = dependencies.press.workshop();
  return page(public_list_page(*all, *workshop.definitions, workshop.figures.kinds),
              "text/html; charset=utf-8");
}

struct Opened {
  Issue issue;
  document::Document document;
};

Result<Opened> open_public(const ReportDependencies& dependencies, std::string_view id) {
  auto issue = dependencies.press.store().get_public(id, std::nullopt);
  if (!issue) {
    return fail_because(std::string(id), Errc::not_found, "there is no public report of that name");
  }
  const auto snapshot = report::frozen(*issue, dependencies.press.workshop());
  if (!snapshot) {
    return fail_like(snapshot);
  }
  document::Document document = report::printed_document(*snapshot, *issue);
  return Opened{*std::move(issue), std::move(document)};
}

http::Response get_public(const http::Request& request, const ReportDependencies& dependencies) {
  std::string_view id = request.capture("id");
  const bool as_json = id.ends_with(".json");
  id.remove_suffix(as_json ? std::string_view(".json").size() : 0);
  const auto opened = open_public(dependencies, id);
  if (!opened) {
    return http::problem(opened.error());
  }
  return as_json ? page(document::json(opened->document), "application/json")
                 : page(document::html(opened->document), "text/html; charset=utf-8");
}

http::Response get_public_table(const http::Request& request,
                                const ReportDependencies& dependencies) {
  const auto opened = open_public(dependencies, request.capture("id"));
  if (!opened) {
    return http::problem(opened.error());
  }
  const std::string_view file = request.capture("file");
  if (file == "dictionary.json") {
    JsonWriter out;
    write_dictionary(out, opened->issue, opened->document);
    return page(out.take(), "application/json");
  }
  constexpr std::string_view kCsv = ".csv";
  const document::Table* const table =
      file.ends_with(kCsv)
          ? report::find_table(opened->document, file.substr(0, file.size() - kCsv.size()))
          : nullptr;
  if (table == nullptr) {
    return http::problem(
        {.status = 404, .detail = "the report has no such table; dictionary.json lists them"});
  }
  return page(document::csv(*table), "text/csv; charset=utf-8");
}

}  // namespace

void add_public_report_calls(http::Router& router, const ReportDependencies& dependencies) {
  using Call = http::Response (*)(const http::Request&, const ReportDependencies&);
  const auto shared = std::make_shared<const ReportDependencies>(dependencies);
  for (const auto& [pattern, call] : std::vector<std::pair<const char*, Call>>{
           {"/public/reports", list_public},
           {"/public/reports/{id}", get_public},
           {"/public/reports/{id}/{file}", get_public_table}}) {
    router.add({.method = http::Method::get,
                .pattern = pattern,
                .parameters = {},
                .handler = [shared, answer = call](const http::Request& request) {
                  return answer(request, *shared);
                }});
  }
}

}  // namespace sixscope::api
