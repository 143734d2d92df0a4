#pragma once

/// @exercise{allreduce_ring, Ring all-reduce}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
/// @requires{ch16_matrix_products/610_collectives}
/// @errata{E22}
///
/// D processors train one network, each on data of its own, and each has computed a gradient of N numbers.
/// None can take its step before all of them have the sum. That is an *all-reduce*: each of the ranks
/// 0, 1, …, D − 1 goes in with a vector, and every rank comes out with
/// \f[ x \leftarrow \sum_{r=0}^{D-1} x^{(r)} . \f]
/// It happens once in every step of the training, with N in the millions. So it has to move as few numbers
/// as possible, and no rank may move many more than the others.
///
/// **What messages cost.** A message of n bytes takes \f$\alpha + \beta n\f$ seconds: α to get under way, β
/// for each byte. A rank can send one message and receive another at the same time, but not two of a kind.
/// If rank 0 receives all vectors, adds them and sends the sum to everyone, that is (D − 1)N numbers in, one
/// message after the other, and as many out, and the others wait. On the ring all work all the time, and
/// for long vectors that time hardly depends on D.
///
/// **The ring.** The vector is cut into D chunks. Chunk c begins at entry ⌊cN/D⌋ and ends before entry
/// ⌊(c + 1)N/D⌋; so their lengths differ by 1 at most, and are 0 or 1 if N is less than D. Rank r sends to
/// the next rank only, r + 1, and receives from the previous one, r − 1. All numbers of ranks and chunks are
/// meant modulo D: after the last one comes 0.
///
/// - *Reduce-scatter*, D − 1 steps. In step s = 0, 1, …, D − 2 rank r sends its chunk r − s, receives chunk
///   r − s − 1, and adds what has arrived to its own. So chunk c starts at rank c and collects one
///   contribution after the other on its way. After the last step it is complete, at rank c − 1.
/// - *All-gather*, D − 1 steps. In step s rank r sends chunk r − s + 1 and receives chunk r − s, which takes
///   the place of its own. So the complete chunks go round once more, and reach everyone.
///
/// With four ranks, this is who sends which chunk:
///
/// | Step               | Rank 0 | Rank 1 | Rank 2 | Rank 3 |
/// |--------------------|--------|--------|--------|--------|
/// | reduce-scatter 0   | 0      | 1      | 2      | 3      |
/// | reduce-scatter 1   | 3      | 0      | 1      | 2      |
/// | reduce-scatter 2   | 2      | 3      | 0      | 1      |
/// | all-gather 0       | 1      | 2      | 3      | 0      |
/// | all-gather 1       | 0      | 1      | 2      | 3      |
/// | all-gather 2       | 3      | 0      | 1      | 2      |
///
/// **What it costs.** All chunks travel in every step, so 2(D − 1)N numbers go over the wires in all. Adding
/// and copying cannot do with less: before the first rank knows the sum of some entry, each of the others has
/// sent something, which makes D − 1 messages, and each of the others still has to be told. A rank sends
/// 2(D − 1)⌈N/D⌉ numbers at most, about 2N, however many ranks there are. With 4 bytes a number all is over
/// after
/// \f[ 2(D-1)\,(\alpha + 4 \beta \lceil N/D \rceil) . \f]
/// That is optimal in bandwidth (Patarasuk & Yuan 2009), and not in latency: it takes 2(D − 1) messages one
/// after the other, where the recursive doubling of 620_allreduce_doubling takes \f$\log_2 D\f$, of N numbers
/// each. Long vectors belong on a ring, short ones do not. When a book says that an all-reduce takes
/// O(log D) and is optimal, it says so of the short ones (erratum E22).
///
/// **Send and receive at once.** In each step a rank has something to send and something to receive. Write
/// that as one `comm.sendrecv(next, out, previous, in)`. Sending first and receiving then looks the same,
/// and works as long as a send returns at once (*eager*). But a send may also wait until its message has been
/// received (*rendezvous*). MPI_Send does either, as a rule by the length of the message, so that such a
/// program passes its tests and hangs when it is used: each rank waits for the next one to receive, around
/// the ring, for ever. Your function is run in both modes, and a deadlock is reported with its lines.
///
/// **What is graded**, with clocks that count messages and nothing else: the sum; the numbers sent, in all
/// and by each rank; that all messages go to one neighbour; the time. The other direction, from r to r − 1,
/// is as good, and so are other chunks of at most ⌈N/D⌉ entries. Chunks may be empty, and so may their
/// messages. N may be 0. A rank alone has its sum already, and there is nobody that it could send to.
///
/// @accuracy \f$|\hat{x}_i - x_i| \le \gamma_{D-1} \sum_r |x^{(r)}_i|\f$ with \f$\gamma_n = nu/(1-nu)\f$
/// and \f$u = 2^{-24}\f$: a sum of D terms has D − 1 additions, in whatever order. The ring adds up each
/// chunk once, on one way, and copies it then. So all ranks get the same numbers, bit for bit, and that is
/// required too: copies of a network that differ in the last bit drift apart.

#include "cluster/comm.hpp"

#include <span>

/// Replaces x by its sum over all ranks. Every rank calls it.
/// @ingroup ex_allreduce_ring
/// @param comm  this rank's number, how many ranks there are, and messages to the others
/// @param x     this rank's vector; afterwards the sum. It has the same length on every rank
void allreduce_ring(Comm& comm, std::span<float> x);
