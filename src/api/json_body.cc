#include "api/json_body.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace sixscope::api {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDepthMax = 16;

/// Builds the tree from the events of the parser.
class TreeBuilder final : public Json::json_sax_t {
 public:
  bool null() override { return place({}); }
  bool boolean(bool truth) override {
    return place({.type = JsonIn::Type::boolean, .truth = truth});
  }
  bool number_integer(number_integer_t number) override { return digits(std::to_string(number)); }
  bool number_unsigned(number_unsigned_t number) override { return digits(std::to_string(number)); }
  bool number_float(number_float_t /*number*/, const string_t& text) override {
    return digits(text);
  }
  bool string(string_t& text) override {
    return place({.type = JsonIn::Type::text, .text = std::move(text)});
  }
  bool binary(binary_t& /*bytes*/) override { return false; }
  bool start_object(std::size_t /*size*/) override { return open(JsonIn::Type::object); }
  bool key(string_t& name) override {
    auto& members = path_.back().members;
    if (std::ranges::find(members, name, &std::pair<std::string, JsonIn>::first) != members.end()) {
      why_ = "a member stands twice: " + name;
      return false;
    }
    members.emplace_back(std::move(name), JsonIn());
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(JsonIn::Type::array); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const Json::exception& /*why*/) override {
    position_ = position;
    return false;
  }

  [[nodiscard]] JsonIn take() { return std::move(root_); }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  bool digits(std::string text) {
    return place({.type = JsonIn::Type::number, .text = std::move(text)});
  }
  bool open(JsonIn::Type type) {
    if (path_.size() >= kDepthMax) {
      why_ = "it is nested too deep";
      return false;
    }
    path_.push_back({.type = type});
    return true;
  }
  bool close() {
    JsonIn done = std::move(path_.back());
    path_.pop_back();
    return place(std::move(done));
  }
  bool place(JsonIn value) {
    if (path_.empty()) {
      root_ = std::move(value);
    } else if (path_.back().type == JsonIn::Type::array) {
      path_.back().items.push_back(std::move(value));
    } else {
      path_.back().members.back().second = std::move(value);
    }
    return true;
  }

  JsonIn root_;
  std::vector<JsonIn> path_;  // What is open, outermost first.
  std::size_t position_ = 0;
  std::string why_;
};

}  // namespace

const JsonIn* JsonIn::member(std::string_view name) const {
  const auto found = std::ranges::find(members, name, &std::pair<std::string, JsonIn>::first);
  return found == members.end() ? nullptr : &found->second;
}

Result<JsonIn> read_json(std::string_view text) {
  TreeBuilder builder;
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
    constexpr std::string_view kRule = "RFC 8259: the body is not a JSON text";
    return builder.why().empty() ? fail_at(builder.position(), Errc::malformed, kRule)
                                 : fail_because(builder.why(), Errc::malformed, kRule);
  }
  return builder.take();
}

}  // namespace sixscope::api
