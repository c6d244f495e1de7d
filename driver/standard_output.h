#pragma once
// Standard output that notices when what was written did not arrive.

#include <array>
#include <streambuf>

namespace evd::driver {

/// While it lives, `std::cout` writes through it. Results that go to a full disk, a closed descriptor or a closed pipe
/// are not results: `close` says so. Make one before anything is opened: it also sees to it that no file takes the
/// number of a standard descriptor that is closed, and that a closed pipe is an error rather than a sudden end.
class StandardOutput : public std::streambuf {
public:
    StandardOutput();
    ~StandardOutput() override;
    StandardOutput(const StandardOutput&) = delete;
    StandardOutput& operator=(const StandardOutput&) = delete;

    /// Writes what is left. 0, or the first `errno` of all that was written.
    int close();

protected:
    int_type overflow(int_type character) override;
    int sync() override;

private:
    std::array<char, 1 << 16> buffer_{};
    std::streambuf* before_;
    int error_ = 0;
};

}   // namespace evd::driver
