#include "document/tile_slots.h"

#include <array>

namespace sixscope::document {
namespace {

constexpr std::array<TileSlot, 35> kSlots = {{
    {"11", 6, 2, "北京", "Beijing"},
    {"12", 7, 2, "天津", "Tianjin"},
    {"13", 5, 2, "河北", "Hebei"},
    {"14", 4, 2, "山西", "Shanxi"},
    {"15", 5, 1, "内蒙古", "Inner Mongolia"},
    {"21", 8, 2, "辽宁", "Liaoning"},
    {"22", 8, 1, "吉林", "Jilin"},
    {"23", 8, 0, "黑龙江", "Heilongjiang"},
    {"31", 7, 4, "上海", "Shanghai"},
    {"32", 6, 4, "江苏", "Jiangsu"},
    {"33", 6, 5, "浙江", "Zhejiang"},
    {"34", 5, 4, "安徽", "Anhui"},
    {"35", 6, 6, "福建", "Fujian"},
    {"36", 5, 5, "江西", "Jiangxi"},
    {"37", 5, 3, "山东", "Shandong"},
    {"41", 4, 3, "河南", "Henan"},
    {"42", 4, 4, "湖北", "Hubei"},
    {"43", 4, 5, "湖南", "Hunan"},
    {"44", 5, 6, "广东", "Guangdong"},
    {"45", 4, 6, "广西", "Guangxi"},
    {"46", 4, 7, "海南", "Hainan"},
    {"50", 3, 4, "重庆", "Chongqing"},
    {"51", 2, 4, "四川", "Sichuan"},
    {"52", 3, 5, "贵州", "Guizhou"},
    {"53", 2, 5, "云南", "Yunnan"},
    {"54", 1, 3, "西藏", "Tibet"},
    {"61", 3, 3, "陕西", "Shaanxi"},
    {"62", 2, 2, "甘肃", "Gansu"},
    {"63", 2, 3, "青海", "Qinghai"},
    {"64", 3, 2, "宁夏", "Ningxia"},
    {"65", 1, 2, "新疆", "Xinjiang"},
    {"66", 0, 2, "兵团", "XPCC", false},
    {"71", 7, 6, "台湾", "Taiwan"},
    {"81", 6, 7, "香港", "Hong Kong"},
    {"82", 5, 7, "澳门", "Macao"},
}};

}  // namespace

std::span<const TileSlot> tile_slots() { return kSlots; }

}  // namespace sixscope::document
