// dX as a sum of outer products, over the outputs; dW row by row; everything backwards.

#include "dense_backward.hpp"

#include <stdexcept>

using arma::mat;

DenseGrads dense_backward(const mat& X, const mat& W, const mat& Z, const mat& G, Act act) {
    const auto n = X.n_rows, in = X.n_cols, out = W.n_rows;
    if (W.n_cols != in || Z.n_rows != n || Z.n_cols != out || G.n_rows != n || G.n_cols != out)
        throw std::invalid_argument("shapes");
    mat D = G;
    if (act == Act::ReLU) D.elem(arma::find(Z <= 0)).zeros();
    if (act == Act::Tanh) D %= (1 - arma::tanh(Z)) % (1 + arma::tanh(Z));
    if (act == Act::Sigmoid) D %= arma::exp(Z) / arma::square(1 + arma::exp(Z));
    DenseGrads grads{mat(n, in, arma::fill::zeros), mat(out, in, arma::fill::zeros),
                     D.t() * arma::ones<arma::vec>(n)};
    for (arma::uword j = out; j-- > 0;) {
        grads.dX += D.col(j) * W.row(j);
        for (arma::uword i = n; i-- > 0;) grads.dW.row(j) += D(i, j) * X.row(i);
    }
    return grads;
}
