#include "judge/answers.hpp"

#include <algorithm>
#include <limits>

namespace judge {

namespace {

/// Where a run of numbers lies, and what they are.
struct Run {
    char letter;
    std::size_t size; ///< of one number
    std::byte* begin;
    std::size_t count;
};

template<class T> double load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return static_cast<double>(value);
}

template<class T> void store(std::byte* at, double value) {
    T number{};
    if constexpr (std::is_floating_point_v<T>)
        number = static_cast<T>(value);
    else if (value != value)
        number = std::numeric_limits<T>::max();
    else
        number = static_cast<T>(static_cast<long long>(std::clamp(value, -9e18, 9e18)));
    std::memcpy(at, &number, sizeof number);
}

/// Calls `visit` with a value of the C++ type that letter and size stand for.
template<class Visit> void with_type(char letter, std::size_t size, Visit visit) {
    if (letter == 'f') return size == 4 ? visit(float{}) : visit(double{});
    const bool is_signed = letter == 'i';
    switch (size) {
    case 1:
        return is_signed ? visit(std::int8_t{}) : visit(std::uint8_t{});
    case 2:
        return is_signed ? visit(std::int16_t{}) : visit(std::uint16_t{});
    case 4:
        return is_signed ? visit(std::int32_t{}) : visit(std::uint32_t{});
    default:
        return is_signed ? visit(std::int64_t{}) : visit(std::uint64_t{});
    }
}

double number_at(const Run& run, std::size_t i) {
    double value = 0;
    with_type(run.letter, run.size,
              [&](auto type) { value = load<decltype(type)>(run.begin + i * run.size); });
    return value;
}

void set_number(const Run& run, std::size_t i, double value) {
    if (run.letter == 'b') value = value != 0;
    with_type(run.letter, run.size,
              [&](auto type) { store<decltype(type)>(run.begin + i * run.size, value); });
}

/// Walks through the values of a message and calls `visit` with every run of numbers: those in the message
/// itself (in_block false), and those that its views point to, row by row.
template<class Visit> class Walk {
  public:
    Walk(std::string& bytes, const std::vector<Block>& blocks, Visit visit)
        : text(bytes), blocks(blocks), visit(visit) {}

    void all() {
        while (at < text.size()) value();
    }

  private:
    std::string& text;
    const std::vector<Block>& blocks;
    Visit visit;
    std::size_t at = 0;

    template<class T> T take() {
        T number;
        std::memcpy(&number, text.data() + at, sizeof number);
        at += sizeof number;
        return number;
    }

    void numbers_here(char letter, std::size_t size, std::size_t count) {
        visit(Run{letter, size, reinterpret_cast<std::byte*>(text.data() + at), count}, false, true);
        at += size * count;
    }

    void value() {
        const char kind = text[at++];
        if (kind == 's') {
            const auto length = take<std::uint64_t>();
            at += length;
            return;
        }
        if (kind == 'v') {
            for (auto left = take<std::uint64_t>(); left > 0; --left) value();
            return;
        }
        if (kind == 'a') return; // the members follow, one value each
        const char letter = text[at++];
        const auto size = static_cast<std::size_t>(text[at++]);
        if (kind == 'n') return numbers_here(letter, size, 1);
        if (kind == 'm') {
            at += 2 * sizeof(std::uint64_t);
            const auto count = take<std::uint64_t>();
            return numbers_here(letter, size, count);
        }
        behind_view(kind, letter, size);
    }

    void behind_view(char kind, char letter, std::size_t size) {
        const auto block = take<std::int32_t>();
        const auto offset = block < 0 ? 0 : take<std::int64_t>();
        const bool image = kind == 'i' || kind == 'I', may_write = kind == 'W' || kind == 'I';
        i64 extents[4] = {0, 0, 0, 1};
        for (int i = 0; i < (image ? 4 : 3); ++i) extents[i] = take<i64>();
        if (block < 0) return;
        const i64 rows = image ? extents[0] * extents[1] : extents[0];
        const i64 cols = image ? extents[2] * extents[3] : extents[1];
        const i64 stride = image ? cols : extents[2];
        auto* first = blocks[static_cast<std::size_t>(block)].begin + offset;
        for (i64 row = 0; row < rows; ++row)
            visit(Run{letter, size, first + static_cast<std::size_t>(row * stride) * size,
                      static_cast<std::size_t>(cols)},
                  true, may_write);
    }
};

double falsified(Answers answers, const std::vector<double>& numbers, std::size_t& next) {
    switch (answers) {
    case Answers::constant:
        return 1;
    case Answers::nan:
        return std::numeric_limits<double>::quiet_NaN();
    case Answers::echo:
        return numbers.empty() ? 0 : numbers[next++ % numbers.size()];
    default:
        return 0;
    }
}

} // namespace

std::vector<double> numbers_in(const std::string& arguments, const std::vector<Block>& blocks) {
    std::vector<double> result;
    auto copy = arguments;
    Walk(copy, blocks, [&](const Run& run, bool, bool) {
        for (std::size_t i = 0; i < run.count; ++i) result.push_back(number_at(run, i));
    }).all();
    return result;
}

void falsify(std::string& result, Answers answers, const std::vector<double>& arguments) {
    std::size_t next = 0;
    Walk(result, {}, [&](const Run& run, bool, bool) {
        for (std::size_t i = 0; i < run.count; ++i) set_number(run, i, falsified(answers, arguments, next));
    }).all();
}

void falsify_blocks(const std::string& arguments, const std::vector<Block>& blocks, Answers answers,
                    const std::vector<double>& numbers) {
    std::size_t next = 0;
    auto copy = arguments;
    Walk(copy, blocks, [&](const Run& run, bool in_block, bool may_write) {
        if (!in_block || !may_write) return;
        for (std::size_t i = 0; i < run.count; ++i) set_number(run, i, falsified(answers, numbers, next));
    }).all();
}

} // namespace judge
