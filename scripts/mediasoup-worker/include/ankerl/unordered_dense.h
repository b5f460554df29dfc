// Stand-in for ankerl::unordered_dense (which is in none of Debian's packages)
// on top of the standard containers: same members, same results, only
// the memory layout differs.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
  template<typename T, typename Enable = void>
  struct hash
  {
    auto operator()(const T& value) const noexcept -> uint64_t
    {
      return std::hash<T>{}(value);
    }
  };

  // Integers, enums and pointers: splitmix64 finalizer, so that neighbouring
  // values (ports, addresses, SSRCs) spread over all bits.
  template<typename T>
  struct hash<T, std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T> || std::is_pointer_v<T>>>
  {
    auto operator()(T value) const noexcept -> uint64_t
    {
      uint64_t x;

      if constexpr (std::is_pointer_v<T>)
      {
        x = reinterpret_cast<uintptr_t>(value);
      }
      else
      {
        x = static_cast<uint64_t>(value);
      }

      x += 0x9e3779b97f4a7c15ULL;
      x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
      x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;

      return x ^ (x >> 31);
    }
  };

  template<typename K, typename V, typename H = hash<K>, typename E = std::equal_to<K>>
  using map = std::unordered_map<K, V, H, E>;

  template<typename K, typename H = hash<K>, typename E = std::equal_to<K>>
  using set = std::unordered_set<K, H, E>;
} // namespace ankerl::unordered_dense
