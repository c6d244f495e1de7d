#include "driver/standard_output.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <unistd.h>

namespace evd::driver {

StandardOutput::StandardOutput() {
    std::signal(SIGPIPE, SIG_IGN);
    // The lowest free number is taken, so each of the three stands for itself. Writing to one that only reads fails.
    for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF)
            (void)::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    before_ = std::cout.rdbuf(this);
}

StandardOutput::~StandardOutput() {
    sync();
    std::cout.rdbuf(before_);
}

int StandardOutput::close() {
    sync();
    return error_;
}

StandardOutput::int_type StandardOutput::overflow(int_type character) {
    if (sync() != 0) return traits_type::eof();
    if (!traits_type::eq_int_type(character, traits_type::eof())) sputc(traits_type::to_char_type(character));
    return traits_type::not_eof(character);
}

int StandardOutput::sync() {
    const char* from = pbase();
    while (error_ == 0 && from < pptr()) {
        ssize_t written = ::write(STDOUT_FILENO, from, static_cast<size_t>(pptr() - from));
        if (written > 0) from += written;
        else if (errno != EINTR) error_ = errno == 0 ? EIO : errno;
    }
    setp(buffer_.data(), buffer_.data() + buffer_.size());
    return error_ == 0 ? 0 : -1;
}

}   // namespace evd::driver
