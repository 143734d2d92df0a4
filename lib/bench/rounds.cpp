#include "bench/rounds.hpp"

#include "bench/clock.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace bench {

namespace {

bool is_output(const Array& array) { return !array.name.empty(); }

/// Calls `with(T* elements, count)` with the array's own type.
template<class With> void typed(const Array& array, const With& with) {
    const auto count = static_cast<std::size_t>(array.rows * array.cols);
    if (array.word == sizeof(double))
        with(reinterpret_cast<double*>(array.bytes.get()), count);
    else
        with(reinterpret_cast<float*>(array.bytes.get()), count);
}

/// Uniform in [-1, 1).
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-52 - 1; }

/// Numbers for the inputs, NaN for the outputs.
void prepare(const Problem& problem, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (const auto& array : problem.arrays())
        typed(array, [&]<class T>(T* elements, std::size_t count) {
            if (is_output(array))
                std::fill_n(elements, count, std::numeric_limits<T>::quiet_NaN());
            else
                std::generate_n(elements, count, [&] { return static_cast<T>(uniform(random)); });
        });
}

Result result_of(const Problem& problem) {
    Result result;
    for (const auto& array : problem.arrays())
        if (is_output(array))
            typed(array, [&]<class T>(const T* elements, std::size_t count) {
                result.emplace_back(elements, elements + count);
            });
    return result;
}

/// How far two numbers are apart: infinitely, if one of them is none.
double distance(double a, double b) {
    const double apart = std::abs(a - b);
    return std::isnan(apart) ? std::numeric_limits<double>::infinity() : apart;
}

std::string in_words(const Array& array, std::size_t at, double submission, double library) {
    std::ostringstream text;
    const auto cols = static_cast<std::size_t>(array.cols);
    text << array.name << "(" << at / cols << ", " << at % cols << ") is " << submission
         << ", and the library has " << library;
    return text.str();
}

std::string difference_of(const Problem& problem, const Result& submission, const Result& library) {
    double worst = problem.bound;
    std::string words;
    std::size_t output = 0;
    for (const auto& array : problem.arrays()) {
        if (!is_output(array)) continue;
        const auto &mine = submission[output], &right = library[output];
        ++output;
        for (std::size_t i = 0; i < right.size(); ++i)
            if (const double apart = distance(mine[i], right[i]); apart > worst) {
                worst = apart;
                words = in_words(array, i, mine[i], right[i]);
            }
    }
    return words;
}

} // namespace

void Rounds::next() {
    const auto seed = random();
    let(problem.submission, submission, seed);
    let(problem.library, library, seed);
}

void Rounds::let(const std::function<void()>& call, Side& side, std::uint64_t seed) {
    prepare(problem, seed);
    side.times.push_back(seconds(call));
    side.last = result_of(problem);
}

double Rounds::submission_seconds() const { return median(submission.times); }
double Rounds::library_seconds() const { return median(library.times); }

std::string Rounds::difference() const { return difference_of(problem, submission.last, library.last); }

std::string one_round(Problem& problem, std::uint64_t seed,
                      const std::function<void(const std::function<void()>&)>& enter) {
    prepare(problem, seed);
    enter(problem.submission);
    const auto mine = result_of(problem);
    prepare(problem, seed);
    problem.library();
    return difference_of(problem, mine, result_of(problem));
}

} // namespace bench
