// @diagnosis sigma_of_output
// the slope taken at Y = act(Z)

#include "dense_backward.hpp"

#include <stdexcept>

using arma::mat;

namespace {

mat apply(const mat& Z, Act act) {
    switch (act) {
    case Act::Identity:
        break;
    case Act::ReLU:
        return arma::clamp(Z, 0, arma::datum::inf);
    case Act::Sigmoid:
        return 1 / (1 + arma::exp(-Z));
    case Act::Tanh:
        return arma::tanh(Z);
    }
    return Z;
}

/// act′, entry by entry
mat slope(const mat& Z, Act act) {
    switch (act) {
    case Act::Identity:
        break;
    case Act::ReLU:
        return arma::conv_to<mat>::from(Z > 0);
    case Act::Sigmoid: {
        const mat S = 1 / (1 + arma::exp(-Z));
        return S % (1 - S);
    }
    case Act::Tanh:
        return 1 - arma::square(arma::tanh(Z));
    }
    return arma::ones(Z.n_rows, Z.n_cols);
}

} // namespace

DenseGrads dense_backward(const mat& X, const mat& W, const mat& Z, const mat& G, Act act) {
    if (X.n_cols != W.n_cols || Z.n_rows != X.n_rows || Z.n_cols != W.n_rows ||
        arma::size(G) != arma::size(Z))
        throw std::invalid_argument("dense_backward: X, W, Z and G do not fit together");
    const mat D = G % slope(apply(Z, act), act);
    return {D * W, D.t() * X, arma::sum(D, 0).t()};
}
