#include "api/registry_edit.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "api/edit_answer.h"
#include "api/registry_route.h"
#include "api/time_text.h"
#include "base/json_writer.h"
#include "http/problem.h"

namespace sixscope::api {
namespace {

using registry::Field;
using registry::FieldFault;
using registry::Kind;
using registry::ObjectId;
using registry::Value;
using Type = JsonIn::Type;

constexpr std::size_t kObjectsMax = 10'000;
constexpr std::size_t kRequestIdMax = 64;

// As typed: numbers by their digits, for the checker to read.
std::optional<Value> value_of(const JsonIn& in) {
  switch (in.type) {
    case Type::null:
      return Value{};
    case Type::boolean:
      return Value(in.truth);
    case Type::number:
    case Type::text:
      return in.text.empty() ? Value{} : Value(in.text);
    case Type::object:
      return std::nullopt;
    case Type::array:
      break;
  }
  std::vector<std::string> texts;
  for (const JsonIn& item : in.items) {
    if (item.type != Type::text && item.type != Type::number) {
      return std::nullopt;
    }
    texts.push_back(item.text);
  }
  return texts.empty() ? Value{} : Value(std::move(texts));
}

class BodyReader {
 public:
  BodyReader(const Kind& kind, Instant now, const std::vector<std::string>& members)
      : kind_(kind), now_(now), members_(members) {
    body_.effective = now;
  }

  Parsed<EditBody> read(const std::string& text) {
    const auto json = read_json(text);
    if (!json) {
      return tl::unexpected(http::Faults{{"body", describe(json.error())}});
    }
    if (json->type != Type::object) {
      return tl::unexpected(http::Faults{{"body", "a JSON object is taken"}});
    }
    for (const auto& [name, value] : json->members) {
      member(name, value);
    }
    if (std::ranges::find(members_, "fields") != members_.end() && !json->member("fields")) {
      fault("fields", "is missing: an object {field: value}");
    }
    if (std::ranges::find(members_, "objects") != members_.end() && body_.objects.empty() &&
        faults_.empty()) {
      fault("objects", "is missing or empty: a list of {\"id\": 17, \"version\": 3}");
    }
    if (!faults_.empty()) {
      return tl::unexpected(std::move(faults_));
    }
    return std::move(body_);
  }

 private:
  void fault(std::string name, std::string detail) {
    faults_.push_back({std::move(name), std::move(detail)});
  }

  void member(const std::string& name, const JsonIn& value) {
    const bool is_known = std::ranges::find(members_, name) != members_.end();
    if (name == "reason") {
      words(name, value, body_.reason);
    } else if (name == "explanation") {
      words(name, value, body_.explanation);
    } else if (name == "effective") {
      effective(value);
    } else if (name == "nature") {
      nature(value);
    } else if (is_known && (name == "fields" || name == "set")) {
      fields(name, value);
    } else if (is_known && name == "removed") {
      if (value.type == Type::boolean) {
        body_.removed = value.truth;
      } else {
        fault(name, "true or false is taken");
      }
    } else if (is_known) {
      objects(value);
    } else {
      fault(name, fmt::format("unknown; this body has {}, reason, effective, nature, explanation",
                              fmt::join(members_, ", ")));
    }
  }

  void words(const std::string& name, const JsonIn& value, std::string& into) {
    if (value.type == Type::null) {
      return;
    }
    if (value.type != Type::text || value.text.size() > registry::kReasonBytesMax) {
      fault(name, fmt::format("a text of at most {} bytes is taken", registry::kReasonBytesMax));
      return;
    }
    into = value.text;
  }

  void effective(const JsonIn& value) {
    if (value.type == Type::null) {
      return;
    }
    const auto at = parse_effective(value.type == Type::text ? value.text : "", now_);
    if (at) {
      body_.effective = *at;
    } else {
      fault("effective", std::string(at.error().rule));
    }
  }

  void nature(const JsonIn& value) {
    if (value.type == Type::text && (value.text == "change" || value.text == "correction")) {
      body_.nature =
          value.text == "change" ? registry::Nature::change : registry::Nature::correction;
    } else {
      fault("nature", "change or correction is taken");
    }
  }

  void fields(const std::string& where, const JsonIn& value) {
    if (value.type != Type::object) {
      fault(where, "an object {field: value} is taken");
      return;
    }
    for (const auto& [name, content] : value.members) {
      const Field* const field = kind_.field(name);
      auto read = value_of(content);
      if (field == nullptr) {
        fault(where + "." + name, fmt::format("'{}' has no such field", kind_.id));
      } else if (!read) {
        fault(where + "." + name,
              "a text, a number, true, false, null or a list of texts is taken");
      } else if (field->deprecated && !std::holds_alternative<std::monostate>(*read)) {
        fault(where + "." + name, "this field is not asked for any more; it can be emptied only");
      } else {
        body_.set.emplace(name, *std::move(read));
      }
    }
  }

  void objects(const JsonIn& value) {
    if (value.type != Type::array || value.items.size() > kObjectsMax) {
      fault("objects", fmt::format("a list of at most {} is taken", kObjectsMax));
      return;
    }
    for (const JsonIn& item : value.items) {
      const JsonIn* const id = item.member("id");
      const JsonIn* const version = item.member("version");
      const auto number = [](const JsonIn* in) {
        return in != nullptr && in->type == Type::number ? whole_number(in->text) : std::nullopt;
      };
      if (!number(id) || !number(version) || item.members.size() != 2) {
        fault("objects",
              "each has an id and the version that was read: {\"id\": 17, \"version\": "
              "3}");
        return;
      }
      body_.objects.emplace_back(ObjectId(*number(id)), *number(version));
    }
  }

  const Kind& kind_;
  const Instant now_;
  const std::vector<std::string>& members_;
  EditBody body_;
  http::Faults faults_;
};

}  // namespace

std::string request_id_of(const http::Request& request, Instant now) {
  static std::atomic<std::uint64_t> count{0};
  const auto given = request.headers.get("X-Request-Id").value_or("");
  const bool is_plain = std::ranges::all_of(given, [](char c) { return c > ' ' && c < '\x7f'; });
  if (!given.empty() && given.size() <= kRequestIdMax && is_plain) {
    return std::string(given);
  }
  return fmt::format("{}-{}", now.time_since_epoch().count(), ++count);
}

Parsed<EditBody> parse_edit_body(const http::Request& request, const Kind& kind, Instant now,
                                 const std::vector<std::string>& members) {
  return BodyReader(kind, now, members).read(request.body);
}

registry::EditRequest edit_request(EditBody body, const http::Request& request, Instant now) {
  return {.set = std::move(body.set),
          .removed = body.removed,
          .reason = std::move(body.reason),
          .explanation = std::move(body.explanation),
          .request_id = request_id_of(request, now),
          .nature = body.nature,
          .at = now,
          .effective = body.effective};
}

http::Response refused_values(const Kind& kind, const registry::Document& set,
                              const registry::Edited& edited, bool is_explained) {
  std::string detail;
  std::size_t count = 0;
  for (const registry::EditedObject& object : edited.objects) {
    count += object.faults.size();
    for (const FieldFault& found : object.faults) {
      if (detail.empty() && registry::blocks(found, is_explained)) {
        detail = found.field + ": " + found.fault.what.en + "; " + found.fault.remedy.en;
      }
    }
  }
  const int status = edited.is_outside_then ? 403 : 422;
  return http::problem(
      {.status = status,
       .detail = fmt::format("{} faults; the first that is in the way: {}", count, detail),
       .more = [&](JsonWriter& out) { write_edit_faults(out, kind, set, edited, is_explained); }});
}

}  // namespace sixscope::api
