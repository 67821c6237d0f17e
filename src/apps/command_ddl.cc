#include <fmt/format.h>

#include <memory>
#include <string>

#include "adapters/clickhouse/ddl.h"
#include "adapters/clickhouse/dialect.h"
#include "apps/commands.h"

namespace sixscope::apps {

void add_ddl(Command app, int& status) {
  struct Options {
    std::string version = "26.7";
    adapters::Placement placement{.database = "sixscope", .cluster = {}};
  };
  const Command ddl =
      app.add_subcommand("ddl", "Print the tables of the store for a server's version");
  const auto options = std::make_shared<Options>();
  ddl.add_option("--version-of-server", options->version, "ClickHouse version, as SELECT version()")
      .capture_default_str();
  ddl.add_option("--database", options->placement.database, "Database").capture_default_str();
  ddl.add_option("--cluster", options->placement.cluster,
                 "Cluster: tables are then replicated and distributed over it");
  ddl.footer(
      "Examples:\n"
      "  sixscope ddl                                     what a current server gets\n"
      "  sixscope ddl --version-of-server 18.16           types and clauses an old one knows\n"
      "  sixscope ddl --cluster national                  Replicated and Distributed tables\n"
      "The server makes and migrates its tables by itself: this is for reading and review, in SQL\n"
      "whatever reads it: there is no --format.");
  ddl.callback([&status, options] {
    const auto version = adapters::parse_version(options->version);
    const auto& [database, cluster] = options->placement;
    if (!version || !adapters::is_sql_name(database) ||
        (!cluster.empty() && !adapters::is_sql_name(cluster))) {
      fmt::print(stderr, "sixscope ddl: {}\n",
                 version ? "names are letters, digits and underscores" : describe(version.error()));
      status = kUsage;
      return;
    }
    fmt::print("{}", adapters::whole_ddl(adapters::dialect_of(*version), options->placement,
                                         store::Retention()));
    status = kOk;
  });
}

}  // namespace sixscope::apps
