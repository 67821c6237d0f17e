#include "polling/readings.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

namespace sixscope::polling {
namespace {

using model::Decimal;

__extension__ using UnsignedInt128 = unsigned __int128;

UnsignedInt128 number_of(const net::IpAddress& address) {
  return UnsignedInt128{address.high()} << 64U | address.low();
}

std::optional<std::int64_t> number_of(const Variable& variable) {
  if (const auto* level = std::get_if<std::int64_t>(&variable)) {
    return *level;
  }
  if (const auto* counter = std::get_if<std::uint64_t>(&variable)) {
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    return *counter > static_cast<std::uint64_t>(kMost) ? kMost
                                                        : static_cast<std::int64_t>(*counter);
  }
  // Some agents give numbers as text: Nokia's high and low words, Fortinet's counts.
  const auto& text = std::get<std::string>(variable);
  std::int64_t number = 0;
  const auto [stop, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
  return wrong == std::errc{} && stop == text.data() + text.size() && !text.empty()
             ? std::optional(number)
             : std::nullopt;
}

std::string text_of(const Variable& variable) {
  if (const auto* octets = std::get_if<std::string>(&variable)) {
    return *octets;
  }
  return std::to_string(number_of(variable).value_or(0));
}

bool holds(std::string_view text, std::string_view part) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return !std::ranges::search(text, part, {}, lower, lower).empty();
}

std::optional<net::IpAddress> address_of(const Variable& variable) {
  const auto* octets = std::get_if<std::string>(&variable);
  constexpr std::size_t kV4 = 4;
  constexpr std::size_t kV6 = 16;
  if (octets != nullptr && octets->size() == kV4) {
    std::uint32_t value = 0;
    for (const char octet : *octets) {
      value = value << 8U | static_cast<unsigned char>(octet);
    }
    return net::IpAddress::v4(value);
  }
  if (octets != nullptr && octets->size() == kV6) {
    return net::IpAddress::v6(std::as_bytes(std::span(*octets)).data());
  }
  return std::nullopt;
}

/// The column at work, and what became of it.
class Column {
 public:
  Column(const QuantitySource& source, const Answers& answers)
      : source_(source), answers_(answers) {}

  std::variant<Reading, Gap> read() {
    switch (source_.combine) {
      case Combine::sum:
      case Combine::max:
      case Combine::protocol_max:
        numbers();
        break;
      case Combine::range_union:
      case Combine::range_ports:
        addresses();
        break;
    }
    if (why_ || rows_ == 0) {
      return Gap{source_.quantity, source_.object,
                 why_.value_or(Words{"没有应答", "not answered"})};
    }
    return Reading{.quantity = source_.quantity,
                   .provenance = source_.provenance,
                   .value = value_,
                   .object = source_.object,
                   .ranges = std::move(ranges_),
                   .discontinuity = discontinuity()};
  }

 private:
  [[nodiscard]] const Variable* at(const Oid& column, const Oid& index) const {
    std::vector<std::uint32_t> parts(column.parts().begin(), column.parts().end());
    parts.insert(parts.end(), index.parts().begin(), index.parts().end());
    const auto found = answers_.find(Oid(std::move(parts)));
    return found == answers_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] std::optional<std::int64_t> number_at(const Oid& column, const Oid& index) const {
    const Variable* variable = at(column, index);
    return variable == nullptr ? std::nullopt : number_of(*variable);
  }

  [[nodiscard]] bool wanted(const Oid& index) const {
    if (!source_.only) {
      return true;
    }
    const Variable* cell = at(source_.only->column, index);
    return cell != nullptr && (source_.only->part ? holds(text_of(*cell), source_.only->text)
                                                  : text_of(*cell) == source_.only->text);
  }

  template <class Take>
  void each_row(const Take& take) {
    for (auto row = answers_.lower_bound(source_.oid);
         row != answers_.end() && row->first.starts_with(source_.oid) && !why_; ++row) {
      const Oid index = row->first.after(source_.oid.size());
      if (index.size() != 0 && wanted(index)) {
        take(index, row->second);
      }
    }
  }

  // One cell with what is to be added to it. Nothing if a part is missing: half a sum is no sum.
  std::optional<Decimal> cell(const Oid& index, const Variable& variable) {
    auto number = number_of(variable);
    if (!number) {
      why_ = {"不是数", "not a number"};
      return std::nullopt;
    }
    if (source_.off && *number == *source_.off) {
      off_ = true;
      return std::nullopt;
    }
    if (*number < 0) {
      why_ = {"是负数",
              "a negative number"};  // 31 bits that ran over, or "not known": never a level.
      return std::nullopt;
    }
    for (const Oid& column : source_.or_more) {
      const auto other = number_at(column, index);
      if (!other) {
        why_ = {"缺一种协议的列", "the column of a protocol is missing"};
        return std::nullopt;
      }
      number = std::max(*number, *other);
    }
    Decimal sum = Decimal::whole(*number);
    if (source_.high.size() != 0) {
      constexpr std::int64_t kWord = std::int64_t{1} << 32;
      const auto words = number_at(source_.high, index);
      if (!words || *words < 0 || *words >= kWord) {
        why_ = {"缺高位字", "the upper half of the number is missing"};
        return std::nullopt;
      }
      sum = Decimal::of_millionths(sum.millionths() + Decimal::whole(kWord).millionths() * *words);
    }
    for (const Oid& column : source_.plus) {
      const auto addend = number_at(column, index);
      if (!addend || *addend < 0) {
        why_ = {"缺合计的一部分", "a part of the sum is missing"};
        return std::nullopt;
      }
      sum += Decimal::whole(*addend);
    }
    return sum;
  }

  void numbers() {
    each_row([&](const Oid& index, const Variable& variable) {
      const auto one = cell(index, variable);
      if (!one) {
        return;
      }
      ++rows_;
      if (source_.combine == Combine::protocol_max) {
        most_mapped(index, *one);
      } else {
        value_ = source_.combine == Combine::sum ? value_ + *one
                 : rows_ == 1                    ? *one
                                                 : std::max(value_, *one);
      }
    });
    for (const auto& [of, most] : most_) {
      value_ += most;
    }
    if (off_ && !why_) {
      // A card that is not bounded makes the device not bounded: the others' sum would be too low.
      const std::string off = std::to_string(*source_.off);
      why_ = {"未启用（" + off + "）：是没有上限，不是没有容量",
              "switched off (" + off + "): no limit, not no capacity"};
    }
  }

  // RFC 7659: TCP and UDP share the pool's port numbers, so the greater one is what is in use.
  void most_mapped(const Oid& index, Decimal one) {
    const auto [found, added] = most_.try_emplace(index.first(index.size() - 1), one);
    if (!added) {
      found->second = std::max(found->second, one);
    }
  }

  void addresses() {
    each_row([&](const Oid& index, const Variable& variable) {
      const auto first = address_of(variable);
      const Variable* end = source_.to.size() == 0 ? &variable : at(source_.to, index);
      const auto last = end == nullptr ? std::nullopt : address_of(*end);
      if (!first || !last || *last < *first || first->is_v4() != last->is_v4()) {
        why_ = {"地址段不成立", "a range of addresses is not one"};
        return;
      }
      const AddressRange range{*first, *last};
      ranges_.push_back(range);
      ++rows_;
      if (source_.combine == Combine::range_ports) {
        value_ += times_ports(range, index);
      }
    });
    if (source_.combine == Combine::range_union) {
      value_ = addresses_in(ranges_);
    } else {
      ranges_.clear();  // The pool's addresses are another quantity's.
    }
  }

  Decimal times_ports(const AddressRange& range, const Oid& index) {
    constexpr std::int64_t kPortMost = 65'535;
    if (index.size() < source_.pool_index) {
      why_ = {"地址段的索引太短", "the index of a range is too short"};
      return {};
    }
    const Oid pool = index.first(source_.pool_index);
    const std::int64_t lowest = number_at(source_.ports_from, pool).value_or(-1);
    const std::int64_t highest = number_at(source_.ports_to, pool).value_or(-1);
    if (lowest < 0 || highest > kPortMost || highest < lowest) {
      why_ = {"没有给出地址池的端口范围", "the ports of a pool are not told"};
      return {};
    }
    return Decimal::of_millionths(addresses_in({range}).millionths() * (highest - lowest + 1));
  }

  [[nodiscard]] std::string discontinuity() const {
    std::string text;
    if (source_.discontinuity.size() != 0) {
      for (auto row = answers_.lower_bound(source_.discontinuity);
           row != answers_.end() && row->first.starts_with(source_.discontinuity); ++row) {
        text += text_of(row->second) + ";";
      }
    }
    return text;
  }

  const QuantitySource& source_;
  const Answers& answers_;
  std::size_t rows_ = 0;
  Decimal value_;
  std::map<Oid, Decimal> most_;  // By the index without its protocol.
  bool off_ = false;
  std::optional<Words> why_;
  std::vector<AddressRange> ranges_;
};

}  // namespace

const Reading* Readings::find(Quantity quantity) const {
  const auto found = std::ranges::find(readings, quantity, &Reading::quantity);
  return found == readings.end() ? nullptr : &*found;
}

Readings interpret(const Profile& profile, const Answers& answers) {
  Readings all;
  for (const QuantitySource& source : profile.quantities) {
    if (all.find(source.quantity) != nullptr) {
      continue;  // The first that answers; those behind it are for older devices.
    }
    auto read = Column(source, answers).read();
    if (auto* reading = std::get_if<Reading>(&read)) {
      all.readings.push_back(std::move(*reading));
    } else {
      all.gaps.push_back(std::get<Gap>(std::move(read)));
    }
  }
  std::erase_if(all.gaps, [&](const Gap& gap) { return all.find(gap.quantity) != nullptr; });
  return all;
}

std::vector<Oid> columns_of(const Profile& profile) {
  std::set<Oid> all;
  for (const QuantitySource& source : profile.quantities) {
    all.insert({source.oid, source.high, source.to, source.ports_from, source.ports_to,
                source.discontinuity});
    all.insert(source.plus.begin(), source.plus.end());
    all.insert(source.or_more.begin(), source.or_more.end());
    if (source.only) {
      all.insert(source.only->column);
    }
  }
  all.erase(Oid());
  return {all.begin(), all.end()};
}

std::optional<Decimal> risen(const Reading& before, const Reading& after,
                             std::chrono::milliseconds between) {
  // Clocks drift and answers take their time.
  constexpr std::chrono::minutes kSlack{1};
  constexpr int kDriftPart = 50;
  const bool started = before.up_time && after.up_time &&
                       *after.up_time + kSlack + between / kDriftPart < *before.up_time + between;
  if (started || before.object != after.object || before.discontinuity != after.discontinuity ||
      after.value < before.value) {
    return std::nullopt;
  }
  return after.value - before.value;
}

Decimal addresses_in(std::vector<AddressRange> ranges) {
  constexpr UnsignedInt128 kMost = 1'000'000'000'000'000;  // As many as a Decimal is asked to hold.
  std::ranges::sort(ranges);
  UnsignedInt128 count = 0;
  UnsignedInt128 behind = 0;  // The first number behind all that are counted.
  for (const AddressRange& range : ranges) {
    const UnsignedInt128 first = std::max(number_of(range.first), behind);
    const UnsignedInt128 last = number_of(range.last);
    if (last >= first) {
      count = std::min(kMost, count + std::min(kMost - 1, last - first) + 1);
      behind = last + 1;
    }
    if (last + 1 == 0) {
      break;  // Nothing lies behind the last address of all.
    }
  }
  return Decimal::whole(static_cast<std::int64_t>(count));
}

}  // namespace sixscope::polling
