#pragma once

#include <pango/pangocairo.h>

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "document/document.h"

namespace sixscope::adapters {

/// Gives up a reference that GLib counts.
struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Counted = std::unique_ptr<T, Unref>;

/// What a typeface is for.
enum class Face : std::uint8_t {
  body,     ///< 仿宋; Times in English.
  title,    ///< 小标宋; also the red head.
  heading,  ///< 黑体: first level, heads of tables, what is strong.
  kai,      ///< 楷体: second level.
  chart,    ///< Labels of charts.
};

/// The typefaces of this machine for one document: the first of each row that is installed, with
/// others behind it for characters that it lacks. Not to be shared between threads.
class Typefaces {
 public:
  /// `not_found` names what is missing and the package that brings it.
  [[nodiscard]] static Result<Typefaces> open(document::Language language);

  /// Families for Pango, comma separated, best first. `latin`: for letters and figures within
  /// Chinese text.
  [[nodiscard]] const std::string& families(Face face, bool latin) const;
  [[nodiscard]] document::Language language() const { return language_; }
  /// In which texts are laid out; sizes are points.
  [[nodiscard]] PangoContext* context() const { return context_.get(); }

 private:
  document::Language language_ = document::Language::zh;
  std::string names_[5];
  std::string latin_names_[5];
  Counted<PangoFontMap> map_;
  Counted<PangoContext> context_;
};

}  // namespace sixscope::adapters
