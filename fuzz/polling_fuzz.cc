// Whatever a device answers: a conversation ends, within its bounds, and its readings are figures
// that a device may have. The bytes are read as answers to whatever is asked.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "polling/conversation.h"
#include "polling/engine_discovery.h"
#include "polling/poller.h"
#include "polling/reading_store.h"

namespace {

using namespace sixscope::polling;

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool empty() const { return size_ == 0; }
  std::uint8_t next() {
    if (size_ == 0) {
      return 0;
    }
    --size_;
    return *data_++;
  }
  std::string text(std::size_t most) {
    std::string made;
    for (std::size_t left = next() % (most + 1); left > 0 && !empty(); --left) {
      made += static_cast<char>(next());
    }
    return made;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

QuantitySource column(Quantity quantity, Combine combine, std::uint32_t number) {
  QuantitySource one;
  one.quantity = quantity;
  one.combine = combine;
  one.object = "o";
  one.oid = Oid{1, 3, 6, number};
  return one;
}

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = [] {
    Profile vendor;
    vendor.id = "vendor";
    vendor.sys_object_ids = {Oid{1, 3}};
    auto capacity = column(Quantity::max_sessions, Combine::sum, 1);
    capacity.off = 0;
    capacity.plus = {Oid{1, 3, 6, 2}};
    auto used = column(Quantity::used_ports, Combine::protocol_max, 3);
    used.or_more = {Oid{1, 3, 6, 1}};
    auto addresses = column(Quantity::public_addresses, Combine::range_union, 4);
    addresses.to = Oid{1, 3, 6, 5};
    auto ports = column(Quantity::ports, Combine::range_ports, 4);
    ports.to = Oid{1, 3, 6, 5};
    ports.ports_from = Oid{1, 3, 6, 6};
    ports.ports_to = Oid{1, 3, 6, 7};
    ports.pool_index = 2;
    auto words = column(Quantity::sessions, Combine::sum, 1);
    words.high = Oid{1, 3, 6, 2};
    words.only = RowFilter{.column = Oid{1, 3, 6, 8}, .text = "a", .part = true};
    auto refusals = column(Quantity::refusals, Combine::sum, 2);
    refusals.discontinuity = Oid{1, 3, 6, 8};
    vendor.quantities = {capacity, used, addresses, ports, words, refusals};
    Profile standard = vendor;
    standard.id = "standard";
    standard.sys_object_ids.clear();
    standard.probe = Oid{1, 3, 6, 1};
    return std::vector<Profile>{vendor, standard};
  }();
  return all;
}

std::optional<Variable> value(Bytes& bytes) {
  switch (bytes.next() % 6) {
    case 0:
      return std::nullopt;
    case 1:
      return std::int64_t{static_cast<std::int8_t>(bytes.next())};
    case 2:
      return ~std::uint64_t{0} >> (bytes.next() % 64);
    case 3:
      return "1.3." + std::to_string(bytes.next());
    case 4:
      return std::string{static_cast<char>(bytes.next()), static_cast<char>(bytes.next()),
                         static_cast<char>(bytes.next()), static_cast<char>(bytes.next())};
    default:
      return bytes.text(20);
  }
}

Answer answer(const Question& question, Bytes& bytes) {
  Answer made;
  made.status = bytes.next() % 8;
  made.error = made.status == 1   ? AnswerError::too_big
               : made.status == 5 ? AnswerError::other
                                  : AnswerError::none;
  const std::size_t most = question.bulk ? question.oids.size() * question.repetitions : 2;
  for (std::size_t left = bytes.next() % (most + 2); left > 0; --left) {
    const Oid& asked = question.oids[left % question.oids.size()];
    std::vector<std::uint32_t> parts(asked.parts().begin(), asked.parts().end());
    for (int more = bytes.next() % 4; more > 0; --more) {
      parts.push_back(bytes.next());
    }
    if (bytes.next() % 2 == 0 && !parts.empty()) {
      parts.back() += bytes.next();
    }
    made.bindings.push_back({Oid(std::move(parts)), value(bytes)});
  }
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(engine_in({reinterpret_cast<const char*>(data), size}, 0));
  Bytes bytes(data, size);
  const WalkBounds bounds{.rows = 50, .bytes = 4096, .requests = 200};
  Conversation conversation(profiles(), bounds);
  std::size_t requests = 0;
  while (const auto question = conversation.next()) {
    SIXSCOPE_CHECK(!question->oids.empty());                       // Or nothing is asked.
    SIXSCOPE_CHECK(!question->bulk || question->repetitions > 0);  // Or no row is asked for.
    // Both profiles once, with what is asked beside: it always comes to its end.
    SIXSCOPE_CHECK(++requests < 3 * bounds.requests);  // Or it does not end.
    conversation.take(answer(*question, bytes));
  }
  const Readings readings = conversation.readings();
  for (const Reading& reading : readings.readings) {
    SIXSCOPE_CHECK(reading.value >= sixscope::model::Decimal());  // Or a figure below zero.
    const auto again = parse_ranges(to_string(reading.ranges));
    SIXSCOPE_CHECK(again && *again == reading.ranges);  // Or ranges are not read as written.
  }
  for (const Gap& gap : readings.gaps) {
    SIXSCOPE_CHECK(!gap.why.zh.empty() && !gap.why.en.empty());  // Or a gap without a reason.
    SIXSCOPE_CHECK(readings.find(gap.quantity) == nullptr);      // Or a gap beside its figure.
  }
  static_cast<void>(shown(conversation.sys_descr()));
  return 0;
}
