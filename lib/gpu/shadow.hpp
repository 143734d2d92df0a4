#pragma once
/// @file
/// What is remembered of every byte of a piece of memory: whether it may be used, whether it was written, and
/// who accessed it last.
/// The accesses are kept for words of 4 bytes; where somebody accesses less, for pieces of 2 bytes or single
/// bytes of the whole piece from then on: neighbours in one word are no race.

#include "gpu/record.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace gpu {

/// The last accesses to one word.
struct Cell {
    Record writer, reader;
};

/// Gives pages back to the system.
struct Unmap {
    std::size_t size = 0;
    void operator()(void* pages) const;
};
template<class T> using Mapped = std::unique_ptr<T[], Unmap>;

class Shadow {
  public:
    static constexpr std::size_t granule = 128;

    Shadow() = default;
    explicit Shadow(std::size_t size);

    std::size_t size() const { return bytes; }

    /// Whether all of these bytes, which lie in one granule, may be used.
    bool allows(std::size_t first, std::size_t count) const {
        return first % granule + count <= usable[first / granule];
    }
    bool allows_range(std::size_t first, std::size_t count) const;
    /// A variable or an allocation begins here, at a multiple of a granule, or is no more. Nobody has written
    /// it.
    void permit(std::size_t first, std::size_t count, bool allowed);

    bool initialised(std::size_t first, std::size_t count) const {
        if (is_word(first, count)) {
            const unsigned all = (1u << count) - 1;
            return (written[first / 8] >> first % 8 & all) == all;
        }
        return range_initialised(first, count);
    }
    void initialise(std::size_t first, std::size_t count) {
        if (is_word(first, count))
            written[first / 8] |= static_cast<std::uint8_t>(((1u << count) - 1) << first % 8);
        else
            initialise_range(first, count);
    }
    bool any_initialised(std::size_t first, std::size_t count) const;
    /// The same for an aligned word of 4 bytes, which is the most common.
    bool word_initialised(std::size_t first) const {
        return (written[first / 8] >> (first & 4) & 0xf) == 0xf;
    }
    void initialise_word(std::size_t first) {
        written[first / 8] |= static_cast<std::uint8_t>(0xf << (first & 4));
    }
    /// The first byte from `first` on that nobody has written, or `end`.
    std::size_t first_unwritten(std::size_t first, std::size_t end) const;
    /// Nothing may be used, and nobody has written anything; who accessed what is kept.
    void clear();

    /// A cell stands for 1 << shift() bytes.
    int shift() const { return cell_shift; }
    /// Makes cells that are small enough for this piece. False if there is no memory for them: then races are
    /// not looked for here.
    bool prepare(std::size_t first, std::size_t count) {
        if (cells && ((first | count) & ((std::size_t{1} << cell_shift) - 1)) == 0) return true;
        return make_cells(first, count);
    }
    Cell& cell(std::size_t index) { return cells[index]; }
    /// Whether there are cells, one for every word of 4 bytes.
    bool has_words() const { return words; }
    /// A second reader of the cell; valid if the first says that there are others.
    Record& second_reader(std::size_t index) { return second[index]; }
    /// All accesses are forgotten.
    void forget();

  private:
    std::size_t bytes = 0;
    int cell_shift = 2;
    std::unique_ptr<std::uint8_t[]> usable;  ///< bytes of each granule, from its beginning
    std::unique_ptr<std::uint8_t[]> written; ///< a bit for every byte
    bool is_clear = true;
    Mapped<Cell> cells; ///< made when the first is needed
    bool words = false; ///< a cell is a word
    Mapped<Record> second;

    /// Lies within one byte of `written`.
    static bool is_word(std::size_t first, std::size_t count) {
        return count <= 8 && (count & (count - 1)) == 0 && (first & (count - 1)) == 0;
    }
    bool make_cells(std::size_t first, std::size_t count);
    bool range_initialised(std::size_t first, std::size_t count) const;
    void initialise_range(std::size_t first, std::size_t count) { set_written(first, count, true); }
    void set_written(std::size_t first, std::size_t count, bool value);
};

} // namespace gpu
