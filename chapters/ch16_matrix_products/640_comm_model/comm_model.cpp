#include "comm_model.hpp"

// TODO: start with t_ring. How many messages are there one after the other, and how large is each?

double t_ring(i64 D, double bytes, double alpha, double beta) { return 0; }

double t_doubling(i64 D, double bytes, double alpha, double beta) { return 0; }

Step dp_step_time(const Setup& setup, Model model) { return {}; }

double crossover_bytes(i64 D, double alpha, double beta) { return 0; }
