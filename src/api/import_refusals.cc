#include "api/import_refusals.h"

#include "api/registry_route.h"
#include "base/json_writer.h"
#include "http/problem.h"
#include "table/refusal.h"

namespace sixscope::api {
namespace {

void write_members(JsonWriter& out, const ImportRefusal& refusal) {
  out.member("rule", refusal.rule);
  write_words(out.key("what"), refusal.what);
  out.member("where", refusal.where);
}

ImportRefusal refusal_of(const Error& error) {
  const table::RefusalWords* const words = table::refusal_of(error);
  if (error.rule == kKindUnknown) {
    return {.rule = "kind_unknown",
            .what = {"从列名看不出是哪一类对象：请保留模板的表头", std::string(kKindUnknown)}};
  }
  if (words == nullptr) {
    return {.rule = to_string(error.code),
            .what = registry::Words{describe(error), describe(error)}};
  }
  const bool is_large = words->refused == table::Refused::file_too_large;
  std::string where = error.detail;
  if (where.empty() && error.offset != 0) {
    where = std::to_string(error.offset);
  }
  return {.status = is_large ? 413 : 422,
          .rule = words->id,
          .what = {std::string(words->zh), std::string(words->en)},
          .where = std::move(where)};
}

}  // namespace

http::Response refused_import(const ImportRefusal& refusal) {
  JsonWriter out;
  out.begin_object()
      .member("type", "about:blank")
      .member("title", http::reason(refusal.status))
      .member("status", refusal.status)
      .member("detail", refusal.what.en + (refusal.where.empty() ? "" : ": " + refusal.where));
  out.key("errors").begin_array().end_array();
  write_members(out, refusal);
  out.end_object();
  http::Response response{.status = refusal.status, .content_type = "application/problem+json"};
  response.body = out.take() + "\n";
  return response;
}

http::Response refused_file(const Error& error) {
  const bool is_known = table::refusal_of(error) != nullptr || error.rule == kKindUnknown;
  return is_known ? refused_import(refusal_of(error)) : http::problem(error);
}

std::string refusal_json(const Error& error) {
  JsonWriter out;
  out.begin_object();
  write_members(out, refusal_of(error));
  out.end_object();
  return std::move(out).take();
}

}  // namespace sixscope::api
