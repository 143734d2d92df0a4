#include "judge/performing.hpp"

#include "judge/answers.hpp"
#include "judge/calls.hpp"
#include "judge/gpu_of_call.hpp"
#include "judge/lapack_watch.hpp"
#include "judge/wire.hpp"
#include "trace/measurement.hpp"

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <map>
#include <memory>
#include <typeinfo>

namespace judge {

// ---- what the calls file registers -----------------------------------------------------------------------

namespace {

template<class T> std::map<std::string, T>& registry() {
    static std::map<std::string, T> entries;
    return entries;
}

} // namespace

void expose(const char* name, Entry entry) { registry<Entry>()[name] = entry; }
void offer(const char* name, Factory factory) { registry<Factory>()[name] = std::move(factory); }

const Factory& factory_named(const std::string& name) {
    const auto found = registry<Factory>().find(name);
    if (found == registry<Factory>().end()) throw Malformed("the calls file has no factory " + name);
    return found->second;
}

// ---- one call --------------------------------------------------------------------------------------------

namespace {

/// The call that is to be measured, if there is one.
struct Measuring {
    trace::Caches caches;
    std::vector<trace::Array> arrays;
    trace::Traffic traffic{};
};
Measuring* measuring = nullptr;

} // namespace

void enter(void (*run)(void*), void* context) {
    if (!measuring) return run(context);
    measuring->traffic = trace::measure(measuring->caches, measuring->arrays, [=] { run(context); });
}

namespace {

/// The blocks of a request, at addresses of their own, with poisoned memory around each: what is written
/// there was written outside the block. The memory is not freed: a worker ends soon, and a heap that a
/// submission has damaged must not get in the way of the report.
class Arena {
  public:
    explicit Arena(Reader& in) {
        const auto n = in.number<std::uint64_t>();
        for (std::uint64_t i = 0; i < n; ++i) {
            const auto original = in.raw(in.count(1));
            const std::size_t whole = (original.size() + 2 * margin + 63) / 64 * 64;
            auto* memory = static_cast<std::byte*>(std::aligned_alloc(64, whole));
            if (!memory) throw std::bad_alloc();
            std::fill(memory, memory + whole, poison);
            std::memcpy(memory + margin, original.data(), original.size());
            blocks.push_back({memory + margin, original.size()});
            originals.push_back(original);
        }
    }

    std::vector<Block> blocks;

    /// Of every block: whether its margins are as they were, and its bytes, if they are not.
    void report(Writer& out) const {
        out.number(static_cast<std::uint64_t>(blocks.size()));
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            const auto* begin = blocks[i].begin;
            const bool changed = std::memcmp(begin, originals[i].data(), blocks[i].size) != 0;
            put(out, overrun(blocks[i]));
            put(out, std::string(changed ? reinterpret_cast<const char*>(begin) : "",
                                 changed ? blocks[i].size : 0));
        }
    }

    void restore() {
        for (std::size_t i = 0; i < blocks.size(); ++i)
            std::memcpy(blocks[i].begin, originals[i].data(), blocks[i].size);
    }

  private:
    static constexpr std::size_t margin = 1024;
    static constexpr std::byte poison{0xff}; // all ones is a NaN in every format
    std::vector<std::string_view> originals;

    static bool overrun(const Block& block) {
        const auto is_poison = [](std::byte byte) { return byte == poison; };
        return !std::all_of(block.begin - margin, block.begin, is_poison) ||
               !std::all_of(block.begin + block.size, block.begin + block.size + margin, is_poison);
    }
};

struct Performed {
    End end = End::returned;
    Writer body;
};

std::string type_name(const std::type_info& type) {
    int status = 0;
    const std::unique_ptr<char, void (*)(void*)> readable(
        abi::__cxa_demangle(type.name(), nullptr, nullptr, &status), std::free);
    return status == 0 ? readable.get() : type.name();
}

/// The standard exceptions that this one is, the most special first.
std::vector<std::string> standard_kinds(const std::exception& error) {
    std::vector<std::string> kinds;
    const auto add = [&]<class E>(E*, const char* name) {
        if (dynamic_cast<const E*>(&error)) kinds.emplace_back(name);
    };
#define JUDGE_KIND(type) add(static_cast<std::type*>(nullptr), "std::" #type);
    JUDGE_KIND(invalid_argument)
    JUDGE_KIND(domain_error)
    JUDGE_KIND(length_error)
    JUDGE_KIND(out_of_range)
    JUDGE_KIND(overflow_error)
    JUDGE_KIND(underflow_error)
    JUDGE_KIND(range_error)
    JUDGE_KIND(logic_error)
    JUDGE_KIND(runtime_error)
    JUDGE_KIND(bad_alloc)
#undef JUDGE_KIND
    kinds.emplace_back("std::exception");
    return kinds;
}

void describe(Writer& out, const std::vector<std::string>& kinds, const std::string& type,
              const std::string& what) {
    put(out, kinds);
    put(out, type);
    put(out, what.substr(0, 4096));
}

/// Calls the submission, or says which exception came out of it.
Performed attempt(const Entry& entry, Reader& arguments) {
    Performed done;
    try {
        entry.call(arguments, done.body);
    } catch (const Malformed& error) {
        done = {End::garbled, {}};
        put(done.body, std::string(error.what()));
    } catch (const std::exception& error) {
        done = {End::threw, {}};
        describe(done.body, standard_kinds(error), type_name(typeid(error)), error.what());
    } catch (...) {
        const auto* type = abi::__cxa_current_exception_type();
        done = {End::threw, {}};
        describe(done.body, {}, type ? type_name(*type) : "something", "");
    }
    return done;
}

/// The universal wrong answers never throw and never leave a right number.
void replace_answer(Performed& done, const Entry& entry, const std::string& arguments, Arena& arena,
                    Answers answers) {
    const auto numbers = numbers_in(arguments, arena.blocks);
    if (done.end == End::threw || answers == Answers::untouched) {
        done = {};
        entry.blank(done.body);
    }
    if (answers == Answers::untouched) return arena.restore();
    falsify(done.body.bytes, answers, numbers);
    falsify_blocks(arguments, arena.blocks, answers, numbers);
}

} // namespace

Reply perform(const std::string& request, Answers answers) {
    Reader in(request);
    const auto name = get<std::string>(in);
    const auto arguments = get<std::string>(in);
    Measuring measured{.caches = get<trace::Caches>(in), .arrays = {}};
    const auto schedule = get<std::int32_t>(in);
    const auto entry = registry<Entry>().find(name);
    if (entry == registry<Entry>().end()) return {End::no_such_call, 0, name};
    Arena arena(in);
    for (const Block& block : arena.blocks) measured.arrays.emplace_back(block.begin, block.size);
    Reader values(arguments);
    values.blocks = arena.blocks;

    take_recorded_routines();
    measuring = measured.caches.capacity.empty() ? nullptr : &measured;
    const bool on_gpu = schedule != on_cpu;
    if (on_gpu)
        if (const auto reason = begin_on_gpu(schedule); !reason.empty()) return {End::no_gpu, 0, reason};
    Performed done = attempt(entry->second, values);
    const OnGpu found = on_gpu ? end_on_gpu() : OnGpu{};
    const auto routines = take_recorded_routines();
    if (answers != Answers::own && done.end != End::garbled)
        replace_answer(done, entry->second, arguments, arena, answers);

    Writer out;
    put(out, routines);
    put(out, measured.traffic);
    put(out, found);
    put(out, done.body.bytes);
    arena.report(out);
    return {done.end, 0, std::move(out.bytes)};
}

} // namespace judge
