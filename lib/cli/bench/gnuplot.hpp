#pragma once
/// @file
/// Pictures by gnuplot: what all of them share.

#include "cli/bench/results.hpp"

#include <string>
#include <vector>

namespace gemmlings {

/// What became of pictures.
struct Drawn {
    std::vector<fs::path> files;
    std::string hindrance; ///< why some are missing, with the command that mends it; empty if all are there
};

/// Draws each picture into stem + its name + each of the extensions, ".svg" or ".png". What is an SVG already
/// stays one, and needs no gnuplot.
Drawn draw(const Repository& repository, const std::vector<Picture>& pictures, const fs::path& stem,
           const std::vector<std::string>& extensions);

/// Pieces of scripts.
namespace plot {

// The colours of Okabe and Ito, which nobody confuses: https://jfly.uni-koeln.de/color/
constexpr const char* of_yours = "#0072B2";
constexpr const char* of_library = "#D55E00";
constexpr const char* of_roof = "#000000";
constexpr const char* of_rest = "#777777";

constexpr int width = 1600, height = 900; ///< pixels; a slide's proportions

/// Where a panel lies, in parts of the picture.
struct Panel {
    double left, right, bottom, top;
};
std::string margins(const Panel& panel);

/// What a panel with two logarithmic axes shows.
struct Range {
    double left, right, bottom, top;
};
/// The angle on the page, in degrees, of a line that doubles along with the horizontal axis.
double slope(const Panel& panel, const Range& range);

/// Axes, grid and boxes of labels, for all panels.
std::string style();

/// A string of gnuplot, in which nothing but a quote has a meaning.
std::string quoted(const std::string& text);

/// A label; `where` is a position of gnuplot and what follows it.
std::string label(const std::string& text, const std::string& where, const char* colour);

/// A line from one point to another.
std::string line_to(double x0, double y0, double x1, double y1, const std::string& style);

} // namespace plot

} // namespace gemmlings
