#include "tests/specs/isolated.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
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

/// All of `size` bytes, or false at the end of the file.
bool readAll(int file, char* into, size_t size) {
    while (size > 0) {
        ssize_t n = read(file, into, size);
        if (n <= 0) return false;
        into += n, size -= static_cast<size_t>(n);
    }
    return true;
}

bool writeAll(int file, const char* from, size_t size) {
    while (size > 0) {
        ssize_t n = write(file, from, size);
        if (n <= 0) return false;
        from += n, size -= static_cast<size_t>(n);
    }
    return true;
}

/// What one piece of work returned, as the process that did it tells: its length, then its text.
std::optional<std::string> told(int pipe) {
    size_t size = 0;
    if (!readAll(pipe, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
    std::string text(size, '\0');
    if (!readAll(pipe, text.data(), size)) return std::nullopt;
    return text;
}

void tell(int pipe, const std::string& text) {
    size_t size = text.size();
    if (!writeAll(pipe, reinterpret_cast<const char*>(&size), sizeof size) || !writeAll(pipe, text.data(), text.size()))
        _exit(1);
}

/// From now on, so many seconds of processor time.
void allow(unsigned seconds) {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    auto limit = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1) + seconds;
    rlimit time{limit, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &time);
}

std::string howItEnded(int status) {
    if (!WIFSIGNALED(status)) return "exit " + std::to_string(WEXITSTATUS(status));
    return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? kEndless : strsignal(WTERMSIG(status));
}

}   // namespace

void eachIsolated(uint64_t first, uint64_t last, unsigned seconds, const std::function<std::string(uint64_t)>& work,
                  const std::function<void(uint64_t, const Ended&)>& done) {
    for (uint64_t next = first; next <= last;) {
        std::array<int, 2> results{};
        int errors = memfd_create("errors", 0);
        if (errors < 0 || pipe(results.data()) != 0) throw std::runtime_error("no memory file");
        std::fflush(nullptr);
        pid_t child = fork();
        if (child < 0) throw std::runtime_error("no process");
        if (child == 0) {
            close(results[0]);
            rlimit none{0, 0};
            setrlimit(RLIMIT_CORE, &none);
            dup2(errors, STDERR_FILENO);
            for (uint64_t one = next; one <= last; ++one) {
                if (ftruncate(errors, 0) != 0 || lseek(errors, 0, SEEK_SET) != 0) _exit(1);
                allow(seconds);
                tell(results[1], work(one));
            }
            _exit(0);
        }
        close(results[1]);
        while (next <= last)
            if (std::optional<std::string> text = told(results[0])) done(next++, {true, *text});
            else break;
        close(results[0]);
        int status = 0;
        waitpid(child, &status, 0);
        std::string said = contents(errors);
        if (next <= last) done(next++, {false, howItEnded(status) + "\n" + said.substr(0, kMostShown)});
    }
}

Ended isolated(const std::function<std::string()>& work, unsigned seconds) {
    Ended out;
    eachIsolated(0, 0, seconds, [&](uint64_t) { return work(); }, [&](uint64_t, const Ended& ended) { out = ended; });
    return out;
}

}   // namespace evd::specs
