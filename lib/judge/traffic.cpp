#include "judge/traffic.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace judge {

namespace detail {

void measure_again(Answer& answer, const trace::Caches& caches, const std::string& function,
                   const std::string& arguments, const std::vector<std::string>& blocks) {
    const Answer again = Session::current().perform(function, arguments, blocks, caches);
    answer.traffic = again.traffic;
    if (again.threw == answer.threw && again.result == answer.result && again.blocks == answer.blocks) return;
    record(unmeasured("where every access has to be announced, " + function +
                      " gives another result. Does it use inline assembly, a thread or a library that was "
                      "compiled beforehand, switch the instrumentation off, or depend on addresses?"));
    throw CaseEnded{};
}

} // namespace detail

bool MeasuredArray::walked_by_columns() const { return ld > 1 && std::llabs(traffic.stride) == ld * element; }

std::int64_t Measured::misses(std::size_t cache) const {
    std::int64_t sum = own.misses.at(cache);
    for (const auto& array : arrays) sum += array.traffic.misses.at(cache);
    return sum;
}

const MeasuredArray& Measured::operator[](const std::string& name) const {
    const auto found =
        std::find_if(arrays.begin(), arrays.end(), [&](const auto& a) { return a.name == name; });
    if (found == arrays.end()) throw std::out_of_range("no array was called " + name);
    return *found;
}

Measured measured_from(const Answer& answer, const trace::Caches& caches, const std::string& function) {
    Measured result{function, caches, {}, answer.traffic.own};
    const auto complete = [&](const trace::ArrayTraffic& traffic) {
        return traffic.misses.size() == caches.capacity.size();
    };
    const auto& arrays = answer.traffic.arrays;
    if (arrays.size() != answer.arrays.size() || !complete(result.own) ||
        !std::all_of(arrays.begin(), arrays.end(), complete)) {
        record({function + " left no usable answer: nothing was measured.", {}, {}, 0});
        throw CaseEnded{};
    }
    for (std::size_t i = 0; i < answer.arrays.size(); ++i) {
        const Registered& buffer = *buffer_of(answer.arrays[i]);
        const auto element = static_cast<std::int64_t>(buffer.element);
        result.arrays.push_back(
            {buffer.name, answer.traffic.arrays[i], element, buffer.ld, buffer.used * element});
    }
    return result;
}

namespace {

/// "B is walked down its columns: …", for each array of which that is true.
std::string walks(const Measured& measured, std::size_t cache) {
    std::string text;
    for (const auto& array : measured.arrays)
        if (array.walked_by_columns())
            text += " " + array.name + " is walked down its columns, " + grouped(array.ld) +
                    " elements from one access to the next, so of a line of " +
                    grouped(measured.caches.line / array.element) +
                    " elements one is used: " + grouped(array.traffic.misses[cache]) +
                    " of the misses are those of " + array.name + ".";
    return text;
}

std::string traffic_as_text(const Measured& measured, std::size_t cache) {
    std::string text;
    const auto add = [&](const std::string& name, const trace::ArrayTraffic& traffic) {
        text += name + ": " + grouped(traffic.bytes_read) + " bytes read, " + grouped(traffic.bytes_written) +
                " written, " + grouped(traffic.misses[cache]) + " misses\n";
    };
    for (const auto& array : measured.arrays) add(array.name, array.traffic);
    if (measured.own.accesses > 0) add("your own memory", measured.own);
    return text;
}

} // namespace

bool expect_misses(const Measured& measured, std::size_t cache, std::int64_t limit,
                   const std::string& theorem, const std::vector<Known>& mistakes) {
    const auto line = measured.caches.line, misses = measured.misses(cache);
    std::int64_t compulsory = 0;
    for (const auto& array : measured.arrays) compulsory += (array.size + line - 1) / line;
    if (!expect_that(
            misses >= compulsory,
            "The memory traffic of your code is not measured: " + grouped(misses) +
                " misses are fewer than the " + grouped(compulsory) + " lines that the arrays consist of.",
            {known_if(true, "unmeasured", 0, "Something of what your code reads or writes was not seen.")}))
        return false;
    if (misses <= limit) return true;
    const std::string sentence = measured.function + " misses a cache of " +
                                 grouped(measured.caches.capacity[cache]) + " bytes, in lines of " +
                                 grouped(line) + ", " + grouped(misses) + " times; " + grouped(limit) +
                                 " are enough (" + theorem + ")." + walks(measured, cache);
    for (const Known& mistake : mistakes)
        if (mistake.met({}, exactly(0.0))) {
            record(
                {mistake.says, sentence + "\n" + traffic_as_text(measured, cache), mistake.id, mistake.hint});
            return false;
        }
    record({sentence, traffic_as_text(measured, cache), {}, 0});
    return false;
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > (number < 0 ? 1 : 0);
         place -= 3)
        digits.insert(static_cast<std::size_t>(place), ",");
    return digits;
}

} // namespace judge
