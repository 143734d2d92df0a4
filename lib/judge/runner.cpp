/// @file
/// The program that holds a submission: it loads the shared objects of the calls and of the submission, and
/// forks a worker for every call. No expected value is anywhere in it.
///
///     runner CALLS.so [--answers zeros|constant|nan|echo|untouched]
///
/// It talks on descriptor 3 (protocol.hpp). The options replace the answers of whatever is loaded: with the
/// reference solution they are the universal wrong answers, which must earn nothing (tests/repo).

#include "judge/serving.hpp"
#include "judge/worker.hpp"

#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace judge;

std::optional<Answers> answers_named(const char* name) {
    constexpr std::pair<const char*, Answers> known[] = {{"zeros", Answers::zeros},
                                                         {"constant", Answers::constant},
                                                         {"nan", Answers::nan},
                                                         {"echo", Answers::echo},
                                                         {"untouched", Answers::untouched}};
    for (const auto& [text, answers] : known)
        if (std::strcmp(text, name) == 0) return answers;
    return std::nullopt;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2 && argc != 4) {
        std::fputs("usage: runner CALLS.so [--answers KIND]; it is started by the judge\n", stderr);
        return 2;
    }
    const auto answers = argc == 4 ? answers_named(argv[3]) : Answers::own;
    if (!answers) return 2;
    limit_stack();
    limit_memory();
    const std::string calls = argv[1];
    serve({.load =
               [&](const std::string& submission, const RequestHeader& limits) {
                   return load_within_limit(submission, calls, limits.cpu_seconds);
               },
           .call =
               [&](const std::vector<std::string>& requests, const RequestHeader& limits) {
                   return run_in_workers(requests, limits, [&](const std::string& request, int descriptor) {
                       work(request, descriptor, limits.cpu_seconds, *answers);
                   });
               }});
    return 0;
}
