#include "cli/bench/kernels.hpp"

#include "cli/bench/program.hpp"
#include "cli/judging.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace gemmlings {

namespace {

using Json = nlohmann::ordered_json;

// ---- what the program prints -----------------------------------------------------------------------------

KernelRequests requests_in(const Json& said) {
    return {said.at("requests"), said.at("served"), said.at("conflicts"), said.at("of_width")};
}

CountedKernel kernel_in(const Json& said) {
    CountedKernel kernel{.name = said.at("name"),
                         .problem = said.at("problem"),
                         .flops = said.at("flops"),
                         .least_bytes = said.at("bytes"),
                         .wrong = said.at("wrong"),
                         .launches = said.at("launches"),
                         .barriers = said.at("barriers"),
                         .wmma = said.at("wmma"),
                         .global_loads = requests_in(said.at("global_loads")),
                         .global_stores = requests_in(said.at("global_stores")),
                         .shared_loads = requests_in(said.at("shared_loads")),
                         .shared_stores = requests_in(said.at("shared_stores")),
                         .lines = {},
                         .library_calls = said.at("library_calls")};
    for (const auto& line : said.at("lines"))
        kernel.lines.push_back({line.at("line"), line.at("store"), line.at("requests"), line.at("sectors")});
    return kernel;
}

// ---- JSON ------------------------------------------------------------------------------------------------

Json in_json(const KernelRequests& requests, const char* unit) {
    return {{"requests", requests.requests},
            {unit, requests.served},
            {"conflicts", requests.conflicts},
            {"requests_of_1_2_4_8_16_bytes", requests.of_width}};
}

Json in_json(const std::vector<BusyLine>& lines) {
    auto list = Json::array();
    for (const auto& line : lines)
        list.push_back({{"line", line.text},
                        {"store", line.store},
                        {"requests", line.requests},
                        {"sectors", line.sectors}});
    return list;
}

Json in_json(const CountedKernel& kernel, const Device& device) {
    const auto limit = limit_of(kernel, device);
    return {{"name", kernel.name},
            {"problem", kernel.problem},
            {"wrong", kernel.wrong},
            {"flops", kernel.flops},
            {"bytes", kernel.least_bytes},
            {"launches", kernel.launches},
            {"barriers", kernel.barriers},
            {"wmma", kernel.wmma},
            {"library_calls", kernel.library_calls},
            {"global_loads", in_json(kernel.global_loads, "sectors")},
            {"global_stores", in_json(kernel.global_stores, "sectors")},
            {"shared_loads", in_json(kernel.shared_loads, "passes")},
            {"shared_stores", in_json(kernel.shared_stores, "passes")},
            {"lines", in_json(kernel.lines)},
            {"global_bytes", kernel.global_bytes()},
            {"shared_bytes", kernel.shared_bytes()},
            {"limit", limit.roof},
            {"seconds", limit.seconds}};
}

} // namespace

double peak_for(const CountedKernel& kernel, const Device& device) {
    return kernel.wmma > 0 ? device.tensor_peak : device.peak;
}

Limit limit_of(const CountedKernel& kernel, const Device& device) {
    const Limit limits[] = {{kernel.flops / peak_for(kernel, device),
                             kernel.wmma > 0 ? "the peak of its tensor cores" : "the peak"},
                            {kernel.global_bytes() / device.bandwidth, "global memory"},
                            {kernel.shared_bytes() / device.shared, "shared memory"}};
    return *std::max_element(std::begin(limits), std::end(limits),
                             [](auto& a, auto& b) { return a.seconds < b.seconds; });
}

void BenchKernels::measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                           bool quick) {
    const auto run =
        run_bench(repository, exercise, file, build_series(repository, exercise), "kernels", quick);
    complaint = run.complaint;
    detail = run.detail;
    compiler_messages = run.compiler_messages;
    if (!complaint.empty()) return; // counts of a part of it mean little
    for (const auto& said : run.lines)
        if (said.contains("counted")) kernels.push_back(kernel_in(said["counted"]));
    for (const auto& kernel : kernels)
        if (!kernel.wrong.empty() && complaint.empty())
            complaint =
                fmt::format("The result is wrong: in {}, {}. What a wrong kernel asks for means little; "
                            "`./gemmlings check` says what is wrong.",
                            kernel.name, kernel.wrong);
}

nlohmann::ordered_json BenchKernels::in_json() const {
    auto json = BenchResults::in_json();
    json["device"] = {{"name", device.name},
                      {"peak", device.peak},
                      {"tensor_peak", device.tensor_peak},
                      {"bandwidth", device.bandwidth},
                      {"shared_bandwidth", device.shared}};
    json["kernels"] = Json::array();
    for (const auto& kernel : kernels) json["kernels"].push_back(gemmlings::in_json(kernel, device));
    return json;
}

} // namespace gemmlings
