#pragma once

#include <filesystem>
#include <memory>

#include "api/catalogue.h"
#include "base/result.h"

namespace sixscope::adapters {

/// The catalogue in `directory`: regions.csv, operators.csv, applications.toml, cdns.toml,
/// dimensions.toml, metrics.toml, measures/, targets/, advice/ and api/openapi.json.
///
/// `not_found` if the directory or a file is missing, `malformed` if one cannot be read as what it
/// should be; the text names the file and the line.
[[nodiscard]] Result<std::shared_ptr<const api::Catalogue>> load_catalogue(
    const std::filesystem::path& directory);

}  // namespace sixscope::adapters
