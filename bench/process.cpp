#include "bench/process.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace bench {

Process::Process(const std::vector<std::string>& arguments, Pipes pipes) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    int in[2] = {-1, -1}, out[2] = {-1, -1};
    if (pipes == Pipes::Both) {
        if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) fail("no pipes");
        posix_spawn_file_actions_adddup2(&actions, in[0], 0);
        posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    } else {
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    }
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    int error = posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    if (error != 0) fail("cannot start " + arguments[0] + ": " + std::strerror(error));
    posix_spawn_file_actions_destroy(&actions);
    if (pipes == Pipes::Both) {
        close(in[0]);
        close(out[1]);
        input_ = in[1];
        output_ = out[0];
    }
}

Process::~Process() {
    if (input_ >= 0) close(input_);
    if (output_ >= 0) close(output_);
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    wait();
}

int Process::wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0)
        if (errno != EINTR) fail("cannot wait for a child");
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void fail(const std::string& why) {
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

Summary summarize(std::vector<double> seconds) {
    if (seconds.empty()) fail("nothing was measured");
    std::sort(seconds.begin(), seconds.end());
    size_t last = seconds.size() - 1;
    return {seconds.front(), seconds[last / 2], seconds[last * 99 / 100]};
}

}   // namespace bench
