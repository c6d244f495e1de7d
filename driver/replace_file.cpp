#include "driver/replace_file.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace evd::driver {

namespace {

int writeAll(int descriptor, const std::string& text) {
    for (size_t done = 0; done < text.size();) {
        ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
        if (written > 0) done += static_cast<size_t>(written);
        else if (errno != EINTR) return errno == 0 ? EIO : errno;
    }
    return 0;
}

}   // namespace

int replaceFile(const std::string& path, const std::string& text) {
    std::error_code error;
    const std::string target = std::filesystem::canonical(path, error).string();
    if (error) return error.value();
    struct stat old{};
    if (::stat(target.c_str(), &old) != 0) return errno;
    if (::access(target.c_str(), W_OK) != 0) return errno;   // a file that is read-only is meant to stay as it is
    std::string temporary = target + ".XXXXXX";
    int descriptor = ::mkstemp(temporary.data());
    if (descriptor < 0) return errno;
    int failed = writeAll(descriptor, text);
    if (old.st_uid != ::geteuid() || old.st_gid != ::getegid())
        (void)!::fchown(descriptor, old.st_uid, old.st_gid);   // only the superuser may give files away
    if (!failed && ::fchmod(descriptor, old.st_mode & 07777) != 0) failed = errno;
    if (!failed && ::fsync(descriptor) != 0) failed = errno;
    if (::close(descriptor) != 0 && !failed) failed = errno;
    if (!failed && ::rename(temporary.c_str(), target.c_str()) != 0) failed = errno;
    if (failed) ::unlink(temporary.c_str());
    return failed;
}

}   // namespace evd::driver
