#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/ledger_calls.h"
#include "api/ledger_render.h"
#include "api/registry_route.h"
#include "ledger/pool_quality.h"
#include "ledger/verdict.h"

namespace sixscope::api {
namespace {

using ledger::Answer;
using ledger::ByComponent;
using ledger::Component;
using ledger::Group;
using ledger::Verdict;
using ledger::Waterfall;

/// Devices that broke a reading, as many as an answer names; `movements` opens down to all.
constexpr std::size_t kBreakersShown = 5;

using MonthFalls = std::map<Group, ByComponent<Waterfall>>;
using Verdicts = std::map<Group, ByComponent<Verdict>>;

void write_part(JsonWriter& out, std::string_view name, const model::Decimal& amount) {
  out.key(name);
  write(out, amount);
}

// How many movements each part is made of: what cancels out, or has no figure, happened all the
// same.
void write_counts(JsonWriter& out, const ledger::Period& period, const Waterfall& fall) {
  std::array<std::uint32_t, kPartNames.size()> counts{};
  for (const std::uint32_t i : fall.movements) {
    const auto* const part = std::ranges::find(kPartNames, part_of(period.movements[i]));
    ++counts.at(static_cast<std::size_t>(part - kPartNames.begin()));
  }
  out.key("movements").begin_object();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.member(kPartNames.at(i), counts.at(i));
  }
  out.end_object();
}

void write_fall(JsonWriter& out, const ledger::Period& period, const Waterfall& fall) {
  out.begin_object().member("month", period.close.month.to_string()).key("opening");
  write(out, fall.opening);
  write_part(out, "added", fall.added);
  write_part(out, "expanded", fall.expanded);
  write_part(out, "reduced", fall.reduced);
  write_part(out, "retired", fall.retired);
  write_part(out, "moved_in", fall.moved_in);
  write_part(out, "moved_out", fall.moved_out);
  write_part(out, "corrected", fall.corrected);
  out.key("closing");
  write(out, fall.closing);
  out.member("closes", fall.closes());
  write_counts(out, period, fall);
  out.end_object();
}

// The level of a month for which there is no ledger.
void write_nothing(JsonWriter& out) {
  out.begin_object().key("value").null();
  out.member("given", 0).member("missing", 0).end_object();
}

void write_months(JsonWriter& out, const std::vector<model::Month>& months) {
  out.begin_array();
  for (const model::Month month : months) {
    out.value(month.to_string());
  }
  out.end_array();
}

// All that one answer about capacity is made of.
class CapacityAnswer {
 public:
  CapacityAnswer(const LedgerContext& context, const LedgerAsked& asked)
      : asked_(asked), answer_(context, asked) {
    const LedgerQuestion& question = asked.question;
    judged_ = question.reference < question.last;
    const model::Month before = question.first - 1;
    points_ = asked.points(judged_ ? std::min(before, question.reference) : before, question.last);
    whole_ = asked.book->decomposition(points_, question.reference);
    for (std::size_t period = 0; period < whole_->periods.size(); ++period) {
      if (whole_->periods[period].close.month >= question.first) {
        periods_.push_back(period);
        falls_.push_back(ledger::waterfalls(*whole_, period, question.grouping));
      }
    }
  }

  http::Response respond() {
    const Verdicts verdicts = judge(asked_.question.grouping);
    JsonWriter& out = answer_.out;
    bool all_close = true;
    out.key("data").begin_array();
    for (const auto& [group, first_fall] : falls_.front()) {
      for (const Component component : asked_.question.components) {
        out.begin_object().key("group");
        answer_.group(group);
        out.member("component", to_string(component)).key("months").begin_array();
        for (std::size_t i = 0; i < periods_.size(); ++i) {
          const Waterfall& fall = falls_[i].at(group)[component];
          write_fall(out, whole_->periods[periods_[i]], fall);
          all_close = all_close && fall.closes();
        }
        out.end_array().key("verdict");
        write_verdict(verdicts.at(group)[component]);
        out.end_object();
      }
    }
    out.end_array().member("closes", all_close);
    const auto states = asked_.book->states({points_.back()});
    out.member("addresses_counted_twice",
               ledger::addresses_counted_twice(states->front(), asked_.question.grouping));
    write_regions();
    return answer_.finish(points_);
  }

 private:
  [[nodiscard]] Verdicts judge(const ledger::Grouping& grouping) const {
    return ledger::stopped_growing(*whole_, grouping, asked_.question.reference);
  }

  void write_verdict(const Verdict& verdict) {
    JsonWriter& out = answer_.out;
    out.begin_object().member("reference", asked_.question.reference.to_string());
    out.key("reference_level");
    verdict.begins ? write_nothing(out) : write(out, verdict.reference);
    out.key("begins");
    if (verdict.begins) {
      const std::string begins = verdict.begins->to_string();
      out.value(begins).key("words");
      write_words(out, {.zh = "台账自 " + begins + " 起", .en = "the ledger begins " + begins});
    } else {
      out.null().key("words").null();
    }
    out.key("month_on_month");
    write_reading(verdict.month_on_month);
    out.key("above_reference");
    write_reading(verdict.above_reference);
    out.member("corrections", verdict.corrections.size()).end_object();
  }

  void write_reading(const ledger::Reading& reading) {
    JsonWriter& out = answer_.out;
    out.begin_object().member("answer", name_in(ledger::kAnswerNames, reading.answer));
    out.member("with_corrections", name_in(ledger::kAnswerNames, reading.with_corrections));
    out.key("broken");
    write_months(out, reading.broken);
    out.member("breakers_all", reading.breakers.size()).key("breakers").begin_array();
    for (std::size_t i = 0; i < std::min(kBreakersShown, reading.breakers.size()); ++i) {
      const ledger::Breaker& breaker = reading.breakers[i];
      const ledger::Period& period = whole_->periods[breaker.period];
      const ledger::Movement& movement = period.movements[breaker.movement];
      out.begin_object().key("device");
      answer_.device(movement.device);
      out.member("month", period.close.month.to_string()).member("part", part_of(movement));
      write_part(out, "delta", movement.delta);
      out.end_object();
    }
    out.end_array().end_object();
  }

  // Which regions stopped growing: one list an answer, for each reading and component, and for all
  // components together, of which the worst speaks.
  void write_regions() {
    ledger::Grouping grouping = asked_.question.grouping;
    grouping.by_operator = false;
    grouping.by_class = false;
    if (grouping.region == ledger::RegionLevel::none) {
      grouping.region = ledger::RegionLevel::province;
    }
    const Verdicts verdicts = judge(grouping);
    JsonWriter& out = answer_.out;
    out.key("stopped_growing").begin_array();
    for (const bool on_month : {true, false}) {
      const auto answer_of = [on_month](const Verdict& verdict) {
        return on_month ? verdict.month_on_month.answer : verdict.above_reference.answer;
      };
      const auto write_lists = [&](std::string_view component, const auto& answer_in) {
        out.begin_object().member("reading", on_month ? "month_on_month" : "above_reference");
        out.member("component", component);
        for (std::size_t i = 0; i < ledger::kAnswerNames.size(); ++i) {
          out.key(ledger::kAnswerNames.at(i)).begin_array();
          for (const auto& [group, by_component] : verdicts) {
            if (answer_in(by_component) == static_cast<Answer>(i)) {
              out.value(group.region);
              answer_.mention(group.region, "", "");
            }
          }
          out.end_array();
        }
        out.end_object();
      };
      write_lists("all", [&](const ByComponent<Verdict>& by_component) {
        Answer worst = Answer::no_data;
        for (const Component component : asked_.question.components) {
          worst = worse(worst, answer_of(by_component[component]));
        }
        return worst;
      });
      for (const Component component : asked_.question.components) {
        write_lists(to_string(component), [&](const ByComponent<Verdict>& by_component) {
          return answer_of(by_component[component]);
        });
      }
    }
    out.end_array();
  }

  // Grown beats unknown beats met; no data says nothing.
  static Answer worse(Answer a, Answer b) {
    constexpr std::array<int, 4> kRank = {1, 3, 2, 0};  // In the order of `Answer`.
    return kRank.at(static_cast<std::size_t>(a)) >= kRank.at(static_cast<std::size_t>(b)) ? a : b;
  }

  const LedgerAsked& asked_;
  LedgerAnswer answer_;
  bool judged_ = false;
  std::vector<ledger::Point> points_;
  std::shared_ptr<const ledger::Decomposition> whole_;
  std::vector<std::size_t> periods_;  // Those asked for, of `whole_`.
  std::vector<MonthFalls> falls_;     // One each.
};

// Whether the movement is of the part asked for.
bool is_part(const ledger::Movement& movement, const std::string& part) {
  return part.empty() || part_of(movement) == part;
}

}  // namespace

http::Response get_ledger_capacity(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  return CapacityAnswer(context, *asked).respond();
}

http::Response get_ledger_movements(const http::Request& request, LedgerContext& context) {
  const auto asked = ask_ledger(request, context);
  if (!asked) {
    return asked.error();
  }
  const LedgerQuestion& question = asked->question;
  const auto points = asked->points(question.first - 1, question.last);
  const auto whole = asked->book->decomposition(points, question.reference);
  LedgerAnswer answer(context, *asked);
  std::size_t total = 0;
  ByComponent<model::Decimal> sums;
  answer.out.key("data").begin_array();
  for (std::size_t period = 0; period < whole->periods.size(); ++period) {
    const auto& movements = whole->periods[period].movements;
    const MonthFalls falls = ledger::waterfalls(*whole, period, question.grouping);
    for (const auto& [group, by_component] : falls) {
      for (const Component component : question.components) {
        for (const std::uint32_t i : by_component[component].movements) {
          if (!is_part(movements[i], question.part)) {
            continue;
          }
          sums[component] += movements[i].delta;
          if (total++ < question.limit) {
            write_movement(answer, *asked->book, *whole, movements[i],
                           whole->periods[period].close.month);
          }
        }
      }
    }
  }
  answer.out.end_array().member("total", total).key("sums").begin_object();
  for (const Component component : question.components) {
    write_part(answer.out, to_string(component), sums[component]);
  }
  answer.out.end_object();
  return answer.finish(points);
}

}  // namespace sixscope::api
