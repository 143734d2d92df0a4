#include "gpu/executor.hpp"

#include "fibers/scheduler.hpp"
#include "gpu/errors.hpp"
#include "gpu/faults.hpp"
#include "gpu/overflow.hpp"
#include "gpu/shared_memory.hpp"
#include "gpu/stream_order.hpp"
#include "gpu/warp.hpp"

#include <algorithm>
#include <cctype>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <string>
#include <utility>

// The kernels' built-in variables, side by side: whoever reads one through a reference is seen to do so.
#define GPU_BUILTIN __attribute__((section("gpu_builtins"), used))
GPU_BUILTIN uint3 thread_index __asm__("__llvm_gcov_threadIdx");
GPU_BUILTIN uint3 block_index __asm__("__llvm_gcov_blockIdx");
GPU_BUILTIN dim3 block_extents __asm__("__llvm_gcov_blockDim");
GPU_BUILTIN dim3 grid_extents __asm__("__llvm_gcov_gridDim");

namespace gpu {

constinit thread_local const Place* running = nullptr;
constinit thread_local LocalMemory local_memory;
bool moved = false;

namespace {

constexpr std::uint32_t most_resident = 8192; ///< threads, each with a stack
constexpr std::uint32_t all_lanes = 0xffffffff;

enum class State : std::uint8_t { fresh, ready, at_barrier, in_meeting, spinning, ended };

struct Thread {
    Place place;
    State state = State::fresh;
    fibers::Id fiber = 0;
    std::uint32_t barriers = 0; ///< that it had passed when it ended
    const void* code = nullptr; ///< where it waits
};

/// Lanes of a warp that wait for each other.
struct Meeting {
    std::uint32_t mask = 0, present = 0;
    Together together = nullptr;
    bool whoever_comes = false; ///< the mask is not known: it ends when nobody else can come
    const void* code = nullptr;
    void* members[32] = {};
};

struct Warp {
    std::uint32_t absent = 0; ///< lanes that have ended, or never were
    std::vector<Meeting> meetings{};
};

struct Block {
    std::uint32_t number = 0;
    uint3 index{};
    std::uint32_t started = 0, live = 0;
    std::vector<Thread> threads{};
    std::vector<Warp> warps{};
    std::uint32_t arrived = 0;         ///< at the barrier
    const Thread* first = nullptr;     ///< who came first
    const Thread* elsewhere = nullptr; ///< who came first to another barrier
    int holding = 0;                   ///< for how many of those the predicate holds
    int answer = 0;                    ///< of the last barrier: for how many it held
    std::uint32_t barriers = 0;        ///< that all have passed
    std::uint32_t ended_noted = 0;     ///< how many had ended when that was looked at last
    SharedMemory shared;
};

std::string in_words(uint3 index) {
    return "(" + std::to_string(index.x) + ", " + std::to_string(index.y) + ", " + std::to_string(index.z) +
           ")";
}

uint3 unravelled(std::uint32_t number, const dim3& extents) {
    return {number % extents.x, number / extents.x % extents.y, number / extents.x / extents.y};
}

class Launch;
Launch* now = nullptr;
Schedule schedule;

/// The fibers of all launches: those that have nothing to do wait for the next.
struct Fibers {
    fibers::Scheduler scheduler{{.stack_bytes = stack_bytes, .guard_bytes = 1, .noun = nullptr}};
    std::vector<fibers::Id> idle{};
};
std::unique_ptr<Fibers> pool;

class Launch {
  public:
    Launch(const char* name, const Config& config, void (*work)(const void*), const void* call)
        : name(name), work(work), call(call), grid(config.grid), block(config.block),
          threads(block.x * block.y * block.z), blocks(grid.x * grid.y * grid.z), dynamic(config.shared) {
        for (std::uint32_t t = 0; t < threads; ++t) indices.push_back(unravelled(t, block));
        order.resize(threads);
        std::iota(order.begin(), order.end(), 0u);
        if (schedule.order == Schedule::Order::descending) std::reverse(order.begin(), order.end());
        random.seed(schedule.seed);
        moved = false;
    }

    /// @return what goes wrong
    cudaError_t run() {
        launch_begins(name, {{grid.x, grid.y, grid.z}, {block.x, block.y, block.z}});
        begin_shared_launch(dynamic);
        block_extents = block;
        grid_extents = grid;
        wake_worker();
        do pool->scheduler.run();
        while (!abandoned && settle());
        launch_ends();
        return error;
    }

    // ---- for fibers ----

    void work_until_nothing_is_left() {
        const auto frame = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)),
                   bottom = reinterpret_cast<std::uintptr_t>(pool->scheduler.stack().bottom);
        local_memory = {bottom, frame - bottom};
        work(call);
    }

    bool next_thread() {
        if (current) end(*current);
        leave();
        if (abandoned || ready > 0) return false; // those that wait already go first
        while (!filling) {
            if (!resident.empty() || begun == blocks) return false;
            begin_block();
        }
        start(*filling);
        return true;
    }

    int barrier(int predicate, const void* code) {
        Thread& self = *current;
        Block& block = *inside;
        self.code = code;
        if (block.arrived++ == 0) block.first = &self;
        if (block.first->code != code && !block.elsewhere) block.elsewhere = &self;
        block.holding += predicate != 0;
        self.state = State::at_barrier;
        if (block.arrived == block.live) release(block);
        wait(self);
        return block.answer; // the next barrier cannot be over before this thread has reached it
    }

    void meet(std::uint32_t mask, void* mine, Together together, bool whoever_comes, const void* code) {
        Thread& self = *current;
        const std::uint32_t lane = std::uint32_t{1} << self.place.lane();
        self.code = code;
        if (!(mask & lane)) [[unlikely]] {
            report_unnamed(self.place.lane(), code);
            mask |= lane;
        }
        Warp& warp = inside->warps[self.place.warp()];
        Meeting& meeting = joined(warp, mask, together, whoever_comes, lane, code);
        meeting.present |= lane;
        meeting.members[self.place.lane()] = mine;
        self.state = State::in_meeting;
        if (!whoever_comes && complete(warp, meeting)) hold(*inside, warp, meeting);
        wait(self);
    }

    void spin(const void* code) {
        Thread& self = *current;
        self.code = code;
        self.state = State::spinning;
        spinners.push_back(&self);
        wait(self);
    }

    [[gnu::noinline]] void report_unnamed(std::uint32_t lane, const void* code) {
        report_here("shuffle_mask",
                    "calls a warp operation whose mask does not name its own lane " + std::to_string(lane),
                    code);
    }

    void report_here(const char* kind, const std::string& what, const void* code) {
        current->code = code;
        report(fault(kind, *current, nullptr, who(*current) + " " + what));
    }

    [[noreturn]] void abandon(cudaError_t why) {
        abandoned = true;
        error = why;
        leave();
        for (;;) pool->scheduler.park();
    }

    const char* const name;
    bool abandoned = false;
    Place meeting_place{}; ///< of the first lane of those that meet
    Thread* current = nullptr;

  private:
    void (*const work)(const void*);
    const void* const call;
    const dim3 grid, block;
    const std::uint32_t threads, blocks;
    const std::size_t dynamic;
    cudaError_t error = cudaSuccess;
    std::vector<uint3> indices;
    std::vector<std::uint32_t> order; ///< of the threads of a block
    std::vector<std::uint32_t> block_order;
    std::mt19937_64 random;
    std::uint32_t begun = 0; ///< blocks
    std::vector<std::unique_ptr<Block>> resident, unused;
    Block* filling = nullptr; ///< the block that has threads which have not started
    Block* inside = nullptr;  ///< the block of the thread that runs, or ran last
    std::vector<Thread*> spinners;
    std::size_t ready = 0; ///< threads that wait for their turn and for nothing else
    int idle_rounds = 0;

    // ---- blocks and threads ----

    std::uint32_t numbered(std::uint32_t i) {
        if (schedule.order == Schedule::Order::ascending) return i;
        if (schedule.order == Schedule::Order::descending) return blocks - 1 - i;
        if (block_order.empty()) {
            block_order.resize(blocks);
            std::iota(block_order.begin(), block_order.end(), 0u);
            std::shuffle(block_order.begin(), block_order.end(), random);
        }
        return block_order[i];
    }

    void begin_block() {
        if (unused.empty()) unused.push_back(std::make_unique<Block>());
        resident.push_back(std::move(unused.back()));
        unused.pop_back();
        Block& fresh = *resident.back();
        fresh.number = numbered(begun++);
        fresh.index = unravelled(fresh.number, grid);
        fresh.started = 0;
        fresh.live = threads;
        fresh.threads.resize(threads);
        fresh.warps.resize((threads + 31) / 32);
        for (auto& warp : fresh.warps) warp.absent = 0;
        if (threads % 32) fresh.warps.back().absent = all_lanes << threads % 32;
        fresh.arrived = fresh.ended_noted = 0;
        fresh.first = fresh.elsewhere = nullptr;
        fresh.holding = fresh.answer = 0;
        fresh.barriers = 0;
        if (schedule.order == Schedule::Order::shuffled) std::shuffle(order.begin(), order.end(), random);
        fresh.shared.begin(fresh.number);
        filling = &fresh;
        inside = nullptr; // it may have been another block before
    }

    void end_block(Block& block) {
        block.shared.end();
        const auto at = std::find_if(resident.begin(), resident.end(),
                                     [&](const auto& other) { return other.get() == &block; });
        unused.push_back(std::move(*at));
        resident.erase(at);
    }

    void start(Block& block) {
        const std::uint32_t number = order[block.started++];
        if (block.started == threads) filling = nullptr;
        Thread& thread = block.threads[number];
        thread = {.place = {block.number, number}, .fiber = pool->scheduler.running()};
        enter(thread, block);
    }

    void enter(Thread& thread, Block& block) {
        current = &thread;
        running = &thread.place;
        thread_index = indices[thread.place.thread];
        if (inside == &block) return;
        inside = &block;
        block_index = block.index;
        SharedMemory::current = &block.shared;
    }

    void leave() {
        current = nullptr;
        running = nullptr;
    }

    void end(Thread& thread) {
        Block& block = *inside;
        Warp& warp = block.warps[thread.place.warp()];
        thread.state = State::ended;
        thread.barriers = block.barriers;
        moved = true;
        warp.absent |= std::uint32_t{1} << thread.place.lane();
        --block.live;
        if (block.arrived > 0 && block.arrived == block.live) release(block);
        for (std::size_t i = warp.meetings.size(); i-- > 0;)
            if (!warp.meetings[i].whoever_comes && complete(warp, warp.meetings[i]))
                hold(block, warp, warp.meetings[i]);
        if (block.live == 0) end_block(block);
    }

    // ---- waiting ----

    /// Gives the processor to somebody else until this thread is ready and it is its turn.
    [[gnu::always_inline]] void wait(Thread& self) {
        Block& block = *inside;
        const LocalMemory stack = local_memory;
        leave();
        if (ready == 0 && filling) wake_worker();
        if (self.state == State::ready) pool->scheduler.unpark(self.fiber); // behind those it has made ready
        pool->scheduler.park();
        while (abandoned) pool->scheduler.park();
        --ready;
        local_memory = stack;
        enter(self, block);
    }

    void make_ready(Thread& thread, const Thread* self) {
        thread.state = State::ready;
        ++ready;
        if (&thread != self) pool->scheduler.unpark(thread.fiber);
    }

    void wake_worker();

    // ---- barriers ----

    void release(Block& block) {
        look_at_barrier(block);
        moved = true;
        block.answer = std::exchange(block.holding, 0);
        block.arrived = 0;
        ++block.barriers;
        block.first = block.elsewhere = nullptr;
        block_synchronised(block.number);
        for (const std::uint32_t number : order) {
            Thread& thread = block.threads[number];
            if (thread.state == State::at_barrier) make_ready(thread, current);
        }
    }

    void look_at_barrier(Block& block) {
        if (block.elsewhere)
            report(fault("divergent_barrier", *block.first, block.elsewhere,
                         "threads of one block wait at two different barriers: " + who(*block.first) +
                             " at one, " + who(*block.elsewhere) +
                             " at the other; all threads have to reach the same one"));
        const std::uint32_t ended = block.started - block.live;
        if (ended == block.ended_noted || block.started < threads) return;
        block.ended_noted = ended;
        const Thread *quiet = nullptr, *skips = nullptr;
        for (const Thread& thread : block.threads)
            if (thread.state == State::ended) (thread.barriers ? skips : quiet) = &thread;
        if (skips)
            report(fault("barrier_skipped", *block.first, skips,
                         who(*skips) + " has passed " + std::to_string(skips->barriers) +
                             (skips->barriers == 1 ? " barrier" : " barriers") +
                             " with its block, and ends without this one: all threads have to go through "
                             "the same barriers"));
        else if (quiet)
            report(fault("note", *block.first, quiet,
                         who(*quiet) +
                             " has ended before this barrier; the GPU does not wait for threads that " +
                             "have ended, but CUDA asks all threads of a block to reach it"));
    }

    // ---- warps ----

    static bool complete(const Warp& warp, const Meeting& meeting) {
        return meeting.present && ((meeting.present | warp.absent) & meeting.mask) == meeting.mask;
    }

    Meeting& joined(Warp& warp, std::uint32_t mask, Together together, bool whoever_comes, std::uint32_t lane,
                    const void* code) {
        for (Meeting& meeting : warp.meetings)
            if (meeting.mask == mask && meeting.together == together && !(meeting.present & lane) &&
                (!whoever_comes || meeting.code == code))
                return meeting;
        warp.meetings.push_back(
            {.mask = mask, .together = together, .whoever_comes = whoever_comes, .code = code});
        return warp.meetings.back();
    }

    /// All are there: does what they came for, and lets them go.
    void hold(Block& block, Warp& warp, Meeting& meeting) {
        moved = true;
        const auto number = static_cast<std::uint32_t>(&warp - block.warps.data());
        meeting_place = {block.number, number * 32};
        meeting.together(meeting.members, meeting.present);
        for (std::uint32_t i = 0; i < 32; ++i) {
            const std::uint32_t lane = schedule.order == Schedule::Order::descending ? 31 - i : i;
            if (meeting.present >> lane & 1) make_ready(block.threads[number * 32 + lane], current);
        }
        if (&meeting != &warp.meetings.back()) meeting = warp.meetings.back();
        warp.meetings.pop_back();
    }

    // ---- when nobody is ready ----

    /// Finds out who may go on although what they wait for has not happened. False: all have ended.
    bool settle() {
        if (resident.empty()) return false;
        if (end_meetings(true)) return true;
        if (!spinners.empty()) return let_spinners_go();
        if (end_meetings(false)) return true;
        give_up();
        return false;
    }

    /// Holds meetings without those who do not come: those of whoever comes, or one with a mask that is
    /// wrong.
    bool end_meetings(bool whoever_comes) {
        for (auto& block : resident)
            for (Warp& warp : block->warps)
                for (Meeting& meeting : warp.meetings) {
                    if (meeting.whoever_comes != whoever_comes) continue;
                    if (!whoever_comes) report_missing(*block, warp, meeting);
                    hold(*block, warp, meeting);
                    return true;
                }
        return false;
    }

    void report_missing(Block& block, const Warp& warp, const Meeting& meeting) {
        const auto number = static_cast<std::uint32_t>(&warp - block.warps.data());
        const auto lane_of = [](std::uint32_t lanes) {
            return static_cast<std::uint32_t>(std::countr_zero(lanes));
        };
        const Thread& waits = block.threads[number * 32 + lane_of(meeting.present)];
        const std::uint32_t missing = meeting.mask & ~meeting.present & ~warp.absent;
        const Thread& elsewhere = block.threads[number * 32 + lane_of(missing)];
        report(
            fault("shuffle_mask", waits, &elsewhere,
                  who(waits) + " waits in a warp operation whose mask names lane " +
                      std::to_string(lane_of(missing)) + ", but " + who(elsewhere) +
                      " waits elsewhere; every lane that the mask names has to call it, with the same mask"));
    }

    /// Spinning threads wait for others. They go on as long as anything moves; then more blocks become
    /// resident.
    bool let_spinners_go() {
        if (std::exchange(moved, false)) idle_rounds = 0;
        if (idle_rounds > 0 && begun < blocks && (resident.size() + 1) * threads <= most_resident) {
            idle_rounds = 0;
            begin_block();
            wake_worker();
            return true;
        }
        if (++idle_rounds > 3) {
            give_up();
            return false;
        }
        for (Thread* thread : std::exchange(spinners, {})) make_ready(*thread, nullptr);
        return true;
    }

    void give_up() {
        const Thread& spins = spinners.empty() ? *resident.front()->first : *spinners.front();
        const bool more = begun < blocks;
        report(fault("deadlock", spins, nullptr,
                     "nobody gets on: " + who(spins) + " waits for a change that no thread makes" +
                         (more ? "; blocks that have not started wait until others end" : "")));
        abandoned = true;
        error = cudaErrorLaunchTimeout;
    }

    // ---- reports ----

    std::string who(const Thread& thread) const {
        return "thread " + in_words(indices[thread.place.thread]) + " of block " +
               in_words(unravelled(thread.place.block, grid));
    }

    Fault fault(const char* kind, const Thread& one, const Thread* other, std::string sentence) const {
        Fault result;
        result.kind = kind;
        result.kernel = name;
        result.sentence = std::move(sentence) + ".";
        result.sentence[0] = static_cast<char>(std::toupper(result.sentence[0]));
        result.place = one.place;
        result.code = offset_of(one.code);
        if (other) result.other = other->place;
        if (other && other->state != State::ended) result.other_code = offset_of(other->code);
        return result;
    }
};

/// What every fiber does: threads of one launch after another.
void serve() {
    for (;;) {
        now->work_until_nothing_is_left();
        pool->idle.push_back(pool->scheduler.running());
        pool->scheduler.park();
    }
}

void Launch::wake_worker() {
    if (pool->idle.empty()) {
        pool->scheduler.spawn(serve);
    } else {
        pool->scheduler.unpark(pool->idle.back());
        pool->idle.pop_back();
    }
}

struct Repeated {
    const void* address = nullptr;
    const Place* thread = nullptr;
    int times = 0;
} repeated;

/// Whoever looks at one address again and again waits for somebody else to change it.
void notice_repetition(const void* address, const void* code) {
    constexpr int patience = 16;
    if (repeated.address != address || repeated.thread != running) {
        repeated = {address, running, 0};
    } else if (++repeated.times == patience) {
        repeated.times = 0;
        now->spin(code);
    }
}

} // namespace

void set_schedule(const Schedule& next) { schedule = next; }

void run(const char* name, const Config& config, void (*work)(const void*), const void* call) {
    if (now) {
        report_here("not_offered",
                    std::string("launches ") + name + ": the simulator offers launches by the host only",
                    config.code);
        abandon(cudaErrorNotSupported);
    }
    if (!may_launch(name, config)) return;
    if (!pool) pool = std::make_unique<Fibers>();
    const OverflowWatch watch;
    Launch launch(name, config, work, call);
    now = &launch;
    const cudaError_t error = launch.run();
    now = nullptr;
    running = nullptr;
    issue(config.stream, {name, offset_of(config.code), touched_by_launch()});
    if (error == cudaSuccess) return;
    pool.reset(); // what is left on its stacks is not touched any more
    fail_later(error);
}

bool next_thread() { return now->next_thread(); }
void abandon(cudaError_t error) { now->abandon(error); }
void let_others_go() { now->spin(nullptr); }
std::uint32_t meeting_block() { return now->meeting_place.block; }
std::uint32_t meeting_warp() { return now->meeting_place.warp(); }
const char* running_kernel() { return now ? now->name : ""; }

void abandon_access() {
    abandon(last_refusal() == Refusal::misaligned_address ? cudaErrorMisalignedAddress
                                                          : cudaErrorIllegalAddress);
}

void touch(const void* address, std::size_t size, Access kind, const void* code) {
    // Others may go first, and what they release is to be known when the access is looked at.
    if (kind == Access::atomic || kind == Access::volatile_read) notice_repetition(address, code);
    if (!access(address, size, kind, code)) abandon_access();
    if (kind == Access::write || kind == Access::volatile_write || kind == Access::range_write) progress();
}

void collective(std::uint32_t mask, void* mine, Together together, const void* code) {
    now->meet(mask, mine, together, false, code);
}

void report_here(const char* kind, const std::string& what, const void* code) {
    now->report_here(kind, what, code);
}

} // namespace gpu

// ---- what kernels call
// -------------------------------------------------------------------------------------

using gpu::now;

void __syncthreads() { now->barrier(0, __builtin_return_address(0)); }
int __syncthreads_count(int predicate) { return now->barrier(predicate, __builtin_return_address(0)); }
int __syncthreads_or(int predicate) { return now->barrier(predicate, __builtin_return_address(0)) != 0; }
int __syncthreads_and(int predicate) { return now->barrier(!predicate, __builtin_return_address(0)) == 0; }

unsigned __activemask() {
    std::uint32_t present = 0;
    now->meet(
        ~0u, &present,
        [](void* const members[32], std::uint32_t lanes) {
            for (std::uint32_t lane = 0; lane < 32; ++lane)
                if (lanes >> lane & 1) *static_cast<std::uint32_t*>(members[lane]) = lanes;
        },
        true, __builtin_return_address(0));
    return present;
}
