#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

namespace sixscope::net {

/// Memory for arrays that are read at random: from a size on it is laid on huge pages, so that a
/// look-up costs a cache miss and not an address translation besides. A hint: without huge pages it
/// is plain memory.
template <class T>
class HugePageAllocator {
 public:
  using value_type = T;
  HugePageAllocator() = default;
  template <class U>
  HugePageAllocator(const HugePageAllocator<U>&) {}  // NOLINT(google-explicit-constructor): rebind.

  [[nodiscard]] T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (bytes < kHugePage) {
      return static_cast<T*>(::operator new(bytes, std::align_val_t{kAlignment}));
    }
    void* memory = ::operator new(bytes, std::align_val_t{kHugePage});
    madvise(memory, bytes, MADV_HUGEPAGE);
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t count) {
    ::operator delete(memory,
                      std::align_val_t{count * sizeof(T) < kHugePage ? kAlignment : kHugePage});
  }
  friend bool operator==(const HugePageAllocator&, const HugePageAllocator&) { return true; }

 private:
  static constexpr std::size_t kHugePage = std::size_t{2} << 20U;
  static constexpr std::size_t kAlignment = 64;  // A cache line.
};

template <class T>
using LargeArray = std::vector<T, HugePageAllocator<T>>;

}  // namespace sixscope::net
