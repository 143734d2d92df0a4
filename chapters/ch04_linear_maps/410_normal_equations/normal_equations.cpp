#include "normal_equations.hpp"

NormalSys normal_system(const arma::mat& X, const arma::vec& y) {
    // TODO: what do A and b consist of? Then solve A w = b below, or refuse to.
    return {};
}

arma::vec solve_normal(const NormalSys& system) { return {}; }
