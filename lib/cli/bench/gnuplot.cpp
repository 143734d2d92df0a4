#include "cli/bench/gnuplot.hpp"

#include "cli/files.hpp"
#include "cli/parts.hpp"
#include "cli/process.hpp"

#include <cmath>
#include <fmt/format.h>

namespace gemmlings {

namespace {

std::string no_gnuplot(const Repository& repository) {
    return "There is no picture, because gnuplot is not installed: " +
           command_that_brings("gnuplot", repository.root);
}

std::string terminal_for(const fs::path& file) {
    const bool svg = file.extension() == ".svg";
    return fmt::format("set encoding utf8\nset terminal {} size {},{} noenhanced font {} {}\nset output {}\n",
                       svg ? "svg" : "pngcairo", plot::width, plot::height,
                       svg ? "'sans-serif,24'" : "'Sans,22'", svg ? "background '#ffffff'" : "",
                       plot::quoted(file.string()));
}

/// Returns what gnuplot complains of.
std::string run_gnuplot(const std::string& script, const fs::path& file) {
    std::error_code said_by_gnuplot;
    fs::create_directories(file.parent_path(), said_by_gnuplot);
    const auto drawn =
        run({"gnuplot", "-"}, {.input = terminal_for(file) + script + "set output\n", .seconds = 60});
    return drawn.ok() ? "" : "There is no picture: gnuplot says " + drawn.err;
}

} // namespace

Drawn draw(const Repository& repository, const std::vector<Picture>& pictures, const fs::path& stem,
           const std::vector<std::string>& extensions) {
    Drawn drawn;
    for (const auto& picture : pictures) {
        const auto file = stem.string() + picture.name;
        if (!picture.svg.empty()) {
            write_text(file + ".svg", picture.svg);
            drawn.files.emplace_back(file + ".svg");
        } else if (!find_program("gnuplot")) {
            drawn.hindrance = no_gnuplot(repository);
        } else
            for (const auto& extension : extensions) {
                const auto complaint = run_gnuplot(picture.script, file + extension);
                if (complaint.empty())
                    drawn.files.emplace_back(file + extension);
                else
                    drawn.hindrance = complaint;
            }
    }
    return drawn;
}

namespace plot {

std::string margins(const Panel& panel) {
    return fmt::format("set lmargin at screen {}\nset rmargin at screen {}\nset bmargin at screen {}\n"
                       "set tmargin at screen {}\n",
                       panel.left, panel.right, panel.bottom, panel.top);
}

double slope(const Panel& panel, const Range& range) {
    const double up = (panel.top - panel.bottom) * height / std::log(range.top / range.bottom),
                 along = (panel.right - panel.left) * width / std::log(range.right / range.left);
    return std::atan2(up, along) * 180 / std::acos(-1.0);
}

std::string style() {
    return "unset key\nset style textbox opaque noborder\nset border 3 lw 2\nset tics nomirror out\n"
           "set grid ytics lc rgb '#dddddd' lw 1\n";
}

std::string quoted(const std::string& text) {
    std::string result = "'";
    for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
    return result + "'";
}

std::string label(const std::string& text, const std::string& where, const char* colour) {
    return fmt::format("set label {} at {} front tc rgb '{}'\n", quoted(text), where, colour);
}

std::string line_to(double x0, double y0, double x1, double y1, const std::string& style) {
    return fmt::format("set arrow from {},{} to {},{} nohead {}\n", x0, y0, x1, y1, style);
}

} // namespace plot

} // namespace gemmlings
