/// @file
/// The runner of submissions that nvcc has compiled, for the GPU of this machine:
///
///     device_runner CALLS.so
///     device_runner --worker CALLS.so SUBMISSION.so CPU_SECONDS
///     device_runner --device
///
/// The first is started by the judge, and talks on descriptor 3. The second is started by the first. The
/// third prints the name of the GPU and its architecture, or why there is none.
///
/// CUDA cannot be used in a process that was forked after it has been used, so this one neither uses it nor
/// loads what might. Every call is made in a program of its own, started afresh: it reads the request from
/// descriptor 4, and replies on descriptor 3. A kernel that faults spoils the rest of its process, and no
/// other call.

#include "judge/guard.hpp"
#include "judge/real_gpu.hpp"
#include "judge/serving.hpp"
#include "judge/worker.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace judge;

constexpr int reply_descriptor = 3, request_descriptor = 4;

int print_device() {
    const auto gpu = real_gpu();
    if (gpu.missing.empty()) return std::printf("%s\n%s\n", gpu.name.c_str(), gpu.architecture.c_str()), 0;
    return std::printf("%s\n", gpu.missing.c_str()), 1;
}

// ---- one call ------------------------------------------------------------------------------------------

std::string whole_request() {
    struct stat file {};
    ::fstat(request_descriptor, &file);
    std::string request(static_cast<std::size_t>(file.st_size), '\0');
    return read_forever(request_descriptor, request.data(), request.size()) ? request : "";
}

/// An empty request asks whether the submission can be loaded.
int be_worker(const std::string& calls, const std::string& submission, unsigned cpu_seconds) {
    const auto request = whole_request();
    ::close(request_descriptor);
    const auto loaded = load_within_limit(submission, calls, cpu_seconds);
    if (request.empty() || loaded.end != End::returned) return send_reply(reply_descriptor, loaded) ? 0 : 1;
    work(request, reply_descriptor, cpu_seconds, Answers::own);
}

// ---- the runner ----------------------------------------------------------------------------------------

/// A file in memory that holds the request, to be read from its beginning; -1 if there is no room.
int file_with(const std::string& request) {
    const int file = ::memfd_create("request", 0);
    if (file >= 0 && send_all(file, request.data(), request.size()) && ::lseek(file, 0, SEEK_SET) == 0)
        return file;
    if (file >= 0) ::close(file);
    return -1;
}

/// The child's part of starting a worker.
void become_worker(const std::string& calls, const std::string& submission, const std::string& request,
                   int reply, unsigned cpu_seconds) {
    const int out_of_the_way = ::fcntl(file_with(request), F_DUPFD, 10);
    if (out_of_the_way < 0) return;
    ::dup2(reply, reply_descriptor);
    ::dup2(out_of_the_way, request_descriptor);
    close_descriptors_from(request_descriptor + 1);
    ::execl("/proc/self/exe", "device_runner", "--worker", calls.c_str(), submission.c_str(),
            std::to_string(cpu_seconds).c_str(), static_cast<char*>(nullptr));
}

std::vector<Reply> run_afresh(const std::string& calls, const std::string& submission,
                              const std::vector<std::string>& requests, const RequestHeader& limits) {
    return run_in_workers(requests, limits, [&](const std::string& request, int descriptor) {
        become_worker(calls, submission, request, descriptor, limits.cpu_seconds);
    });
}

} // namespace

int main(int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "--device") return print_device();
    if (first == "--worker" && argc == 5)
        return be_worker(argv[2], argv[3], static_cast<unsigned>(std::atoi(argv[4])));
    if (argc != 2) {
        std::fputs("usage: device_runner CALLS.so; it is started by the judge\n", stderr);
        return 2;
    }
    limit_stack(); // and not the memory: CUDA reserves addresses by the terabyte
    std::string submission;
    serve({.load =
               [&](const std::string& file, const RequestHeader& limits) {
                   submission = file;
                   return run_afresh(first, submission, {""}, limits).front();
               },
           .call =
               [&](const std::vector<std::string>& requests, const RequestHeader& limits) {
                   return run_afresh(first, submission, requests, limits);
               }});
    return 0;
}
