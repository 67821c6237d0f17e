// Exporters, methods and targets of the made-up country.
import { iso } from "./traffic.mjs";

const L = (zh, en) => ({ zh, en });

const kNoV6 = {
  code: "no_v6_template", severity: "fault",
  title: L("从未发来 IPv6 模板", "No IPv6 template has ever come"),
  detail: L(
    "这台设备导出了 48210 条 IPv4 记录，却没有一个带 IPv6 地址的模板：它的 IPv6 流量看不到，不计为零。请在采样的接口上同时打开 IPv6 流统计。",
    "This exporter has sent 48210 IPv4 records and not one template with IPv6 addresses: its IPv6 traffic is not seen, and not counted as zero. Turn on IPv6 flow statistics on the sampled interfaces too.",
  ),
  remedies: [
    { vendor: "Huawei", lines: ["system-view", "interface GigabitEthernet0/1/0", " ipv6 netstream inbound", " ipv6 netstream outbound", "quit", "ipv6 netstream export version 9"] },
    { vendor: "H3C", lines: ["interface Ten-GigabitEthernet1/0/1", " ipv6 netstream inbound", "ipv6 netstream export host 192.0.2.100 2055"] },
    { vendor: "Cisco", lines: ["flow record V6", " match ipv6 source address", " match ipv6 destination address", " collect counter bytes long"] },
    { vendor: "Juniper", lines: ["set services flow-monitoring version-ipfix template v6 ipv6-template", "set forwarding-options sampling instance s family inet6 output inline-jflow source-address 192.0.2.6"] },
  ],
};
const kNoRate = {
  code: "sampling_unknown", severity: "warning",
  title: L("采样率未知", "The sampling rate is not known"),
  detail: L("记录带有采样器编号，却没有选项记录说明其比率：流量按原值列出，不进入占比。", "Records name a sampler, but no options record tells its rate: volumes are shown as exported and stay out of shares."),
  remedies: [{ vendor: "Cisco", lines: ["flow exporter E", " option sampler-table timeout 60"] }, { vendor: "ZTE", lines: ["netflow option-template refresh-rate 60"] }],
};

// All that is known of every exporter at `now`.
function known(now) {
  const ledger = (records, patch = {}) => ({
    datagrams: Math.round(records / 24), records, kernel_drops: 0, queue_drops: 0, sequence_gaps: 0,
    template_misses: 0, duplicates: 0, malformed: {}, ...patch,
  });
  const one = (address, name, protocol, status, patch = {}) => ({
    address, name, observation_domain: 0, protocol, first_seen: iso(now - 9 * 86400_000), last_seen: iso(now - 2000), status,
    sees: { v4: true, v6: true }, sampling: { known: true, numerator: 4000, denominator: 1 }, coverage: "measurable",
    clock_skew_ms: 12, ledger: ledger(18_204_118), diagnoses: [], ...patch,
  });
  return [
    one("192.0.2.6", "hb-cu-bras-3", "netflow_v9", "fault", { sees: { v4: true, v6: false }, coverage: "v6_blind", ledger: ledger(48_210), diagnoses: [kNoV6] }),
    one("192.0.2.4", "zj-ct-idc-2", "netflow_v9", "warning", {
      sampling: { known: false, numerator: 1, denominator: 0 }, coverage: "rate_unknown", diagnoses: [kNoRate],
      ledger: ledger(9_120_334, { sequence_gaps: 1284, template_misses: 31, malformed: { truncated: 4, zero_length_field: 2 } }),
    }),
    one("2001:db8:51::9", "", "ipfix", "silent", { last_seen: iso(now - 5400_000), ledger: ledger(771_220), clock_skew_ms: 840 }),
    one("192.0.2.1", "gd-ct-bras-1", "ipfix", "ok", { sampling: { known: true, numerator: 1, denominator: 1 } }),
    one("192.0.2.2", "gd-cm-core-1", "ipfix", "ok"),
    one("192.0.2.3", "js-cu-metro-1", "sflow_v5", "ok"),
  ];
}
const freshness = (now) => ({ newest: iso(now - 60_000), age_seconds: 0, as_of: iso(now) });

/** The answer of GET /exporters at `now`. */
export function exporters(now) {
  const told = [kNoV6, kNoRate];
  return {
    data: known(now).map((one) => ({ ...one, diagnoses: one.diagnoses.map(({ code, severity }) => ({ code, severity })) })),
    labels: { diagnosis: Object.fromEntries(told.map(({ code, title }) => [code, title])) },
    summary: { all: 6, ok: 3, fault: 1, warning: 1, silent: 1 },
    freshness: freshness(now), next_cursor: null,
  };
}

/** The answer of GET /exporters/{address} at `now`. */
export function exporter(now, address) {
  const data = known(now).filter((one) => one.address === address);
  return data.length ? { data, freshness: freshness(now) } : null;
}

export const methods = {
  data: [
    {
      id: "traffic.v6_share", version: "1", title: L("IPv6流量占比", "IPv6 share of traffic"), unit: "ratio",
      formula: "v6_bytes / (v4_bytes + v6_bytes)",
      description: L("用户的包在各接口上只计一次，按采样率还原后相加，最后才求比。看不到 IPv6 的设备不进入占比。", "Users' packets are counted once, scaled by their sampling rate and summed; the ratio is formed last. Exporters blind to IPv6 stay out of it."),
      gaps: ["no_observations", "too_few_samples", "not_measurable"], source: "docs/explanation/traffic-share.md",
    },
    {
      id: "traffic.attribution", version: "1", title: L("应用与 CDN 的识别比例", "Attribution to applications and CDNs"), unit: "ratio",
      formula: "bytes_by_method / bytes", description: L("每个流的应用由最强的一条规则决定；各规则认出的字节比例一并给出。", "The strongest rule decides the application of a flow; the part of bytes that each rule found is shown with it."),
      gaps: ["no_observations"], source: "docs/explanation/attribution.md",
    },
  ],
  rules: { samples_min: 400, official: false },
};

const target = (access, due, value, paper, zh, en) => ({
  id: `${access}-${due}-${paper}`, indicator: "traffic.v6_share", access, object: "", due, comparison: "at_least", value,
  scope: "CN", paper, paper_title: L(zh, en), source: L("新闻报道", "news report"),
});
const kYear = (year) => [`${year}年 IPv6 规模部署和应用工作安排`, `Work arrangement for IPv6 deployment, ${year}`];
export const targets = {
  data: [
    target("fixed", "2024-12-31", 0.23, "W2024", ...kYear(2024)), target("mobile", "2024-12-31", 0.65, "W2024", ...kYear(2024)),
    target("fixed", "2025-12-31", 0.27, "W2025", ...kYear(2025)), target("mobile", "2025-12-31", 0.7, "W2025", ...kYear(2025)),
  ],
};

/** The answer of GET /applications/names at `now`: one application lacks AAAA on many names. */
export function names(now) {
  const one = (application, all, without, differs) => ({
    application, names: all, with_a: all, with_aaaa: all - without, without_aaaa: without, cdn_differs: differs, answers: all * 400,
    last_seen: iso(now - 4000),
    without_aaaa_names: Array.from({ length: Math.min(without, 20) }, (_, i) => `host-${i + 1}.${application}.example`),
  });
  return {
    data: [one("douyin", 8, 1, 0), one("bilibili", 12, 3, 1), one("netease_music", 40, 26, 2)], labels: {},
    coverage: { names: 60, applications_seen: 3, applications_all: 46 }, method: { id: "applications.names_with_aaaa", version: "1" }, freshness: freshness(now),
  };
}

/** The answer of GET /status, as far as pages ask. */
export const status = { listening: [{ protocol: "udp", address: "127.0.0.1:12055" }, { protocol: "tls", address: "[::]:4740" }] };
