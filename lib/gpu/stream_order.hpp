#pragma once
/// @file
/// Which work may still be under way when other work begins, or the host goes on. A stream does its work in
/// order. The default stream and those that were not made with cudaStreamNonBlocking wait for each other.
/// Otherwise only events put streams in an order, and only calls that wait put the host behind them (CUDA C++
/// Programming Guide, "Asynchronous Concurrent Execution"). Here all work is done at once, as it is issued;
/// what is looked for is what another order would change. The clocks are those of Lamport and Mattern, one
/// for each stream.

#include "gpu/faults.hpp"
#include "gpu/runtime_api.hpp"

#include <string>
#include <vector>

namespace gpu {

/// Bytes that some work reads or writes.
struct Piece {
    std::uintptr_t begin = 0, end = 0;
    bool written = false;
};

/// A kernel, a copy, or a call of a library.
struct Work {
    std::string name;
    CodeOffset code = 0;
    std::vector<Piece> pieces{};
};

/// A stream exists from now on.
void add_stream(cudaStream_t stream, bool blocking);
/// Work is put on a stream. Reports work on other streams that may get in its way.
void issue(cudaStream_t stream, Work work);

void record_event(cudaEvent_t event, cudaStream_t stream);
void stream_waits(cudaStream_t stream, cudaEvent_t event);
void host_waits_for_stream(cudaStream_t stream);
void host_waits_for_event(cudaEvent_t event);
void host_waits_for_device();

/// Calls a function of the host's in its place on a stream.
void call_on_stream(cudaStream_t stream, void (*function)(void*), void* data);

/// The host uses memory that kernels use as well.
void host_uses(std::uintptr_t address, std::size_t size, bool writes, const void* code);

/// What the launch that has just ended has touched, as far as others could get in its way: memory that the
/// host can use, and all memory as soon as there is a second stream.
std::vector<Piece> touched_by_launch();

void reset_stream_order();

} // namespace gpu
