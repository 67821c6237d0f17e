#include "api/edit_answer.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "api/registry_route.h"
#include "api/time_text.h"
#include "registry/object_state.h"

namespace sixscope::api {
namespace {

using registry::EditedObject;
using registry::EditRequest;
using registry::FieldFault;
using registry::Kind;
using registry::ObjectId;
using registry::RowOutcome;

constexpr std::size_t kFaultsMax = 10'000;

void write_fault(JsonWriter& out, const Kind& kind, const registry::Document& set,
                 const registry::Object& object, const FieldFault& found, bool is_explained) {
  const registry::Field* const field = kind.field(found.field);
  out.begin_object();
  out.key("object");
  if (object.id == ObjectId()) {
    out.null();
  } else {
    out.begin_object().member("id", object.id.value()).member("key", object.key).end_object();
  }
  out.member("title", field == nullptr ? found.field : field->title.zh)
      .member("field", found.field)
      .member("value", registry::text_of(registry::value_of(set, found.field)))
      .member("rule", found.fault.rule)
      .member("severity", registry::to_string(found.fault.severity))
      .member("explained", is_explained && found.fault.severity == registry::Severity::soft);
  write_words(out.key("what"), found.fault.what);
  write_words(out.key("remedy"), found.fault.remedy);
  out.end_object();
}

void write_difference(JsonWriter& out, std::string_view field, const registry::Value& before,
                      const registry::Value& after) {
  out.begin_object().member("field", field);
  out.key("before").raw(registry::to_json(before));
  out.key("after").raw(registry::to_json(after)).end_object();
}

void write_object_outcome(JsonWriter& out, const EditedObject& object, bool is_explained) {
  out.begin_object();
  out.key("id");
  if (object.found.id == ObjectId()) {
    out.null();
  } else {
    out.value(object.found.id.value());
  }
  out.member("key", object.found.key)
      .member("outcome", registry::to_string(outcome_of(object, is_explained)));
  out.key("fields").begin_array();
  for (const auto& [name, value] : object.set) {
    write_difference(out, name, registry::value_of(object.found.fields, name), value);
  }
  if (object.removed) {
    write_difference(out, registry::kRemovedField, object.found.removed, *object.removed);
  }
  out.end_array().end_object();
}

}  // namespace

RowOutcome outcome_of(const EditedObject& object, bool is_explained) {
  const bool is_refused = std::ranges::any_of(object.faults, [&](const FieldFault& found) {
    return registry::blocks(found, is_explained);
  });
  return is_refused                      ? RowOutcome::refused
         : object.found.id == ObjectId() ? RowOutcome::created
         : object.differs()              ? RowOutcome::changed
                                         : RowOutcome::unchanged;
}

void write_edit_faults(JsonWriter& out, const Kind& kind, const registry::Document& set,
                       const registry::Edited& edited, bool is_explained) {
  std::size_t count = 0;
  out.key("faults").begin_array();
  for (const EditedObject& object : edited.objects) {
    for (const FieldFault& found : object.faults) {
      if (++count <= kFaultsMax) {
        write_fault(out, kind, set, object.found, found, is_explained);
      }
    }
  }
  out.end_array();
}

void write_attachment(JsonWriter& out, const registry::Attachment& one) {
  out.begin_object()
      .member("id", one.id.value())
      .member("object", one.object.value())
      .member("name", one.name)
      .member("media_type", one.media_type)
      .member("bytes", one.bytes)
      .member("sha256", one.sha256)
      .member("at", format_instant(one.at))
      .member("who", one.who)
      .member("note", one.note);
  out.key("removed");
  if (one.removed) {
    out.begin_object()
        .member("at", format_instant(one.removed->at))
        .member("who", one.removed->who)
        .member("reason", one.removed->reason)
        .end_object();
  } else {
    out.null();
  }
  out.end_object();
}

std::string edit_json(const Kind& kind, const EditRequest& request,
                      const registry::Edited& edited) {
  const bool is_explained = !request.explanation.empty();
  JsonWriter out;
  out.begin_object()
      .member("kind", kind.id)
      .member("dry_run", request.dry_run)
      .member("can_apply", !registry::is_in_the_way(edited.objects, is_explained));
  out.key("commit");
  if (edited.committed && edited.committed->number != registry::CommitNumber()) {
    out.value(edited.committed->number.value());
  } else {
    out.null();
  }
  out.key("objects").begin_array();
  for (const EditedObject& object : edited.objects) {
    write_object_outcome(out, object, is_explained);
  }
  out.end_array();
  write_edit_faults(out, kind, request.set, edited, is_explained);
  out.end_object();
  return std::move(out).take();
}

}  // namespace sixscope::api
