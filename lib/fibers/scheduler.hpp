#pragma once
/// @file
/// Cooperative threads: many fibers that take turns in one thread, each on a stack of its own.

#include "fibers/stack_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <vector>

namespace fibers {

/// The number of a fiber in its scheduler: 0, 1, 2, … in the order in which they were spawned.
using Id = std::uint32_t;

enum class State : std::uint8_t { ready, running, parked, ended };

/// What a thread has of exceptions that are under way: those that are being handled, the latest first, and
/// how many are not yet caught (the Itanium C++ ABI calls it __cxa_eh_globals). Every fiber has its own, so
/// that `throw;` means its own exception, also after others have run in the middle of its handler.
struct ExceptionState {
    void* caught = nullptr;
    unsigned uncaught = 0;
};

/// A place at which execution can be continued.
struct Context {
    void* place = nullptr;
    ExceptionState exceptions{};
};

struct Whereabouts;

/// Runs fibers one at a time, each until it yields, parks or ends, and then the one that has been ready
/// for the longest. So the order is in the hands of whoever makes them ready: fibers that wait for each
/// other at a barrier go on in the order in which the last of them unparks them all, itself included.
///
/// A switch leads from one fiber straight to the next. Everything happens in the thread that calls run(); a
/// fiber may use a scheduler of its own, which is all that runs until its run() returns.
///
///     fibers::Scheduler scheduler;
///     const auto first = scheduler.spawn([&] { scheduler.park(); std::puts("second"); });
///     scheduler.spawn([&] { std::puts("first"); scheduler.unpark(first); });
///     scheduler.run();
class Scheduler {
  public:
    struct Options {
        std::size_t stack_bytes = std::size_t{64} << 10; ///< of each fiber
        /// Below each stack, what nobody may touch; at least a page. A frame that is larger than this may
        /// step over it unnoticed.
        std::size_t guard_bytes = 1;
        /// What a fiber stands for, with its number in reports: "rank 3". A literal, or nullptr if the number
        /// says nothing to a reader.
        const char* noun = "fiber";
    };

    Scheduler() : Scheduler(Options{}) {}
    explicit Scheduler(const Options& options);
    /// Fibers that have not ended are dropped as they are: what lies on their stacks is not destroyed.
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    /// Adds a fiber, ready behind all others. Also for fibers.
    /// @throws std::bad_alloc if there is no room for its stack
    Id spawn(std::function<void()> task);

    /// Runs until no fiber is ready: all have ended, or those that are left are parked.
    /// @throws std::logic_error if it runs already
    void run();

    /// Forgets all fibers, which must have ended; the next one that is spawned has the number 0. Their stacks
    /// are kept for others.
    /// @throws std::logic_error if there are fibers that have not ended
    void clear();

    // ---- for fibers; std::logic_error elsewhere ----

    /// Lets the others go first.
    void yield();
    /// Waits until somebody unparks this fiber.
    void park();
    /// The fiber that runs.
    Id running() const;
    /// Its stack.
    const Stack& stack() const;

    // ---- for everybody ----

    /// Makes a parked fiber ready, behind all others. The one that runs may unpark itself: it keeps running,
    /// and when it parks next this is its place in the order.
    /// @throws std::logic_error if it is ready already, or has ended
    void unpark(Id fiber) {
        Fiber& other = fibers.at(fiber);
        if (other.state != State::parked && other.state != State::running) [[unlikely]]
            refuse("only a fiber that is parked, or runs, can be unparked");
        other.state = State::ready;
        queue.push(fiber);
    }

    std::size_t size() const { return fibers.size(); } ///< how many were spawned
    std::size_t left() const { return alive; }         ///< how many have not ended
    State state(Id fiber) const { return fibers.at(fiber).state; }
    /// What was thrown out of a fiber's task, which has ended it; nullptr if nothing was.
    std::exception_ptr exception(Id fiber) const { return belongings.at(fiber).exception; }

  private:
    /// What a switch looks at; apart from the rest, so that much of it fits into a cache.
    struct Fiber {
        Context context;
        State state = State::ready;
    };
    struct Belongings {
        Stack stack;
        std::function<void()> task;
        std::exception_ptr exception;
    };
    /// Numbers in the order in which they came, each at most once.
    class Queue {
      public:
        bool empty() const { return first == end; }
        void push(Id id) { slots[end++ & mask] = id; }
        Id front() const { return slots[first & mask]; }
        Id pop() { return slots[first++ & mask]; }
        /// Makes room for the numbers below `count`.
        void grow(std::size_t count);

      private:
        std::vector<Id> slots;
        std::size_t mask = 0;           ///< there are a power of 2 of them
        std::size_t first = 0, end = 0; ///< they only grow
    };
    struct Entry; ///< the first frame of every fiber
    friend std::optional<Whereabouts> fiber_at(const void*);

    static constexpr Id nobody = ~Id{0};

    const Options options;
    StackPool pool;
    std::vector<Fiber> fibers;
    std::vector<Belongings> belongings; ///< of each fiber
    Queue queue;
    Context outside; ///< where run() was called
    ExceptionState* exceptions = nullptr;
    Scheduler* outer = nullptr; ///< the one that ran when run() was called
    Id current = nobody;
    std::size_t alive = 0;

    void leave(Context& left);
    void start_next(Context& left, Context& next);
    void require_fiber(const char* what) const;
    [[noreturn, gnu::cold]] static void refuse(const char* what, const char* why = "");
};

/// Where a stack pointer points to.
struct Whereabouts {
    const char* noun; ///< what the fiber stands for, or nullptr
    Id fiber;
    std::size_t stack_bytes;
    bool ran_over; ///< whether it has left the fiber's stack at its end, for the guard
};

/// For a handler of faults, which has to run on an alternative stack: the fiber that was running with this
/// stack pointer; nothing if it was none. It allocates nothing and takes no lock.
std::optional<Whereabouts> fiber_at(const void* stack_pointer);

} // namespace fibers
