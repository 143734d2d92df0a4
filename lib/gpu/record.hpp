#pragma once
/// @file
/// An access as the shadow memory keeps it: who, when, how and where in the code, in 8 bytes.

#include <cstdint>

namespace gpu {

/// The time of a launch is cut into segments: a block begins a new one whenever an operation orders what its
/// threads do. Later segments have greater numbers, also those of other blocks and launches. 0: never.
using Segment = std::uint32_t;

enum class Strength : std::uint8_t { plain, is_volatile, atomic };

class Record {
  public:
    static constexpr int segment_bits = 28, thread_bits = 10, code_bits = 22;
    /// Whoever makes more begins again, and forgets all records.
    static constexpr Segment most_segments = Segment{1} << segment_bits;

    Record() = default;
    Record(Segment segment, std::uint32_t thread)
        : bits(std::uint64_t{segment} << segment_at | std::uint64_t{thread} << thread_at) {}

    /// The same thread's access of another kind, elsewhere in the code; code that is too far is not kept.
    Record with(Strength strength, std::uint64_t code) const {
        const std::uint64_t kept = code >> code_bits ? 0 : code;
        return Record(bits | std::uint64_t(strength) << strength_at | kept);
    }
    Record with_others() const { return Record(bits | others_bit); }
    Record with_soundness() const { return Record(bits | sound_bit); }
    /// Another thread's in the same segment; this one is of thread 0.
    Record by(std::uint32_t thread) const { return Record(bits | std::uint64_t{thread} << thread_at); }

    Segment segment() const { return static_cast<Segment>(bits >> segment_at); }
    std::uint32_t thread() const { return bits >> thread_at & ((1u << thread_bits) - 1); }
    Strength strength() const { return static_cast<Strength>(bits >> strength_at & 3); }
    /// An offset into the submission; 0 if unknown.
    std::uint64_t code() const { return bits & ((std::uint64_t{1} << code_bits) - 1); }
    /// Of a reader: there is a second one.
    bool others() const { return bits & others_bit; }
    /// Of a reader of a word: all of it may be used, and was initialised.
    bool sound() const { return bits & sound_bit; }

    /// In a segment no earlier than that of `first`, whose other parts are 0.
    bool since(Record first) const { return bits >= first.bits; }
    bool same_segment(Record other) const { return (bits ^ other.bits) >> segment_at == 0; }
    /// Of two accesses in the same segment.
    bool same_warp(Record other) const { return (bits ^ other.bits) >> warp_at == 0; }
    /// The same thread in the same segment.
    bool same_time(Record other) const { return (bits ^ other.bits) >> thread_at == 0; }
    /// And with the same strength.
    bool same_way(Record other) const { return (bits ^ other.bits) >> strength_at == 0; }

  private:
    static constexpr int strength_at = 24, thread_at = 26, warp_at = thread_at + 5,
                         segment_at = thread_at + thread_bits;
    static constexpr std::uint64_t sound_bit = std::uint64_t{1} << 22, others_bit = std::uint64_t{1} << 23;

    std::uint64_t bits = 0;

    explicit Record(std::uint64_t bits) : bits(bits) {}
};

} // namespace gpu
