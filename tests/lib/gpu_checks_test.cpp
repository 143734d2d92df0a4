/// @file
/// The checks of kernels' accesses, driven by hand: who runs, what they access, what is found.

#include "judge/catch_seam.hpp"

#include "gpu/checks.hpp"
#include "gpu/events.hpp"
#include "gpu/faults.hpp"
#include "gpu/measures.hpp"
#include "gpu/memory.hpp"

#include <array>
#include <memory>

using namespace gpu;

namespace {

/// A device without memory of others, with one launch under way.
class Device {
  public:
    explicit Device(const Extents& extents = {{2, 1, 1}, {64, 1, 1}}) : extents(extents) {
        reset_memory(std::size_t{64} << 20);
        take_faults();
        set_checks({});
        launch_begins("kernel", extents);
        for (std::uint32_t block = 0; block < extents.grid[0]; ++block) begin(block);
    }
    ~Device() {
        launch_ends();
        running = nullptr;
        take_faults();
    }

    void next_launch() {
        launch_ends();
        launch_begins("kernel", extents);
        for (std::uint32_t block = 0; block < extents.grid[0]; ++block) begin(block);
    }

    template<class T = float> T* shared(std::uint32_t block = 0) {
        return reinterpret_cast<T*>(memory[block]->data());
    }

  private:
    Extents extents;
    std::vector<std::unique_ptr<std::array<std::byte, 4096>>> memory;

    void begin(std::uint32_t block) {
        if (memory.size() <= block) memory.push_back(std::make_unique<std::array<std::byte, 4096>>());
        block_begins(block, memory[block]->data(), 0);
        shared_variable(block, memory[block]->data(), 1024, "As[16][16]");
    }
};

bool access_by(Place place, const void* address, std::size_t size, Access kind, std::uintptr_t code = 100) {
    running = &place;
    const bool allowed = access(address, size, kind, reinterpret_cast<const void*>(code));
    running = nullptr;
    return allowed;
}

template<class T> bool reads(Place place, const T* address, std::uintptr_t code = 100) {
    return access_by(place, address, sizeof(T), Access::read, code);
}
template<class T> bool writes(Place place, const T* address, std::uintptr_t code = 200) {
    return access_by(place, address, sizeof(T), Access::write, code);
}
template<class T> bool updates(Place place, const T* address, std::uintptr_t code = 300) {
    return access_by(place, address, sizeof(T), Access::atomic, code);
}
void fences(Place place, bool device = true) {
    running = &place;
    fence(device);
    running = nullptr;
}

std::string kinds() {
    std::string result;
    for (const auto& fault : take_faults()) result += (result.empty() ? "" : " ") + fault.kind;
    return result;
}

std::string only_sentence() {
    const auto faults = take_faults();
    return faults.size() == 1 ? faults[0].sentence : std::to_string(faults.size()) + " faults";
}

template<class T> T* allocated(std::size_t count, const std::string& name = "&d_A") {
    return static_cast<T*>(allocate(count * sizeof(T), name));
}
template<class T> T* written(std::size_t count, const std::string& name = "&d_A") {
    T* begin = allocated<T>(count, name);
    mark_written(begin, count * sizeof(T));
    return begin;
}

} // namespace

// ---- memory
// ------------------------------------------------------------------------------------------------

TEST_CASE("device memory is of the declared size, and what was freed can be had again") {
    reset_memory(std::size_t{1} << 20);
    CHECK(total_memory() == std::size_t{1} << 20);
    void* half = allocate(std::size_t{1} << 19);
    CHECK(half != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(half) % 256 == 0);
    CHECK(allocate((std::size_t{1} << 19) + 1) == nullptr);
    CHECK(free_memory() == std::size_t{1} << 19);
    CHECK(release(half));
    CHECK_FALSE(release(half));
    CHECK_FALSE(release(nullptr));
    CHECK(free_memory() == total_memory());
    for (int i = 0; i < 200; ++i) {
        void* again = allocate(std::size_t{1} << 19);
        REQUIRE(again != nullptr);
        CHECK(release(again));
    }
    CHECK(allocate(0) == nullptr);
    CHECK(allocate(std::size_t{1} << 45) == nullptr);
}

TEST_CASE("an allocation is called what the program calls it") {
    reset_memory(std::size_t{1} << 20);
    for (const char* expression :
         {"&d_A", "(void**)&d_A", "( void ** ) & d_A", "reinterpret_cast<void**>(&d_A)", "d_A"}) {
        const void* begin = allocate(16, expression);
        CHECK(allocation_of(begin)->name == "d_A");
    }
    void* other = allocate(16, "&buffers[0]");
    CHECK(allocation_of(other)->name == "buffers[0]");
    name_allocation(other, "B");
    CHECK(allocation_of(other)->name == "B");
}

TEST_CASE("a copy must lie in one allocation") {
    reset_memory(std::size_t{1} << 20);
    auto* a = static_cast<std::byte*>(allocate(100));
    allocate(100);
    CHECK(allocation_of(a, 100) != nullptr);
    CHECK(allocation_of(a + 40, 60) != nullptr);
    CHECK(allocation_of(a + 40, 61) == nullptr);
    CHECK(allocation_of(a + 100, 1) == nullptr);
    CHECK(allocation_of(&a, 1) == nullptr);
    release(a);
    CHECK(allocation_of(a, 100) == nullptr);
}

TEST_CASE("what is never freed is reported by name") {
    reset_memory(std::size_t{1} << 20);
    take_faults();
    void* a = allocate(100, "&d_A");
    allocate(64, "&d_B");
    release(a);
    report_leaks();
    CHECK(only_sentence() == "d_B (64 bytes) is never freed: every cudaMalloc needs its cudaFree.");
}

// ---- where accesses go
// -------------------------------------------------------------------------------------

TEST_CASE("an access past the end of an allocation names thread, element and distance") {
    Device device;
    auto* a = written<float>(128);
    CHECK(reads({1, 3}, a + 127));
    CHECK_FALSE(reads({1, 3}, a + 130));
    CHECK(only_sentence() ==
          "Thread (3, 0, 0) of block (1, 0, 0) reads d_A[130], 2 elements past the end of d_A, "
          "which has 128 elements of 4 bytes: guard the access by a comparison with the size.");
    CHECK_FALSE(writes({0, 0}, a + 128));
    const auto faults = take_faults();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].kind == "out_of_bounds");
    CHECK(faults[0].kernel == "kernel");
    CHECK(faults[0].variable == "d_A[128]");
    CHECK(faults[0].code == 200);
    CHECK(last_refusal() == Refusal::illegal_address);
    CHECK(faults[0].sentence.find("writes d_A[128], just past the end of d_A") != std::string::npos);
    CHECK_FALSE(reads({0, 0}, a - 1));
    CHECK(only_sentence().find("reads d_A[-1], 1 element before the beginning of d_A") != std::string::npos);
}

TEST_CASE("bounds are exact to the byte") {
    Device device;
    auto* a = written<char>(5);
    CHECK(reads({0, 0}, a + 4));
    CHECK_FALSE(reads({0, 0}, a + 5));
    CHECK(kinds() == "out_of_bounds");
    CHECK_FALSE(reads({0, 0}, reinterpret_cast<const int*>(a + 4)));
    CHECK(only_sentence().find("partly past the end") != std::string::npos);
    CHECK_FALSE(access_by({0, 0}, a, 6, Access::range_read));
    CHECK(kinds() == "out_of_bounds");
    CHECK(access_by({0, 0}, a, 5, Access::range_read));
}

TEST_CASE("a fault is reported once and counted") {
    Device device;
    auto* a = written<float>(8);
    for (std::uint32_t i = 0; i < 50; ++i) CHECK_FALSE(reads({0, i}, a + 8 + i));
    const auto faults = take_faults();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].times == 50);
    CHECK(faults[0].place == Place{0, 0});
    reads({0, 0}, a + 8, 101);
    reads({0, 0}, a + 8, 102);
    CHECK(take_faults().size() == 2);
}

TEST_CASE("pointers to nothing and to the host") {
    Device device;
    const float* null = nullptr;
    CHECK_FALSE(reads({0, 0}, null));
    CHECK(only_sentence().find("reads through a null pointer") != std::string::npos);
    static float host; // not near the shared memory of the test's own
    CHECK_FALSE(reads({0, 0}, &host));
    const auto faults = take_faults();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].kind == "host_memory");
    CHECK(faults[0].sentence.find("a host pointer is used on the device") != std::string::npos);
    CHECK_FALSE(writes({0, 0}, reinterpret_cast<const int*>(0x87654320)));
    CHECK(only_sentence().find("at address 0x87654320, which is nobody's") != std::string::npos);
}

TEST_CASE("the thread's own stack is its own") {
    Device device;
    float local = 0;
    local_memory = {reinterpret_cast<std::uintptr_t>(&local), sizeof local};
    CHECK(reads({0, 0}, &local));
    CHECK(access_by({0, 0}, reinterpret_cast<const char*>(&local) + 1, 2, Access::read)); // as it pleases
    local_memory = {};
    CHECK_FALSE(reads({0, 0}, &local));
    CHECK(kinds() == "host_memory");
}

TEST_CASE("memory that was freed") {
    Device device;
    auto* a = written<float>(8);
    release(a);
    CHECK_FALSE(reads({0, 1}, a + 3));
    const auto faults = take_faults();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].kind == "freed_memory");
    CHECK(faults[0].variable == "d_A[3]");
}

TEST_CASE("misaligned accesses") {
    Device device;
    auto* a = written<char>(64);
    CHECK_FALSE(reads({0, 0}, reinterpret_cast<const float*>(a + 2)));
    CHECK(last_refusal() == Refusal::misaligned_address);
    CHECK(only_sentence().find(
              "reads 4 bytes at once, 2 bytes from the beginning of d_A; that is no multiple of 4") !=
          std::string::npos);
    CHECK_FALSE(access_by({0, 0}, a + 8, 16, Access::write));
    CHECK(kinds() == "misaligned");
    CHECK(access_by({0, 0}, a + 3, 5, Access::range_write));
    CHECK(access_by({0, 0}, a + 3, 8, Access::range_read));
}

TEST_CASE("variables lie where they please, and constants are not written") {
    Device device;
    static float table[4], filter[2][2];
    register_variable(table, sizeof table, "table[4]", Residence::device);
    register_variable(filter, sizeof filter, "filter[2][2]", Residence::constant);
    CHECK(writes({0, 0}, table + 3));
    CHECK(reads({0, 0}, &filter[1][1]));
    CHECK(kinds().empty());
    CHECK_FALSE(writes({0, 5}, &filter[1][0]));
    CHECK(only_sentence() ==
          "Thread (5, 0, 0) of block (0, 0, 0) writes filter[1][0], which is __constant__: "
          "kernels may only read it. Set it with cudaMemcpyToSymbol.");
    forget_variable(table);
    forget_variable(filter);
    CHECK_FALSE(reads({0, 0}, table));
    CHECK(kinds() == "host_memory");
}

TEST_CASE("host code is told when it uses device memory") {
    Device device;
    auto* a = written<float>(8);
    CHECK(access(a + 2, 4, Access::write, nullptr));
    CHECK(only_sentence() ==
          "Host code writes d_A[2], which is memory of the device: only kernels may. Copy it "
          "with cudaMemcpy.");
    void* both = allocate(64, "&m", Residence::shared);
    CHECK(access(both, 4, Access::read, nullptr));
    CHECK(reads({0, 0}, static_cast<float*>(both)));
    CHECK(kinds().empty());
}

TEST_CASE("shared memory ends where its variables end, and is a block's own") {
    Device device;
    auto* As = device.shared();
    CHECK(writes({0, 0}, As + 255));
    CHECK_FALSE(writes({0, 0}, As + 256));
    CHECK(only_sentence() ==
          "Thread (0, 0, 0) of block (0, 0, 0) writes As[16][0], which lies past the end: the "
          "last element in shared memory is As[15][15]. Compare the index with the extents.");
    CHECK_FALSE(writes({1, 0}, As));
    CHECK(only_sentence().find("writes shared memory of block (0, 0, 0): a block sees only its own") !=
          std::string::npos);
}

// ---- what nobody has written
// -------------------------------------------------------------------------------

TEST_CASE("reads of bytes that nobody has written") {
    Device device;
    auto* a = allocated<float>(8);
    CHECK(writes({0, 0}, a));
    CHECK(reads({0, 0}, a));
    CHECK(kinds().empty());
    CHECK(reads({0, 0}, a + 1)); // it is allowed, but found
    CHECK(only_sentence() == "Thread (0, 0, 0) of block (0, 0, 0) reads d_A[1], which nobody has written: "
                             "cudaMalloc clears nothing; copy to it, or use cudaMemset.");
    CHECK(updates({0, 0}, a + 2));
    CHECK(kinds() == "uninitialised");
    CHECK(updates({0, 0}, a + 2));
    CHECK(kinds().empty());
}

TEST_CASE("one byte that was not written is enough") {
    Device device;
    auto* a = allocated<std::uint32_t>(4);
    auto* bytes = reinterpret_cast<char*>(a);
    for (int i : {0, 1, 2}) writes({0, 0}, bytes + i);
    reads({0, 0}, a);
    CHECK(only_sentence().find("reads d_A[0], of which byte 3 was never written") != std::string::npos);
    writes({0, 0}, bytes + 3);
    reads({0, 0}, a);
    CHECK(kinds().empty());
    mark_written(bytes + 4, 7);
    access_by({0, 0}, a + 2, 8, Access::read);
    CHECK(kinds() == "uninitialised");
}

TEST_CASE("the copy of a struct may carry bytes that nobody has written, and writes them") {
    Device device;
    auto* a = allocated<char>(64);
    writes({0, 0}, a + 4);
    CHECK(access_by({0, 0}, a, 12, Access::range_read));
    CHECK(access_by({0, 0}, a + 16, 12, Access::range_write));
    CHECK(reads({0, 0}, reinterpret_cast<const int*>(a + 24)));
    CHECK(kinds().empty());
    reads({0, 0}, a + 28);
    CHECK(kinds() == "uninitialised");
    access_by({0, 0}, a + 40, 12, Access::range_read); // all of it
    CHECK(kinds() == "uninitialised");
}

TEST_CASE("memory that is allocated again is not written, nor is a block's shared memory") {
    Device device;
    auto* a = written<float>(std::size_t{8} << 20);
    release(a);
    auto* b = allocated<float>(std::size_t{10} << 20);
    reads({0, 0}, b);
    CHECK(kinds() == "uninitialised");

    auto* As = device.shared();
    writes({0, 0}, As);
    reads({0, 0}, As);
    CHECK(kinds().empty());
    device.next_launch();
    reads({0, 0}, As);
    CHECK(only_sentence().find("As[0][0], which nobody has written since the block began") !=
          std::string::npos);
}

// ---- races
// -------------------------------------------------------------------------------------------------

TEST_CASE("a race names both threads, the element and both places in the code") {
    Device device;
    auto* As = device.shared();
    writes({0, 3}, As + 3 * 16 + 1, 10);
    reads({0, 40}, As + 3 * 16 + 1, 20);
    const auto faults = take_faults();
    REQUIRE(faults.size() == 1);
    const auto& race = faults[0];
    CHECK(race.kind == "race");
    CHECK(race.variable == "As[3][1]");
    CHECK((race.place == Place{0, 40} && race.other == Place{0, 3}));
    CHECK((race.code == 20 && race.other_code == 10));
    CHECK(race.sentence ==
          "As[3][1] is written by thread (3, 0, 0) of block (0, 0, 0) and read by thread "
          "(40, 0, 0) of block (0, 0, 0): no __syncthreads() stands between the two, so either "
          "may come first. If both update it, use an atomic operation.");
    // The same two places, the other way round, are the same race.
    reads({0, 4}, As + 5, 20), writes({0, 5}, As + 5, 10);
    const auto again = take_faults();
    REQUIRE(again.size() == 2); // nobody had written As[0][5]
    writes({0, 4}, As + 5, 10);
    CHECK(kinds() == "race");
}

TEST_CASE("which accesses of two threads are a race") {
    Device device;
    auto* As = device.shared();
    writes({0, 0}, As), writes({0, 1}, As + 1), reads({0, 0}, As), writes({0, 0}, As);
    CHECK(kinds().empty());
    writes({0, 1}, As);
    CHECK(only_sentence().find(
              "As[0][0] is written by threads (0, 0, 0) and (1, 0, 0) of block (0, 0, 0): threads "
              "of a warp do not run in step") != std::string::npos);
    block_synchronised(0);
    reads({0, 0}, As), reads({0, 1}, As), reads({0, 50}, As);
    CHECK(kinds().empty());
    writes({0, 1}, As);
    CHECK(kinds() == "race");
}

TEST_CASE("a second reader is not forgotten") {
    for (const std::uint32_t writer : {0u, 1u, 2u, 40u, 41u}) {
        Device device;
        auto* As = device.shared();
        writes({0, 0}, As);
        block_synchronised(0);
        for (const std::uint32_t reader : {0u, 1u, 2u, 40u}) reads({0, reader}, As);
        CHECK(kinds().empty());
        writes({0, writer}, As);
        CHECK(kinds() == "race");
    }
}

TEST_CASE("barriers order a block's threads, in shared and in global memory") {
    Device device;
    auto* As = device.shared();
    auto* a = written<float>(8);
    for (int i = 0; i < 3; ++i) {
        writes({0, 0}, As), writes({0, 0}, a);
        block_synchronised(0);
        reads({0, 1}, As), reads({0, 1}, a), reads({0, 40}, As), reads({0, 40}, a);
        block_synchronised(0);
    }
    CHECK(kinds().empty());
    writes({0, 0}, a), block_synchronised(1), reads({0, 1}, a);
    CHECK(kinds() == "race");
}

TEST_CASE("neighbours in one word are no race") {
    Device device;
    auto* bytes = device.shared<char>();
    for (std::uint32_t i = 0; i < 4; ++i) writes({0, i}, bytes + i);
    auto* halves = device.shared<short>() + 64;
    for (std::uint32_t i = 0; i < 4; ++i) writes({0, i}, halves + i);
    CHECK(kinds().empty());
    reads({0, 3}, bytes + 3);
    CHECK(kinds().empty());
    reads({0, 9}, reinterpret_cast<int*>(bytes), 50);
    CHECK(kinds() == "race");
    writes({0, 8}, bytes + 1); // which thread 1 has written and thread 9 read
    CHECK(kinds() == "race race");
}

TEST_CASE("words that were accessed before bytes are remembered as such") {
    Device device;
    auto* words = device.shared<int>();
    writes({0, 0}, words);
    writes({0, 0}, words + 1);
    writes({0, 1}, device.shared<char>() + 2);
    CHECK(kinds() == "race");
    access_by({0, 1}, words, 16, Access::range_write);
    CHECK(kinds() == "race");
}

TEST_CASE("syncwarp orders the lanes of its mask") {
    Device device;
    auto* As = device.shared();
    writes({0, 0}, As), writes({0, 8}, As + 8);
    warp_synchronised(0, 0, 0x000000ff);
    reads({0, 1}, As);
    CHECK(kinds().empty());
    reads({0, 9}, As);
    CHECK(kinds() == "race");
    reads({0, 1}, As + 8);
    CHECK(kinds() == "race");
    warp_synchronised(0, 0, 0xffffffff);
    reads({0, 31}, As), reads({0, 31}, As + 8);
    CHECK(kinds().empty());
    reads({0, 32}, As); // another warp
    CHECK(kinds() == "race");
}

TEST_CASE("what one lane has learnt from another it passes on") {
    Device device;
    auto* As = device.shared();
    writes({0, 0}, As);
    warp_synchronised(0, 0, 0b0011);
    warp_synchronised(0, 0, 0b0110);
    reads({0, 2}, As);
    CHECK(kinds().empty());
    reads({0, 3}, As);
    CHECK(kinds() == "race");
}

TEST_CASE("blocks of a launch are not ordered, launches are") {
    Device device;
    auto* a = written<float>(8);
    writes({0, 0}, a);
    device.next_launch();
    reads({1, 0}, a);
    CHECK(kinds().empty());
    writes({0, 0}, a);
    CHECK(only_sentence() ==
          "d_A[0] is read by thread (0, 0, 0) of block (1, 0, 0) and written by thread (0, 0, 0) "
          "of block (0, 0, 0): blocks run in any order. Use an atomic operation, or two "
          "launches.");
}

TEST_CASE("atomic operations do not race with each other, but with plain accesses") {
    Device device;
    auto* sum = written<float>(1, "&d_sum");
    updates({0, 0}, sum), updates({1, 0}, sum), updates({1, 33}, sum);
    CHECK(kinds().empty());
    reads({0, 0}, sum);
    CHECK(only_sentence().find(
              "d_sum[0] is updated atomically by thread (33, 0, 0) of block (1, 0, 0) and read by "
              "thread (0, 0, 0) of block (0, 0, 0)") != std::string::npos);
    writes({0, 5}, sum);
    CHECK(kinds() == "race race");
}

TEST_CASE("volatile accesses wait for other warps, but order no lanes") {
    Device device;
    auto* flags = device.shared<int>();
    access_by({0, 0}, flags, 4, Access::volatile_write);
    access_by({0, 40}, flags, 4, Access::volatile_read);
    updates({0, 41}, flags);
    CHECK(kinds().empty());
    access_by({0, 1}, flags + 1, 4, Access::volatile_write);
    access_by({0, 2}, flags + 1, 4, Access::volatile_read);
    CHECK(kinds() == "race");
    access_by({0, 2}, flags + 2, 4, Access::volatile_write);
    reads({0, 40}, flags + 2);
    CHECK(kinds() == "race");
}

TEST_CASE("the last block done sees what the others have fenced") {
    for (const bool fenced : {true, false}) {
        Device device({{3, 1, 1}, {64, 1, 1}});
        auto* partial = allocated<float>(3, "&d_partial");
        auto* count = written<unsigned>(1, "&d_count");
        for (std::uint32_t block = 0; block < 3; ++block) {
            writes({block, 0}, partial + block);
            if (fenced) fences({block, 0});
            updates({block, 0}, count);
            block_synchronised(block);
        }
        for (std::uint32_t i = 0; i < 3; ++i) reads({2, 40 + i}, partial + i, 400 + i);
        CHECK(kinds() == (fenced ? "" : "race race"));
    }
}

TEST_CASE("a fence publishes what barriers have brought, and a fence before a barrier what it saw") {
    Device device;
    auto* data = allocated<float>(64, "&data");
    auto* flag = written<int>(1, "&flag");
    for (std::uint32_t i = 0; i < 64; ++i) writes({0, i}, data + i);
    block_synchronised(0);
    fences({0, 0}), updates({0, 0}, flag);
    updates({1, 7}, flag);
    reads({1, 7}, data + 50);
    CHECK(kinds().empty());
    reads({1, 8}, data + 50); // has learnt nothing yet
    CHECK(kinds() == "race");
    block_synchronised(1);
    reads({1, 8}, data + 51);
    CHECK(kinds().empty());

    device.next_launch();
    for (std::uint32_t i = 0; i < 64; ++i) writes({0, i}, data + i), fences({0, i});
    block_synchronised(0);
    updates({0, 3}, flag);
    updates({1, 0}, flag), reads({1, 0}, data + 60);
    CHECK(kinds().empty());
}

TEST_CASE("what is written after the fence is not published by it") {
    Device device;
    auto* data = allocated<float>(2, "&data");
    auto* flag = written<int>(1, "&flag");
    writes({0, 0}, data), fences({0, 0}), writes({0, 0}, data + 1), updates({0, 0}, flag);
    updates({1, 0}, flag);
    reads({1, 0}, data);
    CHECK(kinds().empty());
    reads({1, 0}, data + 1);
    CHECK(kinds() == "race");
}

TEST_CASE("locks order critical sections, with a fence before they are opened") {
    for (const bool fenced : {true, false}) {
        Device device;
        auto* sum = written<float>(1, "&d_sum");
        auto* lock = written<int>(1, "&d_lock");
        for (const Place place : {Place{0, 0}, Place{0, 1}, Place{1, 0}, Place{1, 40}, Place{0, 33}}) {
            updates(place, lock);
            reads(place, sum), writes(place, sum);
            if (fenced) fences(place);
            updates(place, lock);
        }
        CHECK((kinds() == "") == fenced);
    }
}

TEST_CASE("knowledge goes from hand to hand") {
    Device device({{4, 1, 1}, {32, 1, 1}});
    auto* data = allocated<float>(1, "&data");
    auto* flags = written<int>(3, "&flags");
    writes({0, 0}, data), fences({0, 0}), updates({0, 0}, flags);
    updates({1, 0}, flags), fences({1, 0}), updates({1, 0}, flags + 1);
    updates({2, 0}, flags + 1), fences({2, 0}), updates({2, 0}, flags + 2);
    updates({3, 0}, flags + 2), reads({3, 0}, data);
    CHECK(kinds().empty());
    updates({3, 1}, flags + 1); // in the block of one who knows, without a fence of its own
    reads({3, 1}, data);
    CHECK(kinds().empty());
    reads({3, 2}, data);
    CHECK(kinds() == "race");
}

TEST_CASE("a fence for the block serves the block only") {
    Device device;
    auto* data = allocated<float>(1, "&data");
    auto* flag = written<int>(1, "&flag");
    writes({0, 0}, data), fences({0, 0}, false), updates({0, 0}, flag);
    updates({0, 40}, flag), reads({0, 40}, data);
    CHECK(kinds().empty());
    updates({1, 0}, flag), reads({1, 0}, data);
    CHECK(kinds() == "race");
}

TEST_CASE("checks can be switched off") {
    Device device;
    set_checks({.initialised = false, .races = false});
    device.next_launch();
    auto* a = allocated<float>(8);
    reads({0, 0}, a), writes({0, 1}, a), reads({1, 0}, a);
    CHECK(kinds().empty());
    CHECK_FALSE(reads({0, 0}, a + 8));
    CHECK(kinds() == "out_of_bounds");
    set_checks({});
}

// ---- measures
// ----------------------------------------------------------------------------------------------

namespace {

/// What a warp's reads with a stride of `stride` elements from element `first` on are served with.
template<class T> Requests warp_reads(const T* array, std::size_t stride, std::size_t first = 0) {
    measure(true);
    take_measures();
    for (std::uint32_t i = 0; i < 32; ++i) reads({0, i}, array + first + i * stride);
    auto measures = take_measures();
    measure(false);
    auto sum = measures.global_loads;
    sum += measures.shared_loads;
    return sum;
}

struct alignas(16) Four {
    float value[4];
};

} // namespace

TEST_CASE("sectors per request of global memory") {
    Device device;
    auto* a = written<float>(4096);
    CHECK(warp_reads(a, 1).served == 4);
    CHECK(warp_reads(a, 1, 1).served == 5);
    CHECK(warp_reads(a, 0).served == 1);
    CHECK(warp_reads(a, 2).served == 8);
    CHECK(warp_reads(a, 8).served == 32);
    CHECK(warp_reads(a, 100).served == 32);
    CHECK(warp_reads(reinterpret_cast<const double*>(a), 1).served == 8);
    const auto wide = warp_reads(reinterpret_cast<const Four*>(a), 1);
    CHECK((wide.requests == 1 && wide.accesses == 32 && wide.bytes == 512 && wide.served == 16));
    CHECK(wide.of_width == std::array<std::int64_t, 5>{0, 0, 0, 0, 1});
}

TEST_CASE("bank conflicts of shared memory") {
    Device device;
    const auto* As = device.shared();
    const auto conflicts = [&](auto* array, std::size_t stride) {
        return warp_reads(array, stride).conflicts;
    };
    CHECK(conflicts(As, 1) == 0);
    CHECK(conflicts(As, 0) == 0);
    CHECK(conflicts(As, 2) == 1);
    CHECK(conflicts(As, 8) == 7);
    CHECK(conflicts(As, 3) == 0);
    CHECK(conflicts(device.shared<char>(), 1) == 0);
    const auto doubles = warp_reads(device.shared<double>(), 1);
    CHECK((doubles.served == 2 && doubles.conflicts == 0));
    CHECK(conflicts(device.shared<double>(), 2) == 2);
    const auto fours = warp_reads(device.shared<Four>(), 1);
    CHECK((fours.served == 4 && fours.conflicts == 0));
}

TEST_CASE("a request is what the lanes do at the same turn, between two barriers") {
    Device device;
    auto* a = written<float>(4096);
    measure(true);
    take_measures();
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        for (std::uint32_t turn = 0; turn <= lane % 2; ++turn) reads({0, lane}, a + 32 * turn + lane);
    block_synchronised(0);
    for (std::uint32_t lane = 0; lane < 32; ++lane) reads({0, lane}, a + lane);
    const auto measures = take_measures();
    measure(false);
    REQUIRE(measures.sites.size() == 1);
    CHECK(measures.sites[0].code == 100);
    CHECK(measures.global_loads.requests == 3);
    CHECK(measures.global_loads.accesses == 32 + 16 + 32);
    CHECK(measures.global_loads.served == 12);
    CHECK(measures.barriers == 1);
}

TEST_CASE("what a thread has just stored it need not load") {
    Device device;
    auto* a = written<float>(32);
    const auto loads = [&](auto between) {
        measure(true);
        take_measures();
        writes({0, 0}, a);
        between();
        reads({0, 0}, a);
        const auto measures = take_measures();
        measure(false);
        return measures.global_loads.accesses;
    };
    CHECK(loads([] {}) == 0);
    CHECK(loads([] { block_synchronised(0); }) == 1);
    CHECK(loads([&] { reads({0, 0}, a + 1); }) == 2);
    CHECK(loads([&] { writes({0, 0}, a + 1); }) == 1);
}

TEST_CASE("a long loop is measured by its beginning") {
    Device device;
    auto* a = written<float>(32);
    measure(true);
    take_measures();
    for (std::uint32_t lane = 0; lane < 32; ++lane)
        for (int i = 0; i < 10000; ++i) reads({0, lane}, a + lane);
    const auto measures = take_measures();
    measure(false);
    CHECK(measures.global_loads.requests == 10000);
    CHECK(measures.global_loads.served == 40000);
    CHECK(measures.global_loads.bytes == 1280000);
}
