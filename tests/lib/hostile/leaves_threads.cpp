// @expect the report is
// leaves threads behind that compute on

#include "is_linear.hpp"

#include <thread>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    for (int i = 0; i < 4; ++i)
        std::thread([] {
            for (volatile bool on = true; on;) {
            }
        }).detach();
    return {};
}
