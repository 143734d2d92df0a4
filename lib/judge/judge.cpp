/// @file
/// The judge: runs the tests of one exercise on one submission, and writes what it finds as lines of JSON.
///
///     judge --tests T.so --calls C.so --runner R --data D [--seed N] [--limit S] [--forbids F]... [--tools
///     T]...
///           [--answers KIND] [--submission S.so [--instrumented I.so]]
///
/// Without --submission its path is read from standard input, so that judge and runner can start while the
/// submission is still being compiled; an empty line or the end of the input means that there is none. A
/// second line, which is read when a test asks for it, is the path of the instrumented build
/// (Settings::instrumented). Without --runner the submission is loaded into the judge itself: for a debugger.

#define CATCH_CONFIG_RUNNER
#include "judge/catch_seam.hpp"
#include "judge/report.hpp"
#include "judge/session.hpp"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <unistd.h>

using judge::Listener;
CATCH_REGISTER_LISTENER(Listener)

namespace {

using nlohmann::json;

struct Arguments {
    std::string tests;
    judge::Settings settings;
};

judge::Backend backend_named(const std::string& name) {
    if (name == "simulated_gpu") return judge::Backend::simulated_gpu;
    return name == "gpu" ? judge::Backend::gpu : judge::Backend::cpu;
}

/// Written by the command, not by a person: the first thing that is not understood ends it.
Arguments parse(int argc, char** argv) {
    Arguments result;
    auto& settings = result.settings;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string name = argv[i], value = argv[i + 1];
        if (name == "--tests")
            result.tests = value;
        else if (name == "--calls")
            settings.calls = value;
        else if (name == "--runner")
            settings.runner = value;
        else if (name == "--submission")
            settings.submission = value;
        else if (name == "--instrumented")
            settings.instrumented = [value] { return value; };
        else if (name == "--data")
            settings.data = value;
        else if (name == "--source")
            settings.source = value;
        else if (name == "--backend")
            settings.backend = backend_named(value);
        else if (name == "--seed")
            settings.seed = std::stoull(value);
        else if (name == "--limit")
            settings.cpu_seconds = static_cast<unsigned>(std::stoul(value));
        else if (name == "--forbids")
            settings.forbids.push_back(value);
        else if (name == "--tools")
            settings.tools.push_back(value);
        else if (name == "--answers")
            settings.answers = value;
        else
            throw std::runtime_error("unknown option " + name);
    }
    return result;
}

void say(const json& line) {
    // A message of a student's may hold any bytes.
    const auto text = line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

int points_in(const std::vector<std::string>& tags) {
    for (const auto& tag : tags)
        if (tag.starts_with("points:")) return std::stoi(tag.substr(7));
    return 0;
}

json as_json(const std::vector<judge::Finding>& findings) {
    json result = json::array();
    for (const auto& [sentence, detail, diagnosis, hint, out_of_time] : findings)
        result.push_back({{"sentence", sentence},
                          {"detail", detail},
                          {"diagnosis", diagnosis},
                          {"hint", hint},
                          {"out_of_time", out_of_time}});
    return result;
}

/// One line for every test case, as soon as it ends.
void report_cases() {
    auto& events = judge::catch_events();
    static json current;
    events.case_starts = [](const std::string& name, const std::vector<std::string>& tags) {
        judge::findings().clear();
        judge::remarks().clear();
        judge::left_open().clear();
        current = {{"case", name}, {"points", points_in(tags)}};
    };
    events.check_fails = [](const std::string& text, bool by_exception) {
        const bool known = !judge::findings().empty() || !judge::left_open().empty();
        if (by_exception && known) return; // CaseEnded: what was wrong is recorded
        judge::findings().push_back({text, {}, {}, 0});
    };
    events.case_ends = [](bool passed) {
        current["passed"] = passed && judge::findings().empty();
        current["findings"] = as_json(judge::findings());
        current["open"] = judge::findings().empty() ? judge::left_open() : "";
        current["remarks"] = judge::remarks();
        say(current);
    };
}

/// The second line of standard input: it comes when the instrumented build is there.
std::string second_line() {
    static const std::string line = [] {
        std::string text;
        return std::getline(std::cin, text) ? text : "!it was compiled once only.";
    }();
    return line;
}

int run_catch(const char* program) {
    Catch::Session catch_session;
    const char* arguments[] = {program, "--order", "decl", "--out", "/dev/null"};
    if (catch_session.applyCommandLine(std::size(arguments), arguments) != 0) return 3;
    catch_session.run(); // failures were reported case by case
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    auto& session = judge::Session::current();
    auto [tests, settings] = parse(argc, argv);
    session.settings = settings;
    session.start();
    report_cases();
    if (!::dlopen(tests.c_str(), RTLD_NOW | RTLD_LOCAL)) throw std::runtime_error(::dlerror());
    if (session.settings.submission.empty()) {
        if (!std::getline(std::cin, session.settings.submission)) return 0;
        session.settings.instrumented = second_line;
    }
    if (session.settings.submission.empty()) return 0;
    const int code = run_catch(argv[0]);
    session.stop();
    say({{"printed", session.printed()}, {"trouble", session.trouble()}, {"done", true}});
    std::_Exit(code);
} catch (const std::exception& error) {
    say({{"trouble", error.what()}, {"done", true}});
    return 3;
}
