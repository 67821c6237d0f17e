#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/question.h"
#include "api/registry_calls.h"
#include "base/json_writer.h"
#include "http/router.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::api {

using RegistryShared = std::shared_ptr<const RegistryDependencies>;
using RegistryCall = http::Response (*)(const http::Request&, const RegistryDependencies&,
                                        const registry::Scope&);

/// One call of the registry: who asks is settled, and refused, before `call` runs.
struct RegistryRoute {
  http::Method method = http::Method::get;
  const char* pattern = "";
  std::vector<std::string> parameters = {};
  RegistryCall call = nullptr;
  std::size_t body_bytes_max = 0;  ///< 0: as the server has it.
  /// What is wrong with the values of parameters, told beside unknown names. Null: nothing is.
  http::Faults (*faults_of_values)(const http::Request&, const RegistryDependencies&) = nullptr;
};
void add_route(http::Router& router, const RegistryShared& shared, RegistryRoute route);

/// The kind that the path names; null if there is none.
[[nodiscard]] const registry::Kind* kind_in(const http::Request& request,
                                            const RegistryDependencies& dependencies);
/// The object that the path names; none (0) if it is no number.
[[nodiscard]] registry::ObjectId object_in(const http::Request& request);
/// 404 for a kind, or a thing of a kind, that is not there (for this account).
[[nodiscard]] http::Response no_such_kind(const http::Request& request);
[[nodiscard]] http::Response no_such_object(const http::Request& request);

/// An object of the kind in the path, as the scope sees it.
[[nodiscard]] Result<registry::Object> read_object(const http::Request& request,
                                                   const RegistryDependencies& dependencies,
                                                   const registry::AsOf& as_of,
                                                   const registry::Scope& scope);

/// `{"zh": …, "en": …}`
void write_words(JsonWriter& out, const registry::Words& words);
/// An object; of its fields only `fields`, unless empty.
void write_object(JsonWriter& out, const registry::Object& object,
                  const std::vector<std::string>& fields = {});
/// The entity tag of an object's version.
[[nodiscard]] std::string tag_of(std::uint64_t version);
/// Whether an If-Match names that version (RFC 9110 s.13.1.1): `*` names any, of a list one is
/// enough, and a weak tag never does. `malformed` if it is neither.
[[nodiscard]] Result<bool> names_version(std::string_view if_match, std::uint64_t version);

/// 200 with a file to be kept. `name` is what it is called, UTF-8.
[[nodiscard]] http::Response download(std::string bytes, std::string_view content_type,
                                      std::string_view name);
/// A workbook as the file `name`.`format`.
[[nodiscard]] http::Response download_book(const RegistryDependencies& dependencies,
                                           const table::Workbook& book, const std::string& format,
                                           const std::string& name);

/// `language`: zh (default) or en.
[[nodiscard]] Parsed<registry::Language> parse_language(const http::Request& request);
/// `as_of` (an instant) and `commit`.
[[nodiscard]] Parsed<registry::AsOf> parse_as_of(const http::Request& request);
/// One of `words`; the first if left out.
[[nodiscard]] Parsed<std::string> parse_word(const http::Request& request, std::string_view name,
                                             const std::vector<std::string>& words);
/// A whole number, all of the text.
[[nodiscard]] std::optional<std::uint64_t> whole_number(std::string_view text);

}  // namespace sixscope::api
