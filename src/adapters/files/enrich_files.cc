#include "adapters/files/enrich_files.h"

#include <functional>

#include "adapters/files/builtin_catalogue.h"
#include "adapters/files/file_text.h"
#include "adapters/files/toml_entries.h"
#include "base/check.h"

namespace sixscope::adapters {
namespace {

using Read = std::function<void(const std::string& path, std::string_view text)>;

void complain(enrich::ReadContext& context, const std::string& file, std::string what,
              std::string remedy) {
  context.builder.problems().add({.file = file,
                                  .line = 0,
                                  .severity = enrich::Severity::error,
                                  .what = std::move(what),
                                  .remedy = std::move(remedy)});
}

// Reads one file; one that cannot be read is a problem.
void read_one(const std::string& path, enrich::ReadContext& context, const Read& read) {
  const auto text = read_file_text(path);
  if (text) {
    read(path, *text);
  } else {
    complain(context, path, describe(text.error()),
             "correct the path in the settings, or make the file readable");
  }
}

// Splits "OPERATOR=FILE".
std::pair<std::string, std::string> split_list(const std::string& setting) {
  const auto equals = setting.find('=');
  return equals == std::string::npos
             ? std::pair{std::string(), setting}
             : std::pair{setting.substr(0, equals), setting.substr(equals + 1)};
}

void read_operator_list(const std::string& setting, enrich::ReadContext& context) {
  const auto [name, path] = split_list(setting);
  const auto operator_id = context.names.operators.find(name);
  if (!operator_id || *operator_id == 0) {
    complain(context, path, "'" + name + "' is no operator",
             "write OPERATOR=FILE with an identifier of catalogue/operators.csv");
    return;
  }
  enrich::Facts facts;
  facts.operator_ = *operator_id;
  read_one(path, context, [&](const std::string& file, std::string_view text) {
    enrich::read_prefix_list(file, text, facts, context);
  });
}

}  // namespace

enrich::Regions builtin_regions() {
  enrich::Problems problems;
  enrich::Regions regions(builtin_file("regions.csv"), "regions.csv", problems);
  SIXSCOPE_CHECK(problems.errors() == 0);
  return regions;
}

void read_enrich_files(const EnrichFiles& files, enrich::ReadContext& context) {
  enrich::CatalogueReader catalogue(context);
  catalogue.read_operators_csv("operators.csv", builtin_file("operators.csv"));
  read_applications_toml("applications.toml", builtin_file("applications.toml"), catalogue,
                         context);
  read_cdns_toml("cdns.toml", builtin_file("cdns.toml"), catalogue, context);
  const auto each = [&context](const std::vector<std::string>& paths, const Read& read) {
    for (const std::string& path : paths) {
      read_one(path, context, read);
    }
  };
  each(files.applications, [&](const std::string& file, std::string_view text) {
    read_applications_toml(file, text, catalogue, context);
  });
  each(files.cdns, [&](const std::string& file, std::string_view text) {
    read_cdns_toml(file, text, catalogue, context);
  });
  catalogue.finish();
  each(files.dictionaries, [&](const std::string& file, std::string_view text) {
    if (file.ends_with(".toml")) {
      read_dictionary_toml(file, text, context);
    } else {
      enrich::read_dictionary_csv(file, text, context);
    }
  });
  for (const std::string& setting : files.operator_prefixes) {
    read_operator_list(setting, context);
  }
  each(files.geofeeds, [&](const std::string& file, std::string_view text) {
    enrich::read_geofeed(file, text, context);
  });
  each(files.rir_delegated, [&](const std::string& file, std::string_view text) {
    enrich::read_delegated(file, text, context);
  });
  each(files.ip_to_asn, [&](const std::string& file, std::string_view text) {
    enrich::read_ip_to_asn(file, text, context);
  });
}

FileWatch::FileWatch(std::vector<std::string> paths) : paths_(std::move(paths)) {
  static_cast<void>(changed());
}

bool FileWatch::changed() {
  bool differs = false;
  for (const std::string& path : paths_) {
    std::error_code error;
    State now;
    now.time = std::filesystem::last_write_time(path, error);
    now.there = !error;
    now.size = now.there ? std::filesystem::file_size(path, error) : 0;
    if (!now.there) {
      now = {};
    }
    State& before = states_[path];
    differs = differs || before != now;
    before = now;
  }
  return differs;
}

std::vector<std::string> paths_of(const EnrichFiles& files) {
  std::vector<std::string> paths;
  for (const auto* list : {&files.dictionaries, &files.geofeeds, &files.ip_to_asn,
                           &files.rir_delegated, &files.applications, &files.cdns}) {
    paths.insert(paths.end(), list->begin(), list->end());
  }
  for (const std::string& setting : files.operator_prefixes) {
    paths.push_back(split_list(setting).second);
  }
  return paths;
}

}  // namespace sixscope::adapters
