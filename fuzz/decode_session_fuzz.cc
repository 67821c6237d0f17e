// `sixscope decode` over any file: lines stay lines, and reading in small pieces changes nothing.
// With an odd first byte the rest are packets of a capture, each behind a byte that says its
// length: so fragments and TCP segments are met often.
#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "base/byte_writer.h"
#include "decode/session.h"
#include "wire/packet_encoder.h"

namespace {

using namespace sixscope;

void require(bool condition) {
  if (!condition) {
    std::abort();
  }
}

class Text final : public decode::TextSink {
 public:
  void write(std::string_view text) override { all += text; }
  std::string all;
};

class Pieces final : public wire::ByteSource {
 public:
  Pieces(ByteView bytes, std::size_t size) : source_(bytes), size_(size) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    return source_.read(into.first(std::min(into.size(), size_)));
  }

 private:
  wire::ViewSource source_;
  std::size_t size_;
};

std::vector<std::byte> file_of(ByteView bytes) {
  if (bytes.empty() || (std::to_integer<unsigned>(bytes[0]) & 1U) == 0) {
    return {bytes.begin(), bytes.end()};
  }
  ByteWriter out;
  wire::append_pcap_header(out, wire::PcapLink::raw_ip);
  ByteReader in(bytes.subspan(1));
  while (in.remaining() > 0) {
    const std::size_t length = in.u8();
    wire::append_pcap_record(out, Instant(), in.take(std::min(length, in.remaining())));
  }
  return out.take();
}

std::string decoded(ByteView file, std::size_t piece, decode::Treatment treatment) {
  Text text;
  decode::SessionOptions options;
  options.treatment = treatment;
  decode::Session session(std::move(options), text);
  Pieces source(file, piece);
  const auto done = session.read("input", source, Instant());
  require(done || !describe(done.error()).empty());
  session.finish();
  return text.all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = file_of(std::as_bytes(std::span(data, size)));
  for (const auto treatment : {decode::Treatment::automatic, decode::Treatment::exports}) {
    const std::string whole = decoded(file, file.size() + 1, treatment);
    require(whole == decoded(file, 7, treatment));
    require(whole.ends_with("}\n"));
    for (std::size_t at = 0; at < whole.size();) {
      const std::size_t end = whole.find('\n', at);
      require(end != std::string::npos && whole[at] == '{' && whole[end - 1] == '}');
      at = end + 1;
    }
  }
  return 0;
}
