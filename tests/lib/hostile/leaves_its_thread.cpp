// @expect ended in abort()
// ends the thread that was to return

#include "is_linear.hpp"

#include <pthread.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) { ::pthread_exit(nullptr); }
