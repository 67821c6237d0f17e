#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/xlsx/container.h"
#include "base/result.h"

namespace sixscope::adapters {

/// The attributes of one element, borrowed for the call that hands them over.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// The value of an attribute without prefix; empty if there is none.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  /// The value of r:id, whatever the prefix and whether transitional or strict.
  [[nodiscard]] std::string_view relationship_id() const;
  /// Whether xsd:boolean attribute `name` is there and true.
  [[nodiscard]] bool is_true(std::string_view name) const;

 private:
  const char** pairs_;
};

/// Takes the elements of one part. Elements of other namespaces than those of spreadsheets and
/// package relationships are left out with all they contain.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  /// A piece of the text between tags.
  virtual void text(std::string_view piece) = 0;

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }

 protected:
  /// Ends the reading of the part. No more calls come.
  void stop(const tl::unexpected<Error>& why) { error_ = why.value(); }

 private:
  std::optional<Error> error_;
};

/// Parses a part without ever building it whole. Refuses document types, so that no entity can be
/// defined or fetched, deep nesting, and tags without end.
Result<void> parse_part(Container& container, std::string_view name, XmlHandler& handler);

}  // namespace sixscope::adapters
