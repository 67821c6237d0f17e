#include "simulate/traffic.h"

namespace sixscope::simulate {
namespace {

constexpr std::array<Cdn, kCdns> kCdnTable = {{
    {"none", ""},
    {"aliyun_cdn", "w.kunlunaq.com"},
    {"tencent_cdn", "cdn.dnsv1.com"},
    {"baidu_cdn", "a.bdydns.com"},
    {"huawei_cdn", "c.cdnhwc1.com"},
    {"volcengine_cdn", "volcgslb.com"},
    {"kingsoft_cdn", "ks-cdn.com"},
    {"wangsu", "wscdns.com"},
    {"qiniu", "qiniudns.com"},
    {"upyun", "aicdn.com"},
    {"baishan", "trpcdn.net"},
    {"cloudflare", "cdn.cloudflare.net"},
    {"akamai", "edgekey.net"},
}};

// Weights by access: fixed, mobile, IDC, leased line. Odds above 1: further along than the country.
constexpr std::array kApplicationTable = std::to_array<Application>({
    {"wechat", "short.weixin.qq.com", {5, 9, 1, 5}, 1.25, Clue::dns, {{{0, 6}, {2, 4}}}},
    {"douyin", "v26-web.douyinvod.com", {14, 18, 3, 4}, 1.45, Clue::dns, {{{5, 6}, {7, 2}, {10, 2}}}},
    {"kuaishou", "txmov2.a.kwimgs.com", {9, 11, 2, 2}, 1.25, Clue::dns, {{{2, 4}, {6, 3}, {0, 3}}}},
    {"tencent_video", "vd.l.qq.com", {8, 5, 1, 2}, 0.95, Clue::dns, {{{2, 8}, {0, 2}}}},
    {"iqiyi", "data.video.iqiyi.com", {7, 4, 1, 2}, 0.90, Clue::dns, {{{0, 5}, {3, 3}, {7, 2}}}},
});

}  // namespace

std::span<const Application> applications() { return kApplicationTable; }
std::span<const Cdn, kCdns> cdns() { return kCdnTable; }

}  // namespace sixscope::simulate
