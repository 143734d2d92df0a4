#pragma once
/// @file
/// Numbers of about 32 digits for oracles: unevaluated sums of two doubles (Dekker 1971). `long double` will
/// not do: on some machines it is a double. The arithmetic is compiled apart, and optimised: an oracle may
/// need millions of operations, and a learner waits for it.

#include "judge/table.hpp"

#include <cstddef>
#include <vector>

namespace judge {

/// hi + lo with |lo| <= ulp(hi) / 2.
struct DoubleDouble {
    double hi = 0, lo = 0;

    constexpr DoubleDouble(double value = 0, double rest = 0) : hi(value), lo(rest) {}

    friend DoubleDouble operator+(DoubleDouble a, DoubleDouble b);
    friend DoubleDouble operator-(DoubleDouble a) { return {-a.hi, -a.lo}; }
    friend DoubleDouble operator-(DoubleDouble a, DoubleDouble b);
    friend DoubleDouble operator*(DoubleDouble a, DoubleDouble b);
    friend DoubleDouble operator/(DoubleDouble a, DoubleDouble b);
    DoubleDouble& operator+=(DoubleDouble b);

    explicit operator double() const { return hi; }
};

/// sqrt(a) by one Newton step from the double root.
DoubleDouble sqrt(DoubleDouble a);

/// e^a with an error of at most 2^-95 e^a + 2^-1073; where e^a exceeds the range of double, infinity.
DoubleDouble exp(DoubleDouble a);

/// A matrix of double-doubles, for oracles.
class Exact {
  public:
    Exact(std::size_t rows, std::size_t cols) : rows_(rows), cols_(cols), elements(rows * cols) {}
    Exact(const Table& table) : Exact(table.rows, table.cols) {
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t j = 0; j < cols_; ++j) (*this)(i, j) = table(i, j);
    }

    std::size_t rows() const { return rows_; }
    std::size_t cols() const { return cols_; }
    DoubleDouble& operator()(std::size_t i, std::size_t j) { return elements[i * cols_ + j]; }
    DoubleDouble operator()(std::size_t i, std::size_t j) const { return elements[i * cols_ + j]; }

    friend Exact operator*(const Exact& A, const Exact& B);
    friend Exact operator+(const Exact& A, const Exact& B) { return A.zip(B, 1); }
    friend Exact operator-(const Exact& A, const Exact& B) { return A.zip(B, -1); }
    Exact transposed() const {
        Exact result(cols_, rows_);
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t j = 0; j < cols_; ++j) result(j, i) = (*this)(i, j);
        return result;
    }
    /// Rounded to doubles.
    Table rounded() const {
        Table result(rows_, cols_);
        for (std::size_t i = 0; i < rows_; ++i)
            for (std::size_t j = 0; j < cols_; ++j) result(i, j) = static_cast<double>((*this)(i, j));
        return result;
    }

  private:
    std::size_t rows_, cols_;
    std::vector<DoubleDouble> elements;

    Exact zip(const Exact& B, double sign) const {
        Exact C(rows_, cols_);
        for (std::size_t i = 0; i < elements.size(); ++i)
            C.elements[i] = elements[i] + DoubleDouble(sign) * B.elements[i];
        return C;
    }
};

} // namespace judge
