#include "flow/record_plan.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "wire/element.h"

namespace sixscope::flow {
namespace {

using wire::FieldSpecifier;

// One way to fill a slot. Where a template offers several, the lowest rank wins.
struct Source {
  std::uint16_t element;
  Slot slot;
  std::uint8_t rank = 0;
  TimeForm form = TimeForm::none;
  CounterForm counter = CounterForm::none;
};

constexpr Source kSources[] = {
    {1, Slot::octets, 0, TimeForm::none, CounterForm::delta},
    {231, Slot::octets, 1, TimeForm::none, CounterForm::initiator},
    {85, Slot::octets, 2, TimeForm::none, CounterForm::total},
    {352, Slot::octets, 3, TimeForm::none, CounterForm::layer2},
    {2, Slot::packets, 0, TimeForm::none, CounterForm::delta},
    {298, Slot::packets, 1, TimeForm::none, CounterForm::initiator},
    {86, Slot::packets, 2, TimeForm::none, CounterForm::total},
    {23, Slot::post_octets, 0},
    {171, Slot::post_octets, 1},
    {24, Slot::post_packets, 0},
    {172, Slot::post_packets, 1},
    {232, Slot::responder_octets},
    {299, Slot::responder_packets},
    {4, Slot::protocol, 0},
    {193, Slot::protocol, 1},  // nextHeaderIPv6
    {7, Slot::source_port, 0},
    {182, Slot::source_port, 1},
    {180, Slot::source_port, 2},
    {11, Slot::destination_port, 0},
    {183, Slot::destination_port, 1},
    {181, Slot::destination_port, 2},
    {6, Slot::tcp_flags},
    {5, Slot::traffic_class},
    {10, Slot::input, 0},
    {252, Slot::input, 1},
    {14, Slot::output, 0},
    {253, Slot::output, 1},
    {16, Slot::source_asn},
    {17, Slot::destination_asn},
    {156, Slot::start, 0, TimeForm::ntp},
    {154, Slot::start, 1, TimeForm::ntp},
    {152, Slot::start, 2, TimeForm::milliseconds},
    {22, Slot::start, 3, TimeForm::uptime_ms},
    {150, Slot::start, 4, TimeForm::seconds},
    {158, Slot::start, 5, TimeForm::before_export_us},
    {157, Slot::end, 0, TimeForm::ntp},
    {155, Slot::end, 1, TimeForm::ntp},
    {153, Slot::end, 2, TimeForm::milliseconds},
    {21, Slot::end, 3, TimeForm::uptime_ms},
    {151, Slot::end, 4, TimeForm::seconds},
    {159, Slot::end, 5, TimeForm::before_export_us},
    {325, Slot::end, 6, TimeForm::ntp},           // observationTimeNanoseconds
    {324, Slot::end, 7, TimeForm::ntp},           // observationTimeMicroseconds
    {323, Slot::end, 8, TimeForm::milliseconds},  // observationTimeMilliseconds
    {322, Slot::end, 9, TimeForm::seconds},       // observationTimeSeconds
    {161, Slot::duration, 0},
    {162, Slot::duration, 1},
    {160, Slot::boot_time},
    {61, Slot::direction},
    {60, Slot::ip_version},
    {302, Slot::selector, 0},
    {48, Slot::selector, 1},
    {8, Slot::source_v4, 0},
    {44, Slot::source_v4, 1},  // sourceIPv4Prefix
    {12, Slot::destination_v4, 0},
    {45, Slot::destination_v4, 1},
    {27, Slot::source_v6, 0},
    {170, Slot::source_v6, 1},  // sourceIPv6Prefix
    {28, Slot::destination_v6, 0},
    {169, Slot::destination_v6, 1},
    {256, Slot::ether_type},
    {136, Slot::end_reason},
    {148, Slot::flow_id},
    {230, Slot::nat_event},
    {233, Slot::firewall_event, 0},
    {40005, Slot::firewall_event, 1},  // NF_F_FW_EVENT of early Cisco ASA
    {34, Slot::interval},
    {304, Slot::algorithm, 0},
    {35, Slot::algorithm, 1},
    {50, Slot::random_interval},
    {305, Slot::packet_interval},
    {306, Slot::packet_space},
    {307, Slot::time_interval},
    {308, Slot::time_space},
    {309, Slot::sample_size},
    {310, Slot::sample_population},
    {311, Slot::sample_probability},
    {315, Slot::frame, 0},
    {104, Slot::frame, 1},
    {313, Slot::ip_section},
    {312, Slot::frame_size},
};

constexpr Source kReverseSources[] = {
    {1, Slot::reverse_octets, 0},
    {85, Slot::reverse_octets, 1},
    {2, Slot::reverse_packets, 0},
    {86, Slot::reverse_packets, 1},
    {156, Slot::reverse_start, 0, TimeForm::ntp},
    {154, Slot::reverse_start, 1, TimeForm::ntp},
    {152, Slot::reverse_start, 2, TimeForm::milliseconds},
    {22, Slot::reverse_start, 3, TimeForm::uptime_ms},
    {150, Slot::reverse_start, 4, TimeForm::seconds},
    {157, Slot::reverse_end, 0, TimeForm::ntp},
    {155, Slot::reverse_end, 1, TimeForm::ntp},
    {153, Slot::reverse_end, 2, TimeForm::milliseconds},
    {21, Slot::reverse_end, 3, TimeForm::uptime_ms},
    {151, Slot::reverse_end, 4, TimeForm::seconds},
    {6, Slot::reverse_tcp_flags},
    {5, Slot::reverse_traffic_class},
};

// Where the second of two equal elements goes: tunnels repeat those of the inner packet.
std::optional<Slot> slot_of_repeat(Slot slot) {
  switch (slot) {
    case Slot::protocol:
      return Slot::protocol_again;
    case Slot::ip_version:
      return Slot::ip_version_again;
    case Slot::source_v4:
      return Slot::source_v4_again;
    case Slot::destination_v4:
      return Slot::destination_v4_again;
    case Slot::source_v6:
      return Slot::source_v6_again;
    case Slot::destination_v6:
      return Slot::destination_v6_again;
    case Slot::source_port:
      return Slot::source_port_again;
    case Slot::destination_port:
      return Slot::destination_port_again;
    default:
      return std::nullopt;
  }
}

bool is_bytes_slot(Slot slot) {
  return slot == Slot::frame || slot == Slot::ip_section ||
         std::ranges::find(kServerNameSlots, slot) != kServerNameSlots.end();
}

// Bytes an address slot must have; 0: any number of bytes that fits a number will do.
std::uint32_t exact_width(Slot slot) {
  switch (slot) {
    case Slot::source_v4:
    case Slot::destination_v4:
      return 4;
    case Slot::source_v6:
    case Slot::destination_v6:
      return 16;
    default:
      return 0;
  }
}

Load load_of(Slot slot, std::uint32_t offset, std::uint32_t length) {
  Load load{.end = static_cast<std::int32_t>(offset + length), .width = length, .mask = 0};
  if (!is_bytes_slot(slot)) {
    load.mask = length >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * length)) - 1;
  }
  return load;
}

// A field that holds a server name.
struct Name {
  bool behind_nbar = false;
  std::uint32_t enterprise = 0;
  std::uint16_t element = 0;
  std::size_t index = 0;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

class Compiler {
 public:
  explicit Compiler(std::span<const FieldSpecifier> fields) : fields_(fields) {
    plan_.field_of.fill(-1);
    ranks_.fill(255);
  }

  RecordPlan run();

 private:
  void place_field(std::size_t index, std::uint32_t offset, std::uint32_t length);

  void place(const Source& source, std::size_t index, std::uint32_t offset, std::uint32_t length);

  bool claim(Slot slot, std::uint8_t rank, std::size_t index, std::uint32_t offset,
             std::uint32_t length);

  void release(Slot slot);

  void place_server_names();

  void list_moving_slots();

  void use_post_counters();

  void finish();

  std::span<const FieldSpecifier> fields_;
  RecordPlan plan_;
  std::array<std::uint8_t, kSlots> ranks_{};
  std::vector<Name> names_;
  bool fixed_ = true;
};

RecordPlan Compiler::run() {
  std::uint32_t offset = 0;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const FieldSpecifier& field = fields_[i];
    const bool variable = field.length == wire::kVariableFieldLength;
    place_field(i, variable ? 0 : offset, variable ? wire::kVariableFieldLength : field.length);
    plan_.shortest += variable ? 1 : field.length;
    fixed_ = fixed_ && !variable;
    offset += variable ? 0 : field.length;
  }
  plan_.record_size = fixed_ ? offset : 0;
  finish();
  return plan_;
}

void Compiler::place_field(std::size_t index, std::uint32_t offset, std::uint32_t length) {
  const FieldSpecifier& field = fields_[index];
  if (field.scope || length == 0) {
    return;
  }
  if (const wire::Element* known = wire::find_element(field.enterprise, field.element);
      known != nullptr && known->role != wire::ElementRole::none &&
      known->role != wire::ElementRole::application) {
    names_.push_back({.behind_nbar = known->role == wire::ElementRole::server_name_nbar,
                      .enterprise = field.enterprise,
                      .element = field.element,
                      .index = index,
                      .offset = offset,
                      .length = length});
    return;
  }
  if (field.enterprise != 0) {
    return;
  }
  plan_.segment_routing |= !field.reverse && field.element >= 492 && field.element <= 501;
  const std::span<const Source> sources =
      field.reverse ? std::span<const Source>(kReverseSources) : std::span<const Source>(kSources);
  const auto source = std::ranges::find(sources, field.element, &Source::element);
  if (source != sources.end()) {
    place(*source, index, offset, length);
  }
}

void Compiler::place(const Source& source, std::size_t index, std::uint32_t offset,
                     std::uint32_t length) {
  const std::uint32_t exact = exact_width(source.slot);
  const bool fits =
      exact == 0 ? length <= 8 || is_bytes_slot(source.slot) || length == wire::kVariableFieldLength
                 : length == exact;
  if (!fits) {
    return;
  }
  const std::uint8_t rank_before = ranks_[static_cast<std::size_t>(source.slot)];
  if (rank_before == source.rank) {
    if (const auto repeat = slot_of_repeat(source.slot)) {
      claim(*repeat, 0, index, offset, length);
    }
    return;
  }
  if (!claim(source.slot, source.rank, index, offset, length)) {
    return;
  }
  if (const auto repeat = slot_of_repeat(source.slot)) {
    release(*repeat);  // It repeated a field that has just lost its slot.
  }
  switch (source.slot) {
    case Slot::start:
      plan_.start_form = source.form;
      break;
    case Slot::end:
      plan_.end_form = source.form;
      break;
    case Slot::reverse_start:
      plan_.reverse_start_form = source.form;
      break;
    case Slot::reverse_end:
      plan_.reverse_end_form = source.form;
      break;
    case Slot::octets:
      plan_.octets_form = source.counter;
      break;
    case Slot::packets:
      plan_.packets_form = source.counter;
      break;
    case Slot::duration:
      plan_.duration_per_ms = source.rank == 0 ? 1 : 1000;
      break;
    default:
      break;
  }
}

// Gives the slot to this field if it ranks before whatever has it.
bool Compiler::claim(Slot slot, std::uint8_t rank, std::size_t index, std::uint32_t offset,
                     std::uint32_t length) {
  const auto at = static_cast<std::size_t>(slot);
  if (ranks_[at] <= rank) {
    return false;
  }
  ranks_[at] = rank;
  plan_.loads[at] = load_of(slot, offset, length);
  plan_.field_of[at] = static_cast<std::int16_t>(index);
  return true;
}

void Compiler::release(Slot slot) {
  const auto at = static_cast<std::size_t>(slot);
  ranks_[at] = 255;
  plan_.loads[at] = {};
  plan_.field_of[at] = -1;
}

// Names in order of their elements: which of them wins is not for the order of fields to say.
void Compiler::place_server_names() {
  std::ranges::sort(names_, {}, [](const Name& name) {
    return std::tuple(name.behind_nbar, name.enterprise, name.element);
  });
  for (std::size_t i = 0; i < std::min(names_.size(), kServerNameSlots.size()); ++i) {
    const Name& name = names_[i];
    claim(kServerNameSlots[i], 0, name.index, name.offset, name.length);
    plan_.names_behind_nbar |= name.behind_nbar ? std::uint8_t(1U << i) : std::uint8_t{0};
  }
}

void Compiler::list_moving_slots() {
  const auto first =
      std::ranges::find(fields_, wire::kVariableFieldLength, &FieldSpecifier::length);
  const auto variable = first - fields_.begin();
  for (std::size_t at = 0; at < kSlots; ++at) {
    if (plan_.field_of[at] >= variable) {
      plan_.moving[plan_.moving_count++] = static_cast<std::uint8_t>(at);
    }
  }
}

// Octets after a middlebox are the same packets again (RFC 5102 s.5.10.4): they count only where
// nothing else does.
void Compiler::use_post_counters() {
  const auto move = [this](Slot from, Slot to, CounterForm& form) {
    if (form == CounterForm::none && plan_.has(from)) {
      plan_.loads[static_cast<std::size_t>(to)] = plan_.loads[static_cast<std::size_t>(from)];
      plan_.field_of[static_cast<std::size_t>(to)] = plan_.field_of[static_cast<std::size_t>(from)];
      form = CounterForm::post;
    }
  };
  move(Slot::post_octets, Slot::octets, plan_.octets_form);
  move(Slot::post_packets, Slot::packets, plan_.packets_form);
}

void Compiler::finish() {
  use_post_counters();
  place_server_names();
  list_moving_slots();
  const auto any = [this](std::initializer_list<Slot> slots) {
    return std::ranges::any_of(slots, [this](Slot slot) { return plan_.has(slot); });
  };
  plan_.has_v4 = any({Slot::source_v4, Slot::destination_v4});
  plan_.has_v6 = any({Slot::source_v6, Slot::destination_v6});
  plan_.has_selector = plan_.has(Slot::selector);
  plan_.has_record_rate = any({Slot::interval, Slot::random_interval, Slot::packet_interval,
                               Slot::time_interval, Slot::sample_size, Slot::sample_probability});
  plan_.has_reverse = any({Slot::reverse_octets, Slot::reverse_packets}) ||
                      plan_.octets_form == CounterForm::initiator ||
                      plan_.packets_form == CounterForm::initiator;
  plan_.has_event = any({Slot::nat_event, Slot::firewall_event});
  plan_.has_frame = any({Slot::frame, Slot::ip_section});
  const bool repeats =
      any({Slot::protocol_again, Slot::ip_version_again, Slot::source_v4_again,
           Slot::destination_v4_again, Slot::source_v6_again, Slot::destination_v6_again,
           Slot::source_port_again, Slot::destination_port_again});
  plan_.simple = fixed_ && plan_.has_v4 != plan_.has_v6 && !repeats && !plan_.has_record_rate &&
                 !plan_.has_reverse && !plan_.has_event && !plan_.has_frame &&
                 !plan_.segment_routing && !any({Slot::server_name, Slot::boot_time}) &&
                 plan_.octets_form == CounterForm::delta &&
                 plan_.packets_form == CounterForm::delta && plan_.start_form != TimeForm::none &&
                 plan_.end_form != TimeForm::none;
}

}  // namespace

RecordPlan compile_plan(std::span<const FieldSpecifier> fields) { return Compiler(fields).run(); }

std::size_t locate_fields(std::span<const FieldSpecifier> fields, ByteView bytes,
                          std::vector<FieldBounds>& bounds) {
  bounds.clear();
  std::size_t at = 0;
  for (const FieldSpecifier& field : fields) {
    std::size_t length = field.length;
    if (length == wire::kVariableFieldLength) {
      if (at >= bytes.size()) {
        return 0;
      }
      length = std::to_integer<std::size_t>(bytes[at++]);
      if (length == 255) {  // RFC 7011 s.7: the length follows in two bytes.
        if (bytes.size() - at < 2) {
          return 0;
        }
        length = load_big_endian<std::uint16_t>(bytes.data() + at);
        at += 2;
      }
    }
    if (length > bytes.size() - at) {
      return 0;
    }
    bounds.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(length)});
    at += length;
  }
  return at;
}

void relocate(const RecordPlan& plan, std::span<const FieldBounds> bounds, Loads& loads) {
  for (std::size_t i = 0; i < plan.moving_count; ++i) {
    const std::size_t at = plan.moving[i];
    const FieldBounds& field = bounds[static_cast<std::size_t>(plan.field_of[at])];
    const Slot slot = static_cast<Slot>(at);
    const bool fits = is_bytes_slot(slot) || field.length <= 8 || field.length == 16;
    loads[at] = field.length != 0 && fits ? load_of(slot, field.offset, field.length) : Load{};
  }
}

}  // namespace sixscope::flow
