#pragma once
/// @file
/// Maps given as black boxes: all one can do with them is evaluate them.

#include <armadillo>
#include <functional>

/// A map from R^d to R^m, linear or not. It may be called with vectors of length d only.
using Map = std::function<arma::vec(const arma::vec&)>;
