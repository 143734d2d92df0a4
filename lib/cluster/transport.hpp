#pragma once
/// @file
/// What carries the messages of a Comm: the simulated cluster (cluster/simulation.hpp), or real processes.

#include <cstddef>
#include <cstdint>

namespace cluster {

/// The type of the numbers in a message.
enum class Type : std::uint8_t { f32, f64, i32 };

constexpr std::size_t size_of(Type type) { return type == Type::f64 ? 8 : 4; }

/// A line of somebody's source.
struct Line {
    const char* file = "";
    int number = 0;
};

struct Outgoing {
    int to;
    const void* data;
    std::size_t count; ///< of numbers
    Type type;
};

struct Incoming {
    int from;
    void* data;
    std::size_t count; ///< of numbers
    Type type;
};

/// One rank's way to the others. Messages from one rank to another arrive in the order in which they were
/// sent. Calls block; `line` is where the caller's source has them.
class Transport {
  public:
    virtual ~Transport() = default;
    virtual int rank() const = 0;
    virtual int size() const = 0;
    virtual void send(const Outgoing& out, Line line) = 0;
    virtual void recv(const Incoming& in, Line line) = 0;
    virtual void sendrecv(const Outgoing& out, const Incoming& in, Line line) = 0;
};

} // namespace cluster
