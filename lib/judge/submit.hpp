#pragma once
/// @file
/// How a test calls a submission: `auto C = submit(CALL(product), A, B);`
///
/// The function runs in a worker of the runner; the arguments travel as bytes, and so do the result and what
/// was written through mutable views. Whatever goes wrong there becomes a failed check with a sentence, and
/// ends the test case; the next case goes on. Buffers that only const views point into must come back
/// unchanged, and so must the padding of the others: that is checked in every call.

#include "judge/buffer.hpp"
#include "judge/report.hpp"
#include "judge/session.hpp"
#include "judge/wire.hpp"

#include <algorithm>
#include <string>
#include <type_traits>
#include <utility>

/// Names a function of the exercise, without calling it: CALL(gemm<double>). Only its type is used.
#define CALL(...) (judge::Callee<decltype(&__VA_ARGS__)>{#__VA_ARGS__})

namespace judge {

template<class Pointer> struct Callee { const char* name; };

/// A callback that the calls file makes: the name of a factory there, and its arguments.
template<class Function> struct Callback {
    std::string factory;
    std::string arguments;
};

/// `callback<Map>("product", A)`: what FACTORY(product) makes of A. The arguments must have exactly the types
/// of the factory's parameters.
template<class Function, class... A>
Callback<Function> callback(const std::string& factory, const A&... arguments) {
    Writer out;
    (put(out, arguments), ...);
    return {factory, std::move(out.bytes)};
}

namespace detail {

/// Performs the call again with the instrumented build, and adds its traffic to the answer. The two must
/// agree: code that reads memory past the measurement gets other numbers there.
void measure_again(Answer& answer, const trace::Caches& caches, const std::string& function,
                   const std::string& arguments, const std::vector<std::string>& blocks);

inline Block registered_block(const void* address) {
    const Registered* buffer = buffer_of(address);
    return buffer ? buffer->block : Block{};
}

template<class Parameter, class Argument>
void put_argument(Writer& out, Writable& allowed, const Argument& argument) {
    using P = std::remove_cvref_t<Parameter>;
    if constexpr (IsFunction<P>::value) {
        static_assert(std::is_same_v<Argument, Callback<P>>,
                      "a callback is made by a factory of the calls file: callback<Map>(\"name\", data…)");
        put(out, argument.factory);
        out.bytes += argument.arguments;
    } else {
        const P value = argument;
        put(out, value);
        allowed.add(value);
    }
}

/// @param caches  to be measured in a second call, of the instrumented build; none: there is one call only
template<class... P, class... A>
Answer perform(const trace::Caches& caches, const char* name, const A&... arguments) {
    static_assert(sizeof...(P) == sizeof...(A), "submit() needs an argument for every parameter");
    Writer out;
    Writable allowed;
    out.block_of = registered_block;
    (put_argument<P>(out, allowed, arguments), ...);
    std::vector<std::string> blocks;
    for (const Block& block : out.blocks)
        blocks.emplace_back(reinterpret_cast<const char*>(block.begin), block.size);

    Answer answer = Session::current().perform(name, out.bytes, blocks);
    if (!caches.capacity.empty()) measure_again(answer, caches, name, out.bytes, blocks);
    for (std::size_t i = 0; i < std::min(answer.blocks.size(), out.blocks.size()); ++i) {
        if (answer.blocks[i].empty()) continue;
        const auto trespass = take_over(out.blocks[i], answer.blocks[i], allowed);
        if (trespass.empty()) continue;
        record({trespass + ".", {}, {}, 0});
        throw CaseEnded{};
    }
    for (const Block& block : out.blocks) answer.arrays.push_back(block.begin);
    return answer;
}

/// The exception as a sentence; the case ends with it.
[[noreturn]] inline void fail_by_exception(const std::string& function, const Answer& answer) {
    record({function + " threw " + answer.exception_type + " (\"" + answer.exception_what +
                "\") where it should have returned.",
            {},
            {},
            0});
    throw CaseEnded{};
}

} // namespace detail

/// Calls a function of the submission and returns its result.
/// @throws CaseEnded after recording why, if there is none
template<class R, class... P, class... A> R submit(Callee<R (*)(P...)> callee, const A&... arguments) {
    const Answer answer = detail::perform<P...>({}, callee.name, arguments...);
    if (answer.threw) detail::fail_by_exception(callee.name, answer);
    if constexpr (!std::is_void_v<R>) {
        try {
            Reader in(answer.result);
            return get<R>(in);
        } catch (const Malformed&) {
            record(
                {std::string(callee.name) + " left no usable answer: its reply means nothing.", {}, {}, 0});
            throw CaseEnded{};
        }
    }
}

/// The type of what a call throws, or nothing if it returns; for a test that goes on from there by itself.
template<class R, class... P, class... A>
std::string thrown_by(Callee<R (*)(P...)> callee, const A&... arguments) {
    return detail::perform<P...>({}, callee.name, arguments...).exception_type;
}

/// The names under which a worker reports the standard exceptions (performing.cpp).
template<class Exception> constexpr const char* exception_name() = delete;
template<> constexpr const char* exception_name<std::invalid_argument>() { return "std::invalid_argument"; }
template<> constexpr const char* exception_name<std::domain_error>() { return "std::domain_error"; }
template<> constexpr const char* exception_name<std::runtime_error>() { return "std::runtime_error"; }
template<> constexpr const char* exception_name<std::overflow_error>() { return "std::overflow_error"; }

/// Whether a call throws `Exception`, or something derived from it. Records a failed check if it does not.
/// @param why  the condition in words, as the end of a sentence: "if X has dependent columns"
template<class Exception, class R, class... P, class... A>
bool expect_throw(const std::string& why, Callee<R (*)(P...)> callee, const A&... arguments) {
    const Answer answer = detail::perform<P...>({}, callee.name, arguments...);
    const std::string expected = exception_name<Exception>();
    const auto& kinds = answer.exception_kinds;
    if (answer.threw && std::find(kinds.begin(), kinds.end(), expected) != kinds.end()) return true;
    const std::string instead =
        answer.threw ? "threw " + answer.exception_type + " (\"" + answer.exception_what + "\")" : "returned";
    record({std::string(callee.name) + " must throw " + expected + " " + why + "; it " + instead + ".",
            {},
            {},
            0});
    return false;
}

} // namespace judge
