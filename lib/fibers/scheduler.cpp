#include "fibers/scheduler.hpp"

#include <bit>
#include <boost/context/detail/fcontext.hpp>
#include <cxxabi.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace fibers {

namespace {

using boost::context::detail::jump_fcontext;
using boost::context::detail::make_fcontext;
using boost::context::detail::transfer_t;

/// The scheduler whose run() was called last in this thread, and has not returned.
thread_local Scheduler* innermost = nullptr;

/// Fetches the end of a stack into the cache. Of thousands of fibers none has its stack there any more when
/// its turn comes. Not beyond the stack: the guard of the next one would be looked up in vain every time.
void fetch_ahead(const Context& next, const Stack& stack) {
    constexpr int lines = 8, line = 64;
    const auto* place = static_cast<const std::byte*>(next.place);
    for (int i = 0; i < lines && place < stack.top; ++i, place += line) __builtin_prefetch(place);
}

/// Whoever is jumped to writes down where the other one is to be continued.
void arrive(const transfer_t& from) { *static_cast<void**>(from.data) = from.fctx; }

} // namespace

struct Scheduler::Entry {
    /// Never returns: there is nothing to return to.
    static void enter(transfer_t from) {
        arrive(from);
        Scheduler& scheduler = *innermost;
        const Id self = scheduler.current;
        perform(scheduler, self);
        if (scheduler.fibers[self].state == State::ready) scheduler.park(); // it has unparked itself
        Fiber& fiber = scheduler.fibers[self];
        fiber.state = State::ended;
        --scheduler.alive;
        scheduler.pool.give_back(fiber.stack); // nobody takes it before this fiber is left
        scheduler.leave(fiber.context);
    }

    /// Beside enter(), so that all that it needs is gone when the stack is.
    static void perform(Scheduler& scheduler, Id self) {
        try {
            const auto task = std::move(scheduler.fibers[self].task); // more fibers may move the list
            task();
        } catch (...) {
            scheduler.fibers[self].exception = std::current_exception();
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
    first = 0;
    end = length;
}

Id Scheduler::spawn(std::function<void()> task) {
    const auto id = static_cast<Id>(fibers.size());
    queue.grow(fibers.size() + 1);
    Fiber& fiber = fibers.emplace_back();
    try {
        fiber.stack = pool.take();
    } catch (...) {
        fibers.pop_back();
        throw;
    }
    fiber.task = std::move(task);
    const auto size = static_cast<std::size_t>(fiber.stack.top - fiber.stack.bottom);
    fiber.context.place = make_fcontext(fiber.stack.top, size, Entry::enter);
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
}

/// Goes on with the next fiber that is ready, or outside if there is none.
void Scheduler::leave(Context& left) {
    current = queue.empty() ? nobody : queue.pop();
    if (current == nobody) return start_next(left, outside);
    if (!queue.empty()) fetch_ahead(fibers[queue.front()].context, fibers[queue.front()].stack);
    fibers[current].state = State::running;
    start_next(left, fibers[current].context);
}

void Scheduler::start_next(Context& left, Context& next) {
    if (&left == &next) return; // the only one that is ready has yielded
    left.exceptions = std::exchange(*exceptions, next.exceptions);
    arrive(jump_fcontext(next.place, &left.place));
}

void Scheduler::require_fiber(const char* what) const {
    if (current == nobody || innermost != this)
        throw std::logic_error(std::string(what) + " outside of a fiber of this scheduler");
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

void Scheduler::unpark(Id fiber) {
    Fiber& other = fibers.at(fiber);
    if (other.state != State::parked && other.state != State::running)
        throw std::logic_error("only a fiber that is parked, or runs, can be unparked");
    other.state = State::ready;
    queue.push(fiber);
}

std::optional<Whereabouts> fiber_at(const void* stack_pointer) {
    constexpr std::ptrdiff_t near = 256; // a push may fault while the pointer is still inside
    const auto* place = static_cast<const std::byte*>(stack_pointer);
    for (const Scheduler* scheduler = innermost; scheduler; scheduler = scheduler->outer) {
        if (scheduler->current == Scheduler::nobody) continue;
        const Stack& stack = scheduler->fibers[scheduler->current].stack;
        const auto guard = static_cast<std::ptrdiff_t>(scheduler->pool.guard_size());
        if (stack.bottom - guard <= place && place < stack.top)
            return Whereabouts{scheduler->options.noun, scheduler->current, scheduler->options.stack_bytes,
                               place < stack.bottom + near};
    }
    return std::nullopt;
}

} // namespace fibers
