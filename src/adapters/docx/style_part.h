#pragma once

#include <string>

#include "document/document.h"

namespace sixscope::adapters {

/// word/styles.xml: how each kind of paragraph looks. Chinese as GB/T 9704 has it; English with the
/// typefaces that go with it, smaller, and without a grid.
[[nodiscard]] std::string styles_part(document::Language language);

/// word/fontTable.xml: what a machine takes that lacks the customary typefaces.
[[nodiscard]] std::string fonts_part();

/// word/settings.xml.
[[nodiscard]] std::string settings_part(document::Language language);

}  // namespace sixscope::adapters
