#include "judge/protocol.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <poll.h>
#include <unistd.h>

namespace judge {

std::int64_t now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

bool send_all(int descriptor, const void* data, std::size_t size) {
    auto* bytes = static_cast<const char*>(data);
    while (size > 0) {
        const auto sent = ::write(descriptor, bytes, size);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        bytes += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool readable(int descriptor, std::int64_t deadline_ms) {
    for (;;) {
        const auto left = std::clamp<std::int64_t>(deadline_ms - now_ms(), 0, 1 << 30);
        pollfd waiting{descriptor, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(left));
        if (ready >= 0 || errno != EINTR) return ready > 0;
    }
}

bool receive_all(int descriptor, void* data, std::size_t size, std::int64_t deadline_ms) {
    auto* bytes = static_cast<char*>(data);
    while (size > 0) {
        if (!readable(descriptor, deadline_ms)) return false;
        const auto received = ::read(descriptor, bytes, size);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return false;
        bytes += received;
        size -= static_cast<std::size_t>(received);
    }
    return true;
}

bool send_reply(int descriptor, const Reply& reply) {
    const ReplyHeader header{.end = reply.end, .detail = reply.detail, .length = reply.body.size()};
    return send_all(descriptor, &header, sizeof header) &&
           send_all(descriptor, reply.body.data(), reply.body.size());
}

Reply receive_reply(int descriptor, std::int64_t deadline_ms) {
    ReplyHeader header;
    if (!receive_all(descriptor, &header, sizeof header, deadline_ms)) return {End::lost, 0, {}};
    if (header.magic != ReplyHeader::mark || header.length > longest_body || header.end > End::lost)
        return {End::garbled, 0, {}};
    Reply reply{header.end, header.detail, {}};
    // A claimed length is not yet memory: it grows with what really arrives.
    constexpr std::uint64_t step = 1 << 20;
    for (std::uint64_t got = 0; got < header.length;) {
        const auto part = std::min(step, header.length - got);
        reply.body.resize(got + part);
        if (!receive_all(descriptor, reply.body.data() + got, part, deadline_ms))
            return {End::garbled, 0, {}};
        got += part;
    }
    return reply;
}

} // namespace judge
