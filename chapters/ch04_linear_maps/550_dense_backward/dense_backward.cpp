#include "dense_backward.hpp"

DenseGrads dense_backward(const arma::mat& X, const arma::mat& W, const arma::mat& Z, const arma::mat& G,
                          Act act) {
    // TODO: which matrix tells how L reacts to Z? Take it from there to X, to W and to b.
    return {};
}
