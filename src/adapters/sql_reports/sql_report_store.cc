#include "adapters/sql_reports/sql_report_store.h"

#include <array>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>

#include "registry/sql_rows.h"

namespace sixscope::adapters {
namespace {

using registry::instant_at;
using registry::number_at;
using registry::Scope;
using registry::sql_of;
using registry::SqlConnection;
using registry::SqlRow;
using registry::SqlValue;
using registry::text_at;
using report::Issue;
using report::IssueState;
using report::PrintedFile;

// Without the snapshot, which may be megabytes and stands behind where it is wanted.
constexpr std::string_view kColumns =
    "i.id, i.version, i.definition, i.period, i.region, i.operator, i.language, i.state, i.number, "
    "i.status, i.reason, i.edits, i.commit_number, i.sha256, i.is_public, i.changed_by, "
    "i.changed_ms, i.published_by, i.published_ms, i.revision";
constexpr std::size_t kSnapshot = 20;  // Behind those.

std::string select(bool whole, std::string_view rest) {
  return "SELECT " + std::string(kColumns) + (whole ? ", i.snapshot" : "") +
         " FROM report_issue i " + std::string(rest);
}

Issue issue_at(const SqlRow& row) {
  Issue issue{.id = text_at(row, 0),
              .version = static_cast<std::uint32_t>(number_at(row, 1)),
              .definition = text_at(row, 2),
              .period = text_at(row, 3),
              .region = text_at(row, 4),
              .operator_ = text_at(row, 5),
              .language = text_at(row, 6),
              .state = static_cast<IssueState>(number_at(row, 7)),
              .number = text_at(row, 8),
              .status = text_at(row, 9),
              .reason = text_at(row, 10),
              .edits = text_at(row, 11),
              .commit = registry::id_at<registry::CommitNumber>(row, 12),
              .snapshot = row.size() > kSnapshot ? text_at(row, kSnapshot) : "",
              .sha256 = text_at(row, 13),
              .is_public = number_at(row, 14) != 0,
              .changed_by = text_at(row, 15),
              .changed_at = instant_at(row, 16),
              .published_by = text_at(row, 17),
              .published_at = {},
              .revision = static_cast<std::uint64_t>(number_at(row, 19))};
  if (number_at(row, 18) != 0) {
    issue.published_at = instant_at(row, 18);
  }
  return issue;
}

// In the order of both statements that write one.
std::vector<SqlValue> values_of(const Issue& issue) {
  return {issue.id,
          std::int64_t{issue.version},
          issue.definition,
          issue.period,
          issue.region,
          issue.operator_,
          issue.language,
          static_cast<std::int64_t>(issue.state),
          issue.number,
          issue.status,
          issue.reason,
          issue.edits,
          sql_of(issue.commit),
          issue.snapshot,
          issue.sha256,
          std::int64_t{issue.is_public ? 1 : 0},
          issue.changed_by,
          sql_of(issue.changed_at),
          issue.published_by,
          issue.published_at ? sql_of(*issue.published_at) : SqlValue(std::int64_t{0}),
          sql_of(issue.revision)};
}

tl::unexpected<Error> no_such_issue(std::string_view id, std::optional<std::uint32_t> version) {
  return fail_because(std::string(id) + (version ? " version " + std::to_string(*version) : ""),
                      Errc::not_found, "no such report, or this account does not see it");
}

// An issue of no operator has everybody's figures in it, and what is published is read back as it
// was frozen: it is not for an account of some operators, which sees their figures alone.
bool has_only_seen(const Issue& issue, const Scope& scope) {
  return scope.all || scope.owners.empty() || !issue.operator_.empty();
}

bool may_see(const Issue& issue, const Scope& scope) {
  return has_only_seen(issue, scope) && registry::may_see(scope, issue.region, issue.operator_);
}

Result<void> check_writer(const Issue& issue, const Scope& scope) {
  if (has_only_seen(issue, scope) && registry::may_change(scope, issue.region, issue.operator_)) {
    return {};
  }
  return fail_because(
      scope.account + ": region " + issue.region +
          (issue.operator_.empty() ? ", all operators" : ", operator " + issue.operator_),
      Errc::forbidden, "this account may not make reports of that place");
}

// The newest where no version is asked for.
Result<Issue> read_issue(SqlConnection& connection, std::string_view id,
                         std::optional<std::uint32_t> version, std::string_view bound = "") {
  const auto rows =
      connection.run(select(true, "WHERE i.id = ?1 AND (i.version = ?2 OR ?2 = 0) " +
                                      std::string(bound) + " ORDER BY i.version DESC LIMIT 1"),
                     std::array<SqlValue, 2>{std::string(id), std::int64_t{version.value_or(0)}});
  if (!rows) {
    return fail_like(rows);
  }
  return rows->empty() ? Result<Issue>(no_such_issue(id, version)) : issue_at(rows->front());
}

// What publishing freezes.
auto frozen_part(const Issue& issue) {
  return std::tie(issue.definition, issue.period, issue.region, issue.operator_, issue.language,
                  issue.number, issue.status, issue.edits, issue.commit, issue.snapshot,
                  issue.sha256, issue.published_by, issue.published_at);
}

Result<void> check_change(const Issue& now, const Issue& next) {
  if (now.revision != next.revision) {
    return fail_because("it is revision " + std::to_string(now.revision) + " now", Errc::conflict,
                        "somebody else changed the report; read it again");
  }
  if (now.state == IssueState::draft) {
    return next.state == IssueState::withdrawn
               ? fail_because(now.id, Errc::conflict, "a draft was never published")
               : Result<void>();
  }
  const bool is_allowed = now.state == IssueState::published && next.state != IssueState::draft;
  if (!is_allowed || frozen_part(now) != frozen_part(next)) {
    return fail_because(now.id, Errc::conflict,
                        "what was published stays as it is; correct it, which opens a version");
  }
  return {};
}

}  // namespace

Result<std::vector<Issue>> SqlReportStore::list(const report::IssueQuestion& question,
                                                const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  std::vector<Issue> found;
  std::size_t passed = 0;
  const auto done =
      (*connection)
          ->each(select(false,
                        "WHERE (i.definition = ?1 OR ?1 = '') AND (i.period = ?2 OR ?2 = '') AND "
                        "(i.region = ?3 OR ?3 = '') AND (i.state = ?4 OR ?4 = -1) AND "
                        "(?5 = 0 OR (i.is_public = 1 AND i.state = 1)) "
                        "ORDER BY i.changed_ms DESC, i.id, i.version DESC"),
                 std::array<SqlValue, 5>{
                     question.definition, question.period, question.region,
                     question.state ? static_cast<std::int64_t>(*question.state) : std::int64_t{-1},
                     std::int64_t{question.only_public ? 1 : 0}},
                 [&](const SqlRow& row) {
                   Issue issue = issue_at(row);
                   if (may_see(issue, scope) && passed++ >= question.offset) {
                     found.push_back(std::move(issue));
                   }
                   return found.size() < question.limit;
                 });
  return done ? Result<std::vector<Issue>>(std::move(found)) : fail_like(done);
}

Result<Issue> SqlReportStore::get(std::string_view id, std::optional<std::uint32_t> version,
                                  const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  auto issue = read_issue(**connection, id, version);
  if (issue && !may_see(*issue, scope)) {
    return no_such_issue(id, version);
  }
  return issue;
}

Result<Issue> SqlReportStore::get_public(std::string_view id,
                                         std::optional<std::uint32_t> version) const {
  auto connection = database_.connect();
  return connection ? read_issue(**connection, id, version, "AND i.is_public = 1 AND i.state = 1")
                    : fail_like(connection);
}

Result<Issue> SqlReportStore::create(const Issue& issue, const Scope& scope) {
  if (const auto allowed = check_writer(issue, scope); !allowed) {
    return fail_like(allowed);
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  Issue made = issue;
  made.revision = 1;
  return in_transaction(**connection, [&]() -> Result<Issue> {
    auto newest = read_issue(**connection, issue.id, std::nullopt);
    if (!newest && newest.error().code != Errc::not_found) {
      return newest;
    }
    const std::uint32_t last = newest ? newest->version : 0;
    const bool is_free = !newest || newest->state != IssueState::draft;
    if (issue.version != last + 1 || !is_free) {
      return fail_because(issue.id + " version " + std::to_string(last), Errc::conflict,
                          newest && !is_free ? "there is a draft of this report already: edit that"
                                             : "this report is there already: correct it, which "
                                               "opens the next version");
    }
    const auto done =
        (*connection)
            ->run(
                "INSERT INTO report_issue (id, version, definition, period, region, operator, "
                "language, state, number, status, reason, edits, commit_number, snapshot, sha256, "
                "is_public, changed_by, changed_ms, published_by, published_ms, revision) VALUES "
                "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, "
                "?19, ?20, ?21)",
                values_of(made));
    return done ? Result<Issue>(made) : fail_like(done);
  });
}

Result<Issue> SqlReportStore::update(const Issue& issue, const Scope& scope) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<Issue> {
    auto now = read_issue(**connection, issue.id, issue.version);
    if (!now) {
      return now;
    }
    if (!may_see(*now, scope)) {
      return no_such_issue(issue.id, issue.version);
    }
    if (const auto allowed = check_writer(*now, scope); !allowed) {
      return fail_like(allowed);
    }
    if (const auto fits = check_change(*now, issue); !fits) {
      return fail_like(fits);
    }
    Issue next = issue;
    next.definition = now->definition;
    next.period = now->period;
    next.region = now->region;
    next.operator_ = now->operator_;
    next.language = now->language;
    ++next.revision;
    const auto done =
        (*connection)
            ->run(
                "UPDATE report_issue SET definition = ?3, period = ?4, region = ?5, operator = ?6, "
                "language = ?7, state = ?8, number = ?9, status = ?10, reason = ?11, edits = ?12, "
                "commit_number = ?13, snapshot = ?14, sha256 = ?15, is_public = ?16, "
                "changed_by = ?17, changed_ms = ?18, published_by = ?19, published_ms = ?20, "
                "revision = ?21 WHERE id = ?1 AND version = ?2",
                values_of(next));
    return done ? Result<Issue>(next) : fail_like(done);
  });
}

Result<void> SqlReportStore::keep_file(std::string_view id, std::uint32_t version,
                                       const PrintedFile& file) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<void> {
    const std::array<SqlValue, 3> which = {std::string(id), std::int64_t{version}, file.format};
    const auto gone =
        (*connection)
            ->run("DELETE FROM report_file WHERE id = ?1 AND version = ?2 AND format = ?3", which);
    if (!gone) {
      return fail_like(gone);
    }
    const auto done =
        (*connection)
            ->run(
                "INSERT INTO report_file (id, version, format, sha256, size_bytes) "
                "VALUES (?1, ?2, ?3, ?4, ?5)",
                std::array<SqlValue, 5>{std::string(id), std::int64_t{version}, file.format,
                                        file.sha256, sql_of(file.bytes)});
    return done ? Result<void>() : fail_like(done);
  });
}

Result<std::vector<PrintedFile>> SqlReportStore::files(std::string_view id,
                                                       std::uint32_t version) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto rows =
      (*connection)
          ->run(
              "SELECT format, sha256, size_bytes FROM report_file WHERE id = ?1 AND version = ?2 "
              "ORDER BY format",
              std::array<SqlValue, 2>{std::string(id), std::int64_t{version}});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<PrintedFile> all;
  for (const SqlRow& row : *rows) {
    all.push_back({.format = text_at(row, 0),
                   .sha256 = text_at(row, 1),
                   .bytes = static_cast<std::uint64_t>(number_at(row, 2))});
  }
  return all;
}

Result<std::vector<Issue>> SqlReportStore::printed_as(std::string_view sha256,
                                                      const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto rows = (*connection)
                        ->run(select(false,
                                     "JOIN report_file f ON f.id = i.id AND f.version = i.version "
                                     "WHERE f.sha256 = ?1 ORDER BY i.changed_ms DESC, i.id, "
                                     "i.version DESC"),
                              std::array<SqlValue, 1>{std::string(sha256)});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<Issue> all;
  for (const SqlRow& row : *rows) {
    Issue issue = issue_at(row);
    if (may_see(issue, scope)) {
      all.push_back(std::move(issue));
    }
  }
  return all;
}

}  // namespace sixscope::adapters
