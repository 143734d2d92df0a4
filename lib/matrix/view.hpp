#pragma once
/// @file
/// Row-major matrices and images that live in somebody else's memory.

#include <cstdint>
#include <stdexcept>
#include <string>

using i64 = std::int64_t;
using i32 = std::int32_t;

namespace view_detail {

/// Out of line, so that an access stays small.
[[noreturn]] inline void outside(i64 i, i64 j, i64 rows, i64 cols) {
    throw std::out_of_range("element (" + std::to_string(i) + ", " + std::to_string(j) + ") of a " +
                            std::to_string(rows) + " x " + std::to_string(cols) + " view");
}

} // namespace view_detail

/// A row-major matrix to read: element (i, j) is p[i * ld + j], with ld >= cols.
/// The elements between cols and ld belong to somebody else.
template<class T> struct CView {
    const T* p;
    i64 rows, cols, ld;

    /// @throws std::out_of_range outside rows x cols (not in builds with NDEBUG)
    const T& operator()(i64 i, i64 j) const {
#ifndef NDEBUG
        if (i < 0 || i >= rows || j < 0 || j >= cols) view_detail::outside(i, j, rows, cols);
#endif
        return p[i * ld + j];
    }
};

/// A row-major matrix to write. A View converts to the CView of the same elements.
template<class T> struct View {
    T* p;
    i64 rows, cols, ld;

    /// @throws std::out_of_range outside rows x cols (not in builds with NDEBUG)
    T& operator()(i64 i, i64 j) const {
#ifndef NDEBUG
        if (i < 0 || i >= rows || j < 0 || j >= cols) view_detail::outside(i, j, rows, cols);
#endif
        return p[i * ld + j];
    }

    operator CView<T>() const { return {p, rows, cols, ld}; }
};

/// A contiguous batch of n images of h x w pixels with c channels (NHWC), to read.
/// Filters are stored alike: n output channels, h x w the kernel, c input channels (OHWC).
template<class T> struct CT4 {
    const T* p;
    i64 n, h, w, c;

    const T& operator()(i64 in, i64 ih, i64 iw, i64 ic) const { return p[((in * h + ih) * w + iw) * c + ic]; }
};

/// The same, to write. A T4 converts to the CT4 of the same elements.
template<class T> struct T4 {
    T* p;
    i64 n, h, w, c;

    T& operator()(i64 in, i64 ih, i64 iw, i64 ic) const { return p[((in * h + ih) * w + iw) * c + ic]; }

    operator CT4<T>() const { return {p, n, h, w, c}; }
};
