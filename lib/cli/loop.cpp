#include "cli/loop.hpp"

#include "cli/background_judge.hpp"
#include "cli/exercise_list.hpp"
#include "cli/files.hpp"
#include "cli/hints.hpp"
#include "cli/process.hpp"
#include "cli/render.hpp"
#include "cli/screen.hpp"
#include "cli/text.hpp"
#include "cli/watching.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <poll.h>
#include <unistd.h>

namespace gemmlings {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds unnoticed{100}; ///< a judging that is shorter needs no "judging…"

constexpr std::string_view help =
    R"(Write your code in the file shown, in any editor, and save it: the verdict appears here.

  n   the next exercise that is not passed
  h   a hint; again for the next one, there are three
  v   the whole statement
  e   open the file in your editor ($VISUAL or $EDITOR)
  r   judge the file again
  l   all exercises: type to search, Enter to go there
  s   the solution, once you have passed
  q   quit (or Ctrl-C); your progress is kept

↑ ↓ PgUp PgDn scroll a long page, Esc goes back to the exercise.
Outside this screen: ./gemmlings --help
)";

/// The files that a learner may save.
std::vector<fs::path> files_of(const Repository& repository) {
    std::vector<fs::path> files;
    for (const auto& exercise : repository.exercises)
        for (const auto& file : {exercise.stub(), exercise.header()}) files.push_back(repository.root / file);
    return files;
}

/// What the person said, or the first of a few that is installed; empty if there is none.
std::string editor_command() {
    for (const char* name : {"VISUAL", "EDITOR"})
        if (const char* value = std::getenv(name); value && *value) return value;
    for (const char* name : {"code", "nano", "vi"})
        if (find_program(name)) return name;
    return "";
}

const Exercise& first_exercise(const Repository& repository, const Progress& progress,
                               const Exercise* start) {
    if (!start) start = progress.current(repository);
    if (start) return *start;
    if (repository.exercises.empty())
        throw UsageError(
            "There are no exercises in the folder chapters/: is this a whole copy of the repository?");
    return repository.exercises.front(); // all are passed
}

std::string missing_text(const Exercise& exercise) {
    return fmt::format("{} is gone.\n./gemmlings reset {} brings the stub back; then this page goes on.\n",
                       exercise.stub().string(), exercise.name());
}

class Loop {
  public:
    Loop(const Repository& repository, Progress& progress, const Exercise& start)
        : repository(repository), progress(progress), terminal(Terminal::out()), home(&start), shown(&start),
          watcher(files_of(repository)), judge(repository), screen(terminal), notice(progress.warning()) {}

    void run() {
        judge_shown();
        draw();
        while (!ending) {
            wait();
            on_signals();
            for (const auto& file : watcher.changed()) on_save(file);
            while (auto judged = judge.take()) on_verdict(*judged);
            for (const auto& message : screen.messages()) on_message(message);
            for (const auto& key : screen.keys()) on_key(key);
            if (screen.closed()) ending = true;
            if (stale || judging_became_noticeable()) draw();
        }
        screen.give_back();
        fmt::print("{}Your progress is kept. ./gemmlings goes on from here.\n",
                   progress_bar(repository, progress, terminal));
        std::fflush(stdout);
        // A judging or a build may take seconds more; nothing of it is worth waiting for, and its processes
        // end with us.
        if (judge.busy() || judge.building_ahead()) std::_Exit(0);
    }

  private:
    enum class View { exercise, statement, solution, list, help };

    const Repository& repository;
    Progress& progress;
    const Terminal& terminal;
    const Exercise* home;  ///< where the learner works
    const Exercise* shown; ///< home, or another one whose file was just saved
    FileWatcher watcher;
    BackgroundJudge judge;
    Signals signals;
    Screen screen;

    View view = View::exercise;
    ExerciseList list;
    int first_line = 0; ///< of the page, when it is scrolled
    std::map<const Exercise*, Verdict> verdicts;
    std::map<const Exercise*, std::size_t> hints_open;
    std::string notice; ///< one line above the progress bar
    std::optional<Clock::time_point> judging_since;
    bool judging_shown = false;
    std::string judging_message; ///< what is being built
    bool stale = false;          ///< the screen does not show the present state
    bool ending = false;

    // Events ------------------------------------------------------------------------------------------------

    void wait() {
        std::array<pollfd, 5> waiting = {{{STDIN_FILENO, POLLIN, 0},
                                          {watcher.descriptor(), POLLIN, 0},
                                          {signals.descriptor(), POLLIN, 0},
                                          {judge.descriptor(), POLLIN, 0},
                                          {screen.message_descriptor(), POLLIN, 0}}};
        auto patience = watcher.patience();
        if (judging_since && !judging_shown) patience = std::min(patience, until_noticeable());
        ::poll(waiting.data(), waiting.size(), static_cast<int>(patience.count()));
    }

    milliseconds until_noticeable() const {
        const auto left = *judging_since + unnoticed - Clock::now();
        return std::max(std::chrono::ceil<milliseconds>(left), milliseconds(0));
    }

    bool judging_became_noticeable() const {
        return judging_since && !judging_shown && until_noticeable() == milliseconds(0);
    }

    void on_signals() {
        const auto seen = signals.take();
        if (seen.resized) stale = true;
        if (seen.end) ending = true;
    }

    void on_save(const fs::path& file) {
        for (const auto& exercise : repository.exercises) {
            const auto stub = repository.root / exercise.stub();
            if (stub != file && repository.root / exercise.header() != file) continue;
            if (!fs::exists(stub) && &exercise != home) return;
            go_to(exercise);
            judge_shown();
        }
    }

    void on_verdict(BackgroundJudge::Judged& judged) {
        if (!judge.busy()) judging_since.reset();
        judging_message.clear();
        const auto& exercise = *judged.exercise;
        const bool passed_before = progress.of(exercise).status == Status::passed;
        const bool passed = judged.verdict.outcome == Outcome::passed;
        const auto now = fmt::format("Judged at {:%H:%M:%S}.", fmt::localtime(std::time(nullptr)));
        say(terminal.paint(Mark::faint, now)); // tells two equal verdicts apart
        const auto problem = progress.record(exercise, judged.verdict);
        if (passed && !passed_before) celebrate(exercise);
        if (!problem.empty()) say(problem);
        if (passed) hints_open.erase(&exercise); // they have served
        verdicts[&exercise] = std::move(judged.verdict);
        if (view == View::exercise && &exercise == shown) first_line = 0;
    }

    /// While something is built or judged, a line of standard error says how far it is.
    void on_message(const std::string& message) {
        if (!judging_since) return say(message);
        judging_message = message;
        if (judging_shown) stale = true;
    }

    void celebrate(const Exercise& exercise) {
        const auto* next = next_open();
        const auto way = next ? fmt::format("Press n for {} {}.", next->number, next->title)
                              : std::string("That was the last one: all exercises are passed!");
        say(terminal.paint(Mark::good, fmt::format("★ {} is passed! {}", exercise.name(), way)));
    }

    void on_key(const Key& key) {
        if (key.kind == Key::interrupt)
            ending = true;
        else if (key.kind == Key::suspend)
            suspend();
        else if (view == View::list)
            on_list_key(key);
        else if (!on_scroll_key(key))
            on_command_key(key);
    }

    bool on_scroll_key(const Key& key) {
        const int page = static_cast<int>(screen.room(footer().size())) - 1;
        switch (key.kind) {
        case Key::up:
            first_line -= 1;
            break;
        case Key::down:
            first_line += 1;
            break;
        case Key::page_up:
            first_line -= page;
            break;
        case Key::page_down:
            first_line += page;
            break;
        case Key::home:
            first_line = 0;
            break;
        case Key::end:
            first_line = 1 << 20;
            break; // the screen stops at the last line
        default:
            return false;
        }
        stale = true;
        return true;
    }

    void on_command_key(const Key& key) {
        if (key.kind == Key::escape) return go_back();
        if (key.is('q')) ending = true;
        if (key.is('n')) go_on();
        if (key.is('h')) open_hint();
        if (key.is('l')) open_list();
        if (key.is('s')) toggle_solution();
        if (key.is('e')) open_editor();
        if (key.is('r')) judge_shown();
        if (key.is('v')) toggle(View::statement);
        if (key.is('?')) toggle(View::help);
    }

    void on_list_key(const Key& key) {
        if (key.kind == Key::escape) return toggle(View::list);
        if (key.kind == Key::enter) {
            const auto* chosen = list.selected(repository);
            if (!chosen) return;
            work_on(*chosen);
        }
        list.on_key(key, repository);
        stale = true;
    }

    // What the keys do
    // ----------------------------------------------------------------------------------------

    void say(std::string line) {
        notice = std::move(line);
        stale = true;
    }

    void toggle(View other) {
        view = view == other ? View::exercise : other;
        first_line = 0;
        stale = true;
    }

    void go_to(const Exercise& exercise) {
        shown = &exercise;
        view = View::exercise;
        first_line = 0;
        notice.clear();
        stale = true;
    }

    void work_on(const Exercise& exercise) {
        home = &exercise;
        go_to(exercise);
        judge_shown();
    }

    /// From a view to its exercise, from another exercise that was saved to ours.
    void go_back() { go_to(view == View::exercise ? *home : *shown); }

    /// From another exercise that was saved back to ours, otherwise to the next that is not passed.
    void go_on() {
        if (shown != home) return go_to(*home);
        if (const auto* next = next_open()) return work_on(*next);
        go_to(*home);
        say(progress.of(*home).status == Status::passed
                ? "All exercises are passed. Press l to see them again."
                : "This is the last one that is not passed.");
    }

    const Exercise* next_open() const {
        const auto& all = repository.exercises;
        const auto here = static_cast<std::size_t>(home - all.data());
        for (std::size_t step = 1; step <= all.size(); ++step) {
            const auto& candidate = all[(here + step) % all.size()];
            if (&candidate != home && progress.of(candidate).status != Status::passed) return &candidate;
        }
        return nullptr;
    }

    void judge_shown() {
        stale = true;
        if (!fs::exists(repository.root / shown->stub())) return;
        judge.judge(*shown, shown == home);
        judging_since = Clock::now();
        judging_shown = false;
    }

    void open_hint() {
        const auto count = read_hints(repository.root / shown->hints()).size();
        auto& open = hints_open[shown];
        if (open == count) return say(count == 0 ? "This exercise has no hints." : "That was the last hint.");
        ++open;
        view = View::exercise;
        first_line = line_of_hint(open);
        stale = true;
    }

    /// Where the page must start to show a hint: at its top if the hint is there, otherwise at the hint.
    int line_of_hint(std::size_t number) const {
        const auto lines = page();
        const auto start = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
            return line.find(fmt::format("Hint {} of", number)) != std::string::npos;
        });
        constexpr int typical_hint = 8; // lines
        const auto line = static_cast<int>(start - lines.begin());
        return line + typical_hint > static_cast<int>(screen.room(footer().size())) ? line : 0;
    }

    void open_list() {
        list.open_at(*shown, repository);
        toggle(View::list);
    }

    void toggle_solution() {
        if (progress.of(*shown).status != Status::passed)
            return say("The solution opens once you have passed this exercise.");
        if (!fs::exists(repository.root / shown->solution()))
            return say("This copy of Gemmlings has no solutions.");
        toggle(View::solution);
    }

    void open_editor() {
        const auto editor = editor_command();
        if (editor.empty()) return say("No editor was found. Set EDITOR to the name of yours.");
        screen.give_back();
        // through the shell, since EDITOR may hold options ("code --wait")
        const auto ended =
            gemmlings::run({"sh", "-c", editor + " \"$@\"", "sh", repository.root / shown->stub()},
                           {.folder = repository.root, .inherit = true});
        screen.take();
        signals.take(); // Ctrl-C in the editor was not meant for us
        if (ended.ok())
            notice.clear();
        else
            notice = fmt::format("The editor \"{}\" ended with code {}.", editor, ended.code);
        stale = true;
    }

    void suspend() {
        screen.give_back();
        ::kill(0, SIGTSTP); // until the shell's fg
        screen.take();
        stale = true;
    }

    // What is shown
    // --------------------------------------------------------------------------------------------

    void draw() {
        stale = false;
        judging_shown = judging_since && until_noticeable() == milliseconds(0);
        first_line = screen.show(page(), footer(), view == View::list ? 0 : first_line);
    }

    std::vector<std::string> page() const {
        switch (view) {
        case View::statement:
            return lines_of(exercise_text(repository, *shown, terminal));
        case View::solution:
            return solution_page();
        case View::help:
            return lines_of(help);
        case View::list:
            return list.page(repository, progress, terminal, screen.room(footer().size()));
        case View::exercise:
            break;
        }
        auto lines = exercise_page(false);
        const bool tried = verdicts.count(shown) > 0 && !verdicts.at(shown).untouched;
        return tried && rows_of(lines) > screen.room(footer().size()) ? exercise_page(true) : lines;
    }

    std::size_t rows_of(const std::vector<std::string>& lines) const {
        std::size_t rows = 0;
        for (const auto& line : lines) rows += folded(line, terminal.width()).size();
        return rows;
    }

    /// @param brief without the first paragraph, so that more of the verdict fits
    std::vector<std::string> exercise_page(bool brief) const {
        auto text = opening_of(repository, *shown, terminal, brief);
        const auto hints = read_hints(repository.root / shown->hints());
        const auto open = hints_open.find(shown);
        for (std::size_t number = 1; open != hints_open.end() && number <= open->second; ++number)
            if (number <= hints.size()) text += "\n" + hint_text(hints, number, terminal);
        return lines_of(text + "\n" + verdict_part());
    }

    std::string verdict_part() const {
        if (!fs::exists(repository.root / shown->stub()))
            return terminal.paint(Mark::warn, missing_text(*shown));
        const auto known = verdicts.find(shown);
        if (known == verdicts.end()) return "";
        const auto open = hints_open.find(shown);
        return verdict_text(repository, *shown, known->second, terminal,
                            open == hints_open.end() ? 0 : static_cast<int>(open->second));
    }

    std::vector<std::string> solution_page() const {
        const auto code = read_text(repository.root / shown->solution()).value_or("");
        auto lines =
            lines_of(terminal.paint(Mark::strong, shown->solution().string()) + "\n\n" + harmless(code));
        lines.insert(lines.end(), {"", fmt::format("Compare: diff {} {}", shown->stub().string(),
                                                   shown->solution().string())});
        return lines;
    }

    std::vector<std::string> footer() const {
        const auto bar = progress_bar(repository, progress, terminal);
        return {status(), std::string(trimmed(bar)), terminal.paint(Mark::faint, keys())};
    }

    std::string status() const {
        if (judging_shown && terminal.controls())
            return terminal.paint(Mark::strong, "judging… ") + judging_message;
        return notice;
    }

    std::string keys() const {
        if (view == View::list) return "type to search  ↑ ↓ choose  Enter go  Esc back";
        if (view != View::exercise) return "Esc back  ↑ ↓ scroll  n next  l list  q quit";
        const bool passed = progress.of(*shown).status == Status::passed;
        return fmt::format("n {}  h hint  {}  v statement  e editor  l list  ? help  q quit",
                           shown == home ? "next" : "back to " + home->name(),
                           passed ? "s solution" : "r again");
    }
};

} // namespace

int learning_loop(const Repository& repository, Progress& progress, const Exercise* start) {
    Loop(repository, progress, first_exercise(repository, progress, start)).run();
    return 0;
}

int report_once(const Repository& repository, Progress& progress, const Exercise* start) {
    const auto& terminal = Terminal::out();
    const auto& exercise = first_exercise(repository, progress, start);
    const auto file = repository.root / exercise.stub();
    fmt::print("{}\n", exercise_text(repository, exercise, terminal));
    std::fflush(stdout);
    if (!fs::exists(file)) {
        fmt::print("{}", missing_text(exercise));
        return 3;
    }
    build_for(repository, {&exercise});
    const auto verdict = judge_file(repository, exercise, file);
    const auto problem = progress.record(exercise, verdict);
    fmt::print("{}\n{}", verdict_text(repository, exercise, verdict, terminal),
               progress_bar(repository, progress, terminal));
    std::fflush(stdout);
    if (!problem.empty()) fmt::print(stderr, "{}\n", problem);
    if (verdict.outcome == Outcome::not_judged) return 3;
    return verdict.outcome == Outcome::passed ? 0 : 1;
}

} // namespace gemmlings
