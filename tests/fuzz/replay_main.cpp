// Runs a fuzz target without libFuzzer: every seed file as it is, then so many mutations of seeds.
// Usage: target [--runs N] [--seed N] FILE-OR-FOLDER…

#include "tests/fixture/files.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void run(const std::string& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

void collect(const std::filesystem::path& path, std::vector<std::string>& seeds) {
    namespace fs = std::filesystem;
    if (fs::is_regular_file(path)) {
        seeds.push_back(evd::fixture::read(path));
        return;
    }
    if (!fs::is_directory(path)) return;
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file() && fs::file_size(entry) < 20000) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto& file : files) seeds.push_back(evd::fixture::read(file));
}

/// One to four small edits: flip, delete, repeat, or splice a piece of another seed.
std::string mutate(const std::vector<std::string>& seeds, std::mt19937_64& random) {
    std::string text = seeds[random() % seeds.size()];
    for (size_t edits = 1 + random() % 4; edits > 0; --edits) {
        size_t at = text.empty() ? 0 : random() % text.size();
        size_t length = 1 + random() % 12;
        switch (random() % 5) {
        case 0:
            if (!text.empty()) text[at] = static_cast<char>(random());
            break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, text.substr(at, length)); break;
        case 3:
            if (!text.empty()) text[at] = "(){}[]=:,.|&^<>@\"/+-_aA0 \n"[random() % 27];
            break;
        default: {
            const std::string& other = seeds[random() % seeds.size()];
            if (!other.empty()) text.insert(at, other.substr(random() % other.size(), 1 + random() % 40));
        }
        }
    }
    return text;
}

}   // namespace

int main(int argc, char** argv) {
    size_t runs = 1000;
    uint64_t seed = std::random_device{}();
    std::vector<std::string> seeds = {"", "spec x"};
    for (int i = 1; i < argc; ++i) {
        std::string argument = argv[i];
        if (argument == "--runs" && i + 1 < argc) runs = std::strtoull(argv[++i], nullptr, 10);
        else if (argument == "--seed" && i + 1 < argc) seed = std::strtoull(argv[++i], nullptr, 10);
        else collect(argument, seeds);
    }
    std::printf("%zu seeds, seed %llu\n", seeds.size(), static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    for (const std::string& input : seeds) run(input);
    std::mt19937_64 random(seed);
    for (size_t i = 0; i < runs; ++i) {
        std::string input = mutate(seeds, random);
        std::ofstream("fuzz-last-input", std::ios::binary) << input;   // what to look at if the next line crashes
        run(input);
    }
    std::printf("%zu mutated inputs, no finding\n", runs);
    return 0;
}
