// Runs the command as users do. Each folder here is one test: `cmd` (a shell script; `evident` is on the PATH), the
// files it needs, and what is expected: `expect.exit`, `expect.out`, `expect.err` (absent: nothing is expected there),
// and `want.NAME` for a file NAME it writes. With EVD_UPDATE=1 the expectations are rewritten; read the difference
// before committing it.

#include "tests/fixture/files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/wait.h>

namespace {

namespace fs = std::filesystem;

using evd::fixture::read;

const fs::path kTests = evd::fixture::source("tests/cli");

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

/// Paths of this machine must not be in expectations.
std::string cleaned(std::string text, const fs::path& folder) {
    for (const auto& [path, name] :
         {std::pair{folder.string(), "$HERE"}, std::pair{std::string(EVD_SOURCE_DIR), "$SOURCE"},
          std::pair{std::string(EVD_BINARY_DIR), "$BUILD"}})
        for (size_t at = text.find(path); at != std::string::npos; at = text.find(path))
            text.replace(at, path.size(), name);
    return text;
}

std::vector<std::string> testNames() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(kTests))
        if (fs::exists(entry.path() / "cmd")) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

class Cli : public testing::TestWithParam<std::string> {};

TEST_P(Cli, DoesWhatIsExpected) {
    fs::path source = kTests / GetParam();
    fs::path folder = fs::temp_directory_path() / ("evident-cli-" + GetParam() + "-" + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder / "work");
    for (const auto& entry : fs::directory_iterator(source))
        fs::copy(entry.path(), folder / "work", fs::copy_options::recursive);
    std::string command = "cd '" + (folder / "work").string() +
                          "' && PATH='" EVD_BINARY_DIR "/bin':\"$PATH\" EXAMPLES='" EVD_SOURCE_DIR
                          "/examples' NO_COLOR=1 sh ./cmd > ../out 2> ../err < /dev/null";
    int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));

    bool update = std::getenv("EVD_UPDATE") != nullptr;
    auto expect = [&](const std::string& name, const std::string& found) {
        fs::path wanted = source / name;
        if (update) {
            if (found.empty() && name.rfind("want.", 0) != 0) fs::remove(wanted);
            else write(wanted, found);
        }
        EXPECT_EQ(found, fs::exists(wanted) ? read(wanted) : "") << name << " of " << GetParam();
    };
    expect("expect.out", cleaned(read(folder / "out"), folder / "work"));
    expect("expect.err", cleaned(read(folder / "err"), folder / "work"));
    expect("expect.exit", std::to_string(WEXITSTATUS(status)) + "\n");
    for (const auto& entry : fs::directory_iterator(source)) {
        std::string name = entry.path().filename().string();
        if (name.rfind("want.", 0) == 0) expect(name, cleaned(read(folder / "work" / name.substr(5)), folder / "work"));
    }
    fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Folders, Cli, testing::ValuesIn(testNames()),
                         [](const testing::TestParamInfo<std::string>& test) { return test.param; });

}   // namespace
