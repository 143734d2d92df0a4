/// @file
/// lib/trace: what it counts is what a brute-force cache counts, the same with every compiler, and the values
/// are right all the while.

#include "judge/catch_seam.hpp"

#include "cli/process.hpp"
#include "cli/submission.hpp"
#include "fixture.hpp"
#include "matrix/view.hpp"
#include "measured/measured.hpp"
#include "trace/lru_stack.hpp"
#include "trace/measurement.hpp"
#include "workplace.hpp"

#include <algorithm>
#include <cstring>
#include <dlfcn.h>
#include <list>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>
#include <thread>

using namespace gemmlings;
using namespace workplace;
using measured::Case;

// ---- caches ----------------------------------------------------------------------------------------------

namespace {

/// A cache that looks through its lines, one after the other.
class SearchedCache {
  public:
    explicit SearchedCache(std::size_t lines) : most(lines) {}

    bool misses(std::uint64_t line) {
        const auto found = std::find(lines.begin(), lines.end(), line);
        const bool missed = found == lines.end();
        if (!missed) lines.erase(found);
        lines.push_front(line);
        if (lines.size() > most) lines.pop_back();
        return missed;
    }

  private:
    std::size_t most;
    std::list<std::uint64_t> lines; ///< the last used first
};

using Stream = std::vector<std::uint64_t>;

/// How many caches miss each access, by search.
std::vector<std::size_t> searched(const std::vector<std::size_t>& sizes, const Stream& stream) {
    std::vector<SearchedCache> caches(sizes.begin(), sizes.end());
    std::vector<std::size_t> result;
    for (const auto line : stream)
        result.push_back(static_cast<std::size_t>(
            std::count_if(caches.begin(), caches.end(), [&](auto& cache) { return cache.misses(line); })));
    return result;
}

std::vector<std::size_t> stacked(const std::vector<std::size_t>& sizes, const Stream& stream) {
    trace::LruStack cache(sizes);
    std::vector<std::size_t> result;
    for (const auto line : stream) result.push_back(cache.touch(line));
    return result;
}

const std::vector<std::vector<std::size_t>> many_sizes{
    {1}, {2}, {1, 2}, {1, 2, 3}, {5}, {1, 7, 8}, {3, 16, 64}, {1, 4, 16, 64, 256}, {8, 8}, {100, 1000}};

void check(const Stream& stream) {
    for (const auto& sizes : many_sizes) {
        INFO("caches of " << Catch::Detail::stringify(sizes) << " lines");
        CHECK(stacked(sizes, stream) == searched(sizes, stream));
    }
}

Stream random_stream(unsigned seed, std::uint64_t lines, std::size_t length) {
    std::mt19937_64 generator(seed);
    Stream stream(length);
    for (auto& line : stream) line = std::uniform_int_distribution<std::uint64_t>(0, lines - 1)(generator);
    return stream;
}

/// 0, 1, …, lines − 1, as often as there are passes.
Stream sweeps(std::uint64_t lines, std::size_t passes) {
    Stream stream(lines * passes);
    for (std::size_t i = 0; i < stream.size(); ++i) stream[i] = i % lines;
    return stream;
}

/// Lines that share one bucket of the hash table, whatever its size is: the hash is the number of the line
/// times an odd constant, and these are its inverses of 0, 1, 2, … in the bits that no table looks at.
Stream colliding(Stream stream) {
    constexpr std::uint64_t inverse = 0xf1de'83e1'9937'733d;
    for (auto& line : stream) line *= inverse;
    return stream;
}

} // namespace

TEST_CASE("a stack of caches misses what caches miss that search their lines") {
    for (const std::uint64_t lines : {1, 2, 3, 8, 9, 70, 300}) check(random_stream(1, lines, 3000));
    check(random_stream(2, ~std::uint64_t{0}, 1000));
    for (const std::uint64_t lines : {1, 2, 3, 4, 7, 8, 9, 16, 17, 64, 65, 257}) check(sweeps(lines, 5));
    check({});
}

TEST_CASE("a stack of caches stands streams that are made to break it") {
    constexpr std::uint64_t golden = 0x9e37'79b9'7f4a'7c15, inverse = 0xf1de'83e1'9937'733d;
    STATIC_REQUIRE(golden * inverse == 1);
    check(colliding(random_stream(3, 100, 2000)));
    check(colliding(sweeps(65, 3)));
    Stream there_and_back(200);
    for (std::size_t i = 0; i < 200; ++i) there_and_back[i] = i < 100 ? i : 199 - i;
    check(there_and_back);
    Stream one_and_all; // one line between any two others
    for (std::uint64_t i = 0; i < 500; ++i) one_and_all.insert(one_and_all.end(), {7, i, i, 7});
    check(one_and_all);
}

namespace {

constexpr std::size_t n = 128, L = 8;

/// A cache of 1024 words in lines of 8, and three matrices of doubles.
class Products {
  public:
    std::size_t misses = 0;

    void A(std::size_t i, std::size_t p) { touch(0, i, p); }
    void B(std::size_t p, std::size_t j) { touch(1, p, j); }
    void C(std::size_t i, std::size_t j) { touch(2, i, j); }

  private:
    trace::LruStack cache{{1024 / L}};

    void touch(std::size_t matrix, std::size_t i, std::size_t j) {
        misses += cache.touch(((matrix * n + i) * n + j) / L);
    }
};

// A cache of 128 lines holds rows, of 16 lines each, and no column. So
/// a row of B comes anew for every i and p; A and C come once,
constexpr std::size_t ikj_misses = n * n * n / L + 2 * n * n / L;
/// an element of B comes anew for every product, a row of A for every i and j, and C, too, for each element;
constexpr std::size_t ijk_misses = n * n * n + n * n * n / L + n * n;
/// elements of A and C come anew for every product, and those of B for every p and j.
constexpr std::size_t jki_misses = 2 * n * n * n + n * n;
/// To set a column of C to 0 first costs a line for each element, but for the last one if the column before
/// ended in the same line: it has just been used, and 127 others since.
constexpr std::size_t jki_misses_from_zero = jki_misses + n * n - (n - n / L);

/// Calls use(x, y, z) for three nested loops, x the outermost.
template<class Use> void three_loops(Use use) {
    for (std::size_t x = 0; x < n; ++x)
        for (std::size_t y = 0; y < n; ++y)
            for (std::size_t z = 0; z < n; ++z) use(x, y, z);
}

} // namespace

TEST_CASE("products of 128 x 128 matrices miss as often as theory says") {
    STATIC_REQUIRE((ikj_misses == 266'240 && ijk_misses == 2'375'680 && jki_misses == 4'210'688));
    Products ikj, ijk, jki, jki_from_zero;
    three_loops([&](auto i, auto p, auto j) { ikj.A(i, p), ikj.B(p, j), ikj.C(i, j); });
    CHECK(ikj.misses == ikj_misses);
    three_loops([&](auto i, auto j, auto p) {
        ijk.A(i, p), ijk.B(p, j);
        if (p == n - 1) ijk.C(i, j); // a sum that stands on the stack until it is complete
    });
    CHECK(ijk.misses == ijk_misses);
    three_loops([&](auto j, auto p, auto i) { jki.A(i, p), jki.B(p, j), jki.C(i, j); });
    CHECK(jki.misses == jki_misses);
    three_loops([&](auto j, auto p, auto i) {
        for (std::size_t row = 0; p == 0 && i == 0 && row < n; ++row) jki_from_zero.C(row, j);
        jki_from_zero.A(i, p), jki_from_zero.B(p, j), jki_from_zero.C(i, j);
    });
    CHECK(jki_from_zero.misses == jki_misses_from_zero);
}

// ---- instrumented builds ---------------------------------------------------------------------------------

namespace {

/// The configured toolchain with another compiler, as CMakeLists.txt would describe it; what belongs to a
/// build lies in `folder`.
Toolchain with_compiler(const fs::path& compiler, bool clang, const fs::path& folder) {
    auto result = Toolchain::read(root());
    const auto handle = result.build / "pch/handle.o";
    std::erase(result.flags, "-fno-gnu-unique");
    if (!clang) result.flags.emplace_back("-fno-gnu-unique");
    result.instrumentation = {"-fsanitize=thread"};
    for (const char* flag : {"-mllvm", "-tsan-instrument-read-before-write"})
        if (clang) result.instrumentation.emplace_back(flag);
    result.build = folder;
    result.compiler = compiler;
    result.clang = clang;
    fs::create_directories(folder / "pch");
    fs::copy_file(handle, folder / "pch/handle.o");
    // g++ reads the header itself where there is no such file.
    const auto header = root() / "lib/judge/warm_views.hpp";
    result.instrumented = clang ? folder / "views.pch" : fs::path(header.string() + ".gch");
    if (!clang) return result;
    std::vector<std::string> command{compiler};
    for (const auto* flags : {&result.flags, &result.instrumentation})
        command.insert(command.end(), flags->begin(), flags->end());
    command.insert(command.end(), {"-x", "c++-header", header, "-o", result.instrumented});
    const auto compiled = run(command);
    if (!compiled.ok()) throw std::runtime_error(compiled.err);
    return result;
}

/// tests/lib/measured, loaded into this program; what it exports is told by its name.
class Loaded {
  public:
    Loaded(const Toolchain& toolchain, const std::string& name) : bench(toolchain) {
        const auto source = root() / "tests/lib/measured" / (name + ".cpp");
        const auto compiled =
            compile(fixture(), toolchain, fixture().find("doubled"), source, bench, {.instrumented = true});
        INFO(compiled.messages);
        REQUIRE(compiled.complaint == "");
        CHECK(compiled.messages == "");
        library = ::dlopen(compiled.object.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (!library) FAIL(::dlerror());
    }

    template<class Function> Function* function(const char* name) const {
        return reinterpret_cast<Function*>(::dlsym(library, name));
    }

  private:
    Workbench bench;
    void* library = nullptr; ///< stays
};

/// Does `work` with g++ and with clang++, where they are.
void with_each_compiler(const std::function<void(const Toolchain&)>& work) {
    const auto configured = Toolchain::read(root());
    work(configured);
    const std::string other = configured.clang ? "g++" : "clang++";
    const auto compiler = find_program(other);
    if (!compiler) {
        judge::skip(other + " is not installed: only " + configured.name() + " was looked at");
        return;
    }
    const Folder folder;
    work(with_compiler(*compiler, !configured.clang, folder.path));
}

/// Three arrays with 64 bytes around each.
class Arrays {
  public:
    Arrays() {
        for (std::uint64_t i = 0; i < words; ++i) memory.a[i] = memory.b[i] = i;
    }

    measured::Memory addresses() { return {bytes(memory.a), bytes(memory.b), bytes(memory.c)}; }
    std::vector<trace::Array> all() {
        return {std::as_writable_bytes(std::span(memory.a)), std::as_writable_bytes(std::span(memory.b)),
                std::as_writable_bytes(std::span(memory.c))};
    }
    bool operator==(const Arrays& other) const {
        return std::memcmp(&memory, &other.memory, sizeof memory) == 0;
    }

  private:
    static constexpr std::size_t words = measured::size / 8;
    struct alignas(64) {
        std::uint64_t before[8], a[words], ab[8], b[words], bc[8], c[words], behind[8];
    } memory{};

    static unsigned char* bytes(std::uint64_t* array) { return reinterpret_cast<unsigned char*>(array); }
};

const trace::Caches two_caches{.line = 64, .capacity = {4096, 1 << 16}};

void check_bytes(const std::string& array, const trace::ArrayTraffic& traffic,
                 const measured::Bytes& expected) {
    INFO(array);
    CHECK(traffic.bytes_read == expected.read);
    CHECK(traffic.bytes_written == expected.written);
}

/// Measures a case, and compares what it does to its arrays with what it does when nobody measures.
trace::Traffic check(const Case& one) {
    const auto arrays = std::make_unique<Arrays>(), expected = std::make_unique<Arrays>();
    const auto traffic = trace::measure(two_caches, arrays->all(), [&] { one.run(arrays->addresses()); });
    one.run(expected->addresses());
    const bool right = *arrays == *expected;
    CHECK(right);
    check_bytes("a", traffic.arrays.at(0), one.a);
    check_bytes("b", traffic.arrays.at(1), one.b);
    check_bytes("c", traffic.arrays.at(2), one.c);
    check_bytes("own memory", traffic.own, one.own);
    return traffic;
}

using Misses = std::vector<std::vector<std::int64_t>>;

Misses misses_in(trace::Traffic traffic) {
    traffic.arrays.push_back(traffic.own);
    Misses result;
    for (const auto& array : traffic.arrays) result.push_back(array.misses);
    return result;
}

/// Checks all cases of a file; `misses` holds those of the compilers before, by case.
void check_file(const Toolchain& toolchain, const std::string& file, std::map<std::string, Misses>& misses) {
    const Loaded loaded(toolchain, file);
    std::size_t count = 0;
    const auto* all = loaded.function<decltype(cases)>("cases")(count);
    CHECK(count > 10);
    for (const Case* one = all; one != all + count; ++one) {
        INFO(toolchain.compiler << ": " << one->name);
        const auto now = misses_in(check(*one));
        CHECK(misses.emplace(one->name, now).first->second == now);
    }
}

using Product = void(CView<double>, CView<double>, View<double>);

std::int64_t measured_misses(Product& product) {
    std::vector<double> memory(3 * n * n + L);
    auto* begin = reinterpret_cast<std::byte*>(memory.data());
    begin += 64 - reinterpret_cast<std::uintptr_t>(begin) % 64;
    const auto matrix = [&](std::size_t i) {
        return View<double>{reinterpret_cast<double*>(begin) + i * n * n, n, n, n};
    };
    const auto bytes = [&](std::size_t i) { return std::as_writable_bytes(std::span(matrix(i).p, n * n)); };
    const auto traffic = trace::measure({.line = 64, .capacity = {8192}}, {bytes(0), bytes(1), bytes(2)},
                                        [&] { product(matrix(0), matrix(1), matrix(2)); });
    std::int64_t sum = traffic.own.misses.at(0);
    CHECK(sum == 0);
    for (const auto& array : traffic.arrays) sum += array.misses.at(0);
    return sum;
}

} // namespace

TEST_CASE("both compilers announce what the source does, byte for byte, and the values are right") {
    std::map<std::string, Misses> misses;
    with_each_compiler([&](const Toolchain& toolchain) {
        for (const char* file : {"loops", "copies", "own", "types"}) check_file(toolchain, file, misses);
    });
}

TEST_CASE("products that are compiled miss as often as theory says") {
    with_each_compiler([](const Toolchain& toolchain) {
        INFO(toolchain.compiler);
        const Loaded products(toolchain, "products");
        CHECK(measured_misses(*products.function<Product>("ikj")) == ikj_misses);
        CHECK(measured_misses(*products.function<Product>("ijk")) == ijk_misses);
        CHECK(measured_misses(*products.function<Product>("jki")) == jki_misses_from_zero);
    });
}

// ---- measured calls --------------------------------------------------------------------------------------

TEST_CASE("while a call is measured its arrays hold noise, but for what it announces") {
    std::vector<std::uint64_t> array(64, 5);
    const auto bytes = std::as_writable_bytes(std::span(array));
    std::size_t noisy = 0;
    const auto traffic = trace::measure(two_caches, {bytes}, [&] {
        noisy = 64 - static_cast<std::size_t>(std::count(array.begin(), array.end(), 5));
        trace::reads(&array[7], 8);
        trace::writes(&array[9], 8);
        if (array[7] == 5) array[9] = 6;
        trace::reads(&array[20], 8);
        trace::reads(&array[30], 8);
        noisy += array[7] != 5; // no longer
    });
    CHECK(noisy == 65);
    CHECK(array[9] == 6);
    CHECK(std::count(array.begin(), array.end(), 5) == 63);
    CHECK(traffic.arrays.at(0).bytes_read == 24);
    CHECK(traffic.arrays.at(0).bytes_written == 8);
}

TEST_CASE("an exception leaves a measured call, and the arrays are true again") {
    std::vector<int> array(1000, 3);
    const auto bytes = std::as_writable_bytes(std::span(array));
    const auto fails = [&] { trace::measure(two_caches, {bytes}, [] { throw std::out_of_range("far"); }); };
    CHECK_THROWS_AS(fails(), std::out_of_range);
    CHECK(std::count(array.begin(), array.end(), 3) == 1000);
    trace::reads(array.data(), 4); // nobody measures
    CHECK(std::count(array.begin(), array.end(), 3) == 1000);
}

TEST_CASE("what other threads do is not counted, and what they release does no harm") {
    std::vector<int> array(16);
    const auto bytes = std::as_writable_bytes(std::span(array));
    const auto traffic = trace::measure(two_caches, {bytes}, [&] {
        auto block = std::make_unique<int>();
        std::thread([&] {
            trace::writes(array.data(), 4);
            block.reset();
            block = std::make_unique<int>();
        }).join();
        block.reset();
    });
    CHECK(traffic.arrays.at(0).accesses == 0);
    CHECK(traffic.own.accesses == 0);
}

TEST_CASE("the stride of most accesses is told, that of a mixture is 0") {
    std::vector<double> array(1024);
    const auto bytes = std::as_writable_bytes(std::span(array));
    const auto stride_of = [&](const std::function<std::size_t(std::size_t)>& index) {
        const auto traffic = trace::measure(two_caches, {bytes}, [&] {
            for (std::size_t i = 0; i < 1000; ++i) trace::reads(&array[index(i)], 8);
        });
        return traffic.arrays.at(0).stride;
    };
    CHECK(stride_of([](auto i) { return i; }) == 8);
    CHECK(stride_of([](auto i) { return 1000 - i; }) == -8);
    CHECK(stride_of([](auto i) { return i * 32 % 1024; }) == 256);
    CHECK(stride_of([](auto i) { return i * 32 % 1024 + i / 32; }) == 256);
    CHECK(stride_of([](auto) { return std::size_t{4}; }) == 0);
    CHECK(stride_of([](auto i) { return i * i % 1024; }) == 0);
}

// ---- verdicts --------------------------------------------------------------------------------------------

namespace {

/// What the first line of a file, "// @expect diagnosis: words", says of its verdict.
struct Expectation {
    std::string diagnosis, words;
};

Expectation expectation_of(const fs::path& file) {
    const auto text = read(file);
    constexpr std::string_view mark = "// @expect ";
    REQUIRE(text.starts_with(mark));
    const auto line = text.substr(mark.size(), text.find('\n') - mark.size());
    const auto colon = line.find(": ");
    if (colon == std::string::npos) return {line, ""};
    return {line.substr(0, colon), line.substr(colon + 2)};
}

/// What is not measured fails, and earns what needs no measurement.
void check_verdict(const Expectation& expected, const Verdict& verdict) {
    REQUIRE(verdict.cases.size() == 3);
    if (expected.diagnosis == "passed") {
        CHECK(verdict.outcome == Outcome::passed);
        return;
    }
    CHECK(verdict.outcome == Outcome::failed);
    CHECK(verdict.cases[0].passed);
    for (const auto& one : verdict.cases) {
        if (one.passed) continue;
        REQUIRE(one.failures.size() == 1);
        const auto& failure = one.failures[0];
        CHECK(failure.diagnosis == expected.diagnosis);
        const auto all = failure.sentence + failure.detail;
        CHECK(all.find(expected.words) != std::string::npos);
        const bool says_so =
            all.find("The memory traffic of your code is not measured: ") != std::string::npos;
        CHECK(says_so == (expected.diagnosis == "unmeasured"));
    }
}

} // namespace

TEST_CASE("what is read or written past the measurement is not measured, and never good") {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root() / "tests/lib/unmeasured"))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    CHECK(files.size() >= 24);
    std::vector<Verdict> verdicts(files.size());
    const auto& exercise = fixture().find("doubled");
    side_by_side(files.size(), [&](auto i) { verdicts[i] = judge_file(fixture(), exercise, files[i]); });
    for (std::size_t i = 0; i < files.size(); ++i) {
        INFO(files[i].filename().string() << ":\n" << in_words(verdicts[i]) << verdicts[i].compiler_messages);
        check_verdict(expectation_of(files[i]), verdicts[i]);
    }
}

TEST_CASE("judging in one process says that it does not measure") {
    const auto& exercise = fixture().find("doubled");
    const auto verdict = judge_file(fixture(), exercise, root() / "tests/lib/unmeasured/plain_loops.cpp",
                                    {.in_process = true});
    INFO(in_words(verdict));
    REQUIRE(verdict.cases.size() == 3);
    CHECK(verdict.points == 1);
    CHECK(verdict.cases[1].failures.at(0).sentence ==
          "The memory traffic of your code is not measured: this way of judging loads one build only.");
}
