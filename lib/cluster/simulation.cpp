#include "cluster/simulation.hpp"

#include "cluster/faults.hpp"
#include "cluster/mailboxes.hpp"
#include "cluster/turns.hpp"
#include "fibers/scheduler.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>

namespace cluster {

namespace {

/// Thrown in a rank that can never go on. No std::exception: a rank that catches those does not catch this.
struct Released {};

class Simulation;

/// One rank: its clock, and the call that it is in.
class Member final : public Transport {
  public:
    Member(Simulation& simulation, int number) : simulation(simulation), number(number) {}

    int rank() const override { return number; }
    int size() const override;
    void send(const Outgoing& out, Line line) override;
    void recv(const Incoming& in, Line line) override;
    void sendrecv(const Outgoing& out, const Incoming& in, Line line) override;

    bool waits() const { return receiving || sending; }

    Simulation& simulation;
    const int number;
    Ending ending = Ending::not_yet;
    double clock = 0;                        ///< s, when its last call returned
    double done = 0;                         ///< s, when what its call has done so far is over
    Line line;                               ///< of its call
    bool receiving = false, sending = false; ///< what its call still waits for
    Incoming in{};                           ///< while it receives
    int to = 0;                              ///< while it sends
    bool released = false;                   ///< told to end: what it throws from now on is no news
};

class Simulation {
  public:
    Simulation(const Cluster& cluster, const std::function<void(Comm&)>& function)
        : cluster(cluster), function(function), scheduler(fiber_options(cluster.ranks)),
          next_round(cluster.ranks), on_turn(cluster.ranks) {
        outcome.ranks.resize(static_cast<std::size_t>(cluster.ranks));
        members.reserve(outcome.ranks.size());
        for (int rank = 0; rank < cluster.ranks; ++rank) members.emplace_back(*this, rank);
    }

    Outcome run() {
        for (Member& member : members) scheduler.spawn([&member] { member.simulation.live(member); });
        scheduler.run();
        if (!released) judge_the_end();
        release();
        begin_round();
        scheduler.run();
        for (const Member& member : members) counters(member).finish = member.clock;
        for (const Member& member : members) outcome.makespan = std::max(outcome.makespan, member.clock);
        std::sort(outcome.timeline.begin(), outcome.timeline.end(), [](const Message& a, const Message& b) {
            return std::tie(a.start, a.end, a.from, a.to) < std::tie(b.start, b.end, b.from, b.to);
        });
        return std::move(outcome);
    }

    int size() const { return cluster.ranks; }

    /// A call of a Comm: either part may be missing.
    void exchange(Member& self, const Outgoing* out, const Incoming* in, Line line) {
        if (scheduler.running() != fiber(self.number))
            throw std::logic_error("this Comm belongs to rank " + std::to_string(self.number));
        try {
            perform(self, out, in, line);
        } catch (const Released&) {
            // In a destructor that is called because of an exception another one would end the program.
            if (std::uncaught_exceptions() > 0) return;
            self.released = true;
            throw;
        }
    }

  private:
    const Cluster& cluster;
    const std::function<void(Comm&)>& function;
    std::vector<Member> members;
    fibers::Scheduler scheduler;
    Turns next_round; ///< who goes on in it
    int on_turn;      ///< how many of this round have not had their turn yet, with the one that runs
    Mailboxes mailboxes;
    Outcome outcome;
    bool released = false; ///< whether ranks that are still there are to end

    static fibers::Scheduler::Options fiber_options(int ranks) {
        constexpr std::size_t all = std::size_t{256} << 20, most = std::size_t{8} << 20,
                              least = std::size_t{64} << 10;
        const auto stack = std::clamp(all / static_cast<std::size_t>(ranks), least, most);
        return {.stack_bytes = stack, .guard_bytes = stack, .noun = "rank"};
    }

    Member& member(int rank) { return members[static_cast<std::size_t>(rank)]; }
    Rank& counters(const Member& member) { return outcome.ranks[static_cast<std::size_t>(member.number)]; }

    // ---- a rank ----

    void live(Member& self) {
        Comm comm(self);
        try {
            function(comm);
            self.ending = Ending::returned;
        } catch (const Released&) {
        } catch (...) {
            self.ending = Ending::threw;
            if (!self.released) add_exception(thrown_by(self.number));
        }
        end_turn();
    }

    /// Exceptions come first, also one that took so long to leave its rank that the others had been judged.
    void add_exception(Fault exception) {
        auto& faults = outcome.faults;
        const auto other = [](const Fault& fault) { return fault.kind != Fault::Kind::threw; };
        faults.insert(std::find_if(faults.begin(), faults.end(), other), std::move(exception));
    }

    /// Ends everything, because of the call that this rank makes.
    [[noreturn]] void give_up(const Fault& fault) {
        outcome.faults.push_back(fault);
        release();
        throw Released{};
    }

    void release() {
        released = true;
        for (const Member& member : members)
            if (scheduler.state(fiber(member.number)) == fibers::State::parked) next_round.add(member.number);
    }

    // ---- turns ----

    // Ranks take turns, one call each, in the order of their numbers. So none goes far ahead of the others,
    // with all its messages under way; and the memory of ranks that talk to each other is mostly still in the
    // cache, as their numbers are near each other more often than not.

    static fibers::Id fiber(int rank) { return static_cast<fibers::Id>(rank); }

    void end_turn() {
        if (--on_turn == 0) begin_round();
    }

    void begin_round() {
        next_round.take_all([this](int rank) {
            scheduler.unpark(fiber(rank));
            ++on_turn;
        });
    }

    void perform(Member& self, const Outgoing* out, const Incoming* in, Line line) {
        if (released) throw Released{};
        if (const auto wrong = impossible(self.number, cluster.ranks, out, in, line)) give_up(*wrong);
        ++counters(self).rounds;
        self.line = line;
        self.done = self.clock;
        if (out) start_sending(self, *out);
        if (in) start_receiving(self, *in);
        if (!self.waits()) next_round.add(self.number);
        end_turn();
        scheduler.park();
        if (released) throw Released{};
        self.clock = self.done;
    }

    // ---- a message ----

    double cost(i64 bytes) const { return cluster.alpha + cluster.beta * static_cast<double>(bytes); }

    void start_sending(Member& self, const Outgoing& out) {
        const auto bytes = static_cast<i64>(out.count * size_of(out.type));
        count(counters(self).sent, out.count, bytes);
        if (cluster.mode == Mode::eager)
            self.done = std::max(self.done, self.clock + cost(bytes));
        else
            self.sending = true, self.to = out.to;
        Parcel& parcel = mailboxes.blank();
        parcel.from = self.number;
        parcel.out = out;
        parcel.line = self.line;
        parcel.sent = self.clock;
        Member& receiver = member(out.to);
        if (receiver.receiving && receiver.in.from == self.number)
            hand_over(parcel, receiver);
        else
            put_away(parcel);
    }

    /// The sender of an eager message may use its memory for something else.
    void put_away(Parcel& parcel) {
        if (cluster.mode == Mode::eager) {
            const auto* data = static_cast<const std::byte*>(parcel.out.data);
            parcel.copy.assign(data, data + parcel.out.count * size_of(parcel.out.type));
            parcel.out.data = parcel.copy.data();
        }
        mailboxes.post(parcel);
    }

    void start_receiving(Member& self, const Incoming& in) {
        self.receiving = true;
        self.in = in;
        if (Parcel* parcel = mailboxes.take(in.from, self.number)) hand_over(*parcel, self);
    }

    /// The end of a message: its receiver has called, and waits for it.
    void hand_over(Parcel& parcel, Member& receiver) {
        const Outgoing& out = parcel.out;
        if (out.count != receiver.in.count || out.type != receiver.in.type)
            give_up(mismatch(parcel, receiver.in, receiver.number, receiver.line));
        const auto bytes = static_cast<i64>(out.count * size_of(out.type));
        if (bytes > 0) std::memcpy(receiver.in.data, out.data, static_cast<std::size_t>(bytes));
        count(counters(receiver).received, out.count, bytes);

        const double met = std::max(parcel.sent, receiver.clock), end = met + cost(bytes);
        const bool eager = cluster.mode == Mode::eager;
        if (cluster.timeline)
            outcome.timeline.push_back({parcel.from, receiver.number, bytes, eager ? parcel.sent : met, end});
        finish_part(receiver, receiver.receiving, end);
        if (!eager) finish_part(member(parcel.from), member(parcel.from).sending, end);
        mailboxes.recycle(parcel);
    }

    void finish_part(Member& member, bool& part, double end) {
        part = false;
        member.done = std::max(member.done, end);
        if (!member.waits()) next_round.add(member.number);
    }

    static void count(Traffic& traffic, std::size_t words, i64 bytes) {
        ++traffic.messages;
        traffic.words += static_cast<i64>(words);
        traffic.bytes += bytes;
    }

    // ---- the end ----

    /// No rank can go on. What is wrong with that?
    void judge_the_end() {
        std::vector<Wait> waits;
        std::vector<Ending> endings;
        for (const Member& one : members) {
            endings.push_back(one.ending);
            if (one.ending != Ending::not_yet) continue;
            if (one.sending) waits.push_back({one.number, one.to, true, one.line});
            if (one.receiving) waits.push_back({one.number, one.in.from, false, one.line});
        }
        for (auto& fault : why_blocked(waits, endings)) outcome.faults.push_back(std::move(fault));
        if (cluster.mode == Mode::rendezvous)
            return; // there a message that is not received has its sender wait
        auto left = mailboxes.waiting();
        std::sort(left.begin(), left.end(), [](const Parcel* a, const Parcel* b) {
            return std::tie(a->from, a->out.to) < std::tie(b->from, b->out.to);
        });
        for (const Parcel* parcel : left) outcome.faults.push_back(unreceived(*parcel));
    }
};

int Member::size() const { return simulation.size(); }
void Member::send(const Outgoing& out, Line at) { simulation.exchange(*this, &out, nullptr, at); }
void Member::recv(const Incoming& from, Line at) { simulation.exchange(*this, nullptr, &from, at); }
void Member::sendrecv(const Outgoing& out, const Incoming& from, Line at) {
    simulation.exchange(*this, &out, &from, at);
}

} // namespace

Outcome run(const Cluster& cluster, const std::function<void(Comm&)>& rank) {
    const auto time = [](double seconds) { return std::isfinite(seconds) && seconds >= 0; };
    if (cluster.ranks < 1) throw std::invalid_argument("a cluster has at least one rank");
    if (!time(cluster.alpha) || !time(cluster.beta))
        throw std::invalid_argument("alpha and beta are times: finite, and not negative");
    return Simulation(cluster, rank).run();
}

} // namespace cluster
