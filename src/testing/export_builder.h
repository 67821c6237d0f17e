#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "base/byte_writer.h"
#include "net/ip_address.h"

namespace sixscope::testing {

/// A field of a template under test.
struct FieldSpec {
  std::uint16_t element = 0;
  std::uint16_t length = 0;
  std::uint32_t enterprise = 0;
};

/// Builds export messages byte by byte, right or wrong, without asking any code under test.
class ExportBuilder {
 public:
  ExportBuilder& define(std::uint16_t id, std::span<const FieldSpec> fields) {
    begin(ipfix_ ? 2 : 0);
    out_.u16(id).u16(fields.size());
    write(fields);
    return end();
  }
  ExportBuilder& define(std::uint16_t id, std::initializer_list<FieldSpec> fields) {
    return define(id, std::span(fields.begin(), fields.size()));
  }
  /// Withdraws one template, or with 2 or 3 all of a kind.
  ExportBuilder& withdraw(std::uint16_t id, bool options = false) {
    begin(options ? 3 : 2);
    out_.u16(id).u16(0);
    return end();
  }
  /// Begins a set of any kind; what is written to `bytes()` until `end` is its body.
  ExportBuilder& begin(std::uint16_t id) {
    set_ = out_.size();
    out_.u16(id).u16(0);
    return *this;
  }
  ByteWriter& bytes() { return out_; }
  ExportBuilder& end() {
    out_.set_u16(set_ + 2, static_cast<std::uint16_t>(out_.size() - set_));
    return *this;
  }
  ExportBuilder& data(std::uint16_t id, const ByteWriter& records) {
    begin(id);
    out_.bytes(records.view());
    return end();
  }
  static ExportBuilder netflow9(std::uint32_t sequence, std::uint32_t source_id = 0,
                                std::uint32_t export_seconds = 1'700'000'000,
                                std::uint32_t uptime_ms = 1'000'000) {
    ExportBuilder builder;
    builder.out_.u16(9).u16(0).u32(uptime_ms).u32(export_seconds).u32(sequence).u32(source_id);
    return builder;
  }
  static ExportBuilder ipfix(std::uint32_t sequence, std::uint32_t domain = 0,
                             std::uint32_t export_seconds = 1'700'000'000) {
    ExportBuilder builder;
    builder.ipfix_ = true;
    builder.out_.u16(10).u16(0).u32(export_seconds).u32(sequence).u32(domain);
    return builder;
  }

  /// The first `scopes` of `fields` are the scope.
  ExportBuilder& define_options(std::uint16_t id, std::size_t scopes,
                                std::initializer_list<FieldSpec> fields) {
    begin(ipfix_ ? 3 : 1);
    out_.u16(id);
    if (ipfix_) {
      out_.u16(fields.size()).u16(scopes);
    } else {
      out_.u16(scopes * 4).u16((fields.size() - scopes) * 4);
    }
    write(std::span(fields.begin(), fields.size()));
    return end();
  }
  [[nodiscard]] std::vector<std::byte> build() {
    if (ipfix_) {
      out_.set_u16(2, static_cast<std::uint16_t>(out_.size()));
    }
    return out_.take();
  }

 private:
  void write(std::span<const FieldSpec> fields) {
    for (const FieldSpec& field : fields) {
      out_.u16(field.enterprise != 0 ? field.element | 0x8000U : field.element).u16(field.length);
      if (field.enterprise != 0) {
        out_.u32(field.enterprise);
      }
    }
  }

  ByteWriter out_;
  std::size_t set_ = 0;
  bool ipfix_ = false;
};

}  // namespace sixscope::testing
