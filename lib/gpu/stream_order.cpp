#include "gpu/stream_order.hpp"

#include "gpu/blocks.hpp"
#include "gpu/device_range.hpp"
#include "gpu/sentences.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

namespace gpu {

namespace {

/// How much work of each stream is over.
using Clock = std::map<cudaStream_t, std::uint64_t>;

struct Timeline {
    bool blocking = true; ///< waits for the default stream, which waits for it
    Clock clock;
};

struct Issued {
    cudaStream_t stream;
    std::uint64_t number; ///< in its stream
    Work work;
};

constexpr std::size_t most_open = 256; ///< what was issued before is taken to be over

std::map<cudaStream_t, Timeline> timelines;
std::map<cudaEvent_t, Clock> recorded;
Clock host;
std::deque<Issued> open; ///< what the host has not waited for

void join(Clock& clock, const Clock& other) {
    for (const auto& [stream, number] : other) clock[stream] = std::max(clock[stream], number);
}

bool is_over(const Issued& issued, const Clock& clock) {
    const auto found = clock.find(issued.stream);
    return found != clock.end() && found->second >= issued.number;
}

Timeline& timeline(cudaStream_t& stream) {
    if (stream == cudaStreamLegacy) stream = nullptr;
    return timelines[stream];
}

/// What has to be over before the next work of a stream begins.
void wait_for_others(cudaStream_t stream, Timeline& own) {
    join(own.clock, host);
    if (stream && own.blocking) join(own.clock, timelines[nullptr].clock);
    if (stream) return;
    for (auto& [other, timeline] : timelines)
        if (timeline.blocking) join(own.clock, timeline.clock);
}

void host_waits_for(const Clock& clock) {
    join(host, clock);
    std::erase_if(open, [](const Issued& issued) { return is_over(issued, host); });
}

/// Where two pieces meet, of which one is written; 0 where they do not.
std::uintptr_t conflict(const Piece& a, const Piece& b) {
    const auto begin = std::max(a.begin, b.begin), end = std::min(a.end, b.end);
    return begin < end && (a.written || b.written) ? begin : 0;
}

std::string named(std::uintptr_t address, std::size_t size) {
    const auto* allocation = nearest_allocation(reinterpret_cast<const void*>(address));
    return allocation ? element(*allocation, address, size) : "memory";
}

Fault fault(const Issued& earlier, CodeOffset code, std::string variable, std::string sentence) {
    Fault result;
    result.kind = "not_synchronised";
    result.kernel = earlier.work.name;
    result.code = code;
    result.other_code = earlier.work.code;
    result.variable = std::move(variable);
    result.sentence = std::move(sentence);
    return result;
}

const char* does(bool writes) { return writes ? " writes " : " reads "; }
const char* may_still(bool writes) { return writes ? " may still write" : " may still read"; }

void report_conflict(const Issued& earlier, const Work& work) {
    for (const Piece& a : earlier.work.pieces)
        for (const Piece& b : work.pieces)
            if (const auto address = conflict(a, b)) {
                const auto variable = named(address, 4);
                return report(
                    fault(earlier, work.code, variable,
                          work.name + does(b.written) + variable + ", which " + earlier.work.name +
                              may_still(a.written) +
                              " on another stream: use one stream for both, or let the second wait by "
                              "cudaStreamWaitEvent."));
            }
}

/// Cells of a shadow, put together where they are alike.
class Pieces {
  public:
    void add(std::uintptr_t begin, std::size_t size, bool written) {
        if (!all.empty() && all.back().end == begin && all.back().written == written)
            all.back().end += size;
        else
            all.push_back({begin, begin + size, written});
    }
    std::vector<Piece> all;
};

/// What lies on one page.
void add_cells(Pieces& pieces, std::size_t offset, std::size_t size) {
    const auto& page = device_range.pages[offset / Page::size];
    if (!page || (!page->shadow.has_words() && page->shadow.shift() == 2)) return;
    Shadow& shadow = page->shadow;
    const Segment first = current_launch.order.launch();
    const std::size_t width = std::size_t{1} << shadow.shift(), begin = offset % Page::size;
    for (std::size_t index = begin / width; index < (begin + size + width - 1) / width; ++index) {
        const Cell& cell = shadow.cell(index);
        const bool written = cell.writer.segment() >= first;
        if (written || cell.reader.segment() >= first)
            pieces.add(device_range.begin + offset - begin + index * width, width, written);
    }
}

} // namespace

void add_stream(cudaStream_t stream, bool blocking) { timeline(stream).blocking = blocking; }

void issue(cudaStream_t stream, Work work) {
    Timeline& own = timeline(stream);
    wait_for_others(stream, own);
    const auto number = ++own.clock[stream];
    if (work.pieces.empty()) return;
    for (const Issued& earlier : open)
        if (!is_over(earlier, own.clock)) report_conflict(earlier, work);
    open.push_back({stream, number, std::move(work)});
    if (open.size() > most_open) open.pop_front();
}

void record_event(cudaEvent_t event, cudaStream_t stream) {
    Timeline& own = timeline(stream);
    wait_for_others(stream, own);
    recorded[event] = own.clock;
}

void stream_waits(cudaStream_t stream, cudaEvent_t event) { join(timeline(stream).clock, recorded[event]); }

void host_waits_for_stream(cudaStream_t stream) {
    Timeline& own = timeline(stream);
    wait_for_others(stream, own);
    host_waits_for(own.clock);
}

void host_waits_for_event(cudaEvent_t event) { host_waits_for(recorded[event]); }

void host_waits_for_device() {
    for (auto& [stream, timeline] : timelines) join(host, timeline.clock);
    open.clear();
}

void call_on_stream(cudaStream_t stream, void (*function)(void*), void* data) {
    const Clock before = host;
    join(host, timeline(stream).clock);
    function(data);
    host = before;
}

void host_uses(std::uintptr_t address, std::size_t size, bool writes, const void* code) {
    const Piece use{address, address + size, writes};
    for (const Issued& earlier : open) {
        if (is_over(earlier, host)) continue;
        for (const Piece& piece : earlier.work.pieces) {
            if (!conflict(piece, use)) continue;
            const auto variable = named(address, size);
            return report(fault(earlier, offset_of(code), variable,
                                "Host code" + std::string(does(writes)) + variable + ", which " +
                                    earlier.work.name + may_still(piece.written) +
                                    ": wait first, by cudaDeviceSynchronize() or cudaStreamSynchronize()."));
        }
    }
}

std::vector<Piece> touched_by_launch() {
    const bool all = std::any_of(timelines.begin(), timelines.end(), [](auto& entry) { return entry.first; });
    Pieces pieces;
    for (const Allocation& allocation : leaks()) {
        if (!all && allocation.residence != Residence::shared) continue;
        auto offset = reinterpret_cast<std::uintptr_t>(allocation.begin) - device_range.begin;
        for (const auto end = offset + allocation.size; offset < end;) {
            const auto next = std::min((offset / Page::size + 1) * Page::size, end);
            add_cells(pieces, offset, next - offset);
            offset = next;
        }
    }
    return pieces.all;
}

void reset_stream_order() {
    timelines.clear();
    recorded.clear();
    host.clear();
    open.clear();
}

} // namespace gpu
