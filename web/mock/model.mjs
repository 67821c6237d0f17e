// A made-up country, the same at every start: for the console's development and its browser tests.
// Volumes are products of weights, shares sums of leanings; good enough to draw, not a measurement.

const L = (zh, en) => ({ zh, en });

// code, zh, en, tile column, tile row, weight, leaning
const kRegionRows = `
110000 北京 Beijing 7 2 4.1 .03|120000 天津 Tianjin 8 2 1.6 .01|130000 河北 Hebei 7 3 3.6 .00
140000 山西 Shanxi 6 3 2.0 -.01|150000 内蒙古 Inner_Mongolia 6 1 1.5 -.02|210000 辽宁 Liaoning 8 1 2.6 .00
220000 吉林 Jilin 9 1 1.5 -.01|230000 黑龙江 Heilongjiang 9 0 1.7 -.03|310000 上海 Shanghai 9 4 4.4 .04
320000 江苏 Jiangsu 8 4 6.4 .03|330000 浙江 Zhejiang 8 5 6.2 .04|340000 安徽 Anhui 7 4 3.4 .01
350000 福建 Fujian 8 6 3.3 .02|360000 江西 Jiangxi 7 5 2.6 .00|370000 山东 Shandong 8 3 6.1 .02
410000 河南 Henan 6 4 5.2 .01|420000 湖北 Hubei 6 5 3.5 .01|430000 湖南 Hunan 6 6 3.6 .00
440000 广东 Guangdong 7 7 11.2 .05|450000 广西 Guangxi 6 7 2.7 -.01|460000 海南 Hainan 6 8 0.8 .00
500000 重庆 Chongqing 5 5 2.3 .02|510000 四川 Sichuan 4 5 5.1 .02|520000 贵州 Guizhou 5 6 1.9 -.02
530000 云南 Yunnan 4 6 2.2 -.02|540000 西藏 Tibet 2 5 0.2 -.05|610000 陕西 Shaanxi 5 4 2.5 .00
620000 甘肃 Gansu 4 4 1.2 -.03|630000 青海 Qinghai 3 4 0.4 -.04|640000 宁夏 Ningxia 5 3 0.5 -.02
650000 新疆 Xinjiang 2 3 1.3 -.03|710000 台湾 Taiwan 9 6 0 0|810000 香港 Hong_Kong 8 8 0.6 -.02
820000 澳门 Macao 7 8 0.1 .00`;

export const regions = kRegionRows.trim().split(/[|\n]/).map((row) => {
  const [code, zh, en, column, line] = row.trim().split(/\s+/);
  return { code, name: L(zh, en.replace("_", " ")), tile_column: +column, tile_row: +line, counted: code < "700000" };
});

const values = (text) => text.trim().split("\n").map((row) => {
  const [value, zh, en, weight, lean] = row.trim().split("|");
  return { value, label: L(zh, en), weight: +weight, lean: +lean };
});

export const axes = {
  region: kRegionRows.trim().split(/[|\n]/).map((row) => {
    const [value, zh, en, , , weight, lean] = row.trim().split(/\s+/);
    return { value, label: L(zh, en.replace("_", " ")), weight: +weight, lean: +lean };
  }).filter((one) => one.weight > 0 && !["540000", "630000", "640000"].includes(one.value))
    .concat([{ value: "000000", label: L("未知", "Unknown"), weight: 1.1, lean: -0.12 }]),
  operator: values(`
    chinanet|中国电信|China Telecom|36|.01
    cmcc|中国移动|China Mobile|38|.04
    unicom|中国联通|China Unicom|22|-.02
    cbn|中国广电|China Broadnet|3|.06
    unknown|未知|Unknown|1|-.1`),
  access: values(`
    fixed|固定宽带|Fixed|52|-.03
    mobile|移动|Mobile|24|.36
    idc|数据中心|IDC|18|-.11
    leased_line|互联网专线|Leased line|5|-.16
    unknown|未知|Unknown|1|-.2`),
  application: values(`
    douyin|抖音|Douyin|17|.18
    wechat|微信|WeChat|11|.12
    taobao|淘宝|Taobao|8|.16
    bilibili|哔哩哔哩|Bilibili|8|.05
    iqiyi|爱奇艺|iQIYI|7|.09
    tencent_video|腾讯视频|Tencent Video|7|.03
    kuaishou|快手|Kuaishou|6|.14
    baidu|百度|Baidu|4|.07
    meituan|美团|Meituan|3|.01
    jd|京东|JD|3|.10
    netease_music|网易云音乐|NetEase Music|2|-.05
    xiaohongshu|小红书|Xiaohongshu|3|.08
    weibo|微博|Weibo|2|.02
    steam|Steam|Steam|3|-.27
    github|GitHub|GitHub|1|-.29
    wps|WPS|WPS|1|-.1
    unknown|未知|Unknown|14|-.22`),
  cdn: values(`
    alicdn|阿里云 CDN|Alibaba Cloud CDN|24|.1
    tencent_cdn|腾讯云 CDN|Tencent Cloud CDN|19|.07
    bytedance_cdn|火山引擎 CDN|Volcengine CDN|17|.15
    wangsu|网宿|Wangsu|10|-.04
    baishan|白山云|Baishan Cloud|6|-.02
    kingsoft_cdn|金山云 CDN|Kingsoft Cloud CDN|4|.01
    none|未用 CDN|No CDN|12|-.15
    unknown|未知|Unknown|8|-.2`),
  application_method: values(`
    operator_rule|运营商规则|Operator rule|6|.1
    server_name|服务器名称|Server name|38|.06
    dns|DNS 关联|DNS join|24|.04
    prefix_list|前缀列表|Prefix list|12|-.02
    asn|自治系统号|AS number|6|-.05
    unknown|未知|Unknown|14|-.2`),
  cdn_method: values(`
    server_name|服务器名称|Server name|12|.05
    dns|DNS 关联|DNS join|49|.07
    prefix_list|前缀列表|Prefix list|18|0
    asn|自治系统号|AS number|13|-.03
    unknown|未知|Unknown|8|-.2`),
  traffic_class: values(`
    user|用户|User|98|0
    link_local|链路本地|Link-local|.3|.5
    multicast|组播|Multicast|.9|-.1
    router|路由器自身|Router|.8|.1`),
  coverage: values(`
    measurable|可测|Measurable|94|.02
    v6_blind|看不到 IPv6|Blind to IPv6|4|-.9
    rate_unknown|采样率未知|Sampling rate unknown|2|0`),
  exporter: values(`
    192.0.2.1|gd-ct-bras-1|gd-ct-bras-1|26|.02
    192.0.2.2|gd-cm-core-1|gd-cm-core-1|24|.1
    192.0.2.3|js-cu-metro-1|js-cu-metro-1|18|-.03
    192.0.2.4|zj-ct-idc-2|zj-ct-idc-2|14|-.1
    192.0.2.5|sc-cm-core-1|sc-cm-core-1|12|.12
    192.0.2.6|hb-cu-bras-3|hb-cu-bras-3|6|-.9`),
};

export const dimensions = [
  ["region", "省份", "Province"], ["operator", "运营商", "Operator"], ["access", "接入方式", "Access"],
  ["application", "应用", "Application"], ["cdn", "CDN", "CDN"],
  ["application_method", "应用识别方法", "Application found by"], ["cdn_method", "CDN 识别方法", "CDN found by"],
  ["traffic_class", "流量类别", "Traffic class"], ["coverage", "可测性", "Measurability"],
  ["exporter", "导出设备", "Exporter"],
].map(([name, zh, en]) => ({ name, title: L(zh, en) }));

const kOffset = 8 * 3600_000;
const kNation = 2.4e12 / 8; // Bytes a second.

/** A number in [0, 1) that a text always gives again. */
export function chance(text) {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4294967296;
}

/** Bytes a second of the country at `time`: low at five in the morning, high at nine at night. */
export function rateAt(time) {
  const hour = ((time + kOffset) % 86400_000) / 3600_000;
  const daily = 0.62 + 0.3 * Math.cos(((hour - 21) / 24) * 2 * Math.PI) + 0.08 * Math.cos(((hour - 12.5) / 12) * 2 * Math.PI);
  const weekend = [5, 6].includes(new Date(time + kOffset - 86400_000).getUTCDay()) ? 1.07 : 1;
  return kNation * daily * weekend;
}

/** The share that the leanings of `chosen` (axis → value) give at `time`. */
export function shareAt(time, lean) {
  const hour = ((time + kOffset) % 86400_000) / 3600_000;
  const daily = 0.018 * Math.cos(((hour - 22) / 24) * 2 * Math.PI);
  const growth = (time - Date.UTC(2026, 10, 22)) / (365 * 86400_000) * 0.05;
  return Math.min(0.97, Math.max(0.004, 0.312 + lean + daily + growth));
}
