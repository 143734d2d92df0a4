#include "judge/gpu.hpp"

#include <algorithm>

namespace judge {

namespace {

const gpu::Measures& measures() { return Session::current().on_gpu().measures; }

struct Words {
    const char *requests, *unit;
    bool shared, write;
};

Words words(Requested kind) {
    switch (kind) {
    case Requested::global_loads:
        return {"loads from global memory", "sectors of 32 bytes", false, false};
    case Requested::global_stores:
        return {"stores to global memory", "sectors of 32 bytes", false, true};
    case Requested::shared_loads:
        return {"loads from shared memory", "passes of its banks", true, false};
    default:
        return {"stores to shared memory", "passes of its banks", true, true};
    }
}

/// Lines of one kind, the most served first.
std::string busiest_lines(const Words& words) {
    std::string text;
    for (const auto& site : measures().sites)
        if (site.shared == words.shared && site.write == words.write && text.size() < 400)
            text += printed(site.requests.mean_served(), 3) +
                    " for each request: " + Session::current().source_line(site.code);
    return text;
}

} // namespace

const gpu::Requests& requests(Requested kind) {
    switch (kind) {
    case Requested::global_loads:
        return measures().global_loads;
    case Requested::global_stores:
        return measures().global_stores;
    case Requested::shared_loads:
        return measures().shared_loads;
    default:
        return measures().shared_stores;
    }
}

bool expect_served(Requested kind, double limit, const std::vector<Known>& mistakes) {
    const auto name = words(kind);
    const double served = requests(kind).mean_served();
    return expect_that(served <= limit,
                       std::string("Your ") + name.requests + " need " + printed(served, 3) + " " +
                           name.unit + " for a request of a warp; " + printed(limit, 3) + " are enough.",
                       mistakes, busiest_lines(name));
}

std::int64_t times_called(const std::string& function) {
    const auto& calls = Session::current().on_gpu().calls;
    const auto found =
        std::find_if(calls.begin(), calls.end(), [&](const auto& call) { return call.name == function; });
    return found == calls.end() ? 0 : found->times;
}

} // namespace judge
