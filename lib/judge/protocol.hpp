#pragma once
/// @file
/// The messages between the judge and a runner: a header of fixed size, then as many bytes as it says.

#include <cstdint>
#include <string>

namespace judge {

/// What the judge asks of a runner.
enum class Ask : std::uint32_t { load, call };

struct RequestHeader {
    static constexpr std::uint32_t mark = 0x6b73'6147;
    std::uint32_t magic = mark;
    Ask ask = Ask::load;
    std::uint32_t cpu_seconds = 2;
    std::uint32_t idle_seconds = 11; ///< how long a call may last that hardly computes
    std::uint32_t wall_seconds = 60; ///< how long a call may last at all
    std::uint32_t more = 0;          ///< requests that follow, and are calls to be performed at the same time
    std::uint64_t length = 0;
};

/// How a call ended.
enum class End : std::uint32_t {
    returned,            ///< the body holds the value and the blocks
    threw,               ///< the body holds the exception
    crashed,             ///< detail: the signal
    overflowed,          ///< the stack; of a fiber, if the body names one. detail: its size, in KiB
    overflowed_measured, ///< the stack of a measured call, which is small
    exited,              ///< detail: the exit code
    out_of_time,         ///< detail: 0 CPU time, 1 wall-clock time
    garbled,             ///< a reply that is none, or not all of one
    not_loaded,          ///< the body says why the submission could not be loaded
    no_such_call,        ///< the calls file exposes no such function: our mistake
    not_started,         ///< no worker could be started; detail: the reason (errno)
    no_gpu,              ///< the body says why the GPU cannot be used
    lost,                ///< the runner itself is gone
};

/// Whether the submission has left the call as a function does.
inline bool came_back(End end) { return end == End::returned || end == End::threw; }

struct ReplyHeader {
    static constexpr std::uint32_t mark = 0x796c'7052;
    std::uint32_t magic = mark;
    End end = End::lost;
    std::int32_t detail = 0;
    std::uint32_t unused = 0;
    std::uint64_t length = 0;
};

struct Reply {
    End end = End::lost;
    int detail = 0;
    std::string body;
};

/// The largest body that is believed: far more than any exercise returns.
constexpr std::uint64_t longest_body = std::uint64_t{1} << 28;

/// The descriptor on which a runner talks with its judge.
constexpr int runner_channel = 3;

/// Sends all of the bytes; false if the other side is gone.
bool send_all(int descriptor, const void* data, std::size_t size);

/// Waits until there is something to receive, or the other side is gone; false if the deadline came first.
bool readable(int descriptor, std::int64_t deadline_ms);

/// Receives exactly `size` bytes before `deadline_ms` (of the monotonic clock); false if they did not come.
bool receive_all(int descriptor, void* data, std::size_t size, std::int64_t deadline_ms);

/// Milliseconds of the monotonic clock.
std::int64_t now_ms();

/// Sends a reply, header first; false if the other side is gone.
bool send_reply(int descriptor, const Reply& reply);

/// Receives a reply, header first; {End::lost} if none came, {End::garbled} if it was none.
Reply receive_reply(int descriptor, std::int64_t deadline_ms);

} // namespace judge
