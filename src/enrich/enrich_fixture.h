#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "enrich/catalogue.h"
#include "enrich/lists.h"
#include "enrich/snapshot.h"

namespace sixscope::enrich {

/// A small world for tests: three provinces, two operators, two applications and two CDNs, and a
/// builder to read texts into. Tests only.
struct EnrichFixture {
  Vocabularies names;
  SnapshotBuilder builder;
  Regions regions;
  ReadContext context{.builder = builder,
                      .names = names,
                      .regions = regions,
                      .as_of = std::chrono::sys_days(std::chrono::year(2026) / 3 / 15)};

  EnrichFixture()
      : regions(
            "code,iso,zh,en,tile_column,tile_row\n"
            "110000,CN-BJ,北京,Beijing,6,2\n"
            "310000,CN-SH,上海,Shanghai,8,4\n"
            "440000,CN-GD,广东,Guangdong,6,6\n",
            "regions.csv", builder.problems()) {
    CatalogueReader catalogue(context);
    catalogue.read_operators_csv("operators.csv",
                                 "id,zh,en,asns\n"
                                 "telecom,电信,Telecom,64500 64501\n"
                                 "mobile,移动,Mobile,64510\n");
    catalogue.add_applications(
        "applications.toml",
        {{.id = "video", .title = {}, .domains = {"video.cn", "v.portal.cn"}, .asns = {64600}},
         {.id = "portal", .title = {}, .domains = {"portal.cn"}}});
    catalogue.add_cdns(
        "cdns.toml", {{.id = "fast_cdn", .title = {}, .domains = {"fast-cdn.net"}},
                      {.id = "big_cdn", .title = {}, .domains = {"big-cdn.net"}, .asns = {64700}}});
    catalogue.finish();
  }

  [[nodiscard]] NameId operator_id(std::string_view id) const {
    return names.operators.find(id).value_or(0);
  }
  [[nodiscard]] NameId application(std::string_view id) const {
    return names.applications.find(id).value_or(0);
  }
  [[nodiscard]] NameId cdn(std::string_view id) const { return names.cdns.find(id).value_or(0); }
  /// All problems so far, a line each.
  [[nodiscard]] std::string complaints() {
    std::string text;
    for (const Problem& problem : builder.problems().list()) {
      text += describe(problem) + "\n";
    }
    return text;
  }
};

[[nodiscard]] inline net::IpAddress address_of(std::string_view text) {
  return *net::IpAddress::parse(text);
}

}  // namespace sixscope::enrich
