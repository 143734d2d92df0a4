#pragma once
/// @file
/// What submissions mostly include and write, compiled once ahead: the precompiled header of Armadillo
/// exercises. Every expression below is compiled into the runner, so that a submission that uses one of its
/// shapes need not compile it again. Nothing calls these functions; to add a shape is to write it down.

#include <algorithm>
#include <armadillo>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "matrix/layers.hpp"
#include "matrix/maps.hpp"
#include "matrix/tools.hpp"

#ifdef __clang__ // g++ would compile all of it again for every submission

namespace warm {

using arma::mat;
using arma::rowvec;
using arma::uvec;
using arma::uword;
using arma::vec;

inline void products(mat& A, mat& B, vec& x, vec& y, rowvec& r, double s) {
    A = A * B;
    A = A.t() * B;
    A = A * B.t();
    A = A.t() * B.t();
    A = A * B * A;
    A = A * B.t() * A;
    A = A.t() * B * A;
    A = A.t() * A;
    A = A * A.t();
    A = s * A * B;
    A = s * (A * B);
    A = A * (B * s);
    A = A * B + A;
    A = A * B - A;
    A += A * B;
    A -= A * B;
    A += A.t() * B;
    A += x * y.t();
    A -= x * y.t();
    A = x * y.t();
    A += s * (x * y.t());
    A += s * x * y.t();
    A += r.t() * r;
    A += A.row(0).t() * B.row(0);
    A = A.col(0) * B.col(0).t();
    A -= A.col(0) * B.row(0);
    A += A.col(0) * B.row(0);
    x = A * y;
    x = A.t() * y;
    x = A * (B * y);
    x = A * y + x;
    x = A * y - x;
    x = x - A * y;
    x += A * y;
    x -= A * y;
    x -= A.t() * y;
    x = A.t() * (A * y);
    x = A.t() * (A * y - x);
    x = A.t() * (x - A * y);
    x = A.row(0).t();
    x = r.t();
    r = x.t();
    r = r * A;
    r = x.t() * A;
    r = A.row(0) * B;
    s = arma::dot(x, y);
    s = arma::as_scalar(x.t() * y);
    s = arma::as_scalar(x.t() * A * y);
    s = arma::dot(A.col(0), B.col(0));
    s = arma::dot(A.row(0), B.row(0));
    s = arma::dot(A.col(0), x);
    s = arma::dot(A.row(0), x);
    s = arma::dot(A, B);
    s = arma::accu(A % B);
    x = A * B.col(0);
    x = A.col(0) - B * y;
    A.col(0) = B * x;
    A.row(0) = r * B;
    A.row(0) = A.row(1) * B;
    A.col(0) = A * B.col(0);
    A.row(0) -= s * A.row(1);
    A.row(0) = A.row(1) - s * A.row(0);
    A.col(0) -= s * B.col(0);
}

inline void sums(mat& A, mat& B, vec& x, vec& y, rowvec& r, double s) {
    A = A + B;
    A = A - B;
    A = A % B;
    A = A / B;
    A = s * A;
    A = A * s;
    A = A / s;
    A = A + s;
    A = A - s;
    A = s - A;
    A = -A;
    A += B;
    A -= B;
    A %= B;
    A *= s;
    A /= s;
    A = A + s * B;
    A = A - s * B;
    A = s * A + s * B;
    A = (A + B) * s;
    A = 0.5 * (A + A.t());
    A = A - A.t();
    A = A % (1.0 - B);
    A = A % (1.0 - B % B);
    A = A % (1.0 - arma::square(B));
    A = B % A % (1 - A);
    x = x + y;
    x = x - y;
    x = s * x;
    x = x * s;
    x = x / s;
    x = -x;
    x = x % y;
    x = x + s * y;
    x = x - s * y;
    x = s * x + y;
    x = s * x - y;
    x = s * x - s * y;
    x += y;
    x -= y;
    x += s * y;
    x -= s * y;
    x *= s;
    x /= s;
    x = A.col(0) - A.col(1);
    x -= A.col(0) * s;
    x -= s * A.col(0);
    x = x / arma::norm(x);
    r = r - s * r;
    r -= r / s;
    A.each_row() += r;
    A.each_row() -= r;
    A.each_row() %= r;
    A.each_row() /= r;
    A.each_col() += x;
    A.each_col() -= x;
    A.each_col() %= x;
    A.each_col() /= x;
    A.each_row() += x.t();
    A.each_row() -= x.t();
    A = A.each_row() - r;
    A = A.each_row() + x.t();
    A = A.each_col() - x;
}

inline void reductions(mat& A, vec& x, vec& y, rowvec& r, double s, uword n, bool b) {
    s = arma::accu(A);
    s = arma::accu(x);
    s = arma::accu(A.col(0));
    s = arma::accu(arma::square(x));
    s = arma::accu(arma::abs(A));
    s = arma::sum(x);
    r = arma::sum(A);
    r = arma::sum(A, 0);
    x = arma::sum(A, 1);
    x = arma::sum(A, 0).t();
    x = arma::sum(A).t();
    r = arma::mean(A);
    r = arma::mean(A, 0);
    x = arma::mean(A, 0).t();
    s = arma::mean(x);
    s = arma::norm(x);
    s = arma::norm(x, 2);
    s = arma::norm(x, 1);
    s = arma::norm(x, "inf");
    s = arma::norm(x - y);
    s = arma::norm(x + y);
    s = arma::norm(x - y, "inf");
    s = arma::norm(A.col(0));
    s = arma::norm(A, "fro");
    s = arma::norm(A, "inf");
    s = arma::norm(A, 1);
    s = arma::trace(A);
    s = x.max();
    s = x.min();
    s = A.max();
    s = A.min();
    s = arma::max(x);
    s = arma::min(x);
    s = arma::abs(x).max();
    s = arma::abs(A).max();
    s = arma::abs(x - y).max();
    s = arma::max(arma::abs(x));
    s = arma::max(arma::abs(x - y));
    s = arma::max(arma::abs(A.diag()));
    s = A.diag().max();
    s = arma::max(A.diag());
    s = arma::abs(A - A.t()).max();
    n = arma::abs(x).index_max();
    n = x.index_max();
    n = arma::accu(x > s);
    n = arma::sum(x > s);
    n = arma::accu(A != 0);
    uvec found = arma::find(x > s);
    found = arma::find(x <= s);
    found = arma::sort_index(x);
    found = arma::sort_index(x, "descend");
    n = found.n_elem;
    b = A.is_finite();
    b = x.is_finite();
    b = A.has_nan();
    b = x.has_nan();
    b = A.has_inf();
    b = A.is_square();
    b = A.is_empty();
    b = arma::all(x > s);
    b = arma::any(x > s);
    b = arma::all(x <= s);
    b = arma::any(x <= s);
    b = arma::any(x < s);
    b = arma::any(x == s);
    b = arma::all(arma::abs(x) <= s);
    b = arma::all(arma::abs(x - y) <= s);
    b = arma::any(arma::abs(x) > s);
    b = arma::approx_equal(x, y, "absdiff", s);
    b = arma::approx_equal(A, A, "absdiff", s);
    x(0) = s + double(n) + double(b);
}

inline void shapes(mat& A, mat& B, vec& x, rowvec& r, uvec& p, uword m, uword n) {
    A = mat(m, n, arma::fill::zeros);
    A = mat(m, n, arma::fill::ones);
    A = mat(m, n, arma::fill::randn);
    A = mat(m, n);
    A = arma::zeros(m, n);
    A = arma::zeros<mat>(m, n);
    A = arma::ones(m, n);
    A = arma::ones<mat>(m, n);
    A = arma::eye(m, n);
    A = arma::eye<mat>(m, n);
    A = arma::randn(m, n);
    A = arma::diagmat(x);
    A = arma::diagmat(A);
    A = {{1.0, 2.0}, {3.0, 4.0}};
    x = {1.0, 2.0};
    x = vec(n, arma::fill::none);
    x = vec(n, arma::fill::zeros);
    x = vec(n, arma::fill::ones);
    x = vec(n, arma::fill::randn);
    x = vec(n);
    x = arma::zeros(n);
    x = arma::zeros<vec>(n);
    x = arma::ones(n);
    x = arma::ones<vec>(n);
    x = arma::randn(n);
    x = arma::randn<vec>(n);
    x = arma::linspace(0, 1, n);
    r = rowvec(n, arma::fill::zeros);
    r = arma::zeros<rowvec>(n);
    A = B.t();
    A = B.cols(m, n);
    A = B.rows(m, n);
    A = B.head_cols(n);
    A = B.tail_cols(n);
    A = B.head_rows(n);
    A = B.tail_rows(n);
    A = B.submat(m, m, n, n);
    A = B(arma::span(m, n), arma::span(m, n));
    A = B.cols(p);
    A = B.rows(p);
    A.cols(m, n) = B;
    A.rows(m, n) = B;
    A.col(0) = x;
    A.row(0) = r;
    A.row(0) = x.t();
    A.col(0) = B.col(1);
    A.row(0) = B.row(1);
    A.swap_rows(m, n);
    A.swap_cols(m, n);
    A.diag() += 1.0;
    A.diag() = x;
    x = A.diag();
    x = A.col(0);
    r = A.row(0);
    x = x.head(n);
    x = x.tail(n);
    x = x.subvec(m, n);
    x = x(p);
    x(p) = x;
    x.subvec(m, n) = x;
    A = arma::join_rows(A, B);
    A = arma::join_cols(A, B);
    A = arma::join_rows(A, x);
    A = arma::join_horiz(A, B);
    A = arma::join_vert(A, B);
    x = arma::vectorise(A);
    x = arma::join_cols(x, x);
    A = arma::reshape(A, m, n);
    A = arma::repmat(x, 1, n);
    A = arma::repmat(r, m, 1);
    A = arma::trimatl(A);
    A = arma::trimatu(A);
    A = arma::symmatl(A);
    A = arma::symmatu(A);
    A = arma::fliplr(A);
    A.zeros(m, n);
    A.zeros();
    A.fill(1.0);
    A.set_size(m, n);
    A.resize(m, n);
    A.reset();
    x.zeros(n);
    x.zeros();
    x.fill(1.0);
    x.randn(n);
    x.set_size(n);
    x.reset();
    p = uvec(n, arma::fill::zeros);
    p = {1, 2};
    A.print();
    x.print();
    A.print("A");
    x.print("x");
}

inline void elementwise(mat& A, vec& x) {
    A = arma::abs(A);
    A = arma::square(A);
    A = arma::sqrt(A);
    A = arma::exp(A);
    A = arma::log(A);
    A = arma::tanh(A);
    A = arma::pow(A, 2);
    A = 1.0 / (1.0 + arma::exp(-A));
    A = 1 / (1 + arma::exp(-A));
    A = arma::clamp(A, 0.0, 1.0);
    A = arma::max(A, A);
    A = arma::sign(A);
    A = 1.0 - arma::square(arma::tanh(A));
    A = arma::conv_to<mat>::from(A > 0);
    A.elem(arma::find(A < 0)).zeros();
    A(arma::find(A < 0)).zeros();
    A.transform([](double value) { return value > 0 ? value : 0; });
    A.for_each([](double& value) { value = -value; });
    x = arma::abs(x);
    x = arma::square(x);
    x = arma::sqrt(x);
    x = arma::exp(x);
    x = arma::tanh(x);
    x = arma::sign(x);
    x = 1.0 / x;
    x.transform([](double value) { return value > 0 ? value : 0; });
    x.for_each([](double& value) { value = -value; });
}

inline void factorizations(mat& A, mat& B, vec& x, vec& y, bool& b) {
    mat U, V, L, P;
    x = arma::solve(A, y);
    A = arma::solve(A, B);
    b = arma::solve(x, A, y);
    x = arma::solve(arma::trimatl(A), y);
    x = arma::solve(arma::trimatu(A), y);
    A = arma::inv(A);
    b = arma::inv(A, B);
    A = arma::pinv(A);
    x = arma::svd(A);
    b = arma::svd(U, x, V, A);
    b = arma::svd_econ(U, x, V, A);
    x = arma::eig_sym(A);
    b = arma::eig_sym(x, V, A);
    b = arma::qr(U, V, A);
    b = arma::qr_econ(U, V, A);
    b = arma::lu(L, U, P, A);
    A = arma::chol(A);
    b = arma::chol(L, A, "lower");
    A = arma::null(A);
    A = arma::orth(A);
    x(0) = double(arma::rank(A)) + arma::det(A) + arma::cond(A);
    const tools::Svd svd = tools::svd_full(A);
    const tools::Eigh eigh = tools::eigh(A);
    A = svd.U * arma::diagmat(svd.s) * svd.V.t();
    A = svd.V.tail_cols(1);
    A = eigh.V;
    x = svd.s;
}

inline void callbacks(const Map& f, vec& x, vec& y, double s) {
    x = f(x + y) - f(x) - f(y);
    x = x - y - x;
    x = y - s * x;
    const vec defect = x - y - x, other = x - s * y, sum = x + y, multiple = s * x, ratio = x / s;
    std::mt19937_64 generator(1);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    x.imbue([&] { return normal(generator) + uniform(generator); });
    x = f(s * x) - s * f(x);
    x = f(arma::zeros(3));
    x = f(vec(3, arma::fill::zeros));
    x = f(x + y);
    x = f(s * x);
    s = arma::norm(f(x + y) - f(x) - f(y), "inf");
    s = arma::norm(f(s * x) - s * f(x), "inf");
    s = arma::abs(f(x + y) - f(x) - f(y)).max() + defect(0) + other(0) + sum(0) + multiple(0) + ratio(0);
}

} // namespace warm

#endif // __clang__
