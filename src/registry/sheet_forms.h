#pragma once

#include <span>
#include <string_view>

#include "model/month.h"
#include "registry/kind.h"
#include "registry/object_store.h"
#include "table/workbook.h"

namespace sixscope::registry {

/// How a form is written.
struct FormOptions {
  Language language = Language::zh;
  bool with_sensitive = false;
  /// Codes that ended by then are left out of lists to choose from; an import knows them still.
  model::Day today = {};
};

/// An empty form of a kind: a sheet to fill in with an example row that the import leaves out, a
/// locked sheet of code lists, which the drop-downs name, and instructions. Deprecated fields are
/// not asked for, sensitive ones only where `with_sensitive`.
[[nodiscard]] table::Workbook template_sheet(const Kind& kind, const Kinds& kinds,
                                             const FormOptions& options);

/// Objects in the form's layout, without example row; codes as titles. Importing it again changes
/// nothing. Sensitive fields only where `with_sensitive`.
[[nodiscard]] table::Workbook export_sheet(const Kind& kind, const Kinds& kinds,
                                           std::span<const Object> objects,
                                           const FormOptions& options);

/// A column's title: the field's, with its unit in brackets and a star where it is required.
[[nodiscard]] std::string column_title(const Field& field, const Kinds& kinds, Language language);

}  // namespace sixscope::registry
