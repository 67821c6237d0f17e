#include "polling/conversation.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <utility>

namespace sixscope::polling {
namespace {

const Oid kSysDescr{1, 3, 6, 1, 2, 1, 1, 1, 0};
const Oid kSysObjectId{1, 3, 6, 1, 2, 1, 1, 2, 0};
const Oid kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3, 0};

std::size_t bytes_of(const Binding& binding) {
  const auto* text = binding.value ? std::get_if<std::string>(&*binding.value) : nullptr;
  return binding.oid.size() * sizeof(std::uint32_t) + (text == nullptr ? 8 : text->size());
}

const std::string* text_of(const Answer& answer, const Oid& oid) {
  const auto found = std::ranges::find(answer.bindings, oid, &Binding::oid);
  return found == answer.bindings.end() || !found->value ? nullptr
                                                         : std::get_if<std::string>(&*found->value);
}

// RFC 3418: hundredths of a second since the agent was started; 32 bits, over after 497 days.
std::optional<std::chrono::milliseconds> up_time_of(const Answer& answer) {
  constexpr std::int64_t kHundredth = 10;
  const auto found = std::ranges::find(answer.bindings, kSysUpTime, &Binding::oid);
  if (found == answer.bindings.end() || !found->value) {
    return std::nullopt;
  }
  if (const auto* number = std::get_if<std::uint64_t>(&*found->value)) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(*number & 0xFFFF'FFFFU) *
                                     kHundredth);
  }
  return std::nullopt;
}

// Columns of a quantity, by which a gap is explained.
std::vector<Oid> columns_of_source(const QuantitySource& source) {
  Profile alone;
  alone.quantities = {source};
  return columns_of(alone);
}

}  // namespace

Conversation::Conversation(const std::vector<Profile>& profiles, WalkBounds bounds)
    : profiles_(profiles),
      bounds_(bounds),
      repetitions_(bounds.repetitions),
      columns_at_once_(bounds.columns_at_once) {}

std::optional<Question> Conversation::next() const {
  Question question;
  switch (phase_) {
    case Phase::identify:
      question.oids = {kSysObjectId, kSysDescr, kSysUpTime};
      return question;
    case Phase::probe:
      question.bulk = true;
      question.repetitions = 1;
      question.oids = {standards_.back()->probe};
      return question;
    case Phase::walk:
      question.bulk = true;
      question.repetitions = repetitions_;
      for (const Walk& walk : open_) {
        question.oids.push_back(walk.at);
      }
      return question;
    case Phase::over:
      break;
  }
  return std::nullopt;
}

void Conversation::take(const Answer& answer) {
  if (++requests_ > bounds_.requests && phase_ == Phase::walk) {
    for (auto* walks : {&open_, &waiting_}) {
      for (const Walk& walk : *walks) {
        abandon(walk.column,
                {"一台设备的请求数超过上限", "more requests than one device may cost"});
      }
      walks->clear();
    }
    end_walk();
    return;
  }
  switch (phase_) {
    case Phase::identify:
      identified(answer);
      break;
    case Phase::probe:
      probed(answer);
      break;
    case Phase::walk:
      walked(answer);
      break;
    case Phase::over:
      break;
  }
}

void Conversation::identified(const Answer& answer) {
  const std::string* object_id = text_of(answer, kSysObjectId);
  const auto parsed = object_id == nullptr ? fail(Errc::not_found, "") : Oid::parse(*object_id);
  if (!parsed) {
    // RFC 3418: every agent has it. What answers without it is no device that we know.
    broken_ = "it does not say what it is (sysObjectID, RFC 3418)";
    phase_ = Phase::over;
    return;
  }
  sys_object_id_ = *parsed;
  if (const std::string* description = text_of(answer, kSysDescr)) {
    sys_descr_ = *description;
  }
  up_time_ = up_time_of(answer);
  if (const Profile* chosen = choose(profiles_, sys_object_id_, sys_descr_)) {
    begin_walk(*chosen);
  } else {
    try_standards();
  }
}

void Conversation::try_standards() {
  phase_ = Phase::over;
  if (std::exchange(standards_tried_, true)) {
    return;
  }
  // The newest standard first: files are in order of their names, nat_mib before natv2.
  for (const Profile& profile : profiles_) {
    if (profile.probe.size() != 0 && profile.sys_object_ids.empty()) {
      standards_.push_back(&profile);
    }
  }
  if (!standards_.empty()) {
    phase_ = Phase::probe;
  }
}

void Conversation::probed(const Answer& answer) {
  const Profile& tried = *standards_.back();
  const bool there = !answer.bindings.empty() && answer.bindings.front().value &&
                     answer.bindings.front().oid.starts_with(tried.probe);
  standards_.pop_back();
  if (there) {
    begin_walk(tried);
  } else if (standards_.empty()) {
    phase_ = Phase::over;
  }
}

void Conversation::begin_walk(const Profile& profile) {
  profile_ = &profile;
  answers_.clear();
  abandoned_.clear();
  open_.clear();
  waiting_.clear();
  for (const Oid& column : columns_of(profile)) {
    waiting_.push_back({column, column, 0});
  }
  std::ranges::reverse(waiting_);
  phase_ = Phase::walk;
  walked({});
}

void Conversation::end_walk() {
  for (const auto& abandoned : abandoned_) {
    std::erase_if(answers_, [&column = abandoned.first](const auto& row) {
      return row.first.starts_with(column);
    });
  }
  const Profile* tried = profile_;
  phase_ = Phase::over;
  if (!interpret(*tried, answers_).readings.empty() || standards_tried_) {
    return;
  }
  // A vendor's device without the vendor's MIB may have the standard one.
  try_standards();
}

// One row of one column; false: the column has ended.
bool Conversation::take_row(Walk& walk, const Binding& binding) {
  if (!binding.value) {
    return false;
  }
  if (binding.oid <= walk.at) {
    abandon(walk.column, {"其行绕圈", "its rows go round in a circle"});
    return false;
  }
  if (!binding.oid.starts_with(walk.column)) {
    return false;
  }
  walk.at = binding.oid;
  bytes_ += bytes_of(binding);
  if (++walk.rows > bounds_.rows || bytes_ > bounds_.bytes) {
    abandon(walk.column, walk.rows > bounds_.rows
                             ? Words{"行数太多", "it has too many rows"}
                             : Words{"设备应答太多", "the device answers too much"});
    return false;
  }
  answers_.emplace(binding.oid, *binding.value);
  return true;
}

void Conversation::abandon(const Oid& column, Words why) {
  abandoned_.emplace(column, std::move(why));
}

void Conversation::too_big() {
  if (repetitions_ > 1) {
    repetitions_ /= 2;
    return;
  }
  if (open_.size() > 1) {
    columns_at_once_ = (open_.size() + 1) / 2;
    while (open_.size() > columns_at_once_) {
      waiting_.push_back(std::move(open_.back()));
      open_.pop_back();
    }
    return;
  }
  for (const Walk& walk : open_) {
    abandon(walk.column, {"单独一行就超出一次应答", "a single row of it is too big for an answer"});
  }
  open_.clear();
}

void Conversation::walked(const Answer& answer) {
  if (answer.error == AnswerError::too_big) {
    too_big();
  } else if (answer.error == AnswerError::other) {
    for (const Walk& walk : open_) {
      const std::string status = std::to_string(answer.status);
      abandon(walk.column,
              {"设备拒绝（错误 " + status + "）", "the device refuses it (error " + status + ")"});
    }
    open_.clear();
  } else if (!open_.empty()) {
    // RFC 3416 s.4.2.3: repetition by repetition, in the order asked; the end may be cut off.
    std::vector<bool> ended(open_.size(), answer.bindings.empty());
    for (std::size_t i = 0; i < answer.bindings.size(); ++i) {
      const std::size_t column = i % open_.size();
      if (!ended[column] && !take_row(open_[column], answer.bindings[i])) {
        ended[column] = true;
      }
    }
    if (answer.bindings.empty()) {
      for (const Walk& walk : open_) {
        abandon(walk.column, {"应答里什么也没有", "an answer with nothing in it"});
      }
    }
    std::vector<Walk> still;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (!ended[i]) {
        still.push_back(std::move(open_[i]));
      }
    }
    open_ = std::move(still);
  }
  while (open_.size() < columns_at_once_ && !waiting_.empty()) {
    open_.push_back(std::move(waiting_.back()));
    waiting_.pop_back();
  }
  if (open_.empty()) {
    end_walk();
  }
}

Readings Conversation::readings() const {
  if (profile_ == nullptr) {
    return {};
  }
  Readings read = interpret(*profile_, answers_);
  for (Reading& reading : read.readings) {
    if (is_counter(reading.quantity)) {
      reading.up_time = up_time_;
    }
  }
  for (Gap& gap : read.gaps) {
    for (const QuantitySource& source : profile_->quantities) {
      if (source.quantity != gap.quantity || source.object != gap.object) {
        continue;
      }
      for (const Oid& column : columns_of_source(source)) {
        if (const auto found = abandoned_.find(column); found != abandoned_.end()) {
          gap.why = {"未读完：" + found->second.zh, "not read to its end: " + found->second.en};
        }
      }
    }
  }
  return read;
}

}  // namespace sixscope::polling
