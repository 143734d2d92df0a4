#pragma once
/// @file
/// For the calls files, tests/<chapter>/<exercise>/<slug>_calls.cpp: which functions of a submission may be
/// called, and the factories of the callbacks that they are handed. No expected value stands there: this code
/// runs in the student's process.
///
///     #include "judge/calls.hpp"
///     #include "is_linear.hpp"
///     EXPOSE(is_linear);
///     static Map product(arma::mat A) { return [A](const arma::vec& x) { return arma::vec(A * x); }; }
///     FACTORY(product);

#include "judge/wire.hpp"

#include <any>
#include <optional>

namespace judge {

/// A function of the submission, as the runner sees it.
struct Entry {
    void (*call)(Reader& arguments, Writer& result);
    void (*blank)(Writer& result); ///< writes the value-initialised result
};
using Factory = std::function<std::any(Reader&)>;

/// Defined by the runner.
void expose(const char* name, Entry entry);
void offer(const char* name, Factory factory);
const Factory& factory_named(const std::string& name);

template<class Function> Function made_by_factory(Reader& in) {
    const Factory& factory = factory_named(get<std::string>(in));
    const std::any made = factory(in);
    const auto* function = std::any_cast<Function>(&made);
    if (!function) throw Malformed("the factory makes a function of another type");
    return *function;
}

/// Runs the call itself, measured where that is asked for. Defined by the runner.
void enter(void (*run)(void*), void* context);

/// Reads the arguments in their order, calls, writes the result.
template<class R, class... P> void call(R (*function)(P...), Reader& in, Writer& out) {
    std::tuple<std::remove_cvref_t<P>...> arguments{get<std::remove_cvref_t<P>>(in)...};
    if (!in.done()) throw Malformed("more arguments than parameters");
    const auto apply = [&](auto&... values) -> R { return function(static_cast<P>(values)...); };
    const auto entered = [](auto run) {
        enter([](void* self) { (*static_cast<decltype(run)*>(self))(); }, &run);
    };
    if constexpr (std::is_void_v<R>) {
        entered([&] { std::apply(apply, arguments); });
    } else {
        std::optional<R> result;
        entered([&] { result.emplace(std::apply(apply, arguments)); });
        put(out, *result);
    }
}

template<class R, class... P> void blank(R (*)(P...), Writer& out) {
    if constexpr (!std::is_void_v<R>) put(out, R{});
}

template<auto function> constexpr Entry entry{[](Reader& in, Writer& out) { call(function, in, out); },
                                              [](Writer& out) { blank(function, out); }};

template<class R, class... P> Factory factory_of(R (*make)(P...)) {
    return [make](Reader& in) -> std::any {
        std::tuple<std::remove_cvref_t<P>...> arguments{get<std::remove_cvref_t<P>>(in)...};
        return std::apply([&](auto&... values) { return make(values...); }, arguments);
    };
}

struct Exposed {
    Exposed(const char* name, Entry entry) { expose(name, entry); }
};
struct Offered {
    Offered(const char* name, Factory factory) { offer(name, std::move(factory)); }
};

} // namespace judge

#define JUDGE_JOIN2(a, b) a##b
#define JUDGE_JOIN(a, b) JUDGE_JOIN2(a, b)

/// Makes a function of the exercise callable; for an instance of a template, EXPOSE(gemm<double>).
#define EXPOSE(...)                                                                                          \
    static const judge::Exposed JUDGE_JOIN(exposed_, __LINE__)(#__VA_ARGS__, judge::entry<&__VA_ARGS__>)

/// Lets submit() hand out what the function `name` of the calls file makes from serialised data.
#define FACTORY(name) static const judge::Offered offered_##name(#name, judge::factory_of(&name))
