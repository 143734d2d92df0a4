// @diagnosis no_sigma
// the activation forgotten

#include "dense_backward.hpp"

#include <stdexcept>

using arma::mat;

DenseGrads dense_backward(const mat& X, const mat& W, const mat& Z, const mat& G, Act) {
    if (X.n_cols != W.n_cols || Z.n_rows != X.n_rows || Z.n_cols != W.n_rows ||
        arma::size(G) != arma::size(Z))
        throw std::invalid_argument("dense_backward: X, W, Z and G do not fit together");
    return {G * W, G.t() * X, arma::sum(G, 0).t()};
}
