// One sample after the other, as columns; σ′ and tanh′ from other formulas.

#include "dense_backward.hpp"

#include <cmath>
#include <stdexcept>

using arma::mat;
using arma::vec;

DenseGrads dense_backward(const mat& X, const mat& W, const mat& Z, const mat& G, Act act) {
    if (X.n_cols != W.n_cols) throw std::invalid_argument("X and W");
    if (Z.n_cols != W.n_rows || Z.n_rows != X.n_rows) throw std::invalid_argument("Z");
    if (G.n_cols != Z.n_cols || G.n_rows != Z.n_rows) throw std::invalid_argument("G");
    const auto slope = [act](double z) {
        const double e = std::exp(-std::fabs(z));
        switch (act) {
        case Act::Identity:
            return 1.0;
        case Act::ReLU:
            return z > 0 ? 1.0 : 0.0;
        case Act::Sigmoid:
            return e / ((1 + e) * (1 + e));
        case Act::Tanh:
            return 1 / (std::cosh(z) * std::cosh(z));
        }
        return 0.0;
    };
    DenseGrads grads{mat(X.n_rows, X.n_cols), arma::zeros(W.n_rows, W.n_cols), arma::zeros(W.n_rows)};
    for (arma::uword i = 0; i < X.n_rows; ++i) {
        vec d = Z.row(i).t();
        d.transform(slope);
        d = d % G.row(i).t();
        grads.dX.row(i) = (W.t() * d).t();
        grads.dW += d * X.row(i);
        grads.db += d;
    }
    return grads;
}
