/// @file
/// The program that holds a submission: it loads the shared objects of the calls and of the submission, and
/// forks a worker for every call. No expected value is anywhere in it.
///
///     runner CALLS.so [--answers zeros|constant|nan|echo|untouched]
///
/// It talks on descriptor 3 (protocol.hpp). The options replace the answers of whatever is loaded: with the
/// reference solution they are the universal wrong answers, which must earn nothing (tests/repo).

#include "judge/guard.hpp"
#include "judge/protocol.hpp"
#include "judge/worker.hpp"

#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

using namespace judge;

void answer(const Reply& reply) {
    const ReplyHeader header{.end = reply.end, .detail = reply.detail, .length = reply.body.size()};
    if (!send_all(runner_channel, &header, sizeof header) ||
        !send_all(runner_channel, reply.body.data(), reply.body.size()))
        ::_exit(0); // the judge is gone
}

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
    ::fcntl(runner_channel, F_SETFD, FD_CLOEXEC);
    end_with_parent();
    hide_this_process();
    adopt_orphans();
    limit_resources();
    answer({End::returned, 0, {}}); // here, and not yet in a stranger's hands
    RequestHeader header;
    std::vector<std::string> requests;
    while (read_forever(runner_channel, &header, sizeof header)) {
        auto& body = requests.emplace_back(header.length, '\0');
        if (!read_forever(runner_channel, body.data(), body.size())) break;
        if (header.more > 0) continue;
        if (header.ask == Ask::load)
            answer(load_within_limit(body, argv[1], header.cpu_seconds));
        else
            for (const auto& reply : run_in_workers(requests, header, *answers)) answer(reply);
        requests.clear();
    }
    return 0;
}
