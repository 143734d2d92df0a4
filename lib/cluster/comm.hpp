#pragma once
/// @file
/// A rank's view of a cluster: who it is, how many there are, and messages.

#include "cluster/transport.hpp"
#include "matrix/view.hpp"

#include <functional>
#include <span>

/// A group of ranks 0, 1, …, size() - 1 that run the same function, each with a Comm of its own, and share
/// nothing but messages. A message is a span of float, double or i32.
///
/// - What one rank sends to another arrives in the order in which it was sent.
/// - recv() waits for its message, which must have exactly the length and the type of the span.
/// - send() returns when the message is on its way (*eager*), or waits until it has been received
///   (*rendezvous*): a program must be right in both cases, as MPI_Send may do either.
/// - sendrecv() sends and receives at once, so that ranks that exchange messages do not wait for each other
/// in
///   a circle. The two spans must not overlap.
/// - An empty message is a message.
/// - A rank does not send to itself.
class Comm {
  public:
    explicit Comm(cluster::Transport& transport) : transport(transport) {}

    int rank() const { return transport.rank(); }
    int size() const { return transport.size(); }

    // Leave the last two parameters out: they become the line of the call.

    void send(int to, std::span<const float> x, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
        transport.send(outgoing(to, x), {file, line});
    }
    void send(int to, std::span<const double> x, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
        transport.send(outgoing(to, x), {file, line});
    }
    void send(int to, std::span<const i32> x, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
        transport.send(outgoing(to, x), {file, line});
    }

    void recv(int from, std::span<float> x, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
        transport.recv(incoming(from, x), {file, line});
    }
    void recv(int from, std::span<double> x, const char* file = __builtin_FILE(),
              int line = __builtin_LINE()) {
        transport.recv(incoming(from, x), {file, line});
    }
    void recv(int from, std::span<i32> x, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
        transport.recv(incoming(from, x), {file, line});
    }

    void sendrecv(int to, std::span<const float> out, int from, std::span<float> in,
                  const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
        transport.sendrecv(outgoing(to, out), incoming(from, in), {file, line});
    }
    void sendrecv(int to, std::span<const double> out, int from, std::span<double> in,
                  const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
        transport.sendrecv(outgoing(to, out), incoming(from, in), {file, line});
    }
    void sendrecv(int to, std::span<const i32> out, int from, std::span<i32> in,
                  const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
        transport.sendrecv(outgoing(to, out), incoming(from, in), {file, line});
    }

  private:
    cluster::Transport& transport;

    static constexpr cluster::Type type(const float*) { return cluster::Type::f32; }
    static constexpr cluster::Type type(const double*) { return cluster::Type::f64; }
    static constexpr cluster::Type type(const i32*) { return cluster::Type::i32; }

    template<class T> static cluster::Outgoing outgoing(int to, std::span<const T> x) {
        return {to, x.data(), x.size(), type(x.data())};
    }
    template<class T> static cluster::Incoming incoming(int from, std::span<T> x) {
        return {from, x.data(), x.size(), type(x.data())};
    }
};

/// Replaces x by its sum over all ranks, on every rank. Handed to exercises that need one and are not about
/// it.
using AllReduce = std::function<void(Comm&, std::span<double>)>;
