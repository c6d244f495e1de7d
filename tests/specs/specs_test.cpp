// Random specs through the whole compiler, the simulator and native code. EVD_SPECS=n sets how many, EVD_SPECS_SEED=n
// the first seed, EVD_SPECS_OUT a folder for the files of those that fail; `./dev specs` sets them.

#include "tests/specs/isolated.h"
#include "tests/specs/pipeline.h"
#include "tests/specs/shrink.h"
#include "tests/specs/spec_of.h"

#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace evd::specs {
namespace {

constexpr size_t kSpecs = 40;
constexpr unsigned kSeconds = 30;       ///< of processor time for one spec
constexpr size_t kShrinkSteps = 500;    ///< EVD_SPECS_SHRINK=n sets others
constexpr size_t kMostShown = 12;       ///< kinds of failures that are printed whole
constexpr size_t kLeastAccepted = 95;   ///< of a hundred

/// An outcome as text, from the process that has it to the one that counts.
std::string written(const Outcome& out) {
    return fmt::format("{} {} {} {}\n{}\n{}", static_cast<int>(out.kind), out.events, out.faults, out.outputs, out.step,
                       out.what);
}

Outcome outcomeFrom(const Ended& ended) {
    if (!ended.normally) return {Outcome::Failed, ended.result, "crash"};
    std::istringstream in(ended.result);
    Outcome out;
    int kind = 0;
    in >> kind >> out.events >> out.faults >> out.outputs;
    in.ignore();
    std::getline(in, out.step);
    out.kind = static_cast<Outcome::Kind>(kind);
    out.what.assign(std::istreambuf_iterator<char>(in), {});
    return out;
}

/// tryOut in a process of its own.
Outcome outcomeOf(const MadeSpec& spec, uint64_t seed) {
    return outcomeFrom(isolated([&] { return written(tryOut(spec, seed)); }, kSeconds));
}

/// What failures of one kind have in common: the first line without names and numbers.
std::string kindOf(const Outcome& outcome) {
    std::string out = outcome.step + ": ";
    bool quoted = false;
    for (char c : outcome.what.substr(0, outcome.what.find('\n'))) {
        if (c == '`') quoted = !quoted;
        if (!quoted && std::isdigit(static_cast<unsigned char>(c)) == 0) out += c;
    }
    return out.substr(0, 80);
}

void save(const MadeSpec& spec, uint64_t seed, const Outcome& outcome) {
    const char* folder = std::getenv("EVD_SPECS_OUT");
    if (folder == nullptr) return;
    std::filesystem::path into = std::filesystem::path(folder) / std::to_string(seed);
    std::filesystem::create_directories(into);
    for (const auto& [path, text] : spec.files) std::ofstream(into / std::filesystem::path(path).filename()) << text;
    std::ofstream(into / "failure.txt") << outcome.step << "\n" << outcome.what << "\n" << spec.root() << "\n";
}

TEST(Specs, PassEveryStage) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);   // long runs are watched
    uint64_t first = numberFrom("EVD_SPECS_SEED", 1);
    size_t wanted = numberFrom("EVD_SPECS", kSpecs);
    size_t made = 0, accepted = 0, ran = 0, events = 0, faults = 0, outputs = 0, files = 0;
    std::map<std::string, std::pair<size_t, uint64_t>> refused, failures;   // how often, and the first seed
    auto count = [&](uint64_t seed, const Ended& ended) {
        if (wanted > 1000 && (seed - first + 1) % 500 == 0)
            std::printf("%lu specs, %zu kinds of failures\n", seed - first + 1, failures.size());
        std::optional<MadeSpec> spec = specOf(seed);
        if (!spec) return;
        ++made;
        files += spec->files.size();
        Outcome outcome = outcomeFrom(ended);
        events += outcome.events, faults += outcome.faults, outputs += outcome.outputs;
        if (outcome.kind == Outcome::Refused) {
            auto& [times, at] = refused[outcome.what.substr(0, 7)];
            if (times++ == 0) at = seed;
            if (std::getenv("EVD_SPECS_REFUSED") != nullptr)
                std::printf("refused: seed %lu: %s\n", seed, outcome.what.c_str()), save(*spec, seed, outcome);
        } else {
            ++accepted;
        }
        ran += outcome.events > 0;
        if (outcome.kind == Outcome::Failed) {
            std::string kind = kindOf(outcome);
            auto& [times, at] = failures[kind];
            if (times++ == 0) at = seed;
            save(*spec, seed, outcome);
            if (times == 1 && failures.size() <= kMostShown) {
                bool endless = outcome.what.starts_with(kEndless);   // each step would take as long
                MadeSpec small = shrink(
                    *spec,
                    [&](const MadeSpec& other) {
                        Outcome again = outcomeOf(other, seed);
                        return again.kind == Outcome::Failed && kindOf(again) == kind;
                    },
                    endless ? 0
                            : numberFrom("EVD_SPECS_SHRINK", std::getenv("EVD_SPECS") != nullptr ? kShrinkSteps : 0));
                Outcome shown = outcomeOf(small, seed);
                if (shown.kind != Outcome::Failed) shown = outcome;   // it fails now and then
                save(small, seed, shown);
                ADD_FAILURE() << "seed " << seed << ", " << shown.step << ": " << shown.what << "\n" << small.text();
            }
        }
    };
    eachIsolated(
        first, first + wanted - 1, kSeconds,
        [](uint64_t seed) {
            std::optional<MadeSpec> spec = specOf(seed);
            return spec ? written(tryOut(*spec, seed)) : std::string();
        },
        count);
    std::printf(
        "seed %lu: %zu specs of %zu files, %zu accepted, %zu ran natively; %zu events, %zu faults, %zu outputs\n",
        first, made, files, accepted, ran, events, faults, outputs);
    for (const auto& [what, at] : refused)
        std::printf("refused %4zu: %s, first by seed %lu\n", at.first, what.c_str(), at.second);
    for (const auto& [what, at] : failures)
        std::printf("FAILED %4zu: %s, first by seed %lu\n", at.first, what.c_str(), at.second);
    EXPECT_TRUE(failures.empty());
    if (wanted < 100) return;
    EXPECT_GE(made * 100, wanted * 99);
    EXPECT_GE(accepted * 100, made * kLeastAccepted) << "the generator makes too many specs that are wrong";
    EXPECT_GE(ran * 100, made * 60);
    EXPECT_GT(outputs, ran);
}

}   // namespace
}   // namespace evd::specs
