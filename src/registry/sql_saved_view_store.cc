#include "registry/sql_saved_view_store.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "registry/account_store.h"
#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

constexpr std::string_view kViews =
    "SELECT v.account, v.page, v.name, v.content, v.shared, v.created_ms, v.changed_ms, "
    "a.every_region, a.owners FROM saved_view v "
    "LEFT JOIN registry_account a ON a.id = v.account AND a.removed = 0 "
    "WHERE (v.page = ?1 OR ?1 = '') AND (v.account = ?2 OR v.shared = 1 "
    "OR (v.account = ?3 AND a.id IS NULL))";
// By the name as it was typed too: rules of names may have been others when it was saved. An
// account named `local` of old keeps its own.
constexpr std::string_view kToDelete =
    "SELECT v.name FROM saved_view v "
    "LEFT JOIN registry_account a ON a.id = v.account AND a.removed = 0 "
    "WHERE v.account = ?1 AND v.page = ?2 AND (v.name = ?3 OR v.name = ?4) "
    "AND (v.account = ?5 OR a.id IS NULL)";
constexpr std::size_t kEveryRegion = 7;
constexpr std::size_t kOwners = 8;

SavedView view_at(const SqlRow& row) {
  return {.account = text_at(row, 0),
          .page = text_at(row, 1),
          .name = text_at(row, 2),
          .content = text_at(row, 3),
          .shared = number_at(row, 4) != 0,
          .created = instant_at(row, 5),
          .changed = instant_at(row, 6)};
}

// Nothing where no account is joined to the view.
Result<std::optional<ViewAuthor>> author_at(const SqlRow& row) {
  if (!std::holds_alternative<std::int64_t>(row.at(kEveryRegion))) {
    return std::optional<ViewAuthor>();
  }
  auto owners = texts_at(row, kOwners);
  if (!owners) {
    return fail_like(owners);
  }
  return std::optional(
      ViewAuthor{.all = number_at(row, kEveryRegion) != 0, .owners = *std::move(owners)});
}

Result<void> check_writer(const Scope& scope) {
  return scope.read_only ? fail_because(scope.account, Errc::forbidden,
                                        "this token only reads: use another to keep views")
                         : Result<void>();
}

Result<void> check(const SavedView& view, const Scope& scope) {
  if (auto allowed = check_writer(scope); !allowed) {
    return allowed;
  }
  if (const auto faults = faults_of(view); !faults.empty()) {
    return fail_because(std::string(faults.front().member), Errc::malformed,
                        faults.front().what.en);
  }
  if (view.shared && !scope.may_write) {
    return fail_because(scope.account, Errc::forbidden,
                        "an account that may not write shares nothing: keep the view unshared");
  }
  return {};
}

Result<void> check_count(SqlConnection& connection, const std::string& account) {
  const auto count = connection.run("SELECT COUNT(*) FROM saved_view WHERE account = ?1",
                                    std::array<SqlValue, 1>{account});
  if (!count) {
    return fail_like(count);
  }
  if (number_at(count->front(), 0) >= static_cast<std::int64_t>(kViewsMax)) {
    return fail_because("at most " + std::to_string(kViewsMax) + "; delete one first",
                        Errc::out_of_range, "the account has too many saved views");
  }
  return {};
}

// Behind the checks, in a transaction: the only writer.
Result<SavedViewStore::Kept> keep(SqlConnection& connection, SavedView view, bool only_new) {
  using enum SavedViewStore::Kept::Outcome;
  const auto known = connection.run(
      "SELECT content, shared, created_ms, changed_ms FROM saved_view "
      "WHERE account = ?1 AND page = ?2 AND name = ?3",
      std::array<SqlValue, 3>{view.account, view.page, view.name});
  if (!known) {
    return fail_like(known);
  }
  const bool is_new = known->empty();
  if (!is_new) {
    view.created = instant_at(known->front(), 2);
    if (only_new) {
      view.content = text_at(known->front(), 0);
      view.shared = number_at(known->front(), 1) != 0;
      view.changed = instant_at(known->front(), 3);
      return SavedViewStore::Kept{.outcome = left, .view = std::move(view)};
    }
  } else if (const auto room = check_count(connection, view.account); !room) {
    return fail_like(room);
  }
  const auto done = connection.run(
      is_new ? "INSERT INTO saved_view (account, page, name, content, shared, created_ms, "
               "changed_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
             : "UPDATE saved_view SET content = ?4, shared = ?5, created_ms = ?6, changed_ms = ?7 "
               "WHERE account = ?1 AND page = ?2 AND name = ?3",
      std::array<SqlValue, 7>{view.account, view.page, view.name, view.content,
                              std::int64_t{view.shared ? 1 : 0}, sql_of(view.created),
                              sql_of(view.changed)});
  if (!done) {
    return fail_like(done);
  }
  return SavedViewStore::Kept{.outcome = is_new ? made : replaced, .view = std::move(view)};
}

}  // namespace

Result<std::vector<SavedView>> SqlSavedViewStore::list(std::string_view page,
                                                       const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const std::string_view inherited = inherits_local(scope) ? kLocalAccount : scope.account;
  const auto rows = (*connection)
                        ->run(kViews, std::array<SqlValue, 3>{std::string(page), scope.account,
                                                              std::string(inherited)});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<SavedView> views;
  for (const SqlRow& row : *rows) {
    SavedView view = view_at(row);
    if (view.account != scope.account) {
      const auto author = author_at(row);
      if (!author) {
        return fail_like(author);
      }
      if (!is_shown_shared(scope, *author)) {
        continue;
      }
    }
    views.push_back(std::move(view));
  }
  // Here and not in SQL: databases collate texts in ways of their own.
  std::ranges::sort(views, {}, [&](const SavedView& view) {
    return std::tuple(view.account != scope.account, std::string_view(view.page),
                      std::string_view(view.name), std::string_view(view.account));
  });
  return views;
}

Result<SavedViewStore::Kept> SqlSavedViewStore::put(const SavedView& view, bool only_new,
                                                    Instant now, const Scope& scope) {
  if (const auto allowed = check(view, scope); !allowed) {
    return fail_like(allowed);
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  SavedView own = view;
  own.account = scope.account;
  own.name = view_name(view.name);
  own.created = own.changed = now;
  return in_transaction(**connection, [&] { return keep(**connection, own, only_new); });
}

Result<void> SqlSavedViewStore::remove(std::string_view account, std::string_view page,
                                       std::string_view name, const Scope& scope) {
  if (auto allowed = check_writer(scope); !allowed) {
    return allowed;
  }
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  if (account != scope.account && !(account == kLocalAccount && inherits_local(scope))) {
    return fail_because(std::string(account), Errc::not_found,
                        "views of another account are that account's to delete");
  }
  return in_transaction(**connection, [&]() -> Result<void> {
    const auto known = (*connection)
                           ->run(kToDelete, std::array<SqlValue, 5>{
                                                std::string(account), std::string(page),
                                                std::string(name), view_name(name), scope.account});
    if (!known) {
      return fail_like(known);
    }
    if (known->empty()) {
      return fail_because("'" + std::string(name) + "' of " + std::string(page), Errc::not_found,
                          "the account has no view of this name");
    }
    const bool is_exact =
        std::ranges::any_of(*known, [&](const SqlRow& row) { return text_at(row, 0) == name; });
    const auto done =
        (*connection)
            ->run("DELETE FROM saved_view WHERE account = ?1 AND page = ?2 AND name = ?3",
                  std::array<SqlValue, 3>{std::string(account), std::string(page),
                                          is_exact ? std::string(name) : view_name(name)});
    return done ? Result<void>() : fail_like(done);
  });
}

}  // namespace sixscope::registry
