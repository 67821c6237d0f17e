#include "simulate/traffic.h"

#include <algorithm>
#include <cmath>

namespace sixscope::simulate {
namespace {

constexpr std::uint32_t kPoolV4 = 64;             // Addresses of a /26.
constexpr std::uint32_t kCdnBlockV4 = 8192;       // Addresses of a /19.
constexpr std::uint32_t kServersV4 = 0xc6120000;  // 198.18.0.0
constexpr std::uint64_t kServersV6 = 0x3fff000000000000;
constexpr double kHousekeeping = 0.01;  // Of flows: link-local, multicast, routing protocols.
constexpr double kUpload = 0.3;         // Of flows.
constexpr std::uint16_t kFirstDynamicPort = 32768;

net::IpAddress within(net::Prefix block, std::uint64_t host_high, std::uint64_t host_low) {
  const net::IpAddress base = block.address();
  return net::IpAddress::from_halves(base.high() | host_high, base.low() | host_low);
}

net::IpAddress user_address(Random& random, Cell cell, net::Family family) {
  if (family == net::Family::v4) {
    return within(user_block_v4(cell), 0, 1 + random.below((1U << 15U) - 2));
  }
  constexpr std::uint64_t kHomes = 1U << 12U;  // /56 each.
  constexpr std::uint64_t kHomeShift = 8;
  return within(user_block_v6(cell), random.below(kHomes) << kHomeShift, random.next() | 1U);
}

std::uint32_t draw_packet_bytes(Random& random, bool download) {
  constexpr std::array<double, 3> kChance = {.75, .15, .10};
  constexpr std::array<std::uint32_t, 3> kDown = {1400, 900, 400};
  constexpr std::array<std::uint32_t, 3> kUp = {80, 400, 1200};
  const std::size_t which = random.weighted(kChance);
  return download ? kDown.at(which) : kUp.at(which);
}

net::Family draw_family(Random& random, Cell cell, const Application& application, Instant at) {
  const double p = v6_probability(cell, at);
  const double odds = p / (1 - p) * application.v6_odds;
  return random.chance(odds / (1 + odds)) ? net::Family::v6 : net::Family::v4;
}

}  // namespace

net::Prefix cdn_block_v4(std::size_t cdn) {
  const auto number = static_cast<std::uint32_t>(cdn);
  return net::Prefix::containing(net::IpAddress::v4(kServersV4 + number * kCdnBlockV4), 96 + 19);
}
net::Prefix cdn_block_v6(std::size_t cdn) {
  return net::Prefix::containing(
      net::IpAddress::from_halves(kServersV6 | std::uint64_t{cdn} << 32U, 0), 32);
}
net::Prefix server_block_v4(std::size_t application, std::size_t cdn) {
  const auto offset = static_cast<std::uint32_t>(application) * kPoolV4;
  const std::uint32_t base = cdn_block_v4(cdn).address().v4_value();
  return net::Prefix::containing(net::IpAddress::v4(base + offset), 96 + 26);
}
net::Prefix server_block_v6(std::size_t application, std::size_t cdn) {
  const std::uint64_t base = cdn_block_v6(cdn).address().high();
  return net::Prefix::containing(
      net::IpAddress::from_halves(base | std::uint64_t{application} << 16U, 0), 48);
}

net::IpAddress server_address(net::Family family, std::size_t application, std::size_t cdn,
                              std::uint32_t number) {
  const net::Prefix block = family == net::Family::v6 ? server_block_v6(application, cdn)
                                                      : server_block_v4(application, cdn);
  return within(block, 0, number + 1U);
}

bool v4_only(std::size_t application, std::size_t cdn) {
  return std::ranges::any_of(applications()[application].deliveries, [&](const Delivery& one) {
    return one.cdn == cdn && one.weight > 0 && one.v4_only;
  });
}

std::string_view asked_name(std::size_t application, std::size_t cdn) {
  static const std::vector<std::string> kNotMigrated = [] {
    std::vector<std::string> names;
    for (const Application& one : applications()) {
      names.push_back("legacy." + std::string(one.host));
    }
    return names;
  }();
  return v4_only(application, cdn) ? kNotMigrated[application] : applications()[application].host;
}

std::string delivery_name(std::size_t application, std::size_t cdn) {
  std::string name(asked_name(application, cdn));
  if (cdn != 0) {
    name += '.';
    name += cdns()[cdn].alias_suffix;
  }
  return name;
}

Traffic::Traffic(std::uint64_t seed) : random_(seed) {
  for (std::size_t access = 0; access < kAccesses; ++access) {
    for (const Application& application : applications()) {
      application_weights_.at(access).push_back(application.weight.at(access));
    }
  }
}

TrueFlow Traffic::draw(std::uint8_t province, std::uint8_t operator_, const Moment& moment,
                       double mean_packets) {
  TrueFlow flow;
  flow.cell.province = province;
  flow.cell.operator_ = operator_;
  auto mix = access_mix(operator_);
  for (std::size_t i = 0; i < kAccesses; ++i) {
    mix.at(i) *= activity(i, moment.country);
  }
  flow.cell.access = static_cast<std::uint8_t>(random_.weighted(mix));
  flow.application =
      static_cast<std::uint16_t>(random_.weighted(application_weights_.at(flow.cell.access)));
  const Application& application = applications()[flow.application];
  std::array<double, 3> shares{};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    shares.at(i) = application.deliveries.at(i).weight;
  }
  const Delivery& delivery = application.deliveries.at(random_.weighted(shares));
  flow.cdn = delivery.cdn;
  flow.family = delivery.v4_only ? net::Family::v4
                                 : draw_family(random_, flow.cell, application, moment.country);
  flow.packets = 1 + static_cast<std::uint64_t>(random_.exponential(mean_packets - 1));
  const auto span = static_cast<std::uint64_t>((moment.end - moment.begin).count());
  flow.start = moment.begin + std::chrono::milliseconds(random_.below(span));
  flow.end = flow.start + std::chrono::milliseconds(random_.below(
                              static_cast<std::uint64_t>((moment.end - flow.start).count())));
  draw_ends(flow);
  if (random_.chance(kHousekeeping)) {
    make_housekeeping(flow);
  }
  return flow;
}

void Traffic::draw_ends(TrueFlow& flow) {
  const net::IpAddress user = user_address(random_, flow.cell, flow.family);
  const net::IpAddress server =
      server_address(flow.family, flow.application, flow.cdn,
                     static_cast<std::uint32_t>(random_.below(kServersPerPool)));
  const auto dynamic =
      static_cast<std::uint16_t>(kFirstDynamicPort + random_.below(65536U - kFirstDynamicPort));
  flow.download = !random_.chance(kUpload);
  flow.packet_bytes = draw_packet_bytes(random_, flow.download);
  flow.protocol = random_.chance(0.35) ? 17 : 6;
  flow.source = flow.download ? server : user;
  flow.destination = flow.download ? user : server;
  flow.source_port = flow.download ? std::uint16_t{443} : dynamic;
  flow.destination_port = flow.download ? dynamic : std::uint16_t{443};
}

// Turns a flow into one of those that no share may count.
void Traffic::make_housekeeping(TrueFlow& flow) {
  const bool six = flow.family == net::Family::v6;
  const auto router = [&](std::uint64_t number) {
    return six ? net::IpAddress::from_halves(0x20010db8ff000000, number)
               : net::IpAddress::v4(0xc0000200U + static_cast<std::uint32_t>(number));
  };
  constexpr std::uint16_t kBgp = 179;
  const std::uint64_t kind = random_.below(3);
  flow.download = false;
  flow.packets = 1 + random_.below(8) * std::max<std::uint64_t>(1, flow.packets / 8);
  flow.packet_bytes = 96;
  flow.protocol = 17;
  flow.source_port = flow.destination_port = 546;
  if (kind == 0) {
    flow.traffic_class = model::TrafficClass::link_local;
    flow.source =
        six ? net::IpAddress::from_halves(0xfe80000000000000, 1 + random_.below(250))
            : net::IpAddress::v4(0xa9fe0001U + static_cast<std::uint32_t>(random_.below(250)));
    flow.destination = six ? net::IpAddress::from_halves(0xfe80000000000000, 999)
                           : net::IpAddress::v4(0xa9fe0fffU);
  } else if (kind == 1) {
    flow.traffic_class = model::TrafficClass::multicast;
    flow.source = router(1 + random_.below(250));
    flow.destination = six ? net::IpAddress::from_halves(0xff0e000000000000, 0x1234)
                           : net::IpAddress::v4(0xe9fc0001U);
  } else {
    flow.traffic_class = model::TrafficClass::router;
    flow.source = router(1 + random_.below(120));
    flow.destination = router(130 + random_.below(120));
    flow.protocol = 6;
    flow.source_port = kBgp;
    flow.destination_port = kFirstDynamicPort;
  }
}

double load(std::uint8_t province, std::uint8_t operator_, Instant country) {
  double total = 0;
  for (const Province& one : provinces()) {
    total += one.weight;
  }
  const auto mix = access_mix(operator_);
  double level = 0;
  for (std::size_t i = 0; i < kAccesses; ++i) {
    level += mix.at(i) * activity(i, country);
  }
  return provinces()[province].weight / total * operators()[operator_].weight * level;
}

}  // namespace sixscope::simulate
