#include "tests/specs/isolated.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace evd::specs {

namespace {

constexpr size_t kMostShown = 6000;   ///< bytes of stderr

std::string contents(int file) {
    std::string out;
    lseek(file, 0, SEEK_SET);
    std::array<char, 65536> buffer;
    for (ssize_t n; (n = read(file, buffer.data(), buffer.size())) > 0;)
        out.append(buffer.data(), static_cast<size_t>(n));
    close(file);
    return out;
}

}   // namespace

Ended isolated(const std::function<std::string()>& work, unsigned seconds) {
    int result = memfd_create("result", 0), errors = memfd_create("errors", 0);
    if (result < 0 || errors < 0) throw std::runtime_error("no memory file");
    std::fflush(nullptr);
    pid_t child = fork();
    if (child < 0) throw std::runtime_error("no process");
    if (child == 0) {
        rlimit time{seconds, seconds + 1};
        setrlimit(RLIMIT_CPU, &time);
        rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        dup2(errors, STDERR_FILENO);
        std::string text = work();
        bool written = write(result, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        _exit(written ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    std::string text = contents(result), said = contents(errors);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {true, text};
    std::string how = WIFSIGNALED(status)
                          ? (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? "does not end"
                                                                                        : strsignal(WTERMSIG(status)))
                          : "exit " + std::to_string(WEXITSTATUS(status));
    return {false, how + "\n" + said.substr(0, kMostShown)};
}

}   // namespace evd::specs
