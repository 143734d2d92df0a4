#include "gpu/wmma.hpp"

#include "gpu/executor.hpp"
#include "gpu/measures.hpp"
#include "gpu/place.hpp"
#include "gpu/sixteen_bits.hpp"
#include "gpu/warp.hpp"

#include <bit>
#include <cstring>
#include <string>

namespace gpu::wmma {

namespace {

constexpr int extent = 16;
constexpr std::uint32_t whole_warp = 0xffffffff;
constexpr std::size_t widest = 16; ///< bytes that a lane reads or writes at once

int bytes_of(Type type) { return type == Type::single ? 4 : 2; }

/// An entry of a fragment.
struct Entry {
    int line, position;
};

Entry entry(int count, std::uint32_t lane, int element) {
    const int number = static_cast<int>(lane) * count % (extent * extent) + element;
    return {number / extent, number % extent};
}

/// What the lanes of a warp bring. All must be there, and mean the same matrix.
struct Visit {
    const void* memory = nullptr;
    unsigned ld = 0;
    std::uint32_t present = 0;
    bool same = true;
};

void compare(void* const members[32], std::uint32_t present) {
    const auto& first = *static_cast<const Visit*>(members[std::countr_zero(present)]);
    bool same = true;
    for (int lane = 0; lane < 32; ++lane)
        if (const auto* visit = static_cast<const Visit*>(members[lane]))
            same = same && visit->memory == first.memory && visit->ld == first.ld;
    for (int lane = 0; lane < 32; ++lane)
        if (auto* visit = static_cast<Visit*>(members[lane])) visit->present = present, visit->same = same;
}

void require_all_lanes(std::uint32_t present, const char* function, const void* code) {
    if (present != whole_warp)
        report_here("wmma_lanes",
                    std::string("calls ") + function + ", which needs all 32 lanes of a warp, with only " +
                        std::to_string(std::popcount(present)) + " of them",
                    code);
}

/// Waits for the other lanes, and looks at what the programming guide demands of the arguments.
void arrive(const char* function, const void* memory, unsigned ld, Type type, const void* code) {
    Visit visit{memory, ld};
    collective(whole_warp, &visit, compare, code);
    require_all_lanes(visit.present, function, code);
    if (!visit.same)
        report_here("wmma_arguments",
                    std::string("calls ") + function +
                        " with another pointer or leading dimension than other lanes of its warp",
                    code);
    const auto step = static_cast<unsigned>(16 / bytes_of(type));
    const bool aligned = reinterpret_cast<std::uintptr_t>(memory) % 32 == 0;
    if (aligned && ld % step == 0) return;
    report_here("misaligned",
                aligned
                    ? std::string("calls ") + function + " with the leading dimension " + std::to_string(ld) +
                          ", which must be a multiple of " + std::to_string(step)
                    : std::string("calls ") + function + " with a pointer that is no multiple of 32 bytes",
                code);
    abandon(cudaErrorMisalignedAddress);
}

/// Calls `each(offset in memory, first element, elements)` for what a lane accesses at once.
template<class Each> void for_each_access(const Piece& piece, unsigned ld, bool by_columns, Each each) {
    const bool together = by_columns == piece.by_columns; // a line lies together in memory
    const int elements = together ? static_cast<int>(widest) / bytes_of(piece.type) : 1;
    for (int element = 0; element < piece.count; element += elements) {
        const Entry at = entry(piece.count, running->lane(), element);
        const auto line = static_cast<std::size_t>(at.line), position = static_cast<std::size_t>(at.position);
        each(together ? line * ld + position : position * ld + line, element, elements);
    }
}

/// The same for bytes.
template<class Copy> void transfer(const Piece& piece, const void* memory, unsigned ld, bool by_columns,
                                   Access kind, const void* code, Copy copy) {
    const auto size = static_cast<std::size_t>(bytes_of(piece.type));
    for_each_access(piece, ld, by_columns, [&](std::size_t offset, int element, int elements) {
        const auto* place = static_cast<const std::byte*>(memory) + offset * size;
        auto* mine = static_cast<std::byte*>(piece.elements) + static_cast<std::size_t>(element) * size;
        const std::size_t bytes = static_cast<std::size_t>(elements) * size;
        touch(place, bytes, kind, code);
        copy(place, mine, bytes);
    });
}

float value(const Piece& piece, int element) {
    if (piece.type == Type::single) return static_cast<const float*>(piece.elements)[element];
    const std::uint16_t word = static_cast<const std::uint16_t*>(piece.elements)[element];
    return piece.type == Type::half ? Binary16::value(word) : Bfloat16::value(word);
}

void set(const Piece& piece, int element, float value) {
    if (piece.type == Type::single)
        static_cast<float*>(piece.elements)[element] = value;
    else
        static_cast<std::uint16_t*>(piece.elements)[element] = Binary16::nearest(value);
}

/// A fragment, put together.
struct Whole {
    float at[extent][extent] = {};

    void take(const Piece& piece, std::uint32_t lane) {
        for (int element = 0; element < piece.count; ++element) {
            const Entry from = entry(piece.count, lane, element);
            (piece.by_columns ? at[from.position][from.line] : at[from.line][from.position]) =
                value(piece, element);
        }
    }
};

/// What a lane brings to a product.
struct Factors {
    Piece d, a, b, c;
    std::uint32_t present = 0;
};

void multiply_together(void* const members[32], std::uint32_t present) {
    Whole a, b, sum;
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        if (auto* factors = static_cast<Factors*>(members[lane])) {
            factors->present = present;
            a.take(factors->a, lane), b.take(factors->b, lane), sum.take(factors->c, lane);
        }
    for (int i = 0; i < extent; ++i)
        for (int k = 0; k < extent; ++k)
            for (int j = 0; j < extent; ++j) sum.at[i][j] += a.at[i][k] * b.at[k][j];
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        if (const auto* factors = static_cast<const Factors*>(members[lane]))
            for (int element = 0; element < factors->d.count; ++element) {
                const Entry to = entry(factors->d.count, lane, element);
                set(factors->d, element, sum.at[to.line][to.position]);
            }
    count_wmma();
}

} // namespace

void load(const Piece& piece, const void* source, unsigned ld, bool by_columns, const void* code) {
    arrive("load_matrix_sync", source, ld, piece.type, code);
    transfer(piece, source, ld, by_columns, Access::read, code,
             [](const void* place, void* mine, std::size_t bytes) { std::memcpy(mine, place, bytes); });
}

void store(const Piece& piece, void* target, unsigned ld, bool by_columns, const void* code) {
    arrive("store_matrix_sync", target, ld, piece.type, code);
    transfer(piece, target, ld, by_columns, Access::write, code,
             [](const void* place, const void* mine, std::size_t bytes) {
                 std::memcpy(const_cast<void*>(place), mine, bytes);
             });
}

void multiply(const Piece& d, const Piece& a, const Piece& b, const Piece& c, const void* code) {
    Factors factors{d, a, b, c};
    collective(whole_warp, &factors, multiply_together, code);
    require_all_lanes(factors.present, "mma_sync", code);
}

} // namespace gpu::wmma
