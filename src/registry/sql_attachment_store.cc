#include "registry/sql_attachment_store.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "registry/sql_rows.h"

namespace sixscope::registry {
namespace {

constexpr std::string_view kAttachments =
    "SELECT a.id, a.object, a.name, a.media_type, a.size_bytes, a.sha256, a.at_ms, a.who, a.note, "
    "a.removed_at_ms, a.removed_who, a.removed_reason, o.region, o.owner "
    "FROM registry_attachment a JOIN registry_object o ON o.id = a.object ";

Attachment attachment_at(const SqlRow& row) {
  Attachment one{.id = id_at<AttachmentId>(row, 0),
                 .object = id_at<ObjectId>(row, 1),
                 .name = text_at(row, 2),
                 .media_type = text_at(row, 3),
                 .bytes = static_cast<std::uint64_t>(number_at(row, 4)),
                 .sha256 = text_at(row, 5),
                 .at = instant_at(row, 6),
                 .who = text_at(row, 7),
                 .note = text_at(row, 8)};
  if (number_at(row, 9) != 0) {
    one.removed = Attachment::Removal{
        .at = instant_at(row, 9), .who = text_at(row, 10), .reason = text_at(row, 11)};
  }
  return one;
}

tl::unexpected<Error> no_object(ObjectId id) {
  return fail_because("object " + std::to_string(id.value()), Errc::not_found, "no such object");
}

tl::unexpected<Error> no_attachment(AttachmentId id) {
  return fail_because("attachment " + std::to_string(id.value()), Errc::not_found,
                      "no such attachment");
}

struct Bounds {
  std::string region;
  std::string owner;
};

// Where the object lies, if the scope sees it.
Result<Bounds> bounds_of(SqlConnection& connection, ObjectId id, const Scope& scope) {
  const auto rows = connection.run("SELECT region, owner FROM registry_object WHERE id = ?1",
                                   std::array<SqlValue, 1>{sql_of(id)});
  if (!rows) {
    return fail_like(rows);
  }
  if (rows->empty() || !may_see(scope, text_at(rows->front(), 0), text_at(rows->front(), 1))) {
    return no_object(id);
  }
  return Bounds{.region = text_at(rows->front(), 0), .owner = text_at(rows->front(), 1)};
}

Result<void> check_change(SqlConnection& connection, ObjectId id, const Scope& scope) {
  const auto bounds = bounds_of(connection, id, scope);
  if (!bounds) {
    return fail_like(bounds);
  }
  if (!may_change(scope, bounds->region, bounds->owner)) {
    return fail_because("object " + std::to_string(id.value()), Errc::forbidden,
                        "this account may not change it");
  }
  return {};
}

Result<Attachment> read_one(SqlConnection& connection, AttachmentId id, const Scope& scope) {
  const auto rows = connection.run(std::string(kAttachments) + "WHERE a.id = ?1",
                                   std::array<SqlValue, 1>{sql_of(id)});
  if (!rows) {
    return fail_like(rows);
  }
  if (rows->empty() || !may_see(scope, text_at(rows->front(), 12), text_at(rows->front(), 13))) {
    return no_attachment(id);
  }
  return attachment_at(rows->front());
}

Result<void> check_count(SqlConnection& connection, ObjectId object, std::size_t most) {
  const auto count = connection.run(
      "SELECT COUNT(*) FROM registry_attachment WHERE object = ?1 AND removed_at_ms = 0",
      std::array<SqlValue, 1>{sql_of(object)});
  if (!count) {
    return fail_like(count);
  }
  if (number_at(count->front(), 0) >= static_cast<std::int64_t>(most)) {
    return fail_because("at most " + std::to_string(most) + "; take one off first",
                        Errc::out_of_range, "the object has too many attachments");
  }
  return {};
}

Result<AttachmentId> insert(SqlConnection& connection, const Attachment& one) {
  const auto newest = connection.run("SELECT COALESCE(MAX(id), 0) FROM registry_attachment");
  if (!newest) {
    return fail_like(newest);
  }
  const AttachmentId id(id_at<AttachmentId>(newest->front(), 0).value() + 1);
  const std::vector<SqlRow> row = {{sql_of(id), sql_of(one.object), one.name, one.media_type,
                                    sql_of(one.bytes), one.sha256, sql_of(one.at), one.who,
                                    one.note, std::int64_t{0}, std::string(), std::string()}};
  const auto done = insert_rows(
      connection,
      "INSERT INTO registry_attachment (id, object, name, media_type, size_bytes, sha256, at_ms, "
      "who, note, removed_at_ms, removed_who, removed_reason)",
      "", row);
  return done ? Result<AttachmentId>(id) : fail_like(done);
}

}  // namespace

Result<std::vector<Attachment>> SqlAttachmentStore::list(ObjectId object, bool with_removed,
                                                         const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  if (const auto bounds = bounds_of(**connection, object, scope); !bounds) {
    return fail_like(bounds);
  }
  const auto rows =
      (*connection)
          ->run(std::string(kAttachments) +
                    "WHERE a.object = ?1 AND (a.removed_at_ms = 0 OR ?2 = 1) "
                    "ORDER BY a.id",
                std::array<SqlValue, 2>{sql_of(object), std::int64_t{with_removed ? 1 : 0}});
  if (!rows) {
    return fail_like(rows);
  }
  std::vector<Attachment> all;
  for (const SqlRow& row : *rows) {
    all.push_back(attachment_at(row));
  }
  return all;
}

Result<Attachment> SqlAttachmentStore::read(AttachmentId id, const Scope& scope) const {
  auto connection = database_.connect();
  return connection ? read_one(**connection, id, scope) : fail_like(connection);
}

Result<void> SqlAttachmentStore::may_attach(ObjectId object, std::size_t most,
                                            const Scope& scope) const {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  const auto allowed = check_change(**connection, object, scope);
  return allowed ? check_count(**connection, object, most) : allowed;
}

Result<AttachmentId> SqlAttachmentStore::add(const Attachment& attachment, std::size_t most,
                                             const Scope& scope) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<AttachmentId> {
    auto allowed = check_change(**connection, attachment.object, scope);
    if (allowed) {
      allowed = check_count(**connection, attachment.object, most);
    }
    return allowed ? insert(**connection, attachment) : fail_like(allowed);
  });
}

Result<void> SqlAttachmentStore::remove(AttachmentId id, const Attachment::Removal& removal,
                                        const Scope& scope) {
  auto connection = database_.connect();
  if (!connection) {
    return fail_like(connection);
  }
  return in_transaction(**connection, [&]() -> Result<void> {
    const auto one = read_one(**connection, id, scope);
    if (!one) {
      return fail_like(one);
    }
    if (one->removed) {
      return no_attachment(id);
    }
    if (const auto allowed = check_change(**connection, one->object, scope); !allowed) {
      return allowed;
    }
    const auto done = (*connection)
                          ->run(
                              "UPDATE registry_attachment SET removed_at_ms = ?2, removed_who = ?3,"
                              " removed_reason = ?4 WHERE id = ?1",
                              std::array<SqlValue, 4>{sql_of(id), sql_of(removal.at), removal.who,
                                                      removal.reason});
    return done ? Result<void>() : fail_like(done);
  });
}

}  // namespace sixscope::registry
