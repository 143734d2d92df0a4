#include "fibers/scheduler.hpp"

#include "fibers/jump.hpp"

#include <bit>
#include <cxxabi.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace fibers {

namespace {

/// The scheduler whose run() was called last in this thread, and has not returned.
thread_local Scheduler* innermost = nullptr;

/// Fetches the end of a stack into the cache. Of hundreds of fibers none has its stack there any more when
/// its turn comes. It never leaves the stack, for that begins so far below the end of its pages
/// (stack_pool.cpp).
void fetch_ahead(const void* place) {
    constexpr std::size_t line = 64;
    for (std::size_t i = 0; i < fetched_ahead; i += line)
        __builtin_prefetch(static_cast<const std::byte*>(place) + i);
}

} // namespace

inline void Scheduler::start_next(Context& left, Context& next) {
    if (&left == &next) return; // the only one that is ready has yielded
    left.exceptions = std::exchange(*exceptions, next.exceptions);
    jump(left.place, next.place);
}

/// Goes on with the next fiber that is ready, or outside if there is none.
inline void Scheduler::leave(Context& left) {
    if (queue.empty()) {
        current = nobody;
        return start_next(left, outside);
    }
    current = queue.pop();
    if (!queue.empty()) fetch_ahead(fibers[queue.front()].context.place);
    Fiber& next = fibers[current];
    next.state = State::running;
    start_next(left, next.context);
}

struct Scheduler::Entry {
    /// Never returns: there is nothing to return to.
    static void enter() {
        Scheduler& scheduler = *innermost;
        const Id self = scheduler.current;
        perform(scheduler, self);
        if (scheduler.fibers[self].state == State::ready) scheduler.park(); // it has unparked itself
        Fiber& fiber = scheduler.fibers[self];
        fiber.state = State::ended;
        --scheduler.alive;
        scheduler.pool.give_back(
            scheduler.belongings[self].stack); // nobody takes it before this fiber is left
        scheduler.leave(fiber.context);
    }

    /// Beside enter(), so that all that it needs is gone when the stack is.
    static void perform(Scheduler& scheduler, Id self) {
        try {
            const auto task = std::move(scheduler.belongings[self].task); // more fibers may move the list
            task();
        } catch (...) {
            scheduler.belongings[self].exception = std::current_exception();
        }
    }
};

Scheduler::Scheduler(const Options& options)
    : options(options), pool(options.stack_bytes, options.guard_bytes) {}

Scheduler::~Scheduler() = default;

void Scheduler::Queue::grow(std::size_t count) {
    if (count <= slots.size()) return;
    std::vector<Id> larger(std::bit_ceil(count));
    std::size_t length = 0;
    while (!empty()) larger[length++] = pop();
    slots = std::move(larger);
    mask = slots.size() - 1;
    first = 0;
    end = length;
}

Id Scheduler::spawn(std::function<void()> task) {
    const auto id = static_cast<Id>(fibers.size());
    queue.grow(fibers.size() + 1);
    belongings.resize(fibers.size() + 1); // one more than fibers, if what follows throws
    const Stack stack = belongings.back().stack = pool.take();
    belongings.back().task = std::move(task);
    fibers.emplace_back().context.place =
        beginning<Entry::enter>(stack.top, static_cast<std::size_t>(stack.top - stack.bottom));
    ++alive;
    queue.push(id);
    return id;
}

void Scheduler::run() {
    if (current != nobody) throw std::logic_error("a scheduler that runs already cannot be run");
    static_assert(sizeof(ExceptionState) == sizeof(void*) + alignof(void*), "as the ABI has it");
    exceptions = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
    outer = std::exchange(innermost, this);
    if (!queue.empty()) leave(outside);
    innermost = outer;
}

void Scheduler::clear() {
    if (alive > 0) throw std::logic_error("fibers that have not ended cannot be forgotten");
    fibers.clear();
    belongings.clear();
}

inline void Scheduler::require_fiber(const char* what) const {
    if (current == nobody || innermost != this) [[unlikely]]
        refuse(what, " outside of a fiber of this scheduler");
}

void Scheduler::yield() {
    require_fiber("yield()");
    if (fibers[current].state == State::running) unpark(current);
    leave(fibers[current].context);
}

void Scheduler::park() {
    require_fiber("park()");
    Fiber& self = fibers[current];
    if (self.state == State::running) self.state = State::parked;
    leave(self.context);
}

Id Scheduler::running() const {
    require_fiber("running()");
    return current;
}

const Stack& Scheduler::stack() const {
    require_fiber("stack()");
    return belongings[current].stack;
}

void Scheduler::refuse(const char* what, const char* why) { throw std::logic_error(std::string(what) + why); }

std::optional<Whereabouts> fiber_at(const void* stack_pointer) {
    constexpr std::ptrdiff_t near = 256; // a push may fault while the pointer is still inside
    const auto* place = static_cast<const std::byte*>(stack_pointer);
    for (const Scheduler* scheduler = innermost; scheduler; scheduler = scheduler->outer) {
        if (scheduler->current == Scheduler::nobody) continue;
        const Stack& stack = scheduler->belongings[scheduler->current].stack;
        const auto guard = static_cast<std::ptrdiff_t>(scheduler->pool.guard_size());
        if (stack.bottom - guard <= place && place < stack.top)
            return Whereabouts{scheduler->options.noun, scheduler->current, scheduler->options.stack_bytes,
                               place < stack.bottom + near};
    }
    return std::nullopt;
}

} // namespace fibers
