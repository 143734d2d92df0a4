#pragma once
/// @file
/// Messages that were sent and are not received yet: a queue for every ordered pair of ranks.

#include "cluster/transport.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace cluster {

/// A message under way.
struct Parcel {
    int from = 0;
    Outgoing out{};
    Line line;
    double sent = 0;             ///< s, when send() was called
    std::vector<std::byte> copy; ///< of the data, where the sender does not wait
    Parcel* next = nullptr;      ///< of the same pair, or the next spare one
};

/// Takes time and memory for what is under way only, however many pairs there are.
class Mailboxes {
  public:
    /// A parcel to fill in and to post; its memory has been used before.
    Parcel& blank();
    void post(Parcel& parcel);
    /// The oldest parcel of the pair, which is the caller's until it is recycled; nullptr if there is none.
    Parcel* take(int from, int to);
    void recycle(Parcel& parcel);
    /// The oldest parcel of every pair that has any.
    std::vector<const Parcel*> waiting() const;

  private:
    /// Of a hash table with linear probing. A box whose queue has become empty stays until the table is made
    /// anew.
    struct Box {
        std::uint64_t pair = none;
        Parcel *first = nullptr, *last = nullptr;
    };
    static constexpr std::uint64_t none = ~std::uint64_t{0};

    std::deque<Parcel> parcels;
    Parcel* spare = nullptr;
    std::vector<Box> boxes = std::vector<Box>(64);
    std::size_t used = 0; ///< boxes with a pair

    static std::uint64_t pair(int from, int to) {
        return std::uint64_t{static_cast<std::uint32_t>(from)} << 32 | static_cast<std::uint32_t>(to);
    }
    Box& box(std::uint64_t pair);
    void make_anew();
};

} // namespace cluster
