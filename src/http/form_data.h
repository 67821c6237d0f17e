#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sixscope::http {

/// One part of a form that a browser sends.
struct FormPart {
  std::string name;
  std::string media_type;  ///< Lower case, without parameters; empty: the part does not say.
  std::string file_name;   ///< Without folders (RFC 7578 s.4.2); empty: it is no file.
  std::string_view body;   ///< Of the request's body: lives as long.
};

/// The parts of a multipart/form-data body (RFC 7578), in order; `content_type` is the request's
/// header. `malformed`, with which part and what is wrong with it, if it is none, was cut short, or
/// has more than 16 parts.
[[nodiscard]] Result<std::vector<FormPart>> read_form_data(std::string_view content_type,
                                                           std::string_view body);

}  // namespace sixscope::http
