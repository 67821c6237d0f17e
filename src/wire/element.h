#pragma once

#include <cstdint>
#include <string_view>

namespace sixscope::wire {

/// Abstract data types of elements (RFC 7012 s.3.1), as far as printing needs them apart.
enum class ElementType : std::uint8_t {
  octets,
  unsigned_integer,
  signed_integer,
  floating,
  boolean,
  string,
  mac_address,
  ipv4_address,
  ipv6_address,
  seconds,       ///< Unix time, seconds.
  milliseconds,  ///< Unix time, milliseconds.
  microseconds,  ///< NTP timestamp (RFC 7011 s.6.1.9).
  nanoseconds,   ///< NTP timestamp.
  list,          ///< basicList, subTemplateList, subTemplateMultiList (RFC 6313).
};

/// What a decoder may use an element for, beyond its name.
enum class ElementRole : std::uint8_t {
  none,
  server_name,       ///< TLS SNI, QUIC SNI or HTTP host, as text.
  server_name_nbar,  ///< The same behind six bytes of Cisco's application identifier.
  application,       ///< A name or number the exporter gave the application.
};

/// One row of catalogue/elements.csv.
struct Element {
  std::uint32_t enterprise = 0;
  std::uint16_t id = 0;
  ElementType type = ElementType::octets;
  ElementRole role = ElementRole::none;
  std::string_view name;  ///< Static text.
};

/// The element, or nullptr if the registry does not have it. Static data; safe from any thread.
[[nodiscard]] const Element* find_element(std::uint32_t enterprise, std::uint16_t id);

/// Its name, or "" if the registry does not have it.
[[nodiscard]] std::string_view element_name(std::uint32_t enterprise, std::uint16_t id);

}  // namespace sixscope::wire
