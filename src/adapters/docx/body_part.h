#pragma once

#include <string>

#include "adapters/docx/docx.h"
#include "adapters/docx/package.h"
#include "base/result.h"
#include "document/skins.h"

namespace sixscope::adapters {

/// word/document.xml: head, blocks and sections. Pictures and footers go into `package`, and what
/// refers to them too. Fails as `rasterise` does.
[[nodiscard]] Result<std::string> body_part(const document::Document& document,
                                            const document::Rasterise& rasterise, TableRules rules,
                                            Package& package);

}  // namespace sixscope::adapters
