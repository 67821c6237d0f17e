#include "polling/profile.h"

#include <utility>

namespace sixscope::polling {

const Profile* choose(const std::vector<Profile>& profiles, const Oid& sys_object_id,
                      std::string_view sys_descr) {
  const Profile* best = nullptr;
  std::pair<std::size_t, std::size_t> rank;  // Parts of the identifier, then of the description.
  for (const Profile& profile : profiles) {
    if (sys_descr.find(profile.description_contains) == std::string_view::npos) {
      continue;
    }
    for (const Oid& one : profile.sys_object_ids) {
      const std::pair here{one.size(), profile.description_contains.size()};
      if (sys_object_id.starts_with(one) && (best == nullptr || here > rank)) {
        best = &profile;
        rank = here;
      }
    }
  }
  return best;
}

}  // namespace sixscope::polling
