// A made-up nation of NAT44 devices with two years of changes: the same at every start.
import { chance, regions } from "../model.mjs";
import { commit, create, objects, receipts } from "./store.mjs";

const kOperators = [["china_telecom", "CT"], ["china_mobile", "CM"], ["china_unicom", "CU"], ["china_broadnet", "BN"]];
const kVendors = [["华为", "ME60-X16"], ["中兴", "M6000-8S"], ["新华三", "CR16010"], ["Juniper", "MX960"], ["烽火", "R8000"]];
const kActions = ["retire", "shrink", "freeze", "replace"];
const kFirst = "2024-12-31T08:00:00Z";
/** Provinces whose capacity grew after the reference month, and one whose records have gaps. */
const kGrew = ["410000", "510000", "230000"];
const kGaps = "530000";
const kNone = "540000";
export const kMonths = [];
for (let year = 2025; year <= 2026; year++) for (let month = 1; month <= 12; month++) kMonths.push(`${year}-${String(month).padStart(2, "0")}`);
const kLastMonth = "2026-10";

const provinces = regions.filter((one) => one.counted && one.code !== kNone)
  .map((one) => one.code).concat("660000");
const letters = (code) => regions.find((one) => one.code === code)?.name.en.replace(/[^A-Z]/gi, "").slice(0, 2).toUpperCase() ?? "BT";

function deviceOf(province, [operator, short], index) {
  const name = `${letters(province)}-${short}-CGN-${String(index + 1).padStart(2, "0")}`;
  const roll = (what) => chance(`${name}${what}`);
  const size = 8 * (1 + Math.floor(roll("size") * 12));
  const [vendor, model] = kVendors[Math.floor(roll("vendor") * kVendors.length)];
  const hasPlan = roll("plan") < 0.82;
  const action = kActions[Math.floor(roll("action") * kActions.length)];
  const gap = province === kGaps && index === 0;
  return {
    operator, region: province === "660000" ? "660000" : province.slice(0, 2) + (index % 2 ? "0300" : "0100"), name,
    network_domain: "metro", site: `${letters(province)} ${index % 2 ? "B" : "A"}-${index + 1}`, vendor, model, software: "V800R023", form: "card",
    cards: 2, ledger_class: roll("class") < 0.06 ? "ds_lite" : roll("class") < 0.12 ? "nat64" : "nat444", nat_types: ["napt44"],
    deployment: "distributed", redundancy: "card", status: "in_service", in_service_since: `20${16 + Math.floor(roll("since") * 8)}-03-15`,
    max_sessions: gap ? null : size * 1_000_000, design_throughput: size * 5, public_addresses: size * 256,
    port_blocks: roll("blocks") < 0.1 ? null : size * 8192, subscribers_max: size * 5000, load_month: "2026-10",
    peak_sessions: gap ? null : Math.round(size * 1_000_000 * (0.35 + roll("load") * 0.5)), mean_sessions: Math.round(size * 250_000), peak_traffic: Math.round(size * 50 * (0.3 + roll("traffic") * 0.6)) / 10,
    active_subscribers: Math.round(size * 5000 * (0.4 + roll("subs") * 0.4)), subscribers: Math.round(size * 5000 * 0.8), ports_per_subscriber: 2048,
    used_addresses: Math.round(size * 256 * 0.9), log_system: "省级NAT日志平台", log_retention: 180,
    management_address: `192.0.2.${1 + Math.floor(roll("ip") * 250)}`,
    ...(hasPlan ? { plan_action: action, plan_month: `${roll("year") < 0.5 ? 2026 : 2027}-${roll("half") < 0.5 ? "06" : "12"}`, ...(action === "shrink" ? { plan_max_sessions: size * 500_000 } : {}), plan_replacement: "用户迁移至双栈" } : {}),
    record_status: roll("check") < 0.7 ? "submitted" : "checked",
  };
}

function seedPlaces() {
  const meta = { at: "2024-12-01T02:00:00Z", who: "registry-admin", reason: "初始化" };
  for (const one of regions) {
    create("region", { code: one.code, name: one.name.zh, name_en: one.name.en, level: "province", parent: "000000", valid_from: "2000-01-01" }, meta);
    if (one.counted) create("region", { code: one.code.slice(0, 2) + "0100", name: one.name.zh + "一市", name_en: one.name.en + " city 1", level: "prefecture", parent: one.code }, meta);
  }
  create("region", { code: "660000", name: "新疆生产建设兵团", name_en: "XPCC", level: "province", parent: "000000", ours: true }, meta);
  create("region", { code: "371200", name: "莱芜市", name_en: "Laiwu", level: "prefecture", parent: "370000", valid_to: "2019-01-01", successor: "370100" }, meta);
  const groups = { china_telecom: "中国电信集团有限公司", china_mobile: "中国移动通信集团有限公司", china_unicom: "中国联合网络通信集团有限公司", china_broadnet: "中国广播电视网络集团有限公司" };
  for (const [operator, name] of Object.entries(groups)) {
    create("organisation", { name, roles: ["operator_group"], operator, region: "000000", contact: "张三", telephone: "010-00000000" }, meta);
    for (const one of regions.filter((region) => region.counted).slice(0, 12)) {
      create("organisation", { name: `${name.slice(0, 4)}${one.name.zh}分公司`, roles: ["provincial_branch"], operator, parent: name, region: one.code }, meta);
    }
  }
  create("organisation", { name: "工业和信息化部", roles: ["regulator"], region: "000000" }, meta);
  create("nat_address_pool", { operator: "china_telecom", region: "440100", name: "GZ-POOL-1", prefixes: ["203.0.113.0/24"], public_addresses: 256, port_blocks: 8192 }, meta);
  create("home_gateway_model", { vendor: "华为", model: "HG8245Q2", ipv6_support: "full" }, meta);
}

const days = (month, day) => `${month}-${String(day).padStart(2, "0")}T03:00:00Z`;

/** One month of one device: what an engineer enters, or nothing. */
function happens(device, month) {
  const roll = chance(`${device.key}${month}`);
  const province = device.fields.region.slice(0, 2) + "0000";
  const size = device.fields.max_sessions ?? 0;
  const after = month > "2025-07";
  if (device.fields.status === "retired" || size === 0) return null;
  const scaled = (factor) => ({
    max_sessions: Math.round(size * factor), design_throughput: Math.round(device.fields.design_throughput * factor),
    public_addresses: Math.round(device.fields.public_addresses * factor), subscribers_max: Math.round(device.fields.subscribers_max * factor),
    ...(device.fields.port_blocks ? { port_blocks: Math.round(device.fields.port_blocks * factor) } : {}),
  });
  if (!after) return roll < 0.04 ? { set: scaled(1.25), reason: "扩容板卡" } : roll < 0.055 ? { set: scaled(0.75), reason: "缩减容量" } : null;
  if (kGrew.includes(province) && roll > 0.975) return { set: scaled(1.5), reason: "扩容板卡" };
  if (roll < 0.02) return { set: scaled(0.75), reason: "缩减容量" };
  if (roll < 0.028) return { set: { status: "retired", retired_on: days(month, 18).slice(0, 10) }, reason: "按计划退网" };
  if (roll < 0.034) return { set: scaled(1.1), reason: "更正许可数量", nature: "correction" };
  return null;
}

export function seed() {
  seedPlaces();
  for (const province of provinces) {
    for (const operator of kOperators) {
      const many = operator[1] === "BN" ? (chance(province) < 0.3 ? 1 : 0) : 2 + Math.floor(chance(province + operator[1]) * 3);
      for (let index = 0; index < many; index++) {
        create("nat44_device", deviceOf(province, operator, index), { at: kFirst, who: `${operator[0]}-hq`, reason: "年底台账导入" });
      }
    }
  }
  for (const month of kMonths.filter((one) => one <= kLastMonth)) {
    for (const device of [...objects.values()].filter((one) => one.kind === "nat44_device")) {
      const event = happens(device, month);
      if (!event) continue;
      const at = days(month, 10 + (device.id % 15));
      commit({ at, who: `${device.fields.operator}-${device.fields.region.slice(0, 2)}`, reason: event.reason, nature: event.nature ?? "change" },
        Object.entries(event.set).map(([field, after]) => ({ object: device, field, after })));
    }
    if (month > "2025-07" && chance("new" + month) < 0.5) {
      const province = kGrew[Number(month.slice(5)) % kGrew.length];
      create("nat44_device", { ...deviceOf(province, kOperators[Number(month.slice(5)) % 3], 10 + kMonths.indexOf(month)), in_service_since: days(month, 5).slice(0, 10) },
        { at: days(month, 5), who: "china_telecom-41", reason: "新建设备" });
    }
  }
  receipts.push({
    id: "1735632000000-3f2a9c1b77aa", at: kFirst, kind: "nat44_device", door: "command", sender: "china_telecom-hq", file: "2024年底台账.xlsx",
    sha256: "3f2a9c1b77aa4d06".repeat(4), rows: 118, created: 118, changed: 0, unchanged: 0, mended: 0, commit: 70,
  });
}
