#pragma once
/// @file
/// Products of matrices by a warp: nvcuda::wmma for 16 x 16 x 16, of halves or bfloat16 numbers (CUDA C++
/// Programming Guide, "Warp Matrix Functions").

#include "cuda_bf16.h"
#include "cuda_fp16.h"

#include "gpu/wmma.hpp"

#include <type_traits>

namespace nvcuda::wmma {

// What a fragment is used for, and how a factor lies in memory.
struct matrix_a;
struct matrix_b;
struct accumulator;
struct row_major;
struct col_major;
enum layout_t { mem_row_major, mem_col_major };

template<class Use, int m, int n, int k, class T, class Layout = void> class fragment;

/// A lane's part of a matrix. Which entries those are is not specified: only what treats all alike is right.
template<class T, int count> struct fragment_elements {
    using element_type = T;
    using storage_element_type = T;
    enum { num_elements = count, num_storage_elements = count };

    T x[count];
};

#define GPU_FRAGMENT(Use, T, Layout, count)                                                                  \
    template<> class fragment<Use, 16, 16, 16, T, Layout> : public fragment_elements<T, count> {};

GPU_FRAGMENT(matrix_a, __half, row_major, 16)
GPU_FRAGMENT(matrix_a, __half, col_major, 16)
GPU_FRAGMENT(matrix_b, __half, row_major, 16)
GPU_FRAGMENT(matrix_b, __half, col_major, 16)
GPU_FRAGMENT(matrix_a, __nv_bfloat16, row_major, 8)
GPU_FRAGMENT(matrix_a, __nv_bfloat16, col_major, 8)
GPU_FRAGMENT(matrix_b, __nv_bfloat16, row_major, 8)
GPU_FRAGMENT(matrix_b, __nv_bfloat16, col_major, 8)
GPU_FRAGMENT(accumulator, float, void, 8)
GPU_FRAGMENT(accumulator, __half, void, 8)
#undef GPU_FRAGMENT

namespace internal {

template<class T> constexpr gpu::wmma::Type type = std::is_same_v<T, __half>  ? gpu::wmma::Type::half
                                                   : std::is_same_v<T, float> ? gpu::wmma::Type::single
                                                                              : gpu::wmma::Type::brain;

template<class Use, class T, class Layout>
GPU_UNSEEN gpu::wmma::Piece piece(const fragment<Use, 16, 16, 16, T, Layout>& part) {
    return {const_cast<T*>(part.x), type<T>, part.num_elements, std::is_same_v<Layout, col_major>};
}

} // namespace internal

template<class T, int count, class Value>
GPU_UNSEEN void fill_fragment(fragment_elements<T, count>& part, const Value& value) {
    for (T& element : part.x) element = static_cast<T>(value);
}

template<class Use, class T, class Layout>
GPU_UNSEEN void load_matrix_sync(fragment<Use, 16, 16, 16, T, Layout>& part, const T* source, unsigned ld) {
    gpu::wmma::load(internal::piece(part), source, ld, std::is_same_v<Layout, col_major>,
                    __builtin_return_address(0));
}

template<class T> GPU_UNSEEN void load_matrix_sync(fragment<accumulator, 16, 16, 16, T>& part,
                                                   const T* source, unsigned ld, layout_t layout) {
    gpu::wmma::load(internal::piece(part), source, ld, layout == mem_col_major, __builtin_return_address(0));
}

template<class T> GPU_UNSEEN void
store_matrix_sync(T* target, const fragment<accumulator, 16, 16, 16, T>& part, unsigned ld, layout_t layout) {
    gpu::wmma::store(internal::piece(part), target, ld, layout == mem_col_major, __builtin_return_address(0));
}

/// d = a b + c. Factors of bfloat16 numbers are added up in float; d may be c.
template<class D, class T, class LayoutA, class LayoutB, class C> GPU_UNSEEN void
mma_sync(fragment<accumulator, 16, 16, 16, D>& d, const fragment<matrix_a, 16, 16, 16, T, LayoutA>& a,
         const fragment<matrix_b, 16, 16, 16, T, LayoutB>& b, const fragment<accumulator, 16, 16, 16, C>& c) {
    static_assert(std::is_same_v<T, __half> || (std::is_same_v<C, float> && std::is_same_v<D, float>),
                  "products of bfloat16 numbers are added up in float");
    gpu::wmma::multiply(internal::piece(d), internal::piece(a), internal::piece(b), internal::piece(c),
                        __builtin_return_address(0));
}

} // namespace nvcuda::wmma
