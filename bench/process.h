#pragma once
// Child processes with pipes, and the statistics of measured times.

#include <cstdio>
#include <string>
#include <sys/types.h>
#include <vector>

namespace bench {

/// A running child; its standard input and output are pipes if asked for, else /dev/null. Standard error is ours.
class Process {
public:
    enum class Pipes { None, Both };
    /// `arguments[0]` is looked up in PATH. Ends this program if the child cannot be started.
    explicit Process(const std::vector<std::string>& arguments, Pipes pipes = Pipes::None);
    ~Process();   ///< kills and waits
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Waits for the end; the exit code, or 128 + signal.
    int wait();
    int input() const { return input_; }     ///< write end; -1 without pipes
    int output() const { return output_; }   ///< read end; -1 without pipes

private:
    pid_t pid_ = -1;
    int input_ = -1, output_ = -1;
};

/// A message to standard error, then exit 1: a figure of a run that went wrong must not be printed.
[[noreturn]] void fail(const std::string& why);

/// Monotonic seconds.
double now();

struct Summary {
    double least = 0, median = 0, p99 = 0;
};
Summary summarize(std::vector<double> seconds);

}   // namespace bench
