#include "cluster/faults.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <cxxabi.h>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <typeinfo>
#include <utility>

namespace cluster {

namespace {

using Kind = Fault::Kind;

std::string named(int rank) { return "rank " + std::to_string(rank); }

std::string count(std::size_t n, const std::string& thing) {
    return std::to_string(n) + " " + thing + (n == 1 ? "" : "s");
}

/// " (ring.cpp:12)": a learner knows which folder that is in. Empty if the line is unknown.
std::string at(Line line) {
    const std::string_view file = line.file;
    if (file.empty()) return "";
    const auto slash = file.rfind('/'); // npos + 1 is 0
    return " (" + std::string(file.substr(slash + 1)) + ":" + std::to_string(line.number) + ")";
}

std::string in_words(Type type) { return type == Type::f32 ? "float" : type == Type::f64 ? "double" : "i32"; }

std::string in_words(const Wait& wait) {
    return named(wait.rank) + " waits for " + named(wait.other) +
           (wait.to_receive ? " to receive" : " to send") + at(wait.line);
}

Fault fault(Kind kind, std::vector<int> ranks, std::string sentence) {
    sentence[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence[0])));
    if (!sentence.ends_with('.')) sentence += '.'; // what an exception says may have one
    return {kind, std::move(ranks), std::move(sentence)};
}

std::string type_name(const std::type_info* type) {
    if (!type) return "something";
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> readable(
        abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), std::free);
    return status == 0 ? readable.get() : type->name();
}

} // namespace

// ---- single mistakes -------------------------------------------------------------------------------------

Fault thrown_by(int rank) {
    std::string what = named(rank) + " threw " + type_name(abi::__cxa_current_exception_type());
    try {
        throw;
    } catch (const std::exception& error) {
        what += std::string(": ") + error.what();
    } catch (...) { // says nothing more
    }
    return fault(Kind::threw, {rank}, what);
}

namespace {

/// @param act  what the rank does: "sends to", "receives from"
std::optional<Fault> no_such_rank(int rank, const char* act, int other, int ranks, Line line) {
    if (0 <= other && other < ranks && other != rank) return std::nullopt;
    const auto sentence = [&](const std::string& whom, const std::string& but) {
        return named(rank) + " " + act + " " + whom + at(line) + but;
    };
    if (rank == other) return fault(Kind::no_such_rank, {rank, other}, sentence("itself", ""));
    const std::string all =
        ranks == 1 ? "is rank 0 only" : "are ranks 0 to " + std::to_string(ranks - 1) + " only";
    return fault(Kind::no_such_rank, {rank, other}, sentence(named(other), ", but there " + all));
}

bool overlapping(const Outgoing& out, const Incoming& in) {
    if (out.count == 0 || in.count == 0) return false;
    const auto* from = static_cast<const std::byte*>(out.data);
    const auto* to = static_cast<const std::byte*>(in.data);
    const std::less<> before; // also of pointers into different arrays
    return before(from, to + in.count * size_of(in.type)) && before(to, from + out.count * size_of(out.type));
}

} // namespace

std::optional<Fault> impossible(int rank, int ranks, const Outgoing* out, const Incoming* in, Line line) {
    if (out)
        if (auto wrong = no_such_rank(rank, "sends to", out->to, ranks, line)) return wrong;
    if (in)
        if (auto wrong = no_such_rank(rank, "receives from", in->from, ranks, line)) return wrong;
    if (!out || !in || !overlapping(*out, *in)) return std::nullopt;
    return fault(Kind::overlap, {rank},
                 named(rank) + " receives into memory that it sends from, in one sendrecv" + at(line));
}

Fault mismatch(const Parcel& sent, const Incoming& in, int to, Line line) {
    std::string what, instead;
    if (sent.out.type == in.type) {
        what = count(sent.out.count, "number");
        instead = std::to_string(in.count);
    } else {
        what = "numbers of type " + in_words(sent.out.type);
        instead = "type " + in_words(in.type);
    }
    return fault(Kind::mismatch, {sent.from, to},
                 named(sent.from) + " sends " + what + at(sent.line) + ", but " + named(to) + " receives " +
                     instead + at(line));
}

Fault too_long(const Incoming& in, int to, Line line) {
    return fault(Kind::mismatch, {in.from, to},
                 named(in.from) + " sends more than the " + count(in.count, "number") + " that " + named(to) +
                     " receives" + at(line));
}

Fault unreceived(const Parcel& oldest) {
    std::size_t more = 0;
    for (const Parcel* later = oldest.next; later; later = later->next) ++more;
    std::string sentence =
        named(oldest.out.to) + " never receives what " + named(oldest.from) + " sends" + at(oldest.line);
    if (more > 0) sentence += ", nor " + count(more, "message") + " after it";
    return fault(Kind::unreceived, {oldest.from, oldest.out.to}, sentence);
}

// ---- who waits for whom ----------------------------------------------------------------------------------

namespace {

/// Finds circles of waits by a walk in depth.
class Circles {
  public:
    Circles(const std::vector<Wait>& waits, std::size_t ranks) : begin(ranks + 1), seen(ranks), waits(waits) {
        for (const Wait& wait : waits) ++begin[index(wait.rank) + 1];
        for (std::size_t r = 0; r < ranks; ++r) begin[r + 1] += begin[r];
    }

    /// Circles that have no rank in common, as many as there are on the walk.
    std::vector<std::vector<Wait>> find() {
        for (std::size_t rank = 0; rank < seen.size(); ++rank) walk_from(rank);
        return std::move(found);
    }

  private:
    enum class Seen : std::uint8_t { not_yet, on_path, left, in_circle };

    std::vector<std::size_t> begin; ///< of each rank's waits
    std::vector<Seen> seen;
    const std::vector<Wait>& waits;
    std::vector<std::size_t> path; ///< the wait that is being followed, of every rank on the path
    std::vector<std::vector<Wait>> found;

    static std::size_t index(int rank) { return static_cast<std::size_t>(rank); }
    std::size_t end_of(std::size_t wait) const { return begin[index(waits[wait].rank) + 1]; }

    bool enter(std::size_t rank) {
        if (seen[rank] != Seen::not_yet || begin[rank] == begin[rank + 1]) return false;
        seen[rank] = Seen::on_path;
        path.push_back(begin[rank]);
        return true;
    }

    void walk_from(std::size_t start) {
        enter(start);
        while (!path.empty()) {
            const std::size_t wait = path.back(), other = index(waits[wait].other);
            if (seen[other] == Seen::on_path) close(other);
            if (enter(other)) continue;
            while (!path.empty() && path.back() + 1 == end_of(path.back())) leave_last();
            if (!path.empty()) ++path.back();
        }
    }

    void leave_last() {
        Seen& last = seen[index(waits[path.back()].rank)];
        if (last == Seen::on_path) last = Seen::left;
        path.pop_back();
    }

    /// The path from this rank on is a circle.
    void close(std::size_t rank) {
        std::vector<Wait> circle;
        auto wait = path.end();
        do circle.push_back(waits[*--wait]);
        while (index(circle.back().rank) != rank);
        if (std::any_of(circle.begin(), circle.end(),
                        [&](const Wait& one) { return seen[index(one.rank)] == Seen::in_circle; }))
            return;
        for (const Wait& one : circle) seen[index(one.rank)] = Seen::in_circle;
        std::reverse(circle.begin(), circle.end());
        found.push_back(std::move(circle));
    }
};

/// Begins with the lowest rank, and leaves the middle of a long circle out.
Fault deadlock(std::vector<Wait> circle) {
    constexpr std::size_t shown = 8, shown_first = 3;
    const auto lower = [](const Wait& a, const Wait& b) { return a.rank < b.rank; };
    std::rotate(circle.begin(), std::min_element(circle.begin(), circle.end(), lower), circle.end());
    std::vector<int> ranks;
    std::string sentence = "Deadlock: ";
    for (std::size_t i = 0; i < circle.size(); ++i) {
        ranks.push_back(circle[i].rank);
        const bool hidden = circle.size() > shown && i >= shown_first && i + 1 < circle.size();
        if (hidden && i == shown_first)
            sentence += ", … " + std::to_string(circle.size() - shown_first - 1) + " more …";
        if (!hidden) sentence += (i == 0 ? "" : ", ") + in_words(circle[i]);
    }
    return fault(Kind::deadlock, std::move(ranks), sentence);
}

Fault left_waiting(const std::vector<Wait>& waits, Ending ending) {
    const int ended = waits.front().other;
    std::vector<int> ranks;
    for (const Wait& wait : waits) ranks.push_back(wait.rank);
    ranks.push_back(ended);
    std::string sentence = in_words(waits.front()) + ", but " + named(ended) +
                           (ending == Ending::threw ? " has thrown an exception" : " has returned");
    if (const auto more = waits.size() - 1; more > 0)
        sentence += "; " + count(more, "more rank") + (more == 1 ? " waits" : " wait") + " for it, too";
    return fault(Kind::left_waiting, std::move(ranks), sentence);
}

} // namespace

std::vector<Fault> why_blocked(const std::vector<Wait>& waits, const std::vector<Ending>& endings) {
    std::vector<Fault> faults;
    for (auto& circle : Circles(waits, endings.size()).find()) faults.push_back(deadlock(std::move(circle)));
    std::map<int, std::vector<Wait>> for_ended;
    for (const Wait& wait : waits)
        if (endings[static_cast<std::size_t>(wait.other)] != Ending::not_yet)
            for_ended[wait.other].push_back(wait);
    for (const auto& [ended, waiting] : for_ended)
        faults.push_back(left_waiting(waiting, endings[static_cast<std::size_t>(ended)]));
    return faults;
}

std::string report(const Outcome& outcome) {
    constexpr std::size_t shown = 6;
    std::string text;
    for (std::size_t i = 0; i < outcome.faults.size() && i < shown; ++i)
        text += (i == 0 ? "" : "\n") + outcome.faults[i].sentence;
    if (outcome.faults.size() > shown)
        text += "\nAnd " + count(outcome.faults.size() - shown, "more fault") + ".";
    return text;
}

} // namespace cluster
