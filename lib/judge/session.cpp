#include "judge/session.hpp"

#include "judge/families.hpp"
#include "judge/gpu_faults.hpp"
#include "judge/guard.hpp"
#include "judge/in_words.hpp"
#include "judge/loading.hpp"
#include "judge/performing.hpp"
#include "judge/source_lines.hpp"
#include "judge/wire.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <numeric>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace judge {

namespace {

constexpr std::int64_t whole_submission_ms(Backend backend) {
    return backend == Backend::gpu ? 300'000 : 60'000;
}
constexpr std::int64_t start_ms = 30'000; // for the runner to come up
constexpr std::int64_t runner_ms = 3'000; // for what it does beside the call itself
constexpr unsigned loading_seconds = 2;
constexpr unsigned context_seconds = 20; // for CUDA to come up, in each process anew
constexpr unsigned measured_factor = 10; // how much longer a call may take whose accesses are announced
constexpr std::size_t most_output = 8192;

/// Of a call that has used it up.
std::string stack_in_words(const Reply& reply) {
    if (reply.body.empty()) return "its stack (64 MB)";
    const bool small = reply.detail < 1024;
    return "the stack of " + reply.body.substr(0, 64) + " (" +
           std::to_string(small ? reply.detail : reply.detail / 1024) + (small ? " kB)" : " MB)");
}

/// Where in a simulation it happened, if it did.
std::string on_whom(const Reply& reply) {
    return reply.body.empty() ? "" : ", on " + reply.body.substr(0, 64);
}

/// The child's part of starting a runner.
[[noreturn]] void become_runner(const Settings& settings, int channel, int output) {
    // Output that nobody reads must not stop the worker: the pipe drops what does not fit.
    ::fcntl(output, F_SETFL, O_NONBLOCK);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, 0);
    ::dup2(output, 1);
    ::dup2(output, 2);
    const int end = ::fcntl(channel, F_DUPFD, 10); // out of the way of descriptor 3
    ::dup2(end, runner_channel);
    close_descriptors_from(runner_channel + 1);
    ::signal(SIGPIPE, SIG_DFL);
    ::setenv("LD_BIND_NOW", "1", 1);
    ::setenv("OPENBLAS_NUM_THREADS", "1", 1);
    const char* answers = settings.answers.empty() ? nullptr : "--answers";
    ::execl(settings.runner.c_str(), settings.runner.c_str(), settings.calls.c_str(), answers,
            settings.answers.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
}

} // namespace

Finding unmeasured(const std::string& why, bool out_of_time) {
    return {"The memory traffic of your code is not measured: " + why, {}, "unmeasured", 0, out_of_time};
}

Session& Session::current() {
    static Session session;
    return session;
}

Session::~Session() { stop(); }

int Session::stop() {
    if (channel >= 0) ::close(channel);
    channel = -1;
    loaded = false;
    int status = 0;
    if (runner_pid > 0) {
        ::kill(runner_pid, SIGKILL); // changes nothing for one that has ended
        while (::waitpid(runner_pid, &status, 0) < 0 && errno == EINTR) {
        }
        end_children();
    }
    runner_pid = -1;
    return status;
}

void Session::start() {
    if (settings.runner.empty()) return;
    stop();
    ::signal(SIGPIPE, SIG_IGN); // a runner that is gone is seen by what write() returns
    hide_this_process();
    adopt_orphans();
    int channel_ends[2], output_ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, channel_ends) != 0 || ::pipe(output_ends) != 0) {
        our_fault = std::string("There is no channel to the runner: ") + std::strerror(errno) + ".";
        return;
    }
    runner_pid = ::fork();
    if (runner_pid == 0) become_runner(settings, channel_ends[1], output_ends[1]);
    if (runner_pid < 0)
        our_fault = std::string("The runner could not be started: ") + std::strerror(errno) + ".";
    ::close(channel_ends[1]);
    ::close(output_ends[1]);
    if (output >= 0) ::close(output);
    channel = channel_ends[0];
    output = output_ends[0];
    ::fcntl(channel, F_SETFD, FD_CLOEXEC);
    ::fcntl(output, F_SETFD, FD_CLOEXEC);
    ::fcntl(output, F_SETFL, O_NONBLOCK);
}

const OnGpu& Session::on_gpu() const {
    if (settings.backend != Backend::gpu) return latest_on_gpu;
    leave_open("needs the simulator");
    throw CaseEnded{};
}

std::int64_t Session::milliseconds_left() const {
    const auto whole = whole_submission_ms(settings.backend);
    return started_ms == 0 ? whole : started_ms + whole - now_ms();
}

/// What a call may take besides what it computes.
unsigned Session::seconds_to_start() const { return settings.backend == Backend::gpu ? context_seconds : 0; }

/// Asks for several calls at the same time; the replies end with the first call that does not come back.
std::vector<Reply> Session::ask(Ask ask, const std::vector<std::string>& bodies, unsigned cpu_seconds) {
    const auto most = static_cast<std::uint32_t>(std::max<std::int64_t>(1, milliseconds_left() / 1000));
    RequestHeader header{.ask = ask,
                         .cpu_seconds = cpu_seconds,
                         .idle_seconds = std::min(3 * cpu_seconds + 5, most),
                         .wall_seconds = most,
                         .more = static_cast<std::uint32_t>(bodies.size())};
    for (const auto& body : bodies) {
        header.length = body.size();
        --header.more;
        if (!send_all(channel, &header, sizeof header) || !send_all(channel, body.data(), body.size()))
            return {{End::lost, 0, {}}};
    }
    const auto patience = ask == Ask::load ? header.idle_seconds : header.wall_seconds;
    const auto deadline = now_ms() + 1000 * std::int64_t{patience} + runner_ms;
    std::vector<Reply> replies;
    while (replies.size() < bodies.size() && (replies.empty() || came_back(replies.back().end)))
        replies.push_back(next_reply(deadline));
    return replies;
}

Reply Session::next_reply(std::int64_t deadline) {
    // The submission may have stopped the runner: until it answers, it is told to go on.
    while (!readable(channel, std::min(now_ms() + 200, deadline)) && now_ms() < deadline)
        ::kill(runner_pid, SIGCONT);
    const auto reply = receive_reply(channel, deadline);
    collect_output();
    if (now_ms() < deadline) return reply;
    stop(); // the runner itself hangs
    return {End::out_of_time, 1, {}};
}

Finding Session::why_loading_failed(const Reply& reply) {
    if (reply.end == End::not_loaded) return {why_not_loaded(reply.body), {}, {}, 0};
    const int status = stop();
    const bool out_of_time =
        reply.end == End::out_of_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    std::string what = "left no usable answer";
    if (out_of_time)
        what = "ran on for ever";
    else if (reply.end == End::exited)
        what = "ended the whole program (exit code " + std::to_string(reply.detail) + ")";
    else if (reply.end == End::crashed)
        what = "ended in " + signal_in_words(reply.detail);
    else if (reply.end == End::lost && WIFEXITED(status))
        what = "ended the whole program (exit code " + std::to_string(WEXITSTATUS(status)) + ")";
    else if (reply.end == End::lost)
        what = "ended in " + signal_in_words(WTERMSIG(status));
    return {"While it was being loaded, before any function was called, your code " + what +
                ". Look at your global variables and their constructors.",
            {},
            {},
            0,
            out_of_time};
}

void Session::load() {
    if (load_failure.sentence.empty()) {
        if (runner_pid < 0) start();
        const bool inside = settings.runner.empty();
        // A runner that does not come up is not the submission's doing, which it has not met yet.
        if (!inside && our_fault.empty() && receive_reply(channel, now_ms() + start_ms).end != End::returned)
            our_fault = "The runner could not be started.";
        if (!our_fault.empty()) throw CaseEnded{};
        if (started_ms == 0) started_ms = now_ms();
        if (to_load.empty()) to_load = settings.submission;
        const Reply reply = inside ? load_submission(to_load, settings.calls)
                                   : ask(Ask::load, {to_load}, loading_seconds + seconds_to_start()).back();
        if (reply.end != End::returned) load_failure = why_loading_failed(reply);
    }
    if (!load_failure.sentence.empty()) {
        record(
            to_load == settings.submission
                ? load_failure
                : unmeasured("the build that announces every access cannot be used. " + load_failure.sentence,
                             load_failure.out_of_time));
        throw CaseEnded{};
    }
    loaded = true;
}

/// Sees to it that the next call is one of the plain or of the instrumented build. A runner holds one of
/// them.
void Session::choose_build(bool measured) {
    const auto refuse = [](const std::string& why) {
        record(unmeasured(why));
        throw CaseEnded{};
    };
    if (measured && (!settings.instrumented || settings.runner.empty()))
        refuse("this way of judging loads one build only.");
    const auto wanted = measured ? settings.instrumented() : settings.submission;
    if (wanted.starts_with('!')) refuse("there is no build that announces every access. " + wanted.substr(1));
    if (wanted == to_load) return;
    if (!to_load.empty()) stop();
    to_load = wanted;
    load_failure = {};
}

Answer Session::perform(const std::string& function, const std::string& arguments,
                        const std::vector<std::string>& blocks, const trace::Caches& caches) {
    if (settings.backend == Backend::cpu)
        return perform_in({on_cpu}, function, arguments, blocks, caches).front();
    if (settings.backend == Backend::gpu) return perform_in({0}, function, arguments, blocks, caches).front();
    // Faults are looked for in all schedules; the result is that of each in turn.
    std::vector<int> all(schedules);
    std::iota(all.begin(), all.end(), 0);
    auto answers = perform_in(all, function, arguments, blocks, caches);
    latest_on_gpu = answers.front().on_gpu;
    std::vector<gpu::Fault> faults;
    for (const auto& answer : answers)
        faults.insert(faults.end(), answer.on_gpu.faults.begin(), answer.on_gpu.faults.end());
    if (record_faults(faults)) throw CaseEnded{};
    return std::move(answers.at(static_cast<std::size_t>(turn++) % answers.size()));
}

namespace {

/// A call as judge::perform() reads it.
std::string request(const std::string& function, const std::string& arguments,
                    const std::vector<std::string>& blocks, const trace::Caches& caches, int schedule) {
    Writer body;
    put(body, function);
    put(body, arguments);
    put(body, caches);
    put(body, std::int32_t{schedule});
    body.number(static_cast<std::uint64_t>(blocks.size()));
    for (const auto& block : blocks) {
        body.number(static_cast<std::uint64_t>(block.size()));
        body.raw(block.data(), block.size());
    }
    return std::move(body.bytes);
}

} // namespace

/// Performs a call in several schedules at the same time.
std::vector<Answer> Session::perform_in(const std::vector<int>& all, const std::string& function,
                                        const std::string& arguments, const std::vector<std::string>& blocks,
                                        const trace::Caches& caches) {
    if (!our_fault.empty()) throw CaseEnded{};
    const bool measured = !caches.capacity.empty();
    if (milliseconds_left() <= 0) {
        const auto seconds = std::to_string(whole_submission_ms(settings.backend) / 1000);
        record({"Not called any more: the " + seconds + " seconds of this submission are used up.",
                {},
                {},
                0,
                true});
        throw CaseEnded{};
    }
    if (settings.backend == Backend::gpu && late_calls > 0) {
        record({"Not called any more: a call before this one did not return.", {}, {}, 0, true});
        throw CaseEnded{};
    }
    choose_build(measured);
    if (!loaded) load();
    std::vector<std::string> requests;
    for (const int schedule : all) requests.push_back(request(function, arguments, blocks, caches, schedule));
    // After the first call that ran out of time the others get less: a loop without end costs seconds, not
    // minutes.
    const unsigned cpu_seconds =
        (late_calls > 0 ? 1 : settings.cpu_seconds) * (measured ? measured_factor : 1) + seconds_to_start();
    std::vector<Answer> answers;
    for (const auto& reply : call(requests, cpu_seconds))
        answers.push_back(judge_ending(function, reply, cpu_seconds, measured));
    return answers;
}

std::vector<Reply> Session::call(const std::vector<std::string>& requests, unsigned cpu_seconds) {
    std::vector<Reply> replies;
    if (settings.runner.empty()) {
        for (const auto& one : requests) replies.push_back(judge::perform(one, Answers::own));
        return replies;
    }
    replies = ask(Ask::call, requests, cpu_seconds);
    if (replies.back().end != End::not_started) return replies;
    stop(); // what the submission has left behind may be in the way: that ends with this
    load();
    return ask(Ask::call, requests, cpu_seconds);
}

Answer Session::judge_ending(const std::string& function, const Reply& reply, unsigned cpu_seconds,
                             bool measured) {
    const auto failed = [&](const std::string& what, const std::string& diagnosis = {}) {
        const auto sentence = function + " " + what;
        const bool late = reply.end == End::out_of_time;
        // The plain call of the same has come to a good end.
        record(measured && diagnosis.empty()
                   ? unmeasured("where every access has to be announced, " + sentence, late)
                   : Finding{sentence, {}, diagnosis, 0, late});
        throw CaseEnded{};
    };
    Answer answer;
    switch (reply.end) {
    case End::returned:
    case End::threw:
        break;
    case End::crashed:
        failed("ended in " + signal_in_words(reply.detail) + on_whom(reply) + ".");
        break;
    case End::overflowed:
        failed("used up " + stack_in_words(reply) + ": a recursion without end, or a huge local array?");
        break;
    case End::overflowed_measured:
        failed("keeps more on its stack than the cache holds. Where traffic is measured the stack counts as "
               "registers, so an array that a tile would not fit into has to be allocated, and is counted.",
               "stack_copy");
        break;
    case End::exited:
        failed("ended the whole program (exit code " + std::to_string(reply.detail) +
               ") instead of returning.");
        break;
    case End::out_of_time:
        ++late_calls;
        failed(reply.detail == 0 ? "did not return within " + std::to_string(cpu_seconds) +
                                       " s of computing" + on_whom(reply) + ": a loop without end?"
                                 : std::string("did not return: it waits for something that never comes."));
        break;
    case End::no_gpu: // no points are lost there, and none saved by forging it
        if (settings.backend == Backend::gpu) our_fault = "The GPU cannot be used: " + reply.body + ".";
        failed("found no GPU.");
        break;
    // Nothing else that comes out of the runner is believed to be our fault: it may be forged.
    case End::no_such_call:
        failed("is not exposed by the calls file: a mistake in tests/, not in your file.");
        break;
    case End::not_started:
        failed("could not be called: there was no room for another process.");
        break;
    case End::garbled:
    case End::not_loaded:
        stop(); // a fresh runner for the next case
        failed("left no usable answer: what its answer is sent through is closed, or was written to.");
        break;
    case End::lost:
        stop();
        failed("left no usable answer: it has destroyed the program that called it.");
        break;
    }
    try {
        Reader in(reply.body);
        judge_routines(get<std::vector<std::string>>(in));
        answer.traffic = get<trace::Traffic>(in);
        answer.on_gpu = get<OnGpu>(in);
        answer.result = get<std::string>(in);
        for (auto left = in.count(1); left > 0; --left) {
            if (get<bool>(in)) failed("wrote outside of the memory that belongs to its arguments.");
            answer.blocks.push_back(get<std::string>(in));
        }
        if (reply.end == End::threw) {
            Reader what(answer.result);
            answer.threw = true;
            answer.exception_kinds = get<std::vector<std::string>>(what);
            answer.exception_type = get<std::string>(what);
            answer.exception_what = get<std::string>(what);
        }
    } catch (const Malformed&) {
        failed("left no usable answer: its reply means nothing.");
    }
    return answer;
}

void Session::judge_routines(const std::vector<std::string>& routines) {
    if (settings.backend != Backend::cpu)
        return; // BLAS works for cuBLAS there; what a file calls itself is seen in its symbols
    for (const auto& routine : routines)
        if (const auto why = forbidden(routine, settings.forbids, settings.tools)) {
            record({"Your code calls " + *why, {}, {}, 0});
            throw CaseEnded{};
        }
}

void Session::collect_output() {
    char buffer[4096];
    for (int part = 0; part < 64; ++part) { // somebody may write faster than we read
        const auto n = ::read(output, buffer, sizeof buffer);
        if (n <= 0) return;
        const auto room = most_output - std::min(most_output, collected.size());
        collected.append(buffer, std::min(room, static_cast<std::size_t>(n)));
    }
}

std::string Session::source_line(std::uint64_t code) const {
    return judge::source_line(code, settings.submission, settings.source);
}

std::string Session::printed() {
    if (output >= 0) collect_output();
    return collected;
}

} // namespace judge
