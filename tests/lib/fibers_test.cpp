/// @file
/// Fibers take turns as they are told to, and nothing gets lost between them.

#include "judge/catch_seam.hpp"

#include "fibers/scheduler.hpp"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <memory>
#include <numeric>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include <vector>

using fibers::Id;
using fibers::Scheduler;
using fibers::State;

namespace {

/// Lets fibers meet at a barrier a few times; the last one to come lets all of them go on in the given order.
/// Returns who went on when.
std::vector<Id> meet(const std::vector<Id>& order, int times) {
    Scheduler scheduler;
    std::vector<Id> went_on;
    std::size_t waiting = 0;
    const auto barrier = [&] {
        if (++waiting == order.size()) {
            waiting = 0;
            for (const Id id : order) scheduler.unpark(id);
        }
        scheduler.park();
    };
    for (std::size_t i = 0; i < order.size(); ++i)
        scheduler.spawn([&] {
            for (int time = 0; time < times; ++time) {
                barrier();
                went_on.push_back(scheduler.running());
            }
        });
    scheduler.run();
    CHECK(scheduler.left() == 0);
    return went_on;
}

std::string what(const std::exception_ptr& exception) {
    if (!exception) return "nothing";
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something";
    }
}

} // namespace

// ---- order
// -------------------------------------------------------------------------------------------------

TEST_CASE("fibers run in the order in which they were spawned, and take turns when they yield") {
    Scheduler scheduler;
    std::string seen;
    for (const char* letters : {"ad", "be", "cf"})
        scheduler.spawn([&seen, &scheduler, letters] {
            seen += letters[0];
            scheduler.yield();
            seen += letters[1];
        });
    CHECK(seen.empty());
    scheduler.run();
    CHECK(seen == "abcdef");
    CHECK(scheduler.left() == 0);
}

TEST_CASE("the only fiber that is ready may yield") {
    Scheduler scheduler;
    int turns = 0;
    scheduler.spawn([&] {
        while (++turns < 5) scheduler.yield();
    });
    scheduler.run();
    CHECK(turns == 5);
}

TEST_CASE("a parked fiber waits until another one, or the caller of run(), unparks it") {
    Scheduler scheduler;
    std::string seen;
    const auto first = scheduler.spawn([&] {
        scheduler.park();
        seen += "second ";
        scheduler.park();
        seen += "third";
    });
    const auto second = scheduler.spawn([&] {
        seen += "first ";
        scheduler.unpark(first);
    });
    scheduler.run();
    CHECK(seen == "first second ");
    CHECK(scheduler.state(first) == State::parked);
    CHECK(scheduler.state(second) == State::ended);
    CHECK(scheduler.left() == 1);
    scheduler.unpark(first);
    CHECK(scheduler.state(first) == State::ready);
    scheduler.run();
    CHECK(seen == "first second third");
    CHECK(scheduler.left() == 0);
}

TEST_CASE("whoever makes fibers ready decides their order: ascending, descending or shuffled") {
    std::vector<Id> order(100);
    std::iota(order.begin(), order.end(), Id{0});
    const auto check_order = [&] {
        auto twice = order;
        twice.insert(twice.end(), order.begin(), order.end());
        CHECK(meet(order, 2) == twice);
    };
    check_order();
    std::reverse(order.begin(), order.end());
    check_order();
    std::shuffle(order.begin(), order.end(), std::mt19937(7));
    check_order();
}

TEST_CASE("a fiber that has unparked itself takes its turn, also when it yields or ends instead of parking") {
    Scheduler scheduler;
    std::string seen;
    scheduler.spawn([&] {
        scheduler.unpark(0);
        scheduler.unpark(scheduler.spawn([&] { seen += "never"; })); // ready already
    });
    scheduler.spawn([&] { seen += "b"; });
    scheduler.run();
    CHECK(what(scheduler.exception(0)) == "only a fiber that is parked, or runs, can be unparked");
    CHECK(scheduler.state(0) == State::ended);
    CHECK(seen == "bnever");
}

TEST_CASE("fibers spawn fibers, and a fiber may use a scheduler of its own") {
    Scheduler outer;
    std::string seen;
    outer.spawn([&] {
        Scheduler inner;
        for (const char letter : {'b', 'c'})
            inner.spawn([&, letter] {
                seen += letter;
                inner.yield();
                seen += letter;
            });
        outer.spawn([&] { seen += 'd'; });
        seen += 'a';
        inner.spawn([&] {
            CHECK_THROWS_AS(outer.yield(), std::logic_error);
            CHECK_THROWS_AS(outer.park(), std::logic_error);
        });
        inner.run();
        CHECK(outer.running() == 0);
        outer.yield();
        seen += 'e';
    });
    outer.run();
    CHECK(seen == "abcbcde");
}

TEST_CASE("numbers begin again after clear(), and stacks are used again") {
    Scheduler scheduler;
    std::set<const void*> stacks;
    for (int time = 0; time < 1000; ++time) {
        const auto id = scheduler.spawn([&] {
            const char here = 0;
            stacks.insert(&here);
        });
        CHECK(id == 0);
        scheduler.run();
        scheduler.clear();
    }
    CHECK(scheduler.size() == 0);
    CHECK(stacks.size() == 1);
}

TEST_CASE("what makes no sense is a logic_error") {
    Scheduler scheduler;
    CHECK_THROWS_AS(scheduler.yield(), std::logic_error);
    CHECK_THROWS_AS(scheduler.park(), std::logic_error);
    CHECK_THROWS_AS(scheduler.running(), std::logic_error);
    CHECK_THROWS_AS(scheduler.unpark(0), std::out_of_range);
    scheduler.spawn([&] { CHECK_THROWS_AS(scheduler.run(), std::logic_error); });
    CHECK_THROWS_AS(scheduler.unpark(0), std::logic_error);
    CHECK_THROWS_AS(scheduler.clear(), std::logic_error);
    scheduler.run();
    CHECK_THROWS_AS(scheduler.unpark(0), std::logic_error);
}

TEST_CASE("four thousand fibers, each on a stack of 64 KiB of its own") {
    constexpr std::size_t count = 4096;
    Scheduler scheduler;
    std::vector<unsigned char> sum(count);
    for (std::size_t i = 0; i < count; ++i)
        scheduler.spawn([&, i] {
            unsigned char room[56 << 10];
            std::memset(room, static_cast<int>(i % 251), sizeof room);
            scheduler.yield();
            const auto is_mine = [&](unsigned char byte) { return byte == i % 251; };
            sum[i] = std::all_of(room, room + sizeof room, is_mine);
        });
    scheduler.run();
    CHECK(std::count(sum.begin(), sum.end(), 1) == count);
}

// ---- exceptions
// --------------------------------------------------------------------------------------------

TEST_CASE("an exception that leaves a fiber ends it, is kept, and disturbs nobody") {
    Scheduler scheduler;
    bool finished = false;
    const auto thrower = scheduler.spawn([&] {
        scheduler.yield();
        throw std::runtime_error("here");
    });
    const auto other = scheduler.spawn([&] {
        for (int turn = 0; turn < 3; ++turn) scheduler.yield();
        finished = true;
    });
    scheduler.run();
    CHECK(finished);
    CHECK(scheduler.state(thrower) == State::ended);
    CHECK(what(scheduler.exception(thrower)) == "here");
    CHECK(what(scheduler.exception(other)) == "nothing");
}

TEST_CASE("`throw;` means the fiber's own exception, also after others have run in its handler") {
    Scheduler scheduler;
    constexpr int count = 8;
    for (int i = 0; i < count; ++i)
        scheduler.spawn([&, i] {
            try {
                throw std::runtime_error("of fiber " + std::to_string(i));
            } catch (const std::runtime_error&) {
                for (int turn = 0; turn <= (5 * i) % count; ++turn)
                    scheduler.yield(); // they leave in another order
                throw;
            }
        });
    scheduler.run();
    for (Id id = 0; id < count; ++id)
        CHECK(what(scheduler.exception(id)) == "of fiber " + std::to_string(id));
}

TEST_CASE("nested handlers, and a switch in the middle of unwinding, keep to their fiber") {
    struct Switches {
        Scheduler& scheduler;
        std::vector<int>& counts;
        ~Switches() {
            scheduler.yield();
            counts.push_back(std::uncaught_exceptions());
        }
    };
    Scheduler scheduler;
    std::vector<int> unwinding, quiet;
    const auto thrower = scheduler.spawn([&] {
        try {
            throw std::runtime_error("outer");
        } catch (...) {
            try {
                const Switches in_the_middle{scheduler, unwinding};
                throw std::runtime_error("inner");
            } catch (const std::runtime_error& error) {
                scheduler.yield();
                CHECK(std::string(error.what()) == "inner");
            }
            scheduler.yield();
            throw;
        }
    });
    scheduler.spawn([&] {
        for (int turn = 0; turn < 4; ++turn) const Switches once{scheduler, quiet};
        CHECK(std::current_exception() == nullptr);
    });
    scheduler.run();
    CHECK(unwinding == std::vector<int>{1});
    CHECK(quiet == std::vector<int>{0, 0, 0, 0});
    CHECK(what(scheduler.exception(thrower)) == "outer");
}

TEST_CASE("whoever calls run() in a handler keeps its exception") {
    std::string rethrown;
    try {
        try {
            throw std::runtime_error("of the caller");
        } catch (...) {
            Scheduler scheduler;
            scheduler.spawn([&] { CHECK(std::current_exception() == nullptr); });
            scheduler.spawn([] { throw std::runtime_error("of a fiber"); });
            scheduler.run();
            throw;
        }
    } catch (const std::exception& error) {
        rethrown = error.what();
    }
    CHECK(rethrown == "of the caller");
}

// ---- stacks
// ------------------------------------------------------------------------------------------------

namespace {

/// Where that cannot be told, the address that was used: it lies in the guard.
const void* stack_pointer([[maybe_unused]] const siginfo_t& info, [[maybe_unused]] const void* context) {
#if defined(__linux__) && defined(__x86_64__)
    return reinterpret_cast<void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
#elif defined(__linux__) && defined(__aarch64__)
    return reinterpret_cast<void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.sp);
#else
    return info.si_addr;
#endif
}

constexpr int outside = 99, unharmed = 98, other_fault = 50;

/// Ends the process with the number of the fiber whose stack ran over, which has to be a rank's; with 50 more
/// if it was another fault.
void on_fault(int, siginfo_t* info, void* context) {
    const auto fiber = fibers::fiber_at(stack_pointer(*info, context));
    if (!fiber || std::strcmp(fiber->noun, "rank") != 0) ::_exit(outside);
    ::_exit(static_cast<int>(fiber->fiber) + (fiber->ran_over ? 0 : other_fault));
}

/// How a process ends that does this: its exit code; -1 if a signal ends it.
template<class Action> int exit_code(const Action& action) {
    const pid_t child = ::fork();
    if (child == 0) {
        static char signal_stack[65536];
        const stack_t alternative{.ss_sp = signal_stack, .ss_flags = 0, .ss_size = sizeof signal_stack};
        ::sigaltstack(&alternative, nullptr);
        struct sigaction handler {};
        handler.sa_sigaction = on_fault;
        handler.sa_flags = SA_SIGINFO | SA_ONSTACK;
        for (const int signal : {SIGSEGV, SIGBUS}) ::sigaction(signal, &handler, nullptr);
        action();
        ::_exit(unharmed);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int descend(int depth) {
    volatile char frame[200];
    frame[0] = static_cast<char>(depth);
    return depth == 0 ? frame[0] : descend(depth + 1) + frame[0];
}

int touch_all_of_a_large_array() {
    volatile char large[100 << 10];
    for (std::size_t i = 0; i < sizeof large; ++i) large[i] = 1;
    return large[17];
}

/// Runs ten fibers, of which the fourth does `action` while the others are parked or wait for their turn.
template<class Action> void in_the_fourth_of_ten(const Action& action) {
    Scheduler scheduler({.guard_bytes = std::size_t{64} << 10, .noun = "rank"});
    for (int i = 0; i < 10; ++i)
        scheduler.spawn([&, i] {
            scheduler.yield();
            if (i == 3) action();
        });
    scheduler.run();
}

} // namespace

TEST_CASE("the fiber is named whose stack runs over: by recursion, or by a large array") {
    CHECK(exit_code([] { in_the_fourth_of_ten([] { descend(1); }); }) == 3);
    CHECK(exit_code([] { in_the_fourth_of_ten([] { touch_all_of_a_large_array(); }); }) == 3);
}

TEST_CASE("the fiber is named also when it calls run() of another scheduler, or is run by one") {
    const auto inside = [](const auto& action) {
        Scheduler inner({.noun = "thread"});
        inner.spawn(action);
        inner.run();
    };
    CHECK(exit_code([&] {
              in_the_fourth_of_ten([&] {
                  inside([] {});
                  descend(1);
              });
          }) == 3);
    CHECK(exit_code([&] { inside([] { in_the_fourth_of_ten([] { descend(1); }); }); }) == 3);
}

TEST_CASE("another fault is not taken for a stack that has run over") {
    const auto wild_write = [] { *reinterpret_cast<volatile int*>(std::uintptr_t{16}) = 1; };
    CHECK(exit_code([&] { in_the_fourth_of_ten(wild_write); }) == other_fault + 3);
    CHECK(exit_code([&] {
              in_the_fourth_of_ten([] {});
              wild_write();
          }) == outside);
    CHECK(exit_code([] { in_the_fourth_of_ten([] {}); }) == unharmed);
}
