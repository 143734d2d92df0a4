#pragma once
/// @file
/// Values as bytes: how arguments travel from the judge to a worker, and results back.
///
/// Every value carries a tag and its size, and a reader checks both before it believes or allocates anything:
/// what comes back was written by a stranger's process.

#include <array>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "matrix/counted.hpp"
#include "matrix/view.hpp"

namespace judge {

/// Bytes that do not mean what their reader expects.
struct Malformed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A memory block that views point into. The judge owns one; the worker gets a copy at another address.
struct Block {
    std::byte* begin = nullptr;
    std::size_t size = 0;
};

// ---- kinds of values -------------------------------------------------------------------------------------

template<class T> struct IsView : std::false_type {};
template<class T> struct IsView<View<T>> : std::true_type {};
template<class T> struct IsView<CView<T>> : std::true_type {};
template<class T> struct IsImages : std::false_type {};
template<class T> struct IsImages<T4<T>> : std::true_type {};
template<class T> struct IsImages<CT4<T>> : std::true_type {};
template<class T> struct IsVector : std::false_type {};
template<class T> struct IsVector<std::vector<T>> : std::true_type {};
template<class T> struct IsFunction : std::false_type {};
template<class S> struct IsFunction<std::function<S>> : std::true_type {};

template<class T> struct IsCounted : std::false_type {};
template<class T> struct IsCounted<Counted<T>> : std::true_type {};

template<class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T> || IsCounted<T>::value;

/// The letter that stands for a kind of number: f floating, i signed, u unsigned, b bool.
template<Number T> constexpr char letter() {
    if constexpr (IsCounted<T>::value)
        return letter<decltype(T::v)>();
    else if constexpr (std::is_floating_point_v<T>)
        return 'f';
    else if constexpr (std::same_as<T, bool>)
        return 'b';
    else if constexpr (std::is_enum_v<T>)
        return letter<std::underlying_type_t<T>>();
    else
        return std::is_signed_v<T> ? 'i' : 'u';
}

/// arma::Mat, Col, Row: recognised by what it has, so that this header needs no Armadillo.
template<class T>
concept Dense = requires(T& t) {
    typename T::elem_type;
    { t.memptr() } -> std::same_as<typename T::elem_type*>;
    t.n_rows;
    t.n_cols;
    t.set_size(t.n_rows, t.n_cols);
};

/// What a view points to, and whether it may be written through.
template<class View> using Element = std::remove_cvref_t<decltype(*View::p)>;
template<class View> constexpr bool writable = !std::is_const_v<std::remove_pointer_t<decltype(View::p)>>;

/// A struct of plain public members, such as a result that consists of two matrices.
template<class T>
concept Aggregate = std::is_aggregate_v<T> && std::is_class_v<T> && !IsView<T>::value &&
                    !IsImages<T>::value && !IsFunction<T>::value;

/// Appends values to a message.
class Writer {
  public:
    std::string bytes;
    /// The blocks that the views written so far point into, each once.
    std::vector<Block> blocks;
    /// Finds the registered block that an address lies in; set where views may be written.
    std::function<Block(const void*)> block_of;

    void raw(const void* data, std::size_t size) { bytes.append(static_cast<const char*>(data), size); }
    template<class T> void number(T value) { raw(&value, sizeof value); }
    void tag(char kind) { bytes.push_back(kind); }
    /// The kind of value and the numbers that it consists of.
    template<Number T> void tag(char kind) { bytes += {kind, letter<T>(), static_cast<char>(sizeof(T))}; }

    /// Writes where `address` lies: the number of its block and the offset in it.
    void address(const void* address);
};

/// Takes values from a message. @throws Malformed
class Reader {
  public:
    explicit Reader(std::string_view message) : rest(message) {}

    std::vector<Block> blocks; ///< what block numbers refer to

    std::string_view raw(std::size_t size) {
        if (size > rest.size()) throw Malformed("the message is too short");
        const auto result = rest.substr(0, size);
        rest.remove_prefix(size);
        return result;
    }
    template<class T> T number() {
        T value;
        std::memcpy(&value, raw(sizeof value).data(), sizeof value);
        return value;
    }
    void tag(char kind) {
        if (raw(1)[0] != kind) throw Malformed("a value of another kind was expected");
    }
    template<Number T> void tag(char kind) {
        const char expected[] = {kind, letter<T>(), static_cast<char>(sizeof(T))};
        if (raw(3) != std::string_view(expected, 3)) throw Malformed("a value of another type was expected");
    }
    /// A count of elements of `size` bytes that are really there.
    std::size_t count(std::size_t size) {
        const auto n = number<std::uint64_t>();
        if (n > rest.size() / size) throw Malformed("a count is larger than the message");
        return static_cast<std::size_t>(n);
    }
    std::byte* address();
    bool done() const { return rest.empty(); }

  private:
    std::string_view rest;
};

inline void Writer::address(const void* address) {
    if (!address) return number(std::int32_t{-1});
    const Block block = block_of ? block_of(address) : Block{};
    if (!block.begin) throw std::logic_error("a view in submit() points into no registered Buffer");
    std::size_t index = 0;
    while (index < blocks.size() && blocks[index].begin != block.begin) ++index;
    if (index == blocks.size()) blocks.push_back(block);
    number(static_cast<std::int32_t>(index));
    number(static_cast<std::int64_t>(static_cast<const std::byte*>(address) - block.begin));
}

inline std::byte* Reader::address() {
    const auto index = number<std::int32_t>();
    if (index == -1) return nullptr;
    const auto offset = number<std::int64_t>();
    if (index < 0 || static_cast<std::size_t>(index) >= blocks.size()) throw Malformed("no such block");
    const auto& block = blocks[static_cast<std::size_t>(index)];
    if (offset < 0 || static_cast<std::size_t>(offset) > block.size) throw Malformed("outside its block");
    return block.begin + offset;
}

namespace detail {

/// Converts to anything, for counting the members of an aggregate.
struct Anything {
    template<class T> operator T() const;
};

template<class T, class... Members> constexpr std::size_t member_count() {
    if constexpr (requires { T{Members{}..., Anything{}}; })
        return member_count<T, Members..., Anything>();
    else
        return sizeof...(Members);
}

} // namespace detail

/// Calls `visit` with every member of an aggregate of at most nine members, in their order.
template<class T, class Visit> void each_member(T& value, Visit&& visit) {
    constexpr auto count = detail::member_count<std::remove_const_t<T>>();
    static_assert(count >= 1 && count <= 9, "an argument or result may have one to nine members");
    const auto visit_all = [&](auto&... members) { (visit(members), ...); };
    if constexpr (count == 1) {
        auto& [a] = value;
        visit_all(a);
    } else if constexpr (count == 2) {
        auto& [a, b] = value;
        visit_all(a, b);
    } else if constexpr (count == 3) {
        auto& [a, b, c] = value;
        visit_all(a, b, c);
    } else if constexpr (count == 4) {
        auto& [a, b, c, d] = value;
        visit_all(a, b, c, d);
    } else if constexpr (count == 5) {
        auto& [a, b, c, d, e] = value;
        visit_all(a, b, c, d, e);
    } else if constexpr (count == 6) {
        auto& [a, b, c, d, e, f] = value;
        visit_all(a, b, c, d, e, f);
    } else if constexpr (count == 7) {
        auto& [a, b, c, d, e, f, g] = value;
        visit_all(a, b, c, d, e, f, g);
    } else if constexpr (count == 8) {
        auto& [a, b, c, d, e, f, g, h] = value;
        visit_all(a, b, c, d, e, f, g, h);
    } else {
        auto& [a, b, c, d, e, f, g, h, i] = value;
        visit_all(a, b, c, d, e, f, g, h, i);
    }
}

// ---- writing and reading ---------------------------------------------------------------------------------

template<class T> void put(Writer& out, const T& value) {
    if constexpr (Number<T>) {
        out.tag<T>('n');
        out.number(value);
    } else if constexpr (std::same_as<T, std::string>) {
        out.tag('s');
        out.number(static_cast<std::uint64_t>(value.size()));
        out.raw(value.data(), value.size());
    } else if constexpr (IsVector<T>::value) {
        out.tag('v');
        out.number(static_cast<std::uint64_t>(value.size()));
        for (const typename T::value_type& element : value) put(out, element);
    } else if constexpr (Dense<T>) {
        out.tag<typename T::elem_type>('m');
        out.number(static_cast<std::uint64_t>(value.n_rows));
        out.number(static_cast<std::uint64_t>(value.n_cols));
        out.number(static_cast<std::uint64_t>(value.n_elem));
        out.raw(value.memptr(), value.n_elem * sizeof(typename T::elem_type));
    } else if constexpr (IsView<T>::value) {
        out.tag<Element<T>>(writable<T> ? 'W' : 'w');
        out.address(value.p);
        for (const i64 extent : {value.rows, value.cols, value.ld}) out.number(extent);
    } else if constexpr (IsImages<T>::value) {
        out.tag<Element<T>>(writable<T> ? 'I' : 'i');
        out.address(value.p);
        for (const i64 extent : {value.n, value.h, value.w, value.c}) out.number(extent);
    } else {
        static_assert(Aggregate<T>, "this type cannot be sent to a submission");
        out.tag('a');
        each_member(value, [&](const auto& member) { put(out, member); });
    }
}

/// How std::function arguments are made: a factory of the calls file, by name (calls.hpp).
template<class Function> Function made_by_factory(Reader& in);

template<class T> T get(Reader& in) {
    if constexpr (Number<T>) {
        in.tag<T>('n');
        if constexpr (std::same_as<T, bool>)
            return in.number<std::uint8_t>() != 0;
        else
            return in.number<T>();
    } else if constexpr (std::same_as<T, std::string>) {
        in.tag('s');
        return std::string(in.raw(in.count(1)));
    } else if constexpr (IsVector<T>::value) {
        in.tag('v');
        T value;
        const auto n = in.count(1);
        for (std::size_t i = 0; i < n; ++i) value.push_back(get<typename T::value_type>(in));
        return value;
    } else if constexpr (Dense<T>) {
        in.tag<typename T::elem_type>('m');
        const auto rows = in.number<std::uint64_t>(), cols = in.number<std::uint64_t>();
        const auto n = in.count(sizeof(typename T::elem_type));
        if (rows > 0xffffffff || cols > 0xffffffff || rows * cols != n)
            throw Malformed("a matrix of no shape");
        if ((T::is_col && cols != 1) || (T::is_row && rows != 1)) throw Malformed("a vector of no shape");
        T value;
        value.set_size(rows, cols);
        const auto data = in.raw(n * sizeof(typename T::elem_type));
        if (n) std::memcpy(value.memptr(), data.data(), data.size());
        return value;
    } else if constexpr (IsView<T>::value) {
        in.tag<Element<T>>(writable<T> ? 'W' : 'w');
        T view{};
        view.p = reinterpret_cast<decltype(view.p)>(in.address());
        view.rows = in.number<i64>();
        view.cols = in.number<i64>();
        view.ld = in.number<i64>();
        return view;
    } else if constexpr (IsImages<T>::value) {
        in.tag<Element<T>>(writable<T> ? 'I' : 'i');
        T images{};
        images.p = reinterpret_cast<decltype(images.p)>(in.address());
        images.n = in.number<i64>();
        images.h = in.number<i64>();
        images.w = in.number<i64>();
        images.c = in.number<i64>();
        return images;
    } else if constexpr (IsFunction<T>::value) {
        return made_by_factory<T>(in);
    } else {
        static_assert(Aggregate<T>, "this type cannot be sent to a submission");
        in.tag('a');
        T value{};
        each_member(value,
                    [&](auto& member) { member = get<std::remove_reference_t<decltype(member)>>(in); });
        return value;
    }
}

} // namespace judge
