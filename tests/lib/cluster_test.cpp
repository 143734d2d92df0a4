/// @file
/// The simulated cluster: messages, virtual time to the last bit, and what is said of every mistake.

#include "judge/catch_seam.hpp"

#include "cluster/simulation.hpp"
#include "cluster/timeline.hpp"
#include "cluster/turns.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using cluster::Cluster;
using cluster::Mode;
using cluster::Outcome;
using Kind = cluster::Fault::Kind;

namespace {

constexpr Mode modes[] = {Mode::eager, Mode::rendezvous};
constexpr double alpha = 3, beta = 0.5; // s: sums of these are exact

/// What a message of n floats costs.
double cost(std::size_t n) { return alpha + beta * 4 * static_cast<double>(n); }

Outcome run(int ranks, Mode mode, const std::function<void(Comm&)>& rank) {
    return cluster::run({.ranks = ranks, .mode = mode, .alpha = alpha, .beta = beta}, rank);
}

/// Runs it in both modes.
void run_well(int ranks, const std::function<void(Comm&)>& rank) {
    for (const Mode mode : modes) CHECK(report(run(ranks, mode, rank)) == "");
}

std::size_t index(int rank) { return static_cast<std::size_t>(rank); }

using Vectors = std::vector<std::vector<float>>;

/// A vector for each rank; entry i of rank r says so.
Vectors numbered(int ranks, std::size_t n) {
    Vectors all(index(ranks), std::vector<float>(n));
    for (std::size_t r = 0; r < all.size(); ++r)
        for (std::size_t i = 0; i < n; ++i) all[r][i] = static_cast<float>(1000 * r + i);
    return all;
}

std::vector<float> sum_of(const Vectors& all) {
    std::vector<float> sum(all[0].size());
    for (const auto& x : all) std::transform(sum.begin(), sum.end(), x.begin(), sum.begin(), std::plus<>());
    return sum;
}

// ---- collective operations, to test with -----------------------------------------------------------------

void binomial_broadcast(Comm& comm, std::span<float> x, int root) {
    const int D = comm.size(), mine = (comm.rank() - root + D) % D;
    int step = static_cast<int>(std::bit_ceil(static_cast<unsigned>(D))) / 2;
    const auto rank = [&](int relative) { return (relative + root) % D; };
    for (; step > 0; step /= 2) { // those that have it are multiples of 2 * step
        if (mine % (2 * step) == 0 && mine + step < D) comm.send(rank(mine + step), x);
        if (mine % (2 * step) == step) comm.recv(rank(mine - step), x);
    }
}

void linear_broadcast(Comm& comm, std::span<float> x) {
    if (comm.rank() != 0) return comm.recv(0, x);
    for (int to = 1; to < comm.size(); ++to) comm.send(to, x);
}

void add(std::span<float> x, std::span<const float> y) {
    std::transform(x.begin(), x.end(), y.begin(), x.begin(), std::plus<>());
}

void ring_allreduce(Comm& comm, std::span<float> x) {
    const int D = comm.size(), rank = comm.rank(), next = (rank + 1) % D, previous = (rank + D - 1) % D;
    const auto chunk = [&](int number) {
        const std::size_t c = index((number + 2 * D) % D), d = index(D);
        return x.subspan(c * x.size() / d, (c + 1) * x.size() / d - c * x.size() / d);
    };
    std::vector<float> room(x.size() / index(D) + 1);
    for (int step = 0; step < D - 1; ++step) {
        const auto mine = chunk(rank - step), theirs = chunk(rank - step - 1);
        const std::span arrived(room.data(), theirs.size());
        comm.sendrecv(next, mine, previous, arrived);
        add(theirs, arrived);
    }
    for (int step = 0; step < D - 1; ++step)
        comm.sendrecv(next, chunk(rank + 1 - step), previous, chunk(rank - step));
}

void doubling_allreduce(Comm& comm, std::span<float> x) {
    const int D = comm.size(), core = static_cast<int>(std::bit_floor(static_cast<unsigned>(D)));
    const int rank = comm.rank(), surplus = D - core;
    std::vector<float> other(x.size());
    if (rank >= core) {
        comm.send(rank - core, x);
        return comm.recv(rank - core, x);
    }
    if (rank < surplus) {
        comm.recv(rank + core, other);
        add(x, other);
    }
    for (int step = 1; step < core; step *= 2) {
        comm.sendrecv(rank ^ step, x, rank ^ step, other);
        add(x, other);
    }
    if (rank < surplus) comm.send(rank + core, x);
}

/// Runs a collective operation on numbered vectors and checks what every rank has then.
Outcome check_result(const Cluster& where, Vectors all, const std::vector<float>& expected,
                     const std::function<void(Comm&, std::span<float>)>& operation) {
    auto outcome = cluster::run(where, [&](Comm& comm) { operation(comm, all[index(comm.rank())]); });
    CHECK(report(outcome) == "");
    CHECK(std::all_of(all.begin(), all.end(), [&](const auto& x) { return x == expected; }));
    return outcome;
}

cluster::Traffic total_sent(const Outcome& outcome) {
    cluster::Traffic total;
    for (const auto& rank : outcome.ranks) {
        total.messages += rank.sent.messages;
        total.words += rank.sent.words;
        total.bytes += rank.sent.bytes;
    }
    return total;
}

} // namespace

// ---- messages --------------------------------------------------------------------------------------------

TEST_CASE("every rank knows its number and how many there are") {
    for (const int D : {1, 2, 7}) {
        std::vector<int> seen;
        run_well(D, [&](Comm& comm) {
            CHECK(comm.size() == D);
            seen.push_back(comm.rank());
        });
        std::vector<int> twice(2 * index(D));
        for (std::size_t i = 0; i < twice.size(); ++i) twice[i] = static_cast<int>(i) % D;
        CHECK(seen == twice);
    }
}

TEST_CASE("messages of the three types, from vectors, arrays and spans") {
    run_well(2, [](Comm& comm) {
        const std::vector<double> sent_d{1.5, -2.5};
        const std::array<i32, 3> sent_n{1, -2, 2147483647};
        const float sent_f[] = {0.25f};
        std::vector<double> d(2);
        std::array<i32, 3> n{};
        float f[1] = {};
        const int other = 1 - comm.rank();
        comm.sendrecv(other, sent_d, other, d);
        comm.sendrecv(other, sent_n, other, n);
        comm.sendrecv(other, sent_f, other, f);
        CHECK((d == sent_d && n == sent_n && f[0] == sent_f[0]));
        if (comm.rank() == 0) {
            comm.send(1, std::span(sent_d).last(1));
            comm.send(1, sent_n);
            comm.send(1, {sent_f, 1});
        } else {
            n = {}, f[0] = 0;
            comm.recv(0, std::span(d).first(1));
            comm.recv(0, n);
            comm.recv(0, {f, 1});
            CHECK((d[0] == -2.5 && n == sent_n && f[0] == sent_f[0]));
        }
    });
}

TEST_CASE("messages of a pair stay in order, whatever the others send, and eager senders may go on writing") {
    for (const Mode mode : modes) {
        constexpr int D = 5, count = 40;
        const auto outcome = run(D, mode, [&](Comm& comm) {
            std::vector<i32> x(3);
            for (int i = 0; i < count && comm.rank() != 0; ++i) {
                x.assign(3, 100 * comm.rank() + i);
                comm.send(0, x);
                x.assign(3, -1);
            }
            for (int i = 0; i < count && comm.rank() == 0; ++i)
                for (int from = D - 1; from > 0; --from) {
                    comm.recv(from, x);
                    CHECK(x == std::vector<i32>(3, 100 * from + i));
                }
        });
        CHECK(report(outcome) == "");
        CHECK(outcome.ranks[0].received.messages == count * (D - 1));
    }
}

TEST_CASE("an empty message is a message: it costs alpha and is counted") {
    for (const Mode mode : modes) {
        const auto outcome = run(2, mode, [](Comm& comm) {
            if (comm.rank() == 0)
                comm.send(1, std::span<const float>());
            else
                comm.recv(0, std::span<float>());
        });
        CHECK(report(outcome) == "");
        CHECK(outcome.makespan == alpha);
        CHECK((outcome.ranks[0].sent.messages == 1 && outcome.ranks[0].sent.words == 0));
        CHECK((outcome.ranks[1].received.messages == 1 && outcome.ranks[1].received.bytes == 0));
    }
}

TEST_CASE("counters: messages, words and bytes each way, and rounds") {
    const auto outcome = run(3, Mode::eager, [](Comm& comm) {
        std::vector<double> x(5), y(5);
        std::vector<float> z(2);
        if (comm.rank() == 0) {
            comm.sendrecv(1, x, 1, y);
            comm.send(2, z);
        } else if (comm.rank() == 1) {
            comm.sendrecv(0, x, 0, y);
        } else {
            comm.recv(0, z);
        }
    });
    CHECK(report(outcome) == "");
    const auto& [zero, one, two] = std::tie(outcome.ranks[0], outcome.ranks[1], outcome.ranks[2]);
    CHECK((zero.sent.messages == 2 && zero.sent.words == 7 && zero.sent.bytes == 48 && zero.rounds == 2));
    CHECK((zero.received.messages == 1 && zero.received.words == 5 && zero.received.bytes == 40));
    CHECK((one.sent.bytes == 40 && one.received.bytes == 40 && one.rounds == 1));
    CHECK((two.sent.messages == 0 && two.received.words == 2 && two.received.bytes == 8 && two.rounds == 1));
}

// ---- time ------------------------------------------------------------------------------------------------

namespace {

/// When a send and its matching recv return that are called after so many messages of one float with a third
/// rank.
std::pair<double, double> send_and_recv(Mode mode, int before_send, int before_recv, std::size_t n) {
    const auto outcome = run(4, mode, [&](Comm& comm) {
        std::vector<float> x(n), one(1);
        const int rank = comm.rank();
        if (rank == 2 || rank == 3) {
            for (int i = 0; i < (rank == 2 ? before_send : before_recv); ++i) comm.recv(rank - 2, one);
            return;
        }
        for (int i = 0; i < (rank == 0 ? before_send : before_recv); ++i) comm.send(rank + 2, one);
        if (rank == 0)
            comm.send(1, x);
        else
            comm.recv(0, x);
    });
    CHECK(report(outcome) == "");
    return {outcome.ranks[0].finish, outcome.ranks[1].finish};
}

} // namespace

TEST_CASE(
    "a message takes alpha + beta bytes from when both have called, and an eager sender does not wait") {
    const double one = cost(1), c = cost(10);
    using Times = std::pair<double, double>;
    for (const Mode mode : modes) {
        CHECK(send_and_recv(mode, 0, 0, 10) == Times(c, c));
        CHECK(send_and_recv(mode, 2, 0, 10) == Times(2 * one + c, 2 * one + c));
    }
    CHECK(send_and_recv(Mode::rendezvous, 0, 7, 10) == Times(7 * one + c, 7 * one + c));
    CHECK(send_and_recv(Mode::eager, 0, 7, 10) == Times(c, 7 * one + c));
}

TEST_CASE("sendrecv uses both ports at once; send and recv take them in turn") {
    const auto both = [](Comm& comm) {
        std::vector<float> out(comm.rank() == 0 ? 10 : 4), in(comm.rank() == 0 ? 4 : 10);
        comm.sendrecv(1 - comm.rank(), out, 1 - comm.rank(), in);
    };
    const auto in_turn = [](Comm& comm) {
        std::vector<float> out(10), in(10);
        comm.send(1 - comm.rank(), out);
        comm.recv(1 - comm.rank(), in);
    };
    for (const Mode mode : modes) CHECK(run(2, mode, both).makespan == cost(10));
    CHECK(run(2, Mode::eager, in_turn).makespan == 2 * cost(10));
}

TEST_CASE("a step of a ring costs exactly one message, in both modes") {
    for (const Mode mode : modes)
        for (const int D : {2, 3, 8, 33})
            for (const int steps : {1, 5}) {
                const auto outcome = run(D, mode, [&](Comm& comm) {
                    std::vector<float> out(10), in(10);
                    for (int step = 0; step < steps; ++step)
                        comm.sendrecv((comm.rank() + 1) % D, out, (comm.rank() + D - 1) % D, in);
                });
                CHECK(report(outcome) == "");
                CHECK(outcome.makespan == steps * cost(10));
            }
}

TEST_CASE("broadcasts: ceil(log2 D) messages long along a binomial tree, D - 1 from the root alone") {
    for (const Mode mode : modes)
        for (int D = 1; D <= 17; ++D) {
            const Cluster where{.ranks = D, .mode = mode, .alpha = alpha, .beta = beta};
            const auto all = numbered(D, 6);
            for (int root = 0; root < D; ++root) {
                const auto tree =
                    check_result(where, all, all[index(root)],
                                 [&](Comm& comm, std::span<float> x) { binomial_broadcast(comm, x, root); });
                CHECK(tree.makespan == std::bit_width(static_cast<unsigned>(D - 1)) * cost(6));
                for (int rank = 0; rank < D; ++rank)
                    CHECK(tree.ranks[index(rank)].received.messages == (rank != root));
            }
            CHECK(check_result(where, all, all[0], linear_broadcast).makespan == (D - 1) * cost(6));
        }
}

TEST_CASE("ring all-reduce: values, words, makespan; also for N = 0, N < D and chunks of two lengths") {
    for (const Mode mode : modes)
        for (int D = 1; D <= 9; ++D)
            for (const std::size_t n : {0, 1, 10, 36}) {
                const Cluster where{.ranks = D, .mode = mode, .alpha = alpha, .beta = beta};
                const auto all = numbered(D, n);
                const auto outcome = check_result(where, all, sum_of(all), ring_allreduce);
                const auto sent = total_sent(outcome);
                CHECK(sent.words == 2 * (D - 1) * static_cast<i64>(n));
                CHECK(sent.bytes == 4 * sent.words);
                CHECK(sent.messages == 2 * D * (D - 1));
                const std::size_t longest = (n + index(D) - 1) / index(D);
                CHECK(outcome.makespan <= 2 * (D - 1) * cost(longest));
                if (n % index(D) == 0) CHECK(outcome.makespan == 2 * (D - 1) * cost(longest));
                for (const auto& message : outcome.timeline) CHECK(message.to == (message.from + 1) % D);
            }
}

TEST_CASE("recursive doubling: log2 D messages long for a power of two, floor(log2 D) + 2 otherwise") {
    for (const Mode mode : modes)
        for (int D = 1; D <= 17; ++D) {
            const Cluster where{.ranks = D, .mode = mode, .alpha = alpha, .beta = beta};
            const auto all = numbered(D, 5);
            const auto outcome = check_result(where, all, sum_of(all), doubling_allreduce);
            const auto d = static_cast<unsigned>(D);
            const int rounds = std::bit_width(d) - 1 + (std::has_single_bit(d) ? 0 : 2);
            CHECK(outcome.makespan == rounds * cost(5));
        }
}

// ---- many ranks ------------------------------------------------------------------------------------------

TEST_CASE("512 ranks sum over a ring, and 4096 by recursive doubling") {
    for (const Mode mode : modes) {
        const auto ring = numbered(512, 700);
        const Cluster of_512{.ranks = 512, .mode = mode, .alpha = 1, .beta = 0, .timeline = false};
        auto ring_sum = sum_of(ring);
        auto all = ring;
        const auto outcome =
            cluster::run(of_512, [&](Comm& comm) { ring_allreduce(comm, all[index(comm.rank())]); });
        CHECK(report(outcome) == "");
        CHECK((outcome.makespan == 2 * 511 && total_sent(outcome).words == 2 * 511 * 700));
        CHECK(outcome.timeline.empty());
        for (std::size_t i = 0; i < 700; ++i) // the order of the sum depends on the chunk
            CHECK(std::abs(all[17][i] - ring_sum[i]) <= 512 * 6e-8f * ring_sum[i]);
        CHECK(std::all_of(all.begin(), all.end(), [&](const auto& x) { return x == all[0]; }));

        const Cluster of_4096{.ranks = 4096, .mode = mode, .alpha = 1, .beta = 0, .timeline = false};
        const Vectors ones(4096, std::vector<float>(1, 1.0f));
        CHECK(check_result(of_4096, ones, {4096}, doubling_allreduce).makespan == 12);
    }
}

TEST_CASE("messages of all pairs, received in another order than they were sent in") {
    constexpr int D = 130;
    const auto outcome = run(D, Mode::eager, [](Comm& comm) {
        for (int step = 1; step < D; ++step) {
            const i32 what[] = {comm.rank(), step};
            comm.send((comm.rank() + step) % D, what);
        }
        for (int step = D - 1; step > 0; --step) {
            i32 what[2];
            const int from = (comm.rank() + step) % D;
            comm.recv(from, what);
            CHECK((what[0] == from && what[1] == D - step));
        }
    });
    CHECK(report(outcome) == "");
}

TEST_CASE("turns are taken in the order of the ranks, each once, and new ones can be added afterwards") {
    cluster::Turns turns(200);
    const auto taken = [&] {
        std::vector<int> ranks;
        turns.take_all([&](int rank) { ranks.push_back(rank); });
        return ranks;
    };
    CHECK(taken().empty());
    for (const int rank : {199, 64, 0, 63, 64, 128, 127, 0}) turns.add(rank);
    CHECK(taken() == std::vector{0, 63, 64, 127, 128, 199});
    CHECK(taken().empty());
    turns.add(130);
    CHECK(taken() == std::vector{130});
    cluster::Turns of_one(1);
    of_one.add(0);
    of_one.take_all([](int rank) { CHECK(rank == 0); });
}

TEST_CASE("ranks go on in the order of their numbers, one call each, whoever wakes whom") {
    for (const Mode mode : modes) {
        std::vector<int> seen;
        const auto outcome = run(8, mode, [&](Comm& comm) {
            float x[1] = {}, y[1] = {};
            for (const int step : {1, 2, 4, 2, 1}) {
                seen.push_back(comm.rank());
                comm.sendrecv(comm.rank() ^ step, x, comm.rank() ^ step, y);
            }
        });
        CHECK(report(outcome) == "");
        REQUIRE(seen.size() == 40);
        for (std::size_t i = 0; i < seen.size(); ++i) CHECK(seen[i] == static_cast<int>(i % 8));
    }
}

// ---- deadlock --------------------------------------------------------------------------------------------

namespace {

std::string at(int line) { return " (cluster_test.cpp:" + std::to_string(line) + ")"; }

constexpr int ring_line = __LINE__ + 4;
void send_then_recv_ring(Comm& comm) {
    const int D = comm.size();
    float x[1] = {}, y[1] = {};
    comm.send((comm.rank() + 1) % D, x);
    comm.recv((comm.rank() + D - 1) % D, y);
}

void recv_then_send_ring(Comm& comm) {
    const int D = comm.size();
    float x[1] = {}, y[1] = {};
    comm.recv((comm.rank() + D - 1) % D, y);
    comm.send((comm.rank() + 1) % D, x);
}

/// The one fault of a run.
cluster::Fault only_fault(const Outcome& outcome) {
    INFO(report(outcome));
    REQUIRE(outcome.faults.size() == 1);
    CHECK(report(outcome) == outcome.faults[0].sentence);
    return outcome.faults[0];
}

} // namespace

TEST_CASE("a ring of send and then recv is right with eager sends, and a deadlock with rendezvous") {
    CHECK(report(run(4, Mode::eager, send_then_recv_ring)) == "");
    const auto fault = only_fault(run(4, Mode::rendezvous, send_then_recv_ring));
    CHECK(fault.kind == Kind::deadlock);
    CHECK(fault.ranks == std::vector{0, 1, 2, 3});
    const auto line = at(ring_line);
    CHECK(fault.sentence == "Deadlock: rank 0 waits for rank 1 to receive" + line +
                                ", rank 1 waits for rank 2 to receive" + line +
                                ", rank 2 waits for rank 3 to receive" + line +
                                ", rank 3 waits for rank 0 to receive" + line + ".");
}

TEST_CASE("a ring that receives first is a deadlock in both modes") {
    for (const Mode mode : modes) {
        const auto fault = only_fault(run(3, mode, recv_then_send_ring));
        const auto line = at(ring_line + 7);
        CHECK(fault.sentence == "Deadlock: rank 0 waits for rank 2 to send" + line +
                                    ", rank 2 waits for rank 1 to send" + line +
                                    ", rank 1 waits for rank 0 to send" + line + ".");
        CHECK(fault.ranks == std::vector{0, 2, 1});
    }
}

TEST_CASE("the middle of a long circle is left out") {
    const auto fault = only_fault(run(600, Mode::rendezvous, send_then_recv_ring));
    const auto line = at(ring_line);
    CHECK(fault.ranks.size() == 600);
    CHECK(fault.sentence == "Deadlock: rank 0 waits for rank 1 to receive" + line +
                                ", rank 1 waits for rank 2 to receive" + line +
                                ", rank 2 waits for rank 3 to receive" + line +
                                ", … 596 more …, rank 599 waits for rank 0 to receive" + line + ".");
}

TEST_CASE("each of several circles is reported, and ranks that only wait for one are not in it") {
    const auto outcome = run(8, Mode::rendezvous, [](Comm& comm) {
        float x[1] = {};
        const int rank = comm.rank();
        if (rank < 4)
            comm.recv(rank ^ 1, x); // 0 and 1, 2 and 3
        else
            comm.send(rank - 2, x); // 4 and 5 wait for 2 and 3, and 6 and 7 for them
    });
    REQUIRE(outcome.faults.size() == 2);
    CHECK(outcome.faults[0].ranks == std::vector{0, 1});
    CHECK(outcome.faults[1].ranks == std::vector{2, 3});
}

TEST_CASE("a circle of sendrecvs is found, though each waits for two others") {
    // 0 exchanges with 1, which exchanges with 2, which exchanges with 0.
    for (const Mode mode : modes) {
        const auto outcome = run(4, mode, [](Comm& comm) {
            float x[1] = {}, y[1] = {};
            if (comm.rank() == 3) return;
            const int other = (comm.rank() + 1) % 3;
            comm.sendrecv(other, x, other, y);
        });
        REQUIRE_FALSE(outcome.faults.empty());
        CHECK(outcome.faults[0].kind == Kind::deadlock);
        CHECK(outcome.faults[0].ranks == std::vector{0, 1, 2});
    }
}

TEST_CASE("a part of a sendrecv that is over is waited for no more") {
    // 1 has taken what 0 sends; 0 waits for 1 to send, which waits for 0 to receive something else.
    const auto fault = only_fault(run(2, Mode::rendezvous, [](Comm& comm) {
        float x[1] = {}, y[1] = {};
        if (comm.rank() == 0) return comm.sendrecv(1, x, 1, y);
        comm.recv(0, y);
        comm.recv(0, y);
    }));
    CHECK(fault.sentence.starts_with("Deadlock: rank 0 waits for rank 1 to send ("));
    CHECK(fault.sentence.find("rank 1 waits for rank 0 to send (") != std::string::npos);
}

// ---- other mistakes --------------------------------------------------------------------------------------

TEST_CASE("lengths and types that differ are reported with both lines, whoever comes first") {
    for (const Mode mode : modes)
        for (const bool sender_first : {true, false}) {
            const int sender = sender_first ? 0 : 1, receiver = 1 - sender;
            int send_line = 0, recv_line = 0;
            const auto run_pair = [&](auto sent, auto received) {
                return only_fault(run(3, mode, [&](Comm& comm) {
                    if (comm.rank() == sender) send_line = __LINE__, comm.send(receiver, sent);
                    if (comm.rank() == receiver) recv_line = __LINE__, comm.recv(sender, received);
                    float never[1] = {};
                    if (comm.rank() == 2) comm.recv(sender, never);
                }));
            };
            const auto s = "ank " + std::to_string(sender), r = "rank " + std::to_string(receiver);
            const auto length = run_pair(std::vector<float>(5), std::vector<float>(4));
            CHECK(length.kind == Kind::mismatch);
            CHECK(length.ranks == std::vector{sender, receiver});
            CHECK(length.sentence == "R" + s + " sends 5 numbers" + at(send_line) + ", but " + r +
                                         " receives 4" + at(recv_line) + ".");
            const auto empty = run_pair(std::vector<i32>(1), std::vector<i32>());
            CHECK(empty.sentence == "R" + s + " sends 1 number" + at(send_line) + ", but " + r +
                                        " receives 0" + at(recv_line) + ".");
            const auto type = run_pair(std::vector<float>(4), std::vector<i32>(4));
            CHECK(type.kind == Kind::mismatch);
            CHECK(type.sentence == "R" + s + " sends numbers of type float" + at(send_line) + ", but " + r +
                                       " receives type i32" + at(recv_line) + ".");
        }
}

TEST_CASE("a message to itself, or to or from a rank that there is not") {
    float x[1] = {}, y[1] = {};
    for (const Mode mode : modes) {
        int line = 0;
        const auto mistake_of_1 = [&](const std::function<void(Comm&)>& mistake, int ranks = 3) {
            return only_fault(run(ranks, mode, [&](Comm& comm) {
                float z[1] = {};
                if (comm.rank() == 1)
                    mistake(comm);
                else
                    comm.recv(1, z); // released
            }));
        };
        auto fault = mistake_of_1([&](Comm& comm) { line = __LINE__, comm.send(1, x); });
        CHECK(fault.kind == Kind::no_such_rank);
        CHECK(fault.ranks == std::vector{1, 1});
        CHECK(fault.sentence == "Rank 1 sends to itself" + at(line) + ".");
        fault = mistake_of_1([&](Comm& comm) { line = __LINE__, comm.recv(1, x); });
        CHECK(fault.sentence == "Rank 1 receives from itself" + at(line) + ".");
        fault = mistake_of_1([&](Comm& comm) { line = __LINE__, comm.send(3, x); });
        CHECK(fault.sentence == "Rank 1 sends to rank 3" + at(line) + ", but there are ranks 0 to 2 only.");
        fault = mistake_of_1([&](Comm& comm) { line = __LINE__, comm.sendrecv(2, x, -1, y); });
        CHECK(fault.sentence ==
              "Rank 1 receives from rank -1" + at(line) + ", but there are ranks 0 to 2 only.");
        fault = only_fault(run(1, mode, [&](Comm& comm) { line = __LINE__, comm.recv(1, x); }));
        CHECK(fault.sentence == "Rank 0 receives from rank 1" + at(line) + ", but there is rank 0 only.");
    }
}

TEST_CASE("a sendrecv must not receive into what it sends") {
    std::vector<float> x(10);
    const auto exchange = [&](std::span<const float> out, std::span<float> in) {
        return run(2, Mode::eager, [&](Comm& comm) {
            float a[4] = {}, b[4] = {};
            if (comm.rank() == 0)
                comm.sendrecv(1, out, 1, in);
            else
                comm.sendrecv(0, std::span(a, in.size()), 0, std::span(b, out.size()));
        });
    };
    const std::span<float> all(x);
    CHECK(only_fault(exchange(all.first(4), all.subspan(3, 4))).kind == Kind::overlap);
    CHECK(only_fault(exchange(all.subspan(3, 4), all.first(4)))
              .sentence.starts_with("Rank 0 receives into memory that it sends from, in one sendrecv ("));
    CHECK(report(exchange(all.first(4), all.subspan(4, 4))) == "");
    CHECK(report(exchange(all.first(0), all.first(4))) == "");
    CHECK(report(exchange(all.first(4), all.subspan(2, 0))) == "");
}

TEST_CASE("an exception comes first in the report; whoever waits for its rank is released and named") {
    for (const Mode mode : modes) {
        int line = 0;
        const auto held = std::make_shared<int>(0);
        const auto outcome = run(5, mode, [&](Comm& comm) {
            const auto mine = held;
            float x[1] = {};
            if (comm.rank() == 0) line = __LINE__, comm.recv(2, x);
            if (comm.rank() == 1) comm.recv(0, x);
            if (comm.rank() == 2) throw std::invalid_argument("a bad root");
            if (comm.rank() == 4) comm.recv(2, x);
        });
        REQUIRE(outcome.faults.size() == 2);
        CHECK(outcome.faults[0].kind == Kind::threw);
        CHECK(outcome.faults[0].ranks == std::vector{2});
        CHECK(outcome.faults[1].kind == Kind::left_waiting);
        CHECK(outcome.faults[1].ranks == std::vector{0, 4, 2});
        CHECK(report(outcome) == "Rank 2 threw std::invalid_argument: a bad root.\n"
                                 "Rank 0 waits for rank 2 to send" +
                                     at(line) +
                                     ", but rank 2 has thrown an exception; 1 more rank waits for it, too.");
        CHECK(held.use_count() == 1);
    }
}

TEST_CASE("every rank's exception is reported, and the report is cut") {
    const auto outcome = run(9, Mode::eager, [](Comm& comm) {
        if (comm.rank() == 8) throw 8;
        throw std::domain_error("no.");
    });
    CHECK(outcome.faults.size() == 9);
    CHECK(outcome.faults[8].sentence == "Rank 8 threw int.");
    const auto text = report(outcome);
    CHECK(text.starts_with("Rank 0 threw std::domain_error: no.\nRank 1 threw"));
    CHECK(text.ends_with("Rank 5 threw std::domain_error: no.\nAnd 3 more faults."));
}

TEST_CASE("a Comm is its rank's alone") {
    Comm* of_rank_0 = nullptr;
    const auto fault = only_fault(run(2, Mode::eager, [&](Comm& comm) {
        float x[1] = {};
        if (comm.rank() == 0)
            of_rank_0 = &comm;
        else
            of_rank_0->send(1, x);
    }));
    CHECK(fault.sentence == "Rank 1 threw std::logic_error: this Comm belongs to rank 0.");
}

TEST_CASE("a rank goes on after an exception of its own, also when others have run in its handler") {
    run_well(4, [](Comm& comm) {
        float x[1] = {};
        std::string caught;
        try {
            try {
                throw std::runtime_error("of rank " + std::to_string(comm.rank()));
            } catch (...) {
                binomial_broadcast(comm, x, 0);
                throw;
            }
        } catch (const std::exception& error) {
            caught = error.what();
        }
        CHECK(caught == "of rank " + std::to_string(comm.rank()));
    });
}

TEST_CASE("a rank that has ended while others wait for it is named") {
    int line = 0;
    const auto no_sender = [&](Comm& comm) {
        float x[1] = {};
        if (comm.rank() == 1) line = __LINE__, comm.recv(0, x);
    };
    for (const Mode mode : modes) {
        const auto fault = only_fault(run(2, mode, no_sender));
        CHECK(fault.kind == Kind::left_waiting);
        CHECK(fault.ranks == std::vector{1, 0});
        CHECK(fault.sentence == "Rank 1 waits for rank 0 to send" + at(line) + ", but rank 0 has returned.");
    }
    const auto fault = only_fault(run(2, Mode::rendezvous, [&](Comm& comm) {
        float x[1] = {};
        if (comm.rank() == 1) line = __LINE__, comm.send(0, x);
    }));
    CHECK(fault.sentence == "Rank 1 waits for rank 0 to receive" + at(line) + ", but rank 0 has returned.");
}

TEST_CASE("messages that nobody receives are named, and those received count") {
    int line = 0;
    const auto outcome = run(3, Mode::eager, [&](Comm& comm) {
        const float x[2] = {};
        float y[2];
        if (comm.rank() == 0)
            for (int i = 0; i < 4; ++i) line = __LINE__, comm.send(2, x);
        if (comm.rank() == 1) comm.send(2, x);
        if (comm.rank() == 2) comm.recv(0, y);
    });
    REQUIRE(outcome.faults.size() == 2);
    CHECK(outcome.faults[0].kind == Kind::unreceived);
    CHECK(outcome.faults[0].ranks == std::vector{0, 2});
    CHECK(outcome.faults[0].sentence ==
          "Rank 2 never receives what rank 0 sends" + at(line) + ", nor 2 messages after it.");
    CHECK(outcome.faults[1].ranks == std::vector{1, 2});
    CHECK(outcome.ranks[2].received.messages == 1);
    CHECK(outcome.timeline.size() == 1);
}

TEST_CASE("ranks that are released can neither go on nor hide behind a handler") {
    int caught_all = 0, caught_standard = 0, went_on = 0, farewells = 0;
    struct Farewell { // sends when it is destroyed
        Comm& comm;
        int& count;
        ~Farewell() {
            const float x[1] = {};
            comm.send(1 - comm.rank(), x);
            ++count;
        }
    };
    const auto outcome = run(2, Mode::rendezvous, [&](Comm& comm) {
        const Farewell at_the_end{comm, farewells};
        float x[1] = {};
        for (int time = 0; time < 2; ++time) {
            try {
                comm.recv(1 - comm.rank(), x);
                ++went_on;
            } catch (const std::exception&) {
                ++caught_standard;
            } catch (...) {
                ++caught_all;
            }
        }
        if (comm.rank() == 0) throw std::runtime_error("because of what it caught");
        comm.recv(0, x);
    });
    CHECK(only_fault(outcome).kind == Kind::deadlock);
    CHECK((caught_all == 4 && caught_standard == 0 && went_on == 0 && farewells == 2));
}

TEST_CASE("a rank that waits in a destructor, while an exception unwinds it, is released in there") {
    struct Waits {
        Comm& comm;
        ~Waits() {
            float x[1];
            comm.recv(1, x);
        }
    };
    const auto outcome = run(2, Mode::eager, [](Comm& comm) {
        if (comm.rank() == 1) return;
        const Waits at_the_end{comm};
        throw std::runtime_error("first");
    });
    INFO(report(outcome));
    REQUIRE(outcome.faults.size() == 2);
    CHECK(outcome.faults[0].sentence == "Rank 0 threw std::runtime_error: first.");
    CHECK(outcome.faults[1].ranks == std::vector{0, 1});
}

TEST_CASE("a mistake in a destructor, while an exception unwinds its rank, hides nothing") {
    struct SendsToItself {
        Comm& comm;
        ~SendsToItself() {
            const float x[1] = {};
            comm.send(comm.rank(), x);
        }
    };
    const auto outcome = run(2, Mode::eager, [](Comm& comm) {
        const SendsToItself at_the_end{comm};
        throw std::runtime_error("first");
    });
    REQUIRE(outcome.faults.size() == 3);
    CHECK((outcome.faults[0].ranks == std::vector{0} && outcome.faults[1].ranks == std::vector{1}));
    CHECK(outcome.faults[2].kind == Kind::no_such_rank);
}

TEST_CASE("a cluster that there cannot be is an invalid argument") {
    const auto nothing = [](Comm&) {};
    CHECK_THROWS_AS(cluster::run({.ranks = 0}, nothing), std::invalid_argument);
    CHECK_THROWS_AS(cluster::run({.ranks = 2, .alpha = -1}, nothing), std::invalid_argument);
    for (const double beta : {std::nan(""), std::numeric_limits<double>::infinity()})
        CHECK_THROWS_AS(cluster::run({.ranks = 2, .beta = beta}, nothing), std::invalid_argument);
}

// ---- the timeline ----------------------------------------------------------------------------------------

TEST_CASE("the timeline says when each message occupied whose port") {
    for (const Mode mode : modes) {
        // 0 sends to 2 after a message to 1; 2 receives after one from 3.
        const auto outcome = run(4, mode, [](Comm& comm) {
            std::vector<float> one(1), four(4);
            if (comm.rank() == 0) comm.send(1, one), comm.send(2, one);
            if (comm.rank() == 1) comm.recv(0, one);
            if (comm.rank() == 2) comm.recv(3, four), comm.recv(0, one);
            if (comm.rank() == 3) comm.send(2, four);
        });
        const double one = cost(1), four = cost(4);
        REQUIRE(outcome.timeline.size() == 3);
        const auto& [first, second, third] =
            std::tie(outcome.timeline[0], outcome.timeline[1], outcome.timeline[2]);
        CHECK((first.from == 0 && first.to == 1 && first.bytes == 4 && first.start == 0 && first.end == one));
        CHECK((second.from == 3 && second.to == 2 && second.bytes == 16 && second.end == four));
        CHECK((third.from == 0 && third.to == 2 && third.end == four + one));
        CHECK(third.start == (mode == Mode::eager ? one : four));
        CHECK(outcome.makespan == four + one);
        CHECK(outcome.ranks[0].finish == (mode == Mode::eager ? 2 * one : four + one));
    }
}

TEST_CASE("the picture has a line for every rank, an arrow for every message, and a unit for its time") {
    const auto count = [](const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
        return found;
    };
    const auto draw = [](double alpha, int ranks) {
        return timeline_svg(cluster::run({.ranks = ranks, .alpha = alpha}, [](Comm& comm) {
            float x[1] = {};
            binomial_broadcast(comm, x, 0);
        }));
    };
    const auto svg = draw(2e-6, 8);
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(count(svg, "marker-end=") == 7);
    CHECK(count(svg, ">rank 7</text>") == 1);
    CHECK(count(svg, "<g>") == count(svg, "</g>"));
    CHECK(svg.find("<title>7 messages among 8 ranks in 6 µs</title>") != std::string::npos);
    CHECK(svg.find("<title>rank 0 to rank 4: 4 bytes, 0 to 2 µs</title>") != std::string::npos);
    CHECK(svg.find(">virtual time in µs</text>") != std::string::npos);
    CHECK(draw(0.25, 8).find("in 750 ms</title>") != std::string::npos);
    CHECK(draw(0, 8).find("in 0 s</title>") != std::string::npos);
    const auto alone = draw(1, 1);
    CHECK((count(alone, "<title>0 messages") == 1 && alone.find("nan") == std::string::npos));
}
