#pragma once
/// @file
/// A cluster in one thread: ranks are fibers, and time is virtual.

#include "cluster/comm.hpp"
#include "cluster/outcome.hpp"

#include <functional>

namespace cluster {

/// When a send returns.
enum class Mode {
    eager,     ///< without waiting for the receiver
    rendezvous ///< when the message has been received
};

struct Cluster {
    int ranks = 1;
    Mode mode = Mode::eager;
    double alpha = 0;     ///< s, of every message
    double beta = 0;      ///< s, of every byte
    bool timeline = true; ///< whether the messages are written down (40 bytes each)
};

/// Runs `rank` on every rank of a cluster, until all have ended or can never go on.
///
/// **Time.** A rank has a clock, which calls of its Comm advance and nothing else does. It has a port to send
/// with and a port to receive with; a message occupies its sender's port and its receiver's port for
/// \f$c = \alpha + \beta\cdot\f$bytes each. Let send() be called at s, and the matching recv() at r:
///
/// | | send() returns at | recv() returns at |
/// |---|---|---|
/// | rendezvous: both ports at the same time | max(s, r) + c | max(s, r) + c |
/// | eager: the network keeps the message until it is asked for | s + c | max(s, r) + c |
///
/// sendrecv() begins both at once and returns when the later one does. So a step of a ring takes c with
/// sendrecv() and 2c with an (eager) send() and a recv(); broadcasting to D ranks takes (D - 1) c from the
/// root alone and ceil(log2 D) c along a binomial tree. Each time follows from the times of the two calls
/// alone: the order in which the ranks happen to be simulated changes nothing.
///
/// **Mistakes** are collected in Outcome::faults. A call that no program may make (a rank that there is not,
/// a length or a type that is not the sender's, spans that overlap) ends the whole run at once. After an
/// exception in one rank the others go on as far as they can. Ranks that can never go on are released: an
/// exception that is not a std::exception leaves their call, so that what they hold is destroyed.
///
/// A rank has 8 MiB of stack in a cluster of at most 32 ranks, 256 MiB / ranks in a larger one, and 64 KiB at
/// least. One that never returns is not noticed.
/// @throws std::invalid_argument unless ranks >= 1 and alpha, beta are finite and >= 0
/// @throws std::bad_alloc if there is no room for the stacks
Outcome run(const Cluster& cluster, const std::function<void(Comm&)>& rank);

} // namespace cluster
