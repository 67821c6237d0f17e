// The calls of reports: kinds, the shelf, the acts on an issue, its files, and verification.
#include "api/report_calls.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "api/json_body.h"
#include "api/registry_route.h"
#include "api/render.h"
#include "api/report_render.h"
#include "report/calendar.h"

namespace sixscope::api {
namespace {

using registry::Scope;
using report::Issue;

/// A text with each byte escaped, a reason, a number, and what stands around them.
constexpr std::size_t kBodyBytesMax = (6 * report::kTemplateBytesMax) + 4096;
constexpr std::size_t kListMax = 1000;
constexpr std::size_t kListDefault = 100;

using Call = http::Response (*)(const http::Request&, const ReportDependencies&, const Scope&);

// Members of a body: each a text or a truth value; all others are faults.
class Body {
 public:
  explicit Body(const http::Request& request) {
    if (request.body.empty()) {
      json_.type = JsonIn::Type::object;
      return;
    }
    auto read = read_json(request.body);
    if (!read || read->type != JsonIn::Type::object) {
      fault("body", read ? "a JSON object is taken" : describe(read.error()));
      return;
    }
    json_ = *std::move(read);
  }
  std::string text(const std::string& name, bool needed = false, const std::string& absent = {}) {
    const JsonIn* const member = take(name);
    if (member == nullptr) {
      if (needed) {
        fault(name, "is needed");
      }
      return absent;
    }
    if (member->type != JsonIn::Type::text) {
      fault(name, "a text is taken");
      return {};
    }
    return member->text;
  }
  std::optional<bool> truth(const std::string& name, bool needed = false) {
    const JsonIn* const member = take(name);
    if (member == nullptr || member->type != JsonIn::Type::boolean) {
      if (needed || member != nullptr) {
        fault(name, "true or false is taken");
      }
      return std::nullopt;
    }
    return member->truth;
  }
  // The refusal, or nothing where all is well and known.
  std::optional<http::Response> refusal() {
    for (const auto& [name, member] : json_.members) {
      if (std::ranges::find(known_, name) == known_.end()) {
        fault(name, "is not known here");
      }
    }
    return faults_.empty() ? std::nullopt : std::optional(http::refused(faults_));
  }

 private:
  const JsonIn* take(const std::string& name) {
    known_.push_back(name);
    return json_.member(name);
  }
  void fault(const std::string& name, const std::string& what) { faults_.push_back({name, what}); }

  JsonIn json_;
  std::vector<std::string> known_;
  http::Faults faults_;
};

std::string_view id_of(const http::Request& request) { return request.capture("id"); }

// Of ?version=, which `faults_of_version` lets through.
std::optional<std::uint32_t> version_of(const http::Request& request) {
  const auto text = request.parameter("version");
  const auto number = text ? whole_number(*text) : std::nullopt;
  return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

http::Faults faults_of_version(const http::Request& request) {
  constexpr std::uint64_t kVersionMax = 1'000'000;
  const auto text = request.parameter("version");
  const auto number = text ? whole_number(*text) : std::optional<std::uint64_t>(1);
  if (number && *number >= 1 && *number <= kVersionMax) {
    return {};
  }
  return {{"version", "a version's number is taken: 1; the newest where it is left out"}};
}

http::Response answer(const Issue& issue, const std::function<void(JsonWriter&)>& more = {}) {
  JsonWriter out;
  write_issue(out, issue, more);
  http::Response response = json_response(std::move(out));
  response.headers.set("ETag", tag_of(issue.revision));
  return response;
}

http::Response answer(const Result<Issue>& issue) {
  return issue ? answer(*issue) : http::problem(issue.error());
}

http::Response answer(const Result<report::Proof>& proof, const ReportDependencies& dependencies) {
  if (!proof) {
    return http::problem(proof.error());
  }
  return answer(proof->issue,
                [&](JsonWriter& out) { write_proof(out, *proof, dependencies.press.workshop()); });
}

// What If-Match asks for: the revision that was read, or a refusal.
tl::expected<std::optional<std::uint64_t>, http::Response> revision_asked(
    const http::Request& request, const ReportDependencies& dependencies, const Scope& scope) {
  const auto issue = dependencies.press.store().get(id_of(request), std::nullopt, scope);
  if (!issue) {
    return tl::unexpected(http::problem(issue.error()));
  }
  const auto if_match = request.headers.get("If-Match");
  if (!if_match) {
    return tl::unexpected(http::problem(
        {.status = 428,
         .detail = "say which revision was read: If-Match with the ETag of the report"}));
  }
  const auto is_named = names_version(*if_match, issue->revision);
  if (!is_named) {
    return tl::unexpected(http::problem(is_named.error()));
  }
  if (!*is_named) {
    return tl::unexpected(http::problem(
        {.status = 412,
         .detail = "somebody else changed the report meanwhile; read it again, its ETag is " +
                   tag_of(issue->revision)}));
  }
  return issue->revision;
}

http::Response list_kinds(const http::Request& /*request*/, const ReportDependencies& dependencies,
                          const Scope& /*scope*/) {
  const model::Day today = model::day_in_china(dependencies.clock.now());
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const report::Definition& one : dependencies.press.workshop().definitions->reports) {
    write_kind(out, one, today);
  }
  out.end_array().key("formats").begin_array();
  for (const report::Printer& printer : dependencies.press.workshop().printers) {
    out.value(std::string_view(printer.format));
  }
  out.end_array().member("issuer", dependencies.issuer).end_object();
  return json_response(std::move(out));
}

http::Response list_calendar(const http::Request& request, const ReportDependencies& dependencies,
                             const Scope& /*scope*/) {
  constexpr std::size_t kMonthsMax = 120;
  constexpr std::size_t kMonths = 12;
  const auto months = parse_count(request, "months", 0, kMonthsMax, kMonths);
  const auto back = parse_count(request, "months_back", 0, kMonthsMax, 0);
  http::Faults faults;
  gather(faults, months);
  gather(faults, back);
  if (!faults.empty()) {
    return http::refused(std::move(faults));
  }
  const model::Day today = model::day_in_china(dependencies.clock.now());
  const model::Month last = model::Month::of(today) + static_cast<std::int32_t>(*months);
  const model::Day first =
      *back == 0 ? today : (model::Month::of(today) - static_cast<std::int32_t>(*back)).first_day();
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const report::DueDay& due :
       report::due_days(*dependencies.press.workshop().definitions, first, last.last_day())) {
    write_due(out, due, today);
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response list_issues(const http::Request& request, const ReportDependencies& dependencies,
                           const Scope& scope) {
  http::Faults faults;
  const auto limit = parse_count(request, "limit", 1, kListMax, kListDefault);
  const auto offset = parse_count(request, "offset", 0, 1U << 30U, 0);
  const auto state = parse_word(request, "state", {"any", "draft", "published", "withdrawn"});
  gather(faults, limit);
  gather(faults, offset);
  gather(faults, state);
  if (!faults.empty()) {
    return http::refused(std::move(faults));
  }
  const auto text = [&](std::string_view name) {
    return std::string(request.parameter(name).value_or(""));
  };
  report::IssueQuestion question{.definition = text("report"),
                                 .period = text("period"),
                                 .region = text("region"),
                                 .limit = *limit,
                                 .offset = *offset};
  for (std::size_t i = 0; i < report::kIssueStateNames.size(); ++i) {
    if (*state == report::kIssueStateNames.at(i)) {
      question.state = static_cast<report::IssueState>(i);
    }
  }
  const auto all = dependencies.press.store().list(question, scope);
  if (!all) {
    return http::problem(all.error());
  }
  JsonWriter out;
  out.begin_object().key("data").begin_array();
  for (const Issue& issue : *all) {
    write_issue(out, issue);
  }
  out.end_array().end_object();
  return json_response(std::move(out));
}

http::Response create_issue(const http::Request& request, const ReportDependencies& dependencies,
                            const Scope& scope) {
  Body body(request);
  const report::Order order{.definition = body.text("report", true),
                            .period = body.text("period", true),
                            .region = body.text("region", false, indicators::kNation),
                            .operator_ = body.text("operator"),
                            .language = body.text("language", false, "zh"),
                            .issuer = body.text("issuer", false, dependencies.issuer)};
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  const auto proof = dependencies.press.draft(order, scope);
  http::Response response = answer(proof, dependencies);
  if (proof) {
    response.status = 201;
    response.headers.set("Location", "/api/v1/reports/" + http::percent_encode(proof->issue.id));
  }
  return response;
}

// An issue; of a draft with what its figures are now.
http::Response get_issue(const http::Request& request, const ReportDependencies& dependencies,
                         const Scope& scope) {
  const auto issue = dependencies.press.store().get(id_of(request), version_of(request), scope);
  if (!issue) {
    return http::problem(issue.error());
  }
  if (issue->state == report::IssueState::draft) {
    return answer(dependencies.press.proof(issue->id, issue->version, scope), dependencies);
  }
  const auto files = dependencies.press.store().files(issue->id, issue->version);
  if (!files) {
    return http::problem(files.error());
  }
  return answer(*issue, [&](JsonWriter& out) {
    out.key("files").begin_array();
    for (const report::PrintedFile& file : *files) {
      out.begin_object()
          .member("format", file.format)
          .member("sha256", file.sha256)
          .member("bytes", file.bytes)
          .end_object();
    }
    out.end_array();
  });
}

http::Response put_text(const http::Request& request, const ReportDependencies& dependencies,
                        const Scope& scope) {
  Body body(request);
  const std::string text = body.text("text", true);
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  const auto revision = revision_asked(request, dependencies, scope);
  if (!revision) {
    return revision.error();
  }
  return answer(dependencies.press.edit(id_of(request), std::string(request.capture("block")), text,
                                        *revision, scope),
                dependencies);
}

http::Response check_issue(const http::Request& request, const ReportDependencies& dependencies,
                           const Scope& scope) {
  return answer(dependencies.press.look(id_of(request), std::nullopt, scope), dependencies);
}

http::Response publish_issue(const http::Request& request, const ReportDependencies& dependencies,
                             const Scope& scope) {
  Body body(request);
  report::Imprimatur how{.number = body.text("number"),
                         .is_final = body.truth("final").value_or(false),
                         .date = body.text("date"),
                         .accepts_moved = body.truth("accept_moved").value_or(false)};
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  const auto revision = revision_asked(request, dependencies, scope);
  if (!revision) {
    return revision.error();
  }
  how.revision = *revision;
  const auto done = dependencies.press.publish(id_of(request), how, scope);
  if (!done) {
    return http::problem(done.error());
  }
  return answer(done->issue, [&](JsonWriter& out) {
    out.key("remarks").begin_array();
    for (const std::string& remark : done->remarks) {
      out.value(std::string_view(remark));
    }
    out.end_array();
    write_differences(out, "corrections", done->corrections);
  });
}

http::Response correct_issue(const http::Request& request, const ReportDependencies& dependencies,
                             const Scope& scope) {
  Body body(request);
  const std::string reason = body.text("reason", true);
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  http::Response response = answer(dependencies.press.correct(id_of(request), reason, scope));
  response.status = response.status == 200 ? 201 : response.status;
  return response;
}

http::Response withdraw_issue(const http::Request& request, const ReportDependencies& dependencies,
                              const Scope& scope) {
  Body body(request);
  const std::string reason = body.text("reason", true);
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  return answer(dependencies.press.withdraw(id_of(request), version_of(request), reason, scope));
}

http::Response set_public(const http::Request& request, const ReportDependencies& dependencies,
                          const Scope& scope) {
  Body body(request);
  const bool is_public = body.truth("public", true).value_or(false);
  if (auto refused = body.refusal()) {
    return *std::move(refused);
  }
  return answer(
      dependencies.press.set_public(id_of(request), version_of(request), is_public, scope));
}

http::Response print_issue(const http::Request& request, const ReportDependencies& dependencies,
                           const Scope& scope, std::string_view format) {
  const auto issue = dependencies.press.store().get(id_of(request), version_of(request), scope);
  if (!issue) {
    return http::problem(issue.error());
  }
  const auto document = dependencies.press.document_of(*issue, scope);
  if (!document) {
    return http::problem(document.error());
  }
  const report::Printers& printers = dependencies.press.workshop().printers;
  auto bytes = report::print(*document, format, printers);
  if (!bytes) {
    return http::problem(bytes.error());
  }
  const report::Printer* const printer = report::find_printer(printers, format);
  const std::string name = issue->id + "-v" + std::to_string(issue->version);
  return printer == nullptr
             ? download(*std::move(bytes), "text/csv; charset=utf-8",
                        name + "-" + std::string(format))
             : download(*std::move(bytes), printer->content_type, name + "." + printer->format);
}

http::Response get_file(const http::Request& request, const ReportDependencies& dependencies,
                        const Scope& scope) {
  std::vector<std::string> formats;
  for (const report::Printer& printer : dependencies.press.workshop().printers) {
    formats.push_back(printer.format);
  }
  const auto format = parse_word(request, "format", formats);
  return format ? print_issue(request, dependencies, scope, *format)
                : http::refused(format.error());
}

http::Response get_table(const http::Request& request, const ReportDependencies& dependencies,
                         const Scope& scope) {
  const std::string_view table = request.capture("table");
  if (!table.ends_with(".csv")) {
    return http::problem(
        {.status = 404, .detail = "tables are CSV: write " + std::string(table) + ".csv"});
  }
  return print_issue(request, dependencies, scope, table);
}

http::Response answer(const Result<report::Verification>& made) {
  if (!made) {
    return http::problem(made.error());
  }
  JsonWriter out;
  write_verification(out, *made);
  return json_response(std::move(out));
}

http::Response verify_issue(const http::Request& request, const ReportDependencies& dependencies,
                            const Scope& scope) {
  return answer(report::verify(dependencies.press,
                               {std::string(id_of(request)), version_of(request)}, scope));
}

http::Response verify_upload(const http::Request& request, const ReportDependencies& dependencies,
                             const Scope& scope) {
  if (request.body.empty()) {
    return http::refused({{"body", "the bytes of the file are taken"}});
  }
  std::optional<report::Named> named;
  if (const auto id = request.parameter("id")) {
    named = report::Named{std::string(*id), version_of(request)};
  }
  return answer(report::verify_file(dependencies.press, request.body, dependencies.find_marker,
                                    named, scope));
}

}  // namespace

void add_report_calls(http::Router& router, const ReportDependencies& dependencies) {
  using enum http::Method;
  struct Entry {
    http::Method method;
    const char* pattern;
    std::vector<std::string> parameters;
    Call call;
    std::size_t body_bytes_max = 0;
  };
  const auto shared = std::make_shared<const ReportDependencies>(dependencies);
  for (Entry& entry : std::vector<Entry>{
           {get,
            "/api/v1/reports",
            {"report", "period", "region", "state", "limit", "offset"},
            list_issues},
           {post, "/api/v1/reports", {}, create_issue, kBodyBytesMax},
           {get, "/api/v1/reports/kinds", {}, list_kinds},
           {get, "/api/v1/reports/calendar", {"months", "months_back"}, list_calendar},
           {post,
            "/api/v1/reports/verify",
            {"id", "version"},
            verify_upload,
            dependencies.upload_bytes_max},
           {get, "/api/v1/reports/{id}", {"version"}, get_issue},
           {put, "/api/v1/reports/{id}/texts/{block}", {}, put_text, kBodyBytesMax},
           {post, "/api/v1/reports/{id}/check", {}, check_issue, kBodyBytesMax},
           {post, "/api/v1/reports/{id}/publish", {}, publish_issue, kBodyBytesMax},
           {post, "/api/v1/reports/{id}/correct", {}, correct_issue, kBodyBytesMax},
           {post, "/api/v1/reports/{id}/withdraw", {"version"}, withdraw_issue, kBodyBytesMax},
           {put, "/api/v1/reports/{id}/public", {"version"}, set_public, kBodyBytesMax},
           {get, "/api/v1/reports/{id}/file", {"format", "version"}, get_file},
           {get, "/api/v1/reports/{id}/tables/{table}", {"version"}, get_table},
           {get, "/api/v1/reports/{id}/verify", {"version"}, verify_issue}}) {
    router.add({.method = entry.method,
                .pattern = entry.pattern,
                .parameters = std::move(entry.parameters),
                .handler =
                    [shared, call = entry.call](const http::Request& request) {
                      const auto scope = shared->scope_of(request);
                      if (!scope) {
                        return http::problem(scope.error());
                      }
                      auto faults = faults_of_version(request);
                      return faults.empty() ? call(request, *shared, *scope)
                                            : http::refused(std::move(faults));
                    },
                .faults_of_values = faults_of_version,
                .body_bytes_max = entry.body_bytes_max});
  }
}

}  // namespace sixscope::api
