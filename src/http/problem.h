#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "http/message.h"

namespace sixscope::http {

/// One parameter that is wrong: what about it, and what to do.
struct ParameterFault {
  std::string parameter;
  std::string detail;
};

/// Every fault of a request at once: a person mends them in one go.
using Faults = std::vector<ParameterFault>;

/// A problem document (RFC 9457): `status` also names `title` and `type` ("about:blank" for the
/// plain meaning of a status).
struct Problem {
  int status = 500;
  std::string detail;  ///< What, where, what to do: for a person.
  Faults errors = {};
  /// Members of this problem's own (RFC 9457 s.3.2), written as keys and values. May be empty.
  std::function<void(JsonWriter&)> more = {};
};

/// The standard phrase of a status code, for instance "Not Found".
[[nodiscard]] std::string_view reason(int status);

[[nodiscard]] Response problem(const Problem& problem);
/// 400: the faults, one by one and in one sentence.
[[nodiscard]] Response refused(Faults faults);
/// By code: malformed, truncated and out_of_range are 400, unauthenticated 401, forbidden 403,
/// not_found 404, conflict 409, unavailable 503 with Retry-After.
[[nodiscard]] Response problem(const Error& error);

}  // namespace sixscope::http
