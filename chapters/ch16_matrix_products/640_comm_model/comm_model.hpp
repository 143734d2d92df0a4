#pragma once

/// @exercise{comm_model, α–β cost and scaling}
/// @chapter{ch16_matrix_products}
/// @stars{1}
/// @points{4}
/// @requires{ch16_matrix_products/210_roofline}
/// @requires{ch16_matrix_products/620_allreduce_doubling}
/// @requires{ch16_matrix_products/630_allreduce_ring}
/// @errata{E38}
/// @errata{E46}
/// @errata{E47}
/// @errata{E52}
///
/// Train on twice as many processors, and it takes half the time? The computing does. But then all of them
/// have to add up their gradients, and that does not get cheaper. How long it takes can be foretold with two
/// numbers of the network, just as the roofline foretells a computation with two numbers of the processor;
/// and like the roofline, it is a line or two of code. (The roofline itself says nothing about a network: it
/// is about memory.)
///
/// **α and β.** A message of some `bytes` takes
/// \f[ \alpha + \beta \cdot \mathrm{bytes} \f]
/// seconds. α, the latency, is there even if the message is empty. β is seconds for each byte, so the
/// bandwidth is 1/β: a network of 25 GB/s has \f$\beta = 1 / (25 \cdot 10^9)\f$ s. Mind the units: GB are
/// bytes, not bits.
///
/// **Two ways to a sum.** D ranks each have a vector of `bytes`, and all need the sum. A ring (exercise 630)
/// takes 2(D − 1) messages one after the other, each with a D-th of the vector:
/// \f[ T_{\mathrm{ring}} = 2 (D - 1)\, \alpha + \frac{2 (D - 1)}{D}\, \mathrm{bytes} \cdot \beta . \f]
/// Recursive doubling (exercise 620) takes R messages one after the other, each with all of it:
/// \f[ T_{\mathrm{doubling}} = R\, (\alpha + \mathrm{bytes} \cdot \beta), \qquad R = \log_2 D \f]
/// if D is a power of two, and \f$R = \lfloor \log_2 D \rfloor + 2\f$ if not. One rank sends nothing: both
/// are 0 for D = 1.
///
/// The bytes that a ring sends hardly depend on D, but its latency grows with D. Doubling is the other way
/// round. From a certain size of the vector on, the crossover, the ring is faster. With one or two ranks it
/// never is.
///
/// **A step of training.** A layer has hidden × hidden weights in FP32, 4 bytes each. A batch of samples is
/// shared out among D ranks, and each takes ⌊batch/D⌋ of them; what does not come out even is left for the
/// next epoch. Each rank computes the gradient from its samples, and then they are added up. Two models say
/// how long that takes:
///
/// |           | `Model::Book`                       | `Model::Corrected`                 |
/// |-----------|-------------------------------------|------------------------------------|
/// | FLOPs     | 2 · ⌊batch/D⌋ · hidden²: forward    | three times that: backward, too    |
/// | gradient  | 4 · hidden bytes                    | 4 · hidden² bytes                  |
/// | summed up | ⌊log₂D⌋ + 1 rounds of bytes · β     | by a ring, with α and β            |
///
/// (Book stands for example 5 of a chapter on matrix products in deep learning, which prints a table that you
/// will reproduce. Corrected is what it should say.) Going back through a layer takes two products of the
/// size of the one that goes forward: one for the gradient of its weights, one for that of its inputs. There
/// is a gradient for every weight, and there are hidden² weights. And neither is there a round for D = 1, nor
/// does a round come without latency.
///
/// **What becomes of it.** The book finds that computing takes 341 times as long as adding up, on 32 ranks
/// that do 100 GFLOP/s and call themselves V100. A V100 does 15.7 TFLOP/s. With that, and with the corrected
/// model, adding up takes a hundred times as long as computing. The more ranks, the worse, because the batch
/// stays the same as D grows, so there is ever less to compute between two sums: this is strong scaling. With
/// a batch that grows with D, weak scaling, the ratio hardly changes. When everything is passed, you are
/// shown both tables.
///
/// Thakur, Rabenseifner & Gropp, Optimization of collective communication operations in MPICH, International
/// Journal of High Performance Computing Applications 19 (1), 2005; Patarasuk & Yuan, Bandwidth optimal
/// all-reduce algorithms for clusters of workstations, Journal of Parallel and Distributed Computing 69 (2),
/// 2009.
///
/// @accuracy All results have a relative error of \f$\gamma_{16} = 16u/(1-16u)\f$ at most, with
/// \f$u = 2^{-53}\f$. However you write the formulas, they round less.

#include "matrix/view.hpp"

/// The time of an all-reduce around a ring.
/// @ingroup ex_comm_model
/// @param D      ranks
/// @param bytes  of the vector that each rank has
/// @param alpha  seconds for each message
/// @param beta   seconds for each byte
/// @returns seconds
/// @throws std::invalid_argument unless D ≥ 1, bytes ≥ 0, alpha ≥ 0 and beta > 0; NaN is none of these
double t_ring(i64 D, double bytes, double alpha, double beta);

/// The time of an all-reduce by recursive doubling.
/// @ingroup ex_comm_model
/// @param D      ranks
/// @param bytes  of the vector that each rank has
/// @param alpha  seconds for each message
/// @param beta   seconds for each byte
/// @returns seconds
/// @throws std::invalid_argument unless D ≥ 1, bytes ≥ 0, alpha ≥ 0 and beta > 0; NaN is none of these
double t_doubling(i64 D, double bytes, double alpha, double beta);

/// Which formulas a step is foretold with.
/// @ingroup ex_comm_model
enum class Model { Book, Corrected };

/// A layer, the ranks that train it, and their network.
/// @ingroup ex_comm_model
struct Setup {
    i64 D;              ///< ranks
    double batch;       ///< samples of all ranks together
    double hidden;      ///< the layer has hidden × hidden weights
    double flops_per_s; ///< of one rank
    double alpha;       ///< seconds for each message; not in Model::Book
    double beta;        ///< seconds for each byte
};

/// What a step takes.
/// @ingroup ex_comm_model
struct Step {
    double compute; ///< seconds
    double comm;    ///< seconds
    double ratio;   ///< compute / comm; +∞ if comm is 0
};

/// The time of a step of training.
/// @ingroup ex_comm_model
/// @param setup  the layer, the ranks and their network
/// @param model  which formulas
/// @returns computing, adding up, and the ratio of the two
/// @throws std::invalid_argument unless D ≥ 1, batch ≥ D, hidden > 0, flops_per_s > 0, alpha ≥ 0 and beta > 0,
///   with either model; NaN is none of these
Step dp_step_time(const Setup& setup, Model model);

/// The size at which both all-reduces take the same time. For larger vectors the ring is faster.
/// @ingroup ex_comm_model
/// @param D      ranks
/// @param alpha  seconds for each message
/// @param beta   seconds for each byte
/// @returns bytes
/// @throws std::invalid_argument unless D ≥ 1, alpha ≥ 0 and beta > 0; NaN is none of these
/// @throws std::domain_error otherwise, if D ≤ 2, where the ring is never faster
double crossover_bytes(i64 D, double alpha, double beta);
