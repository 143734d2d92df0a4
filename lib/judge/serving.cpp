#include "judge/serving.hpp"

#include "judge/guard.hpp"
#include "judge/worker.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace judge {

namespace {

void answer(const Reply& reply) {
    if (!send_reply(runner_channel, reply)) ::_exit(0); // the judge is gone
}

} // namespace

void serve(const Runner& runner) {
    ::fcntl(runner_channel, F_SETFD, FD_CLOEXEC);
    end_with_parent();
    hide_this_process();
    adopt_orphans();
    answer({End::returned, 0, {}}); // here, and not yet in a stranger's hands
    RequestHeader header;
    std::vector<std::string> requests;
    while (read_forever(runner_channel, &header, sizeof header)) {
        auto& body = requests.emplace_back(header.length, '\0');
        if (!read_forever(runner_channel, body.data(), body.size())) break;
        if (header.more > 0) continue;
        if (header.ask == Ask::load)
            answer(runner.load(body, header));
        else
            for (const auto& reply : runner.call(requests, header)) answer(reply);
        requests.clear();
    }
}

} // namespace judge
