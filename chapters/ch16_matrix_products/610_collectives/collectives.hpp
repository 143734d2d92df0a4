#pragma once

/// @exercise{collectives, Broadcast\, reduce-scatter\, all-gather}
/// @chapter{ch16_matrix_products}
/// @stars{3}
/// @points{8}
///
/// A machine room has thousands of computers, and none can read the memory of another one. All that they can
/// do is send each other messages. Whatever a large network needs, the same parameters everywhere, or the sum
/// of all gradients, is made of messages from one rank to another. In a *collective* operation all ranks take
/// part, each calls the same function, and each does what its own number tells it to do. You write the three
/// of which the others are made.
///
/// **Ranks.** D of them run your function at the same time, and each has a `Comm` of its own: `comm.size()`
/// is D, `comm.rank()` its own number r from 0 to D − 1. `comm.send(to, x)` sends the numbers of a span,
/// `comm.recv(from, x)` waits for a message and writes it into a span, which must have exactly its length;
/// `comm.sendrecv(to, out, from, in)` does both at once. A message may be empty. A rank does not send to
/// itself.
///
/// **Chunks.** A vector of N numbers is cut into D chunks, one for each rank. Chunk r begins at entry ⌊rN/D⌋
/// and ends before entry ⌊(r + 1)N/D⌋. So for N = 10, D = 4 they have the lengths 2, 3, 2, 3, and if N is
/// less than D, some are empty.
///
/// - *Broadcast*: every rank gets the vector that rank `root` has.
/// - *Reduce-scatter*: rank q goes in with a vector \f$x^{(q)}\f$ of N numbers, and rank r comes out with
///   chunk r of their sum, \f[ s = \sum_{q=0}^{D-1} x^{(q)} . \f]
/// - *All-gather*: rank r goes in with chunk r, and every rank comes out with all N numbers.
///
/// A reduce-scatter and then an all-gather give everybody the sum of all: 630_allreduce_ring puts them
/// together.
///
/// **What messages cost.** A message of n numbers takes \f$\alpha + 4\beta n\f$ seconds: α to get under way,
/// β for each of its 4n bytes. Meanwhile its sender can send nothing else and its receiver receive nothing
/// else, but a rank may send one message and receive another one at the same time. Clocks count messages and
/// nothing else. You have as much time as this:
///
/// - Broadcast: \f$\lceil \log_2 D \rceil (\alpha + 4\beta N)\f$. If the root sends to one rank after the
///   other, it takes D − 1 messages, and so it does if each rank tells the next one. But all who
///   know x can tell others, so that twice as many know it after each round: 1, 2, 4, 8, … It cannot be done
///   in fewer rounds. Every rank but the root receives one message, of N numbers.
/// - Reduce-scatter and all-gather: \f$(D-1)(\alpha + 4\beta \lceil N/D \rceil)\f$, with D − 1 messages sent
///   by any rank at most and (D − 1)N numbers sent in all. A *ring* does it. Everybody sends to the next
///   rank, r + 1 modulo D, and receives from the previous one. In an all-gather chunks are passed on until
///   they have been everywhere. In a reduce-scatter chunk c sets out from rank c + 1, and each rank that it
///   passes adds its own; D − 1 steps later it arrives at rank c, complete. There are other ways, such as
///   one message from every rank to every other.
///
/// **Send and receive at once.** `send` may return at once (*eager*), or wait until its message has been
/// received (*rendezvous*). MPI_Send does either, as a rule by the length of the message, so your functions
/// must be right in both cases, and are run in both. On a ring where everyone sends first and then receives,
/// all may wait for the next one for ever. If everyone receives first, they certainly do. Such a deadlock is
/// reported: who waits for whom, in which line.
///
/// **Bad input** is refused by every rank for itself, before it sends anything.
///
/// @accuracy Broadcast and all-gather move numbers and change none. In a reduce-scatter
/// \f$|\hat{s}_i - s_i| \le \gamma_{D-1} \sum_q |x^{(q)}_i|\f$, with \f$\gamma_n = nu/(1-nu)\f$ and
/// \f$u = 2^{-24}\f$: a sum of D terms has D − 1 additions, in whatever order. Small integers come out
/// exactly.

#include "cluster/comm.hpp"

#include <span>

/// Gives every rank the vector of one of them.
/// @ingroup ex_collectives
/// @param comm  this rank's number, how many ranks there are, and messages to the others
/// @param x     this rank's vector; afterwards that of rank `root`. It has the same length on every rank
/// @param root  whose vector it is, the same on every rank
/// @throws std::invalid_argument on every rank, if there is no rank `root`
void broadcast(Comm& comm, std::span<float> x, int root);

/// Adds up the vectors of all ranks, and gives rank r chunk r of the sum.
/// @ingroup ex_collectives
/// @param comm  this rank's number, how many ranks there are, and messages to the others
/// @param in    this rank's vector, of the same length on every rank
/// @param out   its chunk of the sum; overwritten, and what was in it is not read
/// @throws std::invalid_argument if out has another length than this rank's chunk
void reduce_scatter(Comm& comm, std::span<const float> in, std::span<float> out);

/// Gives every rank the chunks of all ranks.
/// @ingroup ex_collectives
/// @param comm  this rank's number, how many ranks there are, and messages to the others
/// @param mine  this rank's chunk
/// @param all   all chunks in the order of their ranks; overwritten, and of the same length on every rank
/// @throws std::invalid_argument if mine has another length than this rank's chunk
void all_gather(Comm& comm, std::span<const float> mine, std::span<float> all);
