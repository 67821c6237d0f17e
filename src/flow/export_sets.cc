#include <algorithm>

#include "flow/export_decoder_impl.h"

namespace sixscope::flow {

void ExportDecoder::Impl::decode_sets(ByteView sets, Message& message) {
  const bool is_ipfix = message.protocol == ExportProtocol::ipfix;
  const std::uint16_t template_set =
      is_ipfix ? wire::kIpfixTemplateSet : wire::kNetflow9TemplateSet;
  const std::uint16_t options_set =
      is_ipfix ? wire::kIpfixOptionsTemplateSet : wire::kNetflow9OptionsTemplateSet;
  Stream& stream = *message.stream;
  drop_old_pending(stream, message.received);

  wire::SetReader reader(sets);
  wire::ExportSet set;
  while (message.records <= kRecordsPerDatagramMax && reader.next(set)) {
    if (set.truncated) {
      count(stream.exporter, Malformed::truncated);
      message.all_counted = false;
    }
    if (set.id == template_set || set.id == options_set) {
      decode_templates(set.body, set.id == options_set, message);
      if (message.templates_changed) {
        refresh_template_facts(stream);  // Before the data behind it: its coverage hangs on them.
      }
    } else if (set.id < wire::kTemplateIdMin) {
      count(stream.exporter, Malformed::bad_set);
    } else if (const Template* known = template_in_force(set.id, message)) {
      decode_data(*known, set.body, message);
    } else {
      keep_pending(set, message);
    }
  }
  if (message.templates_changed) {
    refresh_template_facts(stream);
    replay_pending(message);
  }
  stream.proven = stream.proven || message.records != 0;
  if (reader.bad_set()) {
    count(stream.exporter, Malformed::bad_set);
    message.all_counted = false;
  }
  if (message.records > kRecordsPerDatagramMax) {
    count(stream.exporter, Malformed::record_limit);
    message.all_counted = false;
  }
}

// RFC 7011 s.8.4: over UDP nothing says that an exporter forgot a template, so old ones lapse.
const Template* ExportDecoder::Impl::template_in_force(std::uint16_t id, Message& message) {
  Stream& stream = *message.stream;
  const std::size_t before = stream.templates.size();
  const Template* known = stream.templates.find(
      id, message.received,
      stream.transport == Transport::udp ? options_.udp_template_age_max : std::chrono::seconds{0});
  if (stream.templates.size() != before) {
    forget_templates(stream, before - stream.templates.size());
    message.templates_changed = true;
  }
  return known;
}

void ExportDecoder::Impl::decode_templates(ByteView body, bool options, Message& message) {
  const wire::TemplateSyntax syntax = message.protocol == ExportProtocol::ipfix
                                          ? wire::TemplateSyntax::ipfix
                                          : wire::TemplateSyntax::netflow9;
  const std::uint32_t exporter = message.stream->exporter;
  wire::TemplateSetReader reader(body, syntax, options, options_.fields_per_template_max);
  // Ends: every template but the last read takes four bytes of the set at least.
  for (;;) {
    switch (reader.next()) {
      case wire::TemplateRead::end:
        return;
      case wire::TemplateRead::truncated:
        count(exporter, Malformed::truncated);
        return;
      case wire::TemplateRead::bad_template:
        count(exporter, Malformed::bad_template);
        break;
      case wire::TemplateRead::field_limit:
        count(exporter, Malformed::field_limit);
        break;
      case wire::TemplateRead::withdrawal:
        withdraw_templates(reader.definition().id, options, message);
        break;
      case wire::TemplateRead::definition:
        define_template(reader.definition(), message);
        break;
    }
  }
}

void ExportDecoder::Impl::define_template(const wire::TemplateDefinition& definition,
                                          Message& message) {
  Stream& stream = *message.stream;
  ExporterState& state = *states_[stream.exporter];
  ExporterCounters& counters = infos_[stream.exporter].counters;
  if (!stream.templates.contains(definition.id)) {
    if (state.templates >= options_.templates_per_exporter_max || templates_ >= kTemplatesMax) {
      count(stream.exporter, Malformed::template_limit);
      return;
    }
    ++state.templates;
    ++templates_;
  }
  const TemplateChange change = stream.templates.define(definition, message.received);
  if (change == TemplateChange::repeated) {
    const Template* known =
        stream.templates.find(definition.id, message.received, std::chrono::seconds{0});
    if (!definition.options) {
      note_announcement(infos_[stream.exporter], message.received,
                        known->plan.has_v6 || known->plan.has_frame);
    }
    return;
  }
  ++counters.templates_seen;
  counters.templates_redefined += change == TemplateChange::redefined ? 1 : 0;
  message.templates_changed = true;
}

void ExportDecoder::Impl::withdraw_templates(std::uint16_t id, bool options, Message& message) {
  Stream& stream = *message.stream;
  const std::uint16_t all = options ? wire::kIpfixOptionsTemplateSet : wire::kIpfixTemplateSet;
  std::size_t gone = 0;
  if (id == all) {
    gone = stream.templates.withdraw_all(options);
  } else if (id >= wire::kTemplateIdMin) {
    gone = stream.templates.withdraw(id);
  } else {
    count(stream.exporter, Malformed::bad_template);
  }
  forget_templates(stream, gone);
  infos_[stream.exporter].counters.templates_withdrawn += gone;
  message.templates_changed |= gone != 0;
}

void ExportDecoder::Impl::keep_pending(const wire::ExportSet& set, Message& message) {
  Stream& stream = *message.stream;
  ExporterState& state = *states_[stream.exporter];
  ExporterCounters& counters = infos_[stream.exporter].counters;
  message.all_counted = false;
  ++counters.template_misses;
  const std::size_t size = set.body.size() + kBytesBeforeRecord;
  if (stream.pending.size() >= kPendingSetsMax ||
      state.pending_bytes + size > options_.pending_bytes_per_exporter_max) {
    ++counters.sets_dropped;
    return;
  }
  PendingSet pending{.template_id = set.id,
                     .clock = message.clock,
                     .received = message.received,
                     .bytes = std::vector<std::byte>(kBytesBeforeRecord)};
  pending.bytes.insert(pending.bytes.end(), set.body.begin(), set.body.end());
  state.pending_bytes += size;
  stream.pending.push_back(std::move(pending));
  count_missing(stream);
}

// Only behind the whole message: the sampling options and the template of the other family often
// stand behind the template in it, and say how the waiting data is to be read.
void ExportDecoder::Impl::replay_pending(Message& message) {
  Stream& stream = *message.stream;
  if (stream.pending.empty()) {
    return;
  }
  ExporterState& state = *states_[stream.exporter];
  std::vector<PendingSet> waiting;
  waiting.swap(stream.pending);
  for (PendingSet& pending : waiting) {
    const Template* known =
        stream.templates.find(pending.template_id, message.received, std::chrono::seconds{0});
    if (known == nullptr) {
      stream.pending.push_back(std::move(pending));
      continue;
    }
    Message replayed = message;
    replayed.clock = pending.clock;
    replayed.adjustments |= model::Adjustment::replayed;
    replayed.records = 0;  // These belong to an earlier message: its limit and number.
    decode_data(*known, ByteView(pending.bytes).subspan(kBytesBeforeRecord), replayed);
    state.pending_bytes -= pending.bytes.size();
    ++infos_[stream.exporter].counters.sets_replayed;
  }
  count_missing(stream);
}

void ExportDecoder::Impl::drop_old_pending(Stream& stream, Instant now) {
  if (stream.pending.empty()) {
    return;
  }
  ExporterState& state = *states_[stream.exporter];
  const std::size_t dropped = std::erase_if(stream.pending, [&](const PendingSet& pending) {
    const bool old = now - pending.received > options_.pending_age_max;
    state.pending_bytes -= old ? pending.bytes.size() : 0;
    return old;
  });
  infos_[stream.exporter].counters.sets_dropped += dropped;
  if (dropped != 0) {
    count_missing(stream);
  }
}

// Ids that data came for and that have no template: those of the sets kept.
void ExportDecoder::Impl::count_missing(const Stream& stream) {
  std::vector<std::uint16_t> ids;
  ids.reserve(stream.pending.size());
  for (const PendingSet& pending : stream.pending) {
    ids.push_back(pending.template_id);
  }
  std::ranges::sort(ids);
  const auto twice = std::ranges::unique(ids);
  infos_[stream.exporter].templates_missing = static_cast<std::uint32_t>(ids.size() - twice.size());
}

}  // namespace sixscope::flow
