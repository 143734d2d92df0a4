#pragma once

/// @exercise{dense_backward, The transpose carries the gradient}
/// @chapter{ch04_linear_maps}
/// @stars{2}
/// @points{6}
/// @requires{ch04_linear_maps/530_gradient_check}
/// @errata{F2}
/// @errata{F15}
///
/// A dense layer takes a batch of n samples, the rows of X, to n outputs, the rows of Y:
/// \f[ Z = X W^T + \mathbf{1} b^T, \qquad Y = \mathrm{act}(Z) . \f]
/// W is out × in, every row of \f$\mathbf{1} b^T\f$ is the bias b, and act is applied to each entry of Z.
///
/// Whatever comes behind the layer makes one number of Y, the loss L, and tells you how L reacts to each
/// output: \f$G_{ij} = \partial L / \partial Y_{ij}\f$. Your task is one step of backpropagation: find out
/// how L reacts to what the layer was given, which are X, W and b.
///
/// Say what that means before you compute it. Move the inputs a little, from X to X + H. What this does to Y
/// is, to first order, a linear map of H, the derivative:
/// \f[ H \mapsto \mathrm{act}'(Z) \odot (H W^T) , \f]
/// where ⊙ multiplies entry by entry. L moves by the inner product of G with it. The gradient dX is the one
/// matrix, of the shape of X, whose inner product with H is that same number:
/// \f[ \langle dX, H \rangle = \langle G, \mathrm{act}'(Z) \odot (H W^T) \rangle
///     \qquad\text{for all } H, \qquad \langle A, B \rangle = \sum_{ij} A_{ij} B_{ij} . \f]
/// So the derivative is a linear map, and the gradient is what you get when everything that acts on H is
/// moved to the other side of the inner product, where it acts on G, transposed. dW and db are found in the
/// same way, from a change of W and of b.
///
/// - act'(Z) is part of it. The rule "multiply the gradient by \f$W^T\f$" holds for a layer without
/// activation.
/// - It is taken at Z, the values before the activation. They are handed to you: do not compute them again.
/// - Sum over the batch and do not divide by n: if L is a mean over samples, G contains the 1/n already.
///
/// The derivatives are 1 for the identity; 1 where z > 0 and 0 elsewhere, at z = 0 too, for ReLU;
/// \f$\sigma(z)(1 - \sigma(z))\f$ for the sigmoid \f$\sigma(z) = 1/(1 + e^{-z})\f$;
/// \f$1 - \tanh^2 z\f$ for tanh.
///
/// @accuracy With \f$\gamma_k = ku/(1-ku)\f$ and \f$u = 2^{-53}\f$, entry by entry, the error of dX is at most
/// \f$\gamma_{out+16} |G| |W|\f$, that of dW at most \f$\gamma_{n+16} |G|^T |X|\f$, that of db at most
/// \f$\gamma_{n+16} |G|^T \mathbf{1}\f$. Any order of summation achieves that, with any usual way to compute
/// act', because |act'| ≤ 1. Small integers come out exactly for identity and ReLU.

#include "matrix/layers.hpp"

#include <armadillo>

/// How the loss reacts to what a dense layer was given.
/// @ingroup ex_dense_backward
struct DenseGrads {
    arma::mat dX; ///< n × in, as X
    arma::mat dW; ///< out × in, as W
    arma::vec db; ///< out, as b
};

/// Takes the gradient of a loss back through a dense layer.
/// @ingroup ex_dense_backward
/// @param X    n × in, the samples in its rows; n may be 0
/// @param W    out × in, the weights
/// @param Z    n × out, the values before the activation
/// @param G    n × out, the derivatives of the loss by the entries of Y = act(Z)
/// @param act  the activation
/// @returns the derivatives of the loss by the entries of X, W and b
/// @throws std::invalid_argument if the shapes of X, W, Z and G do not fit together
DenseGrads dense_backward(const arma::mat& X, const arma::mat& W, const arma::mat& Z, const arma::mat& G,
                          Act act);
