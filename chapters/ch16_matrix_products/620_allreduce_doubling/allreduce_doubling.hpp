#pragma once

/// @exercise{allreduce_doubling, Recursive-doubling all-reduce}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/610_collectives}
/// @errata{E22}
///
/// D ranks train one network, each on data of its own, and each has a vector x of N numbers: its gradient.
/// Before anybody can go on, everybody needs the sum
/// \f[ s = \sum_{r=0}^{D-1} x_r . \f]
/// This is an all-reduce: in the end every rank has s in place of its own vector. Write it so that as few
/// messages as possible have to wait for each other.
///
/// **What a message costs.** A message of n numbers takes \f$\alpha + 4 \beta n\f$ seconds: a latency α,
/// which the shortest one takes too, and β for every byte. At every moment a rank can send one message and
/// receive one. `send` and `recv`, one after the other, take two such times; `sendrecv` does both in one. So
/// the messages of all ranks form rounds, and for short vectors, where α is nearly all, only the number of
/// rounds counts.
///
/// **Recursive doubling.** Let D be a power of two. In round k = 0, 1, 2, … a rank exchanges what it has with
/// its partner
/// \f[ \mathrm{rank} \oplus 2^k , \f]
/// the rank whose number differs from its own in bit k and nowhere else (⊕ is `^` in C++), and both add what
/// they get. With four ranks:
///
/// | Round | Partners    | Rank 0 has            | Rank 3 has            |
/// |-------|-------------|-----------------------|-----------------------|
/// | –     | –           | x₀                    | x₃                    |
/// | 0     | 0–1 and 2–3 | x₀ + x₁               | x₃ + x₂               |
/// | 1     | 0–2 and 1–3 | (x₀ + x₁) + (x₂ + x₃) | (x₃ + x₂) + (x₁ + x₀) |
///
/// After round k a rank has the sum over the \f$2^{k+1}\f$ ranks that agree with it in all higher bits, and
/// after \f$\log_2 D\f$ rounds the sum over all. Nobody can do with fewer: with every round the number of
/// ranks that can have heard of \f$x_0\f$ doubles at most.
///
/// **Other numbers of ranks.** Let P be the largest power of two with P ≤ D. The other D − P ranks are too
/// many. Before the first round each of them sends its numbers to a rank that takes part, one to each, which
/// adds them to its own; then the P ranks do as above; after the last round those that were too many get the
/// result. That makes R rounds,
/// \f[ R = \log_2 D \ \text{ if D is a power of two}, \qquad R = \lfloor \log_2 D \rfloor + 2 \ \text{
/// otherwise} . \f]
///
/// **What it is good for.** Each rank sends its whole vector in every round. So the sum takes
/// \f$R(\alpha + 4 \beta N)\f$, which is the best in α, or one round more than the best if D is no power of
/// two. It is not the best in β: the ring of 630_allreduce_ring sends only \f$2 \frac{D-1}{D} N\f$ numbers
/// from each rank, in 2(D − 1) rounds. The one is for short vectors, the other for long ones; 640_comm_model
/// says where they meet.
///
/// **Equal to the last bit.** a + b and b + a are the same floating-point number. So two
/// partners that add each other's numbers have the same bits, and by induction all ranks have them in the
/// end: no copy of the network drifts away from the others. That holds although floating-point addition is
/// not associative, as long as all ranks add along the same tree.
///
/// **Waiting in a circle.** `send` may return at once, or not before the other has received: so it is with
/// MPI_Send. Both are tried, and you must be right in both.
///
/// Thakur, Rabenseifner & Gropp, Optimization of collective communication operations in MPICH, International
/// Journal of High Performance Computing Applications 19 (1), 2005.
///
/// @accuracy \f$|\hat{s} - s| \le \gamma_{D-1} \sum_r |x_r|\f$ in every entry, with
/// \f$\gamma_n = nu/(1-nu)\f$ and \f$u = 2^{-24}\f$: the bound for D numbers that are added in any order. All
/// ranks have the same bits. Small integers come out exactly.

#include "cluster/comm.hpp"

/// Replaces x by its sum over all ranks, on every rank, in R rounds.
///
/// All ranks together send at most \f$P \log_2 P + 2 (D - P)\f$ messages of at most N numbers. A rank that is
/// alone sends none.
/// @ingroup ex_allreduce_doubling
/// @param comm  the cluster, as this rank sees it
/// @param x     this rank's numbers, as many as every other rank has, possibly none; the sum afterwards
void allreduce_doubling(Comm& comm, std::span<float> x);
