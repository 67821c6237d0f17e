#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/quantity.h"
#include "base/result.h"
#include "registry/object_store.h"
#include "registry/scope.h"

namespace sixscope::registry {

using AttachmentId = Id<struct AttachmentTag, std::uint64_t>;  ///< 0: none.

/// A file attached to an object: a scan, a plan, an approval.
struct Attachment {
  AttachmentId id;
  ObjectId object;
  std::string name;        ///< As the sender's file was called.
  std::string media_type;  ///< By its content.
  std::uint64_t bytes = 0;
  std::string sha256;  ///< Hexadecimal.
  Instant at;
  std::string who;
  std::string note;
  /// Who took it off the list, and why.
  struct Removal {
    Instant at;
    std::string who;
    std::string reason;
  };
  std::optional<Removal> removed = {};
};

/// Files by the SHA-256 of their bytes. Safe from any thread.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// Keeps the bytes, once however often they are put; after a power cut all of them or none.
  virtual Result<void> put(std::string_view sha256, std::string_view bytes) = 0;
  /// `not_found` if they are not there.
  [[nodiscard]] virtual Result<std::string> get(std::string_view sha256) const = 0;
};

/// What is attached to objects. An attachment is seen by who sees its object today, and changed by
/// who may change it. Safe from any thread.
class AttachmentStore {
 public:
  virtual ~AttachmentStore() = default;

  /// Of an object, oldest first; those taken off only where `with_removed`.
  [[nodiscard]] virtual Result<std::vector<Attachment>> list(ObjectId object, bool with_removed,
                                                             const Scope& scope) const = 0;
  [[nodiscard]] virtual Result<Attachment> read(AttachmentId id, const Scope& scope) const = 0;
  /// Its identifier is given here. `out_of_range` if the object has `most` already. Its bytes have
  /// to be in the blob store by then.
  virtual Result<AttachmentId> add(const Attachment& attachment, std::size_t most,
                                   const Scope& scope) = 0;
  /// Takes it off the list. `not_found` if it is off already.
  virtual Result<void> remove(AttachmentId id, const Attachment::Removal& removal,
                              const Scope& scope) = 0;
  /// Whether the scope may attach one file more to that object: `not_found` or `forbidden` if not,
  /// `out_of_range` if the object has `most` already.
  [[nodiscard]] virtual Result<void> may_attach(ObjectId object, std::size_t most,
                                                const Scope& scope) const = 0;
};

/// How much may be attached; each has a key in the settings.
struct AttachmentLimits {
  std::uint64_t bytes = 20U << 20U;  ///< Of one file.
  std::size_t per_object = 50;
};

/// Where attachments are kept, and by what rules. Borrowed.
struct AttachmentDesk {
  AttachmentStore& store;
  BlobStore& blobs;
  AttachmentLimits limits;
  const std::function<std::string(std::string_view)>& sha256;  ///< Of bytes, hexadecimal.
};
/// Bytes that a note and the reason of a removal may have.
inline constexpr std::size_t kNoteBytesMax = 2000;
/// Rules of the errors of `attach`: another status each.
inline constexpr std::string_view kAttachmentTooLarge = "an attachment has too many bytes";
inline constexpr std::string_view kAttachmentType =
    "this kind of file is not taken: PDF, PNG, JPEG, XLSX, DOCX without macros, CSV or text";

/// Attaches `bytes`, a file called `name`, to an object. `kAttachmentTooLarge`, `kAttachmentType`,
/// or what `AttachmentStore::may_attach` says; nothing reaches the disk then.
[[nodiscard]] Result<Attachment> attach(const AttachmentDesk& desk, ObjectId object,
                                        std::string_view name, std::string_view bytes,
                                        std::string_view note, Instant at, const Scope& scope);

/// What a file is by its content: application/pdf, image/png, image/jpeg, those of XLSX and DOCX,
/// text/csv (a text whose name ends so) or text/plain. `malformed` with what is taken, for all
/// else, and for documents that carry macros.
[[nodiscard]] Result<std::string_view> media_type_of(std::string_view bytes, std::string_view name);

/// A name a file may have in a list and in a header: the last part of a path, without control
/// characters and quotes, at most 200 bytes; "file" if nothing is left.
[[nodiscard]] std::string attachment_name(std::string_view name);

}  // namespace sixscope::registry
