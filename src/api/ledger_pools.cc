#include <array>
#include <optional>
#include <string>

#include "api/ledger_render.h"
#include "api/registry_route.h"
#include "ledger/pool_quality.h"
#include "net/address_class.h"

namespace sixscope::api {
namespace {

using ledger::Pool;
using ledger::PoolFault;
using ledger::PoolFinding;

class PoolsAnswer {
 public:
  PoolsAnswer(LedgerAnswer& answer, const LedgerAsked& asked, const ledger::State& state)
      : answer_(answer), out_(answer.out), asked_(asked), state_(state) {}

  void write() {
    std::array<std::uint32_t, ledger::kPoolFaultNames.size()> counts{};
    std::size_t total = 0;
    out_.key("pools").begin_object().key("findings").begin_array();
    const auto sees = [this](std::uint32_t pool) { return may_see(pool); };
    for (PoolFinding finding : ledger::pool_findings(state_, sees)) {
      if (!is_asked(finding.pool)) {
        if (!finding.other || !is_asked(*finding.other)) {
          continue;
        }
        std::swap(finding.pool, *finding.other);
      }
      ++counts.at(static_cast<std::size_t>(finding.fault));
      if (total++ < asked_.question.limit) {
        write(finding);
      }
    }
    out_.end_array().member("total", total).key("counts").begin_object();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      out_.member(ledger::kPoolFaultNames.at(i), counts.at(i));
    }
    out_.end_object();
    out_.member("addresses_counted_twice",
                ledger::addresses_counted_twice(state_, asked_.question.grouping));
    out_.end_object();
  }

 private:
  // Within the regions and operators asked for, which are no more than who asks may see.
  [[nodiscard]] bool is_asked(std::uint32_t index) const {
    const Pool& pool = state_.pools[index];
    const ledger::Grouping& grouping = asked_.question.grouping;
    return ledger::group_of({.region = pool.region,
                             .operator_ = pool.operator_,
                             .ledger_class = ledger::LedgerClass::nat44},
                            {.within = grouping.within, .operators = grouping.operators})
        .has_value();
  }

  [[nodiscard]] bool may_see(std::uint32_t index) const {
    const Pool& pool = state_.pools[index];
    return registry::may_see(asked_.scope, pool.region, pool.operator_);
  }

  static std::string key_of(const Pool& pool) {
    return pool.keys.empty() ? std::string() : pool.keys.back().text;
  }

  void write_pool(const Pool* pool) {
    if (pool == nullptr) {
      out_.null();
      return;
    }
    out_.begin_object().member("id", pool->id.value()).member("key", key_of(*pool));
    out_.member("region", pool->region).member("operator", pool->operator_).end_object();
    answer_.mention(pool->region, pool->operator_, "");
  }

  void write(const PoolFinding& finding) {
    const Pool& pool = state_.pools[finding.pool];
    const Pool* const other = finding.other ? &state_.pools[*finding.other] : nullptr;
    const bool overlap = finding.fault == PoolFault::pool_overlap;
    out_.begin_object().member("fault", name_in(ledger::kPoolFaultNames, finding.fault));
    out_.key("pool");
    write_pool(&pool);
    out_.key("other");
    write_pool(other);
    out_.member("range", ledger::to_string(finding.range));
    out_.member("addresses", finding.addresses).key("class");
    overlap ? out_.null() : out_.value(name_in(net::kAddressClassNames, finding.address_class));
    out_.key("words");
    write_words(out_,
                overlap ? words_of_overlap(finding, pool, other) : words_of_class(finding, pool));
    out_.end_object();
  }

  static registry::Words words_of_overlap(const PoolFinding& finding, const Pool& pool,
                                          const Pool* other) {
    const std::string range = ledger::to_string(finding.range);
    const std::string count = std::to_string(finding.addresses);
    if (finding.other == finding.pool) {
      return {.zh = "地址池 " + key_of(pool) + " 的地址段列表中 " + range + " 重复，共 " + count +
                    " 个地址；请删去重复的地址段",
              .en = "the list of pool " + key_of(pool) + " has " + range + " twice, " + count +
                    " addresses: take one out"};
    }
    return {.zh = "地址池 " + key_of(pool) + " 与 " +
                  (other != nullptr ? key_of(*other) : "本账号不可见的地址池") + " 重叠：" + range +
                  " 中 " + count + " 个地址两处都有；请核对这段地址归哪个地址池",
            .en = "pool " + key_of(pool) + " and " +
                  (other != nullptr ? key_of(*other) : "what this account does not see") +
                  " both have " + count + " addresses of " + range + ": find out whose they are"};
  }

  static registry::Words words_of_class(const PoolFinding& finding, const Pool& pool) {
    const std::string range = ledger::to_string(finding.range);
    const std::string name(name_in(net::kAddressClassNames, finding.address_class));
    return {.zh = "地址池 " + key_of(pool) + " 含非公网地址：" + range + "（" + name +
                  "）；请更正地址段",
            .en = "pool " + key_of(pool) + " has addresses that are not public: " + range + " (" +
                  name + "): correct its prefixes"};
  }

  LedgerAnswer& answer_;
  JsonWriter& out_;
  const LedgerAsked& asked_;
  const ledger::State& state_;
};

}  // namespace

void write_pool_findings(LedgerAnswer& answer, const LedgerAsked& asked,
                         const ledger::State& state) {
  PoolsAnswer(answer, asked, state).write();
}

}  // namespace sixscope::api
