#pragma once

/// @exercise{data_parallel, Data-parallel SGD}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/630_allreduce_ring}
/// @requires{ch04_linear_maps/440_gd_least_squares}
/// @errata{E23}
/// @errata{E36}
///
/// The simplest way to train on many processors: every rank has a copy of all weights, a replica, and a part
/// of the samples, its shard. Each computes the gradient of its own shard, an all-reduce adds the gradients
/// up, and every rank makes the same step. If it is done right, that is no other training than on one
/// processor with all samples: the weights are the same, but for rounding. Write it so.
///
/// **The step.** The loss is a mean over all samples, of all ranks. If rank r has \f$n_r\f$ of them, and if
/// \f$g_r\f$ is the mean gradient of these, then the gradient of the loss is the weighted mean, and a step of
/// gradient descent is
/// \f[ w \leftarrow w - \eta\, \frac{\sum_r n_r\, g_r}{\sum_r n_r} . \f]
/// A mean of the means would do only if all shards were of the same size. Let w be one number and the loss of
/// a sample x be \f$\frac12 (w - x)^2\f$, with the gradient w − x; let one rank have the samples 1, 2, 3 and
/// another one have 10. From w = 0 with η = 1, the right step goes to their mean, which is 4. The gradients
/// of the ranks are −2 and −10, and the mean of these would go to 6, as if 10 were three samples. (Libraries
/// that divide by the number of ranks rely on shards of equal size: see to it.)
///
/// **Empty shards.** A rank without samples has no mean gradient: it would be 0/0. `mean_grad` is not asked
/// there. But the rank takes part in the sum, with nothing, and makes the step like all others.
///
/// **The same replicas.** If all ranks start with the same bits and make the same step, they have the same
/// bits for ever. (The all-reduce that you are given leaves the same bits on every rank.) Nothing would
/// repair a difference: each rank would compute its gradients at weights of its own, and what you train would
/// be no network. So before the first step all ranks take over the weights of rank 0.
///
/// **What it costs.** Every all-reduce costs latencies (640_comm_model), so it is called at most twice in a
/// step, however many weights there are. One call is enough.
///
/// **Refusing together.** If one rank finds that it cannot go on, throws, and leaves, all the others wait for
/// it in the all-reduce, for ever. What makes a step impossible on one rank must become known to all of them,
/// so that all throw: and an all-reduce is a way to tell.
///
/// How well that scales depends on the network and on the samples that a rank has. With 8192 samples in a
/// batch, Goyal et al. kept about 90 % of the speed of each device on the way from 8 devices to 256, without
/// compressing anything. Their article is also worth reading for the mistakes that it lists.
///
/// Robbins & Monro, A stochastic approximation method, Annals of Mathematical Statistics 22 (3), 1951; Goyal
/// et al., Accurate, large minibatch SGD: training ImageNet in 1 hour, arXiv:1706.02677, 2017.
///
/// @accuracy After one step, \f$|\hat{w} - w| \le \gamma_{D+4} (\eta \sum_r n_r |g_r| / n + |w_0|)\f$ in every
/// entry, with the weights \f$w_0\f$ before it, \f$n = \sum_r n_r\f$, \f$\gamma_k = ku/(1-ku)\f$ and
/// \f$u = 2^{-53}\f$, whatever the order in which you multiply, add and divide. All replicas have the same
/// bits. Small integers come out exactly.

#include "cluster/comm.hpp"

/// The samples of a rank.
/// @ingroup ex_data_parallel
struct Shard {
    i64 n; ///< how many there are
    /// Writes the mean gradient of the loss of these samples at w into g, which is as long. Only if n > 0.
    std::function<void(std::span<const double> w, std::span<double> g)> mean_grad;
};

/// Gives every rank the weights of rank 0.
/// @ingroup ex_data_parallel
/// @param comm  the cluster, as this rank sees it
/// @param w     the weights of this rank's replica, as many as on every other rank
void dp_init(Comm& comm, std::span<double> w);

/// A step of gradient descent with the samples of all ranks.
/// @ingroup ex_data_parallel
/// @param comm   the cluster, as this rank sees it
/// @param sum    an all-reduce: `sum(comm, x)` replaces x by its sum over all ranks. All ranks must call it,
///               with as many numbers
/// @param w      the weights of this rank's replica, equal to those on every other rank
/// @param shard  this rank's samples
/// @param eta    the step size η, the same on every rank
/// @throws std::invalid_argument on every rank, unless η > 0 (NaN is not), no rank has n < 0, and one of them
///   has n > 0
void dp_step(Comm& comm, const AllReduce& sum, std::span<double> w, const Shard& shard, double eta);
