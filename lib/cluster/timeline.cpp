#include "cluster/timeline.hpp"

#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>

namespace cluster {

namespace {

// In pixels.
constexpr double left = 70, plot_width = 760, right = 30, top = 20, below = 46;

/// A unit of time that suits a duration.
struct Unit {
    const char* name;
    double seconds;
};

Unit unit_for(double duration) {
    for (const Unit unit : {Unit{"s", 1}, Unit{"ms", 1e-3}, Unit{"µs", 1e-6}})
        if (duration >= unit.seconds) return unit;
    return duration > 0 ? Unit{"ns", 1e-9} : Unit{"s", 1};
}

/// 1, 2 or 5 times a power of ten: at most ten of them make a whole.
double round_step(double whole) {
    const double tenth = whole / 10, power = std::pow(10, std::floor(std::log10(tenth)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= tenth * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

class Drawing {
  public:
    explicit Drawing(const Outcome& outcome)
        : outcome(outcome), unit(unit_for(outcome.makespan)),
          whole(outcome.makespan > 0 ? outcome.makespan / unit.seconds : 1),
          row(outcome.ranks.size() <= 32 ? 32 : 16) {
        out.imbue(std::locale::classic());
        out.precision(6);
    }

    std::string draw() {
        begin();
        for (std::size_t rank = 0; rank < outcome.ranks.size(); ++rank) draw_rank(rank);
        draw_axis();
        for (const Message& message : outcome.timeline) draw_message(message);
        out << "</svg>\n";
        return out.str();
    }

  private:
    const Outcome& outcome;
    const Unit unit;
    const double whole, row; ///< the time in units; the distance of two ranks in pixels
    std::ostringstream out;

    double x(double seconds) const { return left + plot_width * (seconds / unit.seconds) / whole; }
    double y(double rank) const { return top + row * rank; }
    double bottom() const { return y(static_cast<double>(outcome.ranks.size())); }

    void begin() {
        const double width = left + plot_width + right, height = bottom() + below;
        out << "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"" << width << "\" height=\""
            << height << "\" viewBox=\"0 0 " << width << ' ' << height
            << "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#808080\" stroke-width=\"1.5\">\n"
            << "<title>" << outcome.timeline.size() << " messages among " << outcome.ranks.size()
            << " ranks in " << outcome.makespan / unit.seconds << ' ' << unit.name << "</title>\n"
            << "<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"6\" "
               "markerHeight=\"6\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" "
               "fill=\"#3b82f6\"/></marker></defs>\n";
    }

    void draw_line(double x1, double y1, double x2, double y2, const char* attributes) {
        out << "<line x1=\"" << x1 << "\" y1=\"" << y1 << "\" x2=\"" << x2 << "\" y2=\"" << y2 << "\" "
            << attributes << "/>\n";
    }

    void draw_rank(std::size_t rank) {
        const double height = y(static_cast<double>(rank));
        out << "<text x=\"" << left - 10 << "\" y=\"" << height + 4 << "\" text-anchor=\"end\">rank " << rank
            << "</text>\n";
        draw_line(left, height, left + plot_width, height, "stroke=\"#808080\" stroke-opacity=\"0.4\"");
    }

    void draw_axis() {
        draw_line(left, bottom(), left + plot_width, bottom(), "stroke=\"#808080\"");
        const double step = round_step(whole);
        for (int i = 0; i * step <= whole * (1 + 1e-9); ++i) {
            const double place = x(i * step * unit.seconds);
            draw_line(place, bottom(), place, bottom() + 5, "stroke=\"#808080\"");
            out << "<text x=\"" << place << "\" y=\"" << bottom() + 19 << "\" text-anchor=\"middle\">"
                << i * step << "</text>\n";
        }
        out << "<text x=\"" << left + plot_width / 2 << "\" y=\"" << bottom() + 38
            << "\" text-anchor=\"middle\">virtual time in " << unit.name << "</text>\n";
    }

    void draw_message(const Message& message) {
        out << "<g><title>rank " << message.from << " to rank " << message.to << ": " << message.bytes
            << " bytes, " << message.start / unit.seconds << " to " << message.end / unit.seconds << ' '
            << unit.name << "</title>";
        draw_line(x(message.start), y(message.from), x(message.end), y(message.to),
                  "stroke=\"#3b82f6\" marker-end=\"url(#head)\"");
        out << "</g>\n";
    }
};

} // namespace

std::string timeline_svg(const Outcome& outcome) { return Drawing(outcome).draw(); }

} // namespace cluster
