#include "is_linear.hpp"

#include "judge/calls.hpp"

using arma::mat;
using arma::vec;

EXPOSE(is_linear);

namespace {

/// x ↦ Ax + b
Map affine(mat A, vec b) {
    return [=](const vec& x) -> vec { return A * x + b; };
}
FACTORY(affine);

Map norm() {
    return [](const vec& x) { return vec{arma::norm(x)}; };
}
FACTORY(norm);

/// x ↦ c max(x, 0), entry by entry
Map relu(double c) {
    return [=](const vec& x) -> vec { return c * arma::clamp(x, 0, arma::datum::inf); };
}
FACTORY(relu);

/// x ↦ x + x₁x₂x₃e₁: linear on the coordinate planes, so the basis vectors and their sums of two do not
/// betray it
Map triple_product() {
    return [](const vec& x) {
        vec y = x;
        y(0) += x(0) * x(1) * x(2);
        return y;
    };
}
FACTORY(triple_product);

/// x ↦ x₁³/‖x‖², 0 at 0: homogeneous for every factor, and not additive
Map cubic_quotient() {
    return [](const vec& x) {
        const double square = arma::dot(x, x);
        return vec{square == 0 ? 0 : x(0) * x(0) * x(0) / square};
    };
}
FACTORY(cubic_quotient);

Map softmax() {
    return [](const vec& x) {
        const vec e = arma::exp(x - x.max());
        return vec(e / arma::accu(e));
    };
}
FACTORY(softmax);

/// A map that returns vectors of length 2 and 1 by turns
Map varying_length() {
    return [calls = 0](const vec& x) mutable { return vec(++calls % 2 ? 2 : 1, arma::fill::value(x(0))); };
}
FACTORY(varying_length);

Map not_a_number() {
    return [](const vec& x) { return vec(x.n_elem, arma::fill::value(arma::datum::nan)); };
}
FACTORY(not_a_number);

} // namespace
