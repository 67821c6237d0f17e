#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "polling/profile.h"
#include "polling/readings.h"

namespace sixscope::polling {

/// How much of one device is read at most.
struct WalkBounds {
  std::size_t rows = 20'000;                  ///< Of one column.
  std::size_t bytes = std::size_t{8} << 20U;  ///< Of identifiers and values, of the device.
  std::size_t requests = 4'000;               ///< Of the device.
  std::size_t columns_at_once = 6;            ///< In one request.
  std::size_t repetitions = 20;  ///< Rows asked for at once; fewer where an answer is too big.
};

/// What to ask next: GET, or GETBULK without non-repeaters.
struct Question {
  bool bulk = false;
  std::vector<Oid> oids;
  std::size_t repetitions = 0;
};

/// One object of an answer. Object identifiers as values are texts: "1.3.6.1".
struct Binding {
  Oid oid;
  std::optional<Variable> value;  ///< Nothing: no such object, no such instance, end of the view.
};

enum class AnswerError : std::uint8_t { none, too_big, other };
struct Answer {
  AnswerError error = AnswerError::none;
  int status = 0;  ///< error-status of the PDU, for people.
  std::vector<Binding> bindings = {};
};

/// The conversation with one device, without the network: who it is, which profile fits, its
/// columns to their end, and what they say. A column that was not read to its end is a gap with the
/// reason: half a column would be half a capacity. Used by one thread.
class Conversation {
 public:
  /// `profiles` is borrowed and outlives it.
  Conversation(const std::vector<Profile>& profiles, WalkBounds bounds);

  /// What to ask now; nothing: it is over. The same until `take` is called.
  [[nodiscard]] std::optional<Question> next() const;
  void take(const Answer& answer);

  /// The rest is for when it is over. Null: no profile fits.
  [[nodiscard]] const Profile* profile() const { return profile_; }
  [[nodiscard]] const Oid& sys_object_id() const { return sys_object_id_; }
  [[nodiscard]] const std::string& sys_descr() const { return sys_descr_; }
  [[nodiscard]] Readings readings() const;
  /// It answers, but not as SNMP has it; why, in English. Empty: all was well.
  [[nodiscard]] const std::string& broken() const { return broken_; }

 private:
  enum class Phase : std::uint8_t { identify, probe, walk, over };
  struct Walk {
    Oid column;
    Oid at;  ///< The last identifier that was answered.
    std::size_t rows = 0;
  };

  void identified(const Answer& answer);
  void probed(const Answer& answer);
  void walked(const Answer& answer);
  void too_big();
  void begin_walk(const Profile& profile);
  void try_standards();
  void end_walk();
  bool take_row(Walk& walk, const Binding& binding);
  void abandon(const Oid& column, Words why);

  const std::vector<Profile>& profiles_;
  const WalkBounds bounds_;
  Phase phase_ = Phase::identify;
  const Profile* profile_ = nullptr;
  Oid sys_object_id_;
  std::string sys_descr_;
  std::optional<std::chrono::milliseconds> up_time_;
  std::vector<const Profile*> standards_;  ///< Still to be tried, the last one first.
  bool standards_tried_ = false;
  std::vector<Walk> open_;          ///< In the request that is out.
  std::vector<Walk> waiting_;       ///< The last one first.
  std::map<Oid, Words> abandoned_;  ///< Columns not read to their end, and why.
  std::size_t repetitions_;
  std::size_t columns_at_once_;
  std::size_t requests_ = 0;
  std::size_t bytes_ = 0;
  Answers answers_;
  std::string broken_;
};

}  // namespace sixscope::polling
