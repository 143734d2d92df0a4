// Three nested loops and one pass over everything, with fused multiply-adds.

#include "dense_backward.hpp"

#include <cmath>
#include <stdexcept>

DenseGrads dense_backward(const arma::mat& X, const arma::mat& W, const arma::mat& Z, const arma::mat& G,
                          Act act) {
    if (X.n_cols != W.n_cols || Z.n_rows != X.n_rows || Z.n_cols != W.n_rows || G.n_rows != Z.n_rows ||
        G.n_cols != Z.n_cols)
        throw std::invalid_argument("X, W, Z, G");
    DenseGrads grads;
    grads.dX.zeros(X.n_rows, X.n_cols);
    grads.dW.zeros(W.n_rows, W.n_cols);
    grads.db.zeros(W.n_rows);
    for (arma::uword i = 0; i < Z.n_rows; ++i)
        for (arma::uword j = 0; j < Z.n_cols; ++j) {
            double d = G(i, j);
            const double z = Z(i, j), s = 1 / (1 + std::exp(act == Act::Tanh ? -2 * z : -z));
            if (act == Act::Sigmoid) d *= s * (1 - s);
            if (act == Act::Tanh) d *= 4 * s * (1 - s);
            if (act == Act::ReLU && z <= 0) continue;
            for (arma::uword k = 0; k < X.n_cols; ++k) {
                grads.dX(i, k) = std::fma(d, W(j, k), grads.dX(i, k));
                grads.dW(j, k) = std::fma(d, X(i, k), grads.dW(j, k));
            }
            grads.db(j) += d;
        }
    return grads;
}
