#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "registry/kind.h"

namespace sixscope::api {

/// Rule of an Error: the titles fit no kind of objects, or two alike.
inline constexpr std::string_view kKindUnknown =
    "the titles do not tell which kind of objects it has: keep the template's header row";

/// Why a sheet is not even looked at, in both languages.
struct ImportRefusal {
  int status = 422;
  std::string_view rule;  ///< Stable identifier, for programs.
  registry::Words what;
  std::string where = {};  ///< A line, a cell, a part, a figure; the same in both languages.
};

/// A problem document with the members `rule`, `what` and `where` more.
[[nodiscard]] http::Response refused_import(const ImportRefusal& refusal);

/// Of a file that a reader refused: 413 if it is too large, otherwise 422. Other errors are
/// answered by their code.
[[nodiscard]] http::Response refused_file(const Error& error);

/// The same as a member of a JSON object: `{"rule", "what": {"zh", "en"}, "where"}`; for doors that
/// are no call.
[[nodiscard]] std::string refusal_json(const Error& error);

}  // namespace sixscope::api
