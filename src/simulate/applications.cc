#include "simulate/traffic.h"

namespace sixscope::simulate {
namespace {

constexpr auto kDns = ApplicationClue::dns;
constexpr auto kList = ApplicationClue::prefix_list;
constexpr auto kRule = ApplicationClue::operator_rule;
constexpr auto kNothing = ApplicationClue::nothing;

constexpr std::array<Cdn, kCdns> kCdnTable = {{
    {"none", "", CdnClue::nothing},
    {"alibaba_cdn", "w.kunlunaq.com", CdnClue::nothing},
    {"tencent_cdn", "cdn.dnsv1.com", CdnClue::nothing},
    {"baidu_cdn", "a.bdydns.com", CdnClue::nothing},
    {"huawei_cdn", "c.cdnhwc1.com", CdnClue::prefix_list},
    {"volcengine_cdn", "www.volcgslb.com", CdnClue::nothing},
    {"kingsoft_cdn", "v.ks-cdn.com", CdnClue::prefix_list},
    {"wangsu", "a.wscdns.com", CdnClue::prefix_list},
    {"qiniu_cdn", "www.qiniudns.com", CdnClue::nothing},
    {"upyun", "b0.aicdn.com", CdnClue::prefix_list},
    {"baishan_cdn", "v.trpcdn.net", CdnClue::operator_rule},
    {"akamai", "g.edgekey.net", CdnClue::prefix_list},
    {"ctyun_cdn", "v.ctadns.cn", CdnClue::operator_rule},
}};

// Weights by access: fixed, mobile, IDC, leased line. Odds above 1: further along than the country.
// Deliveries name a network by its place in the table above; 0 is the owner; true: IPv4 only.
// clang-format off
constexpr std::array kApplicationTable = std::to_array<Application>({
    {"wechat", "short.weixin.qq.com", {6, 9, 1, 6}, 1.20, kDns, {{{0, 6}, {2, 4}}}},
    {"qq", "cgi.qq.com", {2, 2, 1, 2}, 1.05, kDns, {{{0, 7}, {2, 3}}}},
    {"tencent_video", "vd.l.qq.com", {8, 5, 1, 2}, 0.95, kDns, {{{2, 8}, {0, 2}}}},
    {"tencent_music", "dl.stream.y.qq.com", {1.5, 2, .3, 1}, 1.10, kDns, {{{2, 7}, {0, 3}}}},
    {"tencent_games", "dlied.game.qq.com", {5, 3, 1, .5}, 0.55,
     kDns, {{{2, 6}, {7, 2, true}, {0, 2}}}},
    {"tencent_meeting", "media.meeting.tencent.com", {1, .6, .2, 6}, 0.75, kList, {{{0, 1}}}},
    {"wecom", "wework.work.weixin.qq.com", {.6, .5, .2, 4}, 0.90, kDns, {{{0, 1}}}},
    {"douyin", "v26-web.douyinvod.com", {15, 19, 3, 4}, 1.45, kDns, {{{5, 6}, {7, 2}, {10, 2}}}},
    {"toutiao", "p3.toutiaoimg.com", {2, 3, .5, 1}, 1.30, kDns, {{{5, 8}, {0, 2}}}},
    {"xigua", "v3.ixigua.com", {4, 3, .5, 1}, 1.35, kDns, {{{5, 7}, {10, 3}}}},
    {"feishu", "internal-api.feishu.cn", {.6, .5, .3, 5}, 1.00, kDns, {{{0, 6}, {5, 4}}}},
    {"doubao", "www.doubao.com", {1, 2, .5, 2}, 1.15, kDns, {{{5, 1}}}},
    {"kuaishou", "txmov2.a.kwimgs.com", {9, 11, 2, 2}, 1.30, kDns, {{{2, 4}, {6, 3}, {0, 3}}}},
    {"bilibili", "upos-sz-mirror.bilivideo.com", {7, 6, 1, 3}, 1.10,
     kDns, {{{1, 4}, {4, 3}, {0, 3}}}},
    {"iqiyi", "data.video.iqiyi.com", {6, 3, 1, 2}, 0.85, kDns, {{{0, 5}, {3, 3}, {7, 2}}}},
    {"youku", "vali.cp31.ott.youku.com", {4, 2, 1, 1}, 1.05, kDns, {{{1, 9}, {0, 1}}}},
    {"mgtv", "pcvideo.mgtv.com", {3, 2, .5, 1}, 0.80, kDns, {{{7, 5}, {12, 3}, {0, 2}}}},
    {"migu", "gslb.miguvideo.com", {3, 3, 1, .5}, 1.60, kList, {{{0, 1}}}},
    {"cctv", "live.cctv.cn", {2, 1, .3, 1}, 1.20, kDns, {{{7, 5}, {3, 3}, {12, 2}}}},
    {"huya", "al.flv.huya.com", {2, 1.5, .3, .3}, 0.60, kDns, {{{1, 4}, {7, 4}, {4, 2, true}}}},
    {"douyu", "hdltc.douyucdn.cn", {1.5, 1, .3, .3}, 0.50, kDns, {{{2, 5}, {7, 5, true}}}},
    {"taobao", "gw.alicdn.com", {4, 6, 1, 3}, 1.50, kDns, {{{1, 1}}}},
    {"alipay", "mobilegw.alipay.com", {1, 2, .5, 1}, 1.45, kRule, {{{0, 1}}}},
    {"dingtalk", "im.dingtalk.com", {.8, .7, .3, 6}, 0.90, kRule, {{{0, 1}}}},
    {"amap", "vdata.amap.com", {.5, 2, .2, .5}, 1.30, kDns, {{{1, 5}, {0, 5}}}},
    {"jd", "img10.360buyimg.com", {2, 3, .5, 2}, 1.20, kDns, {{{0, 6}, {7, 2}, {4, 2}}}},
    {"pinduoduo", "img.pddpic.com", {2, 4, .3, 1}, 1.25, kDns, {{{2, 5}, {8, 3}, {6, 2}}}},
    {"meituan", "p0.meituan.net", {1, 2.5, .3, 1}, 1.30, kDns, {{{0, 7}, {7, 3}}}},
    {"didi", "api.xiaojukeji.com", {.1, .8, .1, .2}, 0.95, kList, {{{0, 1}}}},
    {"railway_12306", "mobile.12306.cn", {.2, .4, .1, .4}, 1.10, kDns, {{{7, 7}, {0, 3}}}},
    {"baidu", "gips0.baidu.com", {3, 3, 1, 4}, 1.25, kDns, {{{3, 6}, {0, 4}}}},
    {"baidu_netdisk", "d.pcs.baidu.com", {5, 1, 2, 2}, 0.65, kDns, {{{3, 7}, {0, 3, true}}}},
    {"weibo", "wx1.sinaimg.cn", {1.5, 2.5, .3, 1}, 1.20, kDns, {{{1, 5}, {7, 2}, {0, 3}}}},
    {"zhihu", "pic1.zhimg.com", {.8, 1, .2, 1}, 1.10, kDns, {{{2, 5}, {8, 3}, {9, 2}}}},
    {"xiaohongshu", "sns-video-bd.xhscdn.com", {3, 5, .4, 1}, 1.20,
     kDns, {{{2, 4}, {3, 3}, {8, 3}}}},
    {"netease_music", "m701.music.126.net", {1, 1.5, .2, 1}, 1.00, kDns, {{{7, 5}, {0, 5}}}},
    {"netease_games", "gdl.netease.com", {2, 1, .4, .3}, 0.45,
     kDns, {{{7, 4}, {4, 3, true}, {0, 3}}}},
    {"mihoyo", "autopatchcn.yuanshen.com", {1.5, 1, .3, .2}, 0.60, kDns, {{{1, 6}, {6, 4, true}}}},
    {"ximalaya", "aod.cos.tx.xmcdn.com", {.6, .9, .1, .2}, 0.80, kDns, {{{9, 8}, {8, 2, true}}}},
    {"wps", "res.wpscdn.cn", {.4, .2, .3, 3}, 0.55, kDns, {{{6, 1}}}},
    {"huawei_devices", "update.dbankcdn.com", {1.5, 1.5, .5, .5}, 1.15, kList, {{{0, 4}, {4, 6}}}},
    {"xiaomi", "bigota.miui.com", {1, 1, .3, .3}, 0.90, kDns, {{{6, 8}, {7, 2}}}},
    {"apple", "updates.cdn-apple.com", {2.5, 1.5, .5, 2}, 1.10,
     kNothing, {{{11, 5}, {7, 3}, {0, 2}}}},
    {"microsoft", "tlu.dl.delivery.mp.microsoft.com", {2, .2, 2, 5}, 0.80,
     kNothing, {{{11, 6}, {7, 4}}}},
    {"steam", "cdn.steamcontent.com", {3, .1, .4, .2}, 0.35, kDns, {{{7, 6}, {11, 4, true}}}},
    {"gov", "www.gov.cn", {.3, .3, .3, 3}, 0.85, kDns, {{{7, 3}, {0, 7}}}},
    // Nobody knows these: sharing between users, and all the small ones. Their identifiers are
    // never published.
    {"peer_to_peer", "", {5, .5, 3, .5}, 0.40, kNothing, {{{0, 1}}}},
    {"long_tail", "", {6, 5, 16, 12}, 0.70, kNothing, {{{0, 6}, {8, 4}}}},
});
// clang-format on

}  // namespace

std::span<const Application> applications() { return kApplicationTable; }
std::span<const Cdn, kCdns> cdns() { return kCdnTable; }

}  // namespace sixscope::simulate
