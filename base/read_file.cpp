#include "base/read_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace evd {

namespace {

/// A file descriptor that is closed at the end.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

std::nullopt_t no(std::string* why, const std::string& reason) {
    if (why != nullptr) *why = reason;
    return std::nullopt;
}

}   // namespace

std::optional<std::string> readFile(const std::string& path, std::string* why) {
    // A pipe without a writer would keep `open` waiting; the kind is asked of what was opened, not of its name.
    Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status{};
    if (file.number() < 0 || fstat(file.number(), &status) != 0) return no(why, std::strerror(errno));
    if (S_ISDIR(status.st_mode)) return no(why, std::strerror(EISDIR));
    if (!S_ISREG(status.st_mode)) return no(why, "it is not a regular file; `-` reads standard input");
    std::string text;
    char buffer[1 << 16];
    while (text.size() < kReadMax) {
        ssize_t got = read(file.number(), buffer, std::min(sizeof buffer, kReadMax - text.size()));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return no(why, std::strerror(errno));
        if (got == 0) break;
        text.append(buffer, static_cast<size_t>(got));
    }
    return text;
}

std::string readAll(std::istream& in) {
    std::string text;
    char buffer[1 << 16];
    while (text.size() < kReadMax && (in.read(buffer, sizeof buffer) || in.gcount() > 0))
        text.append(buffer, static_cast<size_t>(in.gcount()));
    return text;
}

}   // namespace evd
