#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include "api/import_answer.h"
#include "api/import_body.h"
#include "api/import_refusals.h"
#include "api/registry_calls.h"
#include "api/registry_receipts.h"
#include "api/time_text.h"
#include "http/form_data.h"
#include "registry/column_match.h"
#include "registry/import_desk.h"
#include "table/pasted_text.h"
#include "table/refusal.h"

namespace sixscope::api {
namespace {

using registry::Kind;
using registry::Language;
using registry::Scope;

constexpr std::size_t kHashInId = 12;
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kPasted = "text/plain";
constexpr std::string_view kForm = "multipart/form-data";
constexpr std::size_t kNameMax = 255;  // Bytes of a file's name.

/// What is asked of a sheet beside the sheet.
struct Question {
  const Kind* kind = nullptr;  ///< Null: by the titles.
  std::string sheet;
  std::string watch;  ///< Name by which its progress can be asked for; empty: none.
  bool with_sheet = false;
  bool as_errors = false;
  std::string format = "xlsx";
  Language language = Language::zh;
  registry::ImportRequest request;
};

/// Reads the parameters of an import and gathers what is wrong with them.
class QuestionReader {
 public:
  QuestionReader(const http::Request& request, const RegistryDependencies& dependencies)
      : request_(request), dependencies_(dependencies) {}

  http::Faults read(Question& question) {
    const Instant now = dependencies_.clock.now();
    const std::string kind = text("kind");
    question.kind = kind.empty() ? nullptr : dependencies_.kinds->kind(kind);
    if (!kind.empty() && question.kind == nullptr) {
      fault("kind", "no such kind; /api/v1/registry/kinds lists them");
    }
    question.sheet = text("sheet");
    question.watch = watch();
    question.with_sheet = one_of("with_sheet", {"false", "true"}) == "true";
    question.as_errors = one_of("answer", {"json", "errors"}) == "errors";
    if (question.as_errors) {
      question.request.options.faults_listed = registry::kFaultsForSheet;
    }
    question.format = one_of("format", {"xlsx", "csv"});
    question.language = one_of("language", {"zh", "en"}) == "en" ? Language::en : Language::zh;
    registry::ImportRequest& import = question.request;
    import.dry_run = one_of("dry_run", {"true", "false"}) == "true";
    import.nature = one_of("nature", {"change", "correction"}) == "change"
                        ? registry::Nature::change
                        : registry::Nature::correction;
    import.door = "api";
    import.at = now;
    import.effective = effective(now);
    import.file = text("file").substr(0, kNameMax);
    import.sender = text("sender");
    import.reason = text("reason");
    import.options.explanation = text("explanation");
    import.options.columns = columns();
    return std::move(faults_);
  }

 private:
  void fault(std::string parameter, std::string detail) {
    faults_.push_back({std::move(parameter), std::move(detail)});
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    return std::string(request_.parameter(name).value_or(""));
  }

  // The first word where it is absent.
  std::string one_of(std::string_view name, std::array<std::string_view, 2> words) {
    const auto given = request_.parameter(name);
    if (given && *given != words[0] && *given != words[1]) {
      fault(std::string(name),
            fmt::format("'{}' is neither {} nor {}", *given, words[0], words[1]));
    }
    return std::string(given && *given == words[1] ? words[1] : words[0]);
  }

  Instant effective(Instant now) {
    const std::string given = text("effective");
    const auto at = given.empty() ? Result<Instant>(now) : parse_effective(given, now);
    if (!at) {
      fault("effective", std::string(at.error().rule));
    }
    return at.value_or(now);
  }

  std::string watch() {
    constexpr std::size_t kNameBytesMax = 64;
    std::string given = text("watch");
    const bool is_plain = std::ranges::all_of(given, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!is_plain || given.size() > kNameBytesMax) {
      fault("watch", "at most 64 letters, digits and hyphens are wanted, such as a UUID");
    }
    return given;
  }

  registry::ColumnTitles columns() {
    const auto given = request_.parameter("columns");
    if (!given) {
      return {};
    }
    auto read = columns_from_json(*given);
    if (!read) {
      fault("columns", describe(read.error()));
      return {};
    }
    return *std::move(read);
  }

  const http::Request& request_;
  const RegistryDependencies& dependencies_;
  http::Faults faults_;
};

http::Faults faults_of_import(const http::Request& request,
                              const RegistryDependencies& dependencies) {
  Question question;
  return QuestionReader(request, dependencies).read(question);
}

std::string_view media_type_of(const http::Request& request) {
  const std::string_view type = request.headers.get("Content-Type").value_or("");
  return type.substr(0, type.find_first_of("; "));
}

/// What was sent: a file, and what was typed anew in it.
struct Sent {
  std::string_view type;
  const std::string* bytes = nullptr;  ///< As the sender has them: the request's body, or `part`.
  std::string part = {};
  std::string file = {};  ///< What the part calls itself.
  std::vector<table::Mend> mends = {};
};

// The parts `file` and, if there are any, `mends` of a form.
Result<void> read_parts(const http::Request& request, Sent& sent) {
  constexpr std::string_view kUnknown =
      "a form has the part `file` and may have the part `mends`, and no other";
  constexpr std::string_view kTwice = "a form has each part once: one file at a time";
  constexpr std::string_view kNoFile = "the form has no part `file`";
  const auto parts =
      http::read_form_data(request.headers.get("Content-Type").value_or(""), request.body);
  if (!parts) {
    return fail_like(parts);
  }
  std::set<std::string> seen;
  for (const http::FormPart& part : *parts) {
    if (part.name != "file" && part.name != "mends") {
      return fail_because(part.name, Errc::malformed, kUnknown);
    }
    if (!seen.insert(part.name).second) {
      return fail_because(part.name, Errc::malformed, kTwice);
    }
    if (part.name == "file") {
      sent.part = part.body;
      sent.bytes = &sent.part;
      sent.file = part.file_name;
      sent.type = part.media_type == "text/plain" ? kPasted : "";
      continue;
    }
    auto mends = mends_from_json(part.body);
    if (!mends && table::refusal_of(mends.error()) != nullptr) {
      return fail_like(mends);  // It has words of its own.
    }
    if (!mends) {
      return fail_because("part `mends`: " + describe(mends.error()), Errc::malformed,
                          "the mended cells cannot be read");
    }
    sent.mends = *std::move(mends);
  }
  return seen.contains("file") ? Result<void>() : fail(Errc::malformed, kNoFile);
}

Result<std::vector<table::Sheet>> sheets_of(const Sent& sent, const table::Limits& limits,
                                            const RegistryDependencies& dependencies) {
  if (sent.type != kJson && sent.type != kPasted) {
    return dependencies.read_sheets(*sent.bytes);
  }
  auto sheet = sent.type == kPasted
                   ? table::read_pasted(std::as_bytes(std::span(*sent.bytes)), "", limits)
                   : sheet_from_json(*sent.bytes, limits);
  if (!sheet) {
    return fail_like(sheet);
  }
  std::vector<table::Sheet> sheets;
  sheets.push_back(*std::move(sheet));
  return sheets;
}

table::Sheet* choose(std::vector<table::Sheet>& sheets, const std::string& name) {
  const auto found = std::ranges::find_if(sheets, [&](const table::Sheet& sheet) {
    return name.empty() ? !sheet.hidden : sheet.name == name;
  });
  return found == sheets.end() ? nullptr : &*found;
}

// The sender's sheet with what is wrong, as a download.
http::Response errors_of(const table::Sheet& sheet, const registry::ImportPlan& plan,
                         const Question& question, const RegistryDependencies& dependencies) {
  const table::Workbook book{{registry::error_sheet(sheet, plan, question.language)}};
  return download_book(dependencies, book, question.format, "errors");
}

http::Response answer(const Question& question, const Kind& kind, const table::Sheet& sheet,
                      const registry::Imported& imported,
                      const RegistryDependencies& dependencies) {
  const registry::ImportRequest& request = question.request;
  const bool is_refused = !request.dry_run && !imported.receipt;
  http::Response response;
  if (question.as_errors && !imported.receipt) {
    response = errors_of(sheet, imported.plan, question, dependencies);
  } else {
    response.body = import_json({.file = request.file,
                                 .sha256 = request.sha256,
                                 .kind = kind,
                                 .imported = imported,
                                 .dry_run = request.dry_run,
                                 .sheet = question.with_sheet ? &sheet : nullptr}) +
                    "\n";
  }
  if (response.status == 200) {
    response.status = is_refused ? 422 : imported.receipt ? 201 : 200;
  }
  if (imported.receipt) {
    response.headers.set("Location", "/api/v1/registry/receipts/" + imported.receipt->id);
  }
  return response;
}

// Rows of somebody else's are said in the log, as other refusals are.
void note_refusal(const http::Request& request, const registry::Imported& imported,
                  const RegistryDependencies& dependencies, const Scope& scope) {
  const auto is_outside = [](const registry::CellFault& found) {
    return found.fault.rule == registry::fault_of(registry::Rule::out_of_scope).rule ||
           found.fault.rule == registry::fault_of(registry::Rule::out_of_scope_then).rule;
  };
  const auto found = std::ranges::find_if(imported.plan.faults, is_outside);
  if (dependencies.refusals != nullptr && found != imported.plan.faults.end()) {
    dependencies.refusals->refused(
        request, 422, [&scope] { return scope.account; }, found->fault.rule);
  }
}

http::Response post_import(const http::Request& request, const RegistryDependencies& dependencies,
                           const Scope& scope) {
  Question question;
  if (auto faults = QuestionReader(request, dependencies).read(question); !faults.empty()) {
    return http::refused(std::move(faults));
  }
  registry::ImportRequest& import = question.request;
  ImportWatch::Import under_way(*dependencies.import_watch, {scope.account, question.watch});
  import.progress = [&under_way](const auto& progress) { under_way.tell(progress); };
  if (auto sender = sender_of(import.sender, scope); sender) {
    import.sender = *std::move(sender);
  } else {
    return http::problem(sender.error());
  }
  Sent sent{.type = media_type_of(request), .bytes = &request.body};
  if (sent.type == kForm) {
    if (const auto read = read_parts(request, sent); !read) {
      return refused_file(read.error());
    }
    import.file = import.file.empty() ? sent.file.substr(0, kNameMax) : import.file;
  }
  const table::Limits limits{.file_bytes = dependencies.import_bytes_max};
  auto sheets = sheets_of(sent, limits, dependencies);
  if (!sheets) {
    return refused_file(sheets.error());
  }
  table::Sheet* const sheet = choose(*sheets, question.sheet);
  if (sheet == nullptr) {
    return refused_import({.status = 422,
                           .rule = "sheet_unknown",
                           .what = {"文件中没有名为“" + question.sheet + "”的可见工作表",
                                    "the file has no sheet '" + question.sheet + "'"}});
  }
  if (const auto mended = table::mend(*sheet, sent.mends, limits); !mended) {
    return refused_file(mended.error());
  }
  const auto known = question.kind != nullptr
                         ? Result<const Kind*>(question.kind)
                         : registry::kind_of_sheet(dependencies.store, *dependencies.kinds, *sheet,
                                                   import.sender, import.options.columns);
  if (!known) {
    return http::problem(known.error());
  }
  const Kind* const kind = *known;
  if (kind == nullptr) {
    return refused_file(Error{.code = Errc::malformed, .rule = kKindUnknown});
  }
  if (const auto unknown = registry::unknown_fields(*kind, import.options.columns);
      !unknown.empty()) {
    http::Faults faults;
    for (const std::string& field : unknown) {
      faults.push_back({"columns", fmt::format("{} has no field '{}'", kind->id, field)});
    }
    return http::refused(std::move(faults));
  }
  import.mended = sent.mends.size();
  import.sha256 = dependencies.sha256(*sent.bytes);
  import.receipt_id = fmt::format("{}-{}", import.at.time_since_epoch().count(),
                                  import.sha256.substr(0, kHashInId));
  const auto imported =
      registry::import_sheet(dependencies.store, *dependencies.kinds, *kind, *sheet, import, scope);
  if (!imported) {
    return http::problem(imported.error());
  }
  if (!import.dry_run && !imported->receipt) {
    note_refusal(request, *imported, dependencies, scope);
  }
  return answer(question, *kind, *sheet, *imported, dependencies);
}

http::Response get_progress(const http::Request& request, const RegistryDependencies& dependencies,
                            const Scope& scope) {
  const auto progress =
      dependencies.import_watch->of({scope.account, std::string(request.capture("watch"))});
  if (!progress) {
    return http::problem({.status = 404, .detail = "no import of that name is under way"});
  }
  JsonWriter out;
  out.begin_object()
      .member("rows", progress->rows)
      .member("checked", progress->checked)
      .member("written", progress->written)
      .end_object();
  return {.body = std::move(out).take() + "\n"};
}

}  // namespace

void add_import_calls(http::Router& router, const RegistryDependencies& dependencies) {
  const auto shared = std::make_shared<const RegistryDependencies>(dependencies);
  add_route(router, shared,
            {.method = http::Method::post,
             .pattern = "/api/v1/registry/imports",
             .parameters = {"kind", "sheet", "file", "sender", "dry_run", "reason", "effective",
                            "nature", "explanation", "columns", "watch", "with_sheet", "answer",
                            "format", "language"},
             .call = post_import,
             .body_bytes_max = dependencies.import_bytes_max,
             .faults_of_values = faults_of_import});
  add_route(router, shared,
            {.method = http::Method::get,
             .pattern = "/api/v1/registry/imports/{watch}",
             .call = get_progress});
  add_receipt_calls(router, shared);
}

}  // namespace sixscope::api
