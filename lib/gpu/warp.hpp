#pragma once
/// @file
/// What threads of a block and of a warp do together.

#include "gpu/unseen.hpp"

#include <cstdint>
#include <type_traits>

void __syncthreads();
int __syncthreads_count(int predicate);
int __syncthreads_and(int predicate);
int __syncthreads_or(int predicate);
void __syncwarp(unsigned mask = 0xffffffffu);

void __threadfence();
void __threadfence_block();
void __threadfence_system();

unsigned __activemask();
int __all_sync(unsigned mask, int predicate);
int __any_sync(unsigned mask, int predicate);
unsigned __ballot_sync(unsigned mask, int predicate);

namespace gpu {

/// What every lane of `mask` brings to an operation of its warp. `together` is called once, when all lanes of
/// the mask that have not ended are there, with what each brought (nullptr: it is not there).
using Together = void (*)(void* const members[32], std::uint32_t present);

/// Waits for the other lanes of `mask`, and returns after the operation. Several operations of one warp may
/// be under way, with other masks or functions. It orders no memory.
/// @param code  the return address of the function that the kernel called, for reports
void collective(std::uint32_t mask, void* mine, Together together, const void* code);

enum class Shuffle { index, up, down, butterfly };

/// The value of another lane, as bits. @param width  a power of 2, at most 32
std::uint64_t shuffled(Shuffle how, std::uint32_t mask, std::uint64_t value, int which, int width,
                       const void* code);
/// Lanes whose bits are the same; with `all`, nothing unless all are the same.
std::uint32_t matching(std::uint32_t mask, std::uint64_t value, bool all, const void* code);

enum class Reduction { sum, minimum, maximum, conjunction, disjunction, exclusive };
std::uint32_t reduced(Reduction how, bool is_signed, std::uint32_t mask, std::uint32_t value,
                      const void* code);

/// The bits of a number of up to 8 bytes, and back.
template<class T> union Bits {
    static_assert(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>);
    std::uint64_t bits;
    T value;
};
template<class T> GPU_UNSEEN std::uint64_t bits_of(T value) {
    std::uint64_t bits = 0;
    __builtin_memcpy(&bits, &value, sizeof value); // a union that begins as 0 would be filled by a call
    return bits;
}
template<class T> GPU_UNSEEN T from_bits(std::uint64_t bits) { return Bits<T>{bits}.value; }

} // namespace gpu

#define GPU_SHUFFLE(name, how, Which)                                                                        \
    template<class T> GPU_UNSEEN T name(unsigned mask, T value, Which which, int width = 32) {               \
        return gpu::from_bits<T>(gpu::shuffled(gpu::Shuffle::how, mask, gpu::bits_of(value),                 \
                                               static_cast<int>(which), width,                               \
                                               __builtin_return_address(0)));                                \
    }
GPU_SHUFFLE(__shfl_sync, index, int)
GPU_SHUFFLE(__shfl_up_sync, up, unsigned)
GPU_SHUFFLE(__shfl_down_sync, down, unsigned)
GPU_SHUFFLE(__shfl_xor_sync, butterfly, int)
#undef GPU_SHUFFLE

template<class T> GPU_UNSEEN unsigned __match_any_sync(unsigned mask, T value) {
    return gpu::matching(mask, gpu::bits_of(value), false, __builtin_return_address(0));
}
template<class T> GPU_UNSEEN unsigned __match_all_sync(unsigned mask, T value, int* all) {
    const unsigned same = gpu::matching(mask, gpu::bits_of(value), true, __builtin_return_address(0));
    *all = same != 0;
    return same;
}

#define GPU_REDUCTION(name, how, T)                                                                          \
    GPU_UNSEEN T name(unsigned mask, T value) {                                                              \
        return static_cast<T>(gpu::reduced(gpu::Reduction::how, std::is_signed_v<T>, mask,                   \
                                           static_cast<std::uint32_t>(value), __builtin_return_address(0))); \
    }
GPU_REDUCTION(__reduce_add_sync, sum, unsigned)
GPU_REDUCTION(__reduce_add_sync, sum, int)
GPU_REDUCTION(__reduce_min_sync, minimum, unsigned)
GPU_REDUCTION(__reduce_min_sync, minimum, int)
GPU_REDUCTION(__reduce_max_sync, maximum, unsigned)
GPU_REDUCTION(__reduce_max_sync, maximum, int)
GPU_REDUCTION(__reduce_and_sync, conjunction, unsigned)
GPU_REDUCTION(__reduce_or_sync, disjunction, unsigned)
GPU_REDUCTION(__reduce_xor_sync, exclusive, unsigned)
#undef GPU_REDUCTION
