#pragma once
/// @file
/// Memory for views in tests: padding that is poisoned, slices that share one block, and a check afterwards
/// that a submission wrote where it may and nowhere else.

#include "judge/wire.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace judge {

/// A NaN with a payload of its own, so that poison that was copied is told from a NaN that was computed.
template<class T> T poison() {
    if constexpr (IsCounted<T>::value)
        return T{poison<decltype(T::v)>()};
    else if constexpr (sizeof(T) == 8)
        return std::bit_cast<T>(std::uint64_t{0x7ff8'dead'beef'0001});
    else if constexpr (std::is_floating_point_v<T>)
        return std::bit_cast<T>(std::uint32_t{0x7fc0'dead});
    else
        return std::numeric_limits<T>::max();
}

/// The extents of one image; 0 where there is none.
struct ImageSize {
    std::int64_t h = 0, w = 0, c = 0;
};

/// What a Buffer is called, and where it lies; found by any address in it.
struct Registered {
    std::string name;
    Block block;
    std::size_t element = 1; ///< bytes
    std::int64_t ld = 1;     ///< elements
    ImageSize image{};       ///< where row 1 is a batch of images
    std::int64_t used = 0;   ///< elements: all but the room between rows, or around images
};

/// All buffers that live, by their first address.
std::map<const std::byte*, Registered>& registered_buffers();

/// The buffer that an address lies in, or nullptr.
const Registered* buffer_of(const void* address);

/// A row-major matrix with room between its rows, registered for as long as it lives.
template<class T> class Buffer {
  public:
    /// `rows` x `cols` elements at distance `ld` >= cols; everything is poisoned. `image` is for Images.
    Buffer(std::string name, std::int64_t rows, std::int64_t cols, std::int64_t ld, ImageSize image = {})
        : rows_(rows), cols_(cols), ld_(ld), elements(static_cast<std::size_t>(rows * ld), poison<T>()) {
        auto* begin = reinterpret_cast<std::byte*>(elements.data());
        if (!elements.empty())
            registered_buffers()[begin] = {std::move(name), {begin, elements.size() * sizeof(T)},
                                           sizeof(T),       ld,
                                           image,           image.c > 0 ? cols : rows * cols};
    }
    ~Buffer() { registered_buffers().erase(reinterpret_cast<std::byte*>(elements.data())); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    View<T> view() { return part(0, 0, rows_, cols_); }
    /// `rows` x `cols` elements from (i, j) on.
    View<T> part(std::int64_t i, std::int64_t j, std::int64_t rows, std::int64_t cols) {
        return {elements.empty() ? nullptr : elements.data() + i * ld_ + j, rows, cols, ld_};
    }
    T& operator()(std::int64_t i, std::int64_t j) { return elements[static_cast<std::size_t>(i * ld_ + j)]; }

    template<class Make> void fill(Make make) {
        for (std::int64_t i = 0; i < rows_; ++i)
            for (std::int64_t j = 0; j < cols_; ++j) (*this)(i, j) = static_cast<T>(make(i, j));
    }

  private:
    std::int64_t rows_, cols_, ld_;
    std::vector<T> elements;
};

/// A batch of images (NHWC, or filters OHWC) without room in it. Before and behind it lies as much memory
/// again, poisoned, for those who read or write beyond its ends.
template<class T> class Images {
  public:
    Images(std::string name, std::int64_t n, std::int64_t h, std::int64_t w, std::int64_t c)
        : n(n), h(h), w(w), c(c), size(n * h * w * c), memory(std::move(name), 3, size, size, {h, w, c}) {}

    T4<T> view() { return {memory.part(1, 0, 1, size).p, n, h, w, c}; }

  private:
    std::int64_t n, h, w, c, size;
    Buffer<T> memory;
};

/// Which bytes of which blocks a call may write: those behind its mutable views.
class Writable {
  public:
    Writable(); // here and not in every test: clang 14 looks for the implicit one beside the precompiled
                // header
    ~Writable();
    Writable(const Writable&) = delete;
    Writable& operator=(const Writable&) = delete;

    /// What may be written through an argument: a view, or whatever holds views.
    template<class V> void add(const V& value) {
        if constexpr (IsView<V>::value || IsImages<V>::value) {
            if (!writable<V>) return;
            const auto* first = reinterpret_cast<const std::byte*>(value.p);
            if constexpr (IsView<V>::value)
                add_rows(first, value.rows, value.cols, value.ld, sizeof(Element<V>));
            else
                add_rows(first, 1, value.n * value.h * value.w * value.c, 0, sizeof(Element<V>));
        } else if constexpr (IsVector<V>::value) {
            for (const typename V::value_type& element : value) add(element);
        } else if constexpr (Aggregate<V>) {
            each_member(value, [&](const auto& member) { add(member); });
        }
    }

    bool covers(const std::byte* address) const;

  private:
    std::map<const std::byte*, const std::byte*> ranges; ///< from each beginning to its end, disjoint

    void add_rows(const std::byte* first, std::int64_t rows, std::int64_t cols, std::int64_t ld,
                  std::size_t size);
    void add_range(const std::byte* begin, const std::byte* end);
};

/// Takes over the new bytes of a block. Where they changed outside of what may be written, says so: an input,
/// or the padding between two rows. Returns an empty string if all is well.
std::string take_over(const Block& block, const std::string& bytes, const Writable& allowed);

} // namespace judge
