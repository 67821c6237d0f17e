#include "testing/source_dir.h"

namespace sixscope::testing {

std::filesystem::path source_dir() { return SIXSCOPE_SOURCE_DIR; }

}  // namespace sixscope::testing
