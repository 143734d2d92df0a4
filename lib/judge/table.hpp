#pragma once
/// @file
/// Whatever has rows and columns, as doubles: what expectations compare and print.

#include "judge/wire.hpp"

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace judge {

/// A matrix of doubles, row by row.
struct Table {
    std::size_t rows = 0, cols = 0;
    std::vector<double> elements;

    Table() = default;
    Table(std::size_t rows, std::size_t cols, double value = 0)
        : rows(rows), cols(cols), elements(rows * cols, value) {}

    double& operator()(std::size_t i, std::size_t j) { return elements[i * cols + j]; }
    double operator()(std::size_t i, std::size_t j) const { return elements[i * cols + j]; }

    bool same_shape(const Table& other) const { return rows == other.rows && cols == other.cols; }
    /// "3 x 5"
    std::string shape() const { return std::to_string(rows) + " x " + std::to_string(cols); }
};

inline Table table(const Table& value) { return value; }

/// A number, an arma matrix or vector, a view, or images as a table. The rows of a batch of images follow
/// each other, image by image; in a row the channels of a pixel stand side by side.
template<class T> Table table(const T& value) {
    if constexpr (IsCounted<T>::value) {
        return Table(1, 1, static_cast<double>(value.v));
    } else if constexpr (Number<T>) {
        return Table(1, 1, static_cast<double>(value));
    } else if constexpr (Dense<T>) {
        Table result(value.n_rows, value.n_cols);
        for (std::size_t j = 0; j < result.cols; ++j)
            for (std::size_t i = 0; i < result.rows; ++i)
                result(i, j) = static_cast<double>(value.memptr()[j * result.rows + i]);
        return result;
    } else if constexpr (IsImages<T>::value) {
        const i64 rows = value.n * value.h, cols = value.w * value.c;
        return table(CView<Element<T>>{value.p, rows, cols, cols});
    } else {
        static_assert(IsView<T>::value, "no table can be made of this type");
        Table result(static_cast<std::size_t>(value.rows), static_cast<std::size_t>(value.cols));
        for (std::size_t i = 0; i < result.rows; ++i)
            for (std::size_t j = 0; j < result.cols; ++j)
                result(i, j) = table(value.p[static_cast<i64>(i) * value.ld + static_cast<i64>(j)])(0, 0);
        return result;
    }
}

/// |a| in every entry.
Table magnitude(Table a);
/// The product of two tables, for bounds such as |A||B|.
Table product(const Table& a, const Table& b);
Table transposed(const Table& a);
Table sum(const Table& a, const Table& b);
Table scaled(double factor, Table a);
/// The largest column sum of magnitudes.
double norm1(const Table& a);

/// At most `most` rows and columns of a table as aligned text, every line indented.
std::string printed(const Table& a, std::size_t most = 6);
/// A number with as many digits as tell it from its neighbours, and no more than `digits`.
std::string printed(double value, int digits = 17);

} // namespace judge
