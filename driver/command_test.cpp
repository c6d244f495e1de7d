// `evident test PATH…`: plays the scenarios of specs, and says which hold.

#include "driver/commands.h"
#include "driver/junit.h"
#include "driver/paths.h"
#include "driver/render_text.h"
#include "driver/scenarios.h"
#include "explore/trace/render_svg.h"
#include "explore/trace/render_text.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace evd::driver {

namespace {

namespace fs = std::filesystem;

struct TestOptions {
    std::vector<std::string> paths, only;
    std::string junit, diagram;
    bool show = false, quiet = false;
};

/// One scenario of a file, and why it failed, as text.
struct Outcome {
    explore::Played played;
    std::string why;
};
struct FileResult {
    std::string path;
    std::vector<Outcome> results;
    std::string mistakes;   ///< of a file that cannot be checked; else empty
};

/// The specs that the arguments name: files, and all below folders, but not what is hidden. False, and EVD6001, if one
/// is not there.
bool specs(const std::vector<std::string>& paths, Session& session, std::vector<std::string>& out) {
    for (const std::string& path : paths) {
        std::error_code error;
        if (path == "-" || !fs::is_directory(path, error)) {
            out.push_back(sessionPath(path, session));
            continue;
        }
        std::vector<std::string> found;
        for (auto at = fs::recursive_directory_iterator(path, error); !error && at != fs::end(at);
             at.increment(error)) {
            const fs::path& one = at->path();
            if (one.filename().string().starts_with(".")) {
                if (at->is_directory(error)) at.disable_recursion_pending();
                continue;
            }
            if (one.extension() == ".evd" && at->is_regular_file(error)) found.push_back(one.string());
        }
        if (error) {
            fail(Code::CannotRead, {path, error.message()});
            return false;
        }
        std::sort(found.begin(), found.end());
        out.insert(out.end(), found.begin(), found.end());
    }
    return true;
}

size_t failures(const FileResult& file) {
    return static_cast<size_t>(std::count_if(file.results.begin(), file.results.end(),
                                             [](const Outcome& one) { return one.played.failure.has_value(); })) +
           (file.mistakes.empty() ? 0 : 1);
}

std::string junitOf(const std::vector<FileResult>& files) {
    std::vector<TestSuite> suites;
    for (const FileResult& file : files) {
        TestSuite& suite = suites.emplace_back(TestSuite{file.path, {}});
        if (!file.mistakes.empty()) suite.cases.push_back({"check", file.mistakes});
        for (const Outcome& one : file.results) suite.cases.push_back({one.played.name, one.why});
    }
    return renderJunit(suites);
}

class Command {
public:
    explicit Command(const TestOptions& options) : options_(options), session_(installPaths().stdlib) {}

    int run() {
        std::vector<std::string> paths;
        if (!specs(options_.paths, session_, paths)) return kExitFailure;
        std::vector<FileResult> files;
        for (const std::string& path : paths) files.push_back(file(path));
        size_t count = 0, failed = 0, bad = 0;
        for (const FileResult& one : files) {
            count += one.results.size();
            bad += one.mistakes.empty() ? 0 : 1;
            failed += failures(one);
        }
        if (count == 0 && bad == 0)
            return fail(Code::BadUsage,
                        {options_.only.empty() ? "there is no scenario to play" : "there is no scenario of that name"});
        failed -= bad;
        std::cerr << fmt::format("{} scenario{}: {} passed, {} failed", count, count == 1 ? "" : "s", count - failed,
                                 failed)
                  << (bad == 0 ? "" : fmt::format("; {} file{} with mistakes", bad, bad == 1 ? "" : "s")) << "\n";
        if (!options_.junit.empty() && !writeFile(options_.junit, junitOf(files))) return kExitFailure;
        if (!options_.diagram.empty()) {
            if (!last_) return fail(Code::BadUsage, {"--diagram wants one scenario that can play; --only chooses one"});
            if (!writeFile(options_.diagram, explore::renderSvg(*last_))) return kExitFailure;
        }
        return failed + bad == 0 ? kExitOk : kExitFailure;
    }

private:
    bool isWanted(const std::string& name) const {
        return options_.only.empty() ||
               std::find(options_.only.begin(), options_.only.end(), name) != options_.only.end();
    }

    FileResult file(const std::string& path) {
        FileResult out{path, {}, {}};
        Checked checked = session_.check(path);
        Lowered module = checked.ok() ? session_.lower(checked, {}) : std::nullopt;
        if (!module) {
            printDiagnostics(checked.diagnostics, checked.sources);
            out.mistakes = renderText(checked.diagnostics, checked.sources, {});
            return out;
        }
        for (const ir::Scenario& scenario : module->scenarios)
            if (isWanted(scenario.name)) out.results.push_back(play(path, *module, scenario, checked.sources));
        return out;
    }

    Outcome play(const std::string& path, const ir::Module& module, const ir::Scenario& scenario,
                 const SourceSet& sources) {
        Outcome out{explore::play(module, scenario), {}};
        Diagnostics found;
        reportScenario(module, out.played, found);
        const explore::Run& run = out.played.run;
        if (!options_.quiet || out.played.failure)
            std::cout << (out.played.failure ? "FAILED  " : "passed  ") << path << ": " << scenario.name
                      << fmt::format(" ({} event{})", run.events.size(), run.events.size() == 1 ? "" : "s") << "\n";
        if (!options_.quiet && !out.played.failure)
            for (const std::string& remark : explore::remarks(run)) std::cout << "        " << remark << "\n";
        if (options_.show && !run.events.empty())
            std::cout << explore::renderText(run, {true, coloured(STDOUT_FILENO)}) << "\n";
        if (out.played.failure) {
            std::cout.flush();
            printDiagnostics(found, sources);
            out.why = renderText(found, sources, {});
        }
        last_ = played_++ == 0 && !run.events.empty() ? std::optional(run) : std::nullopt;
        return out;
    }

    const TestOptions& options_;
    Session session_;
    size_t played_ = 0;
    std::optional<explore::Run> last_;   ///< the run, if there was only one
};

}   // namespace

void addTest(CLI::App& app, int& exit) {
    auto options = std::make_shared<TestOptions>();
    CLI::App* command = app.add_subcommand("test", "play the scenarios of specs");
    command->add_option("PATH", options->paths, "specs, or folders with specs; - is standard input")->required();
    command->add_option("--only", options->only, "play this scenario and no other")->expected(1);
    command->add_option("--junit", options->junit, "write the results as JUnit's XML; - is standard output");
    command->add_option("--diagram", options->diagram, "draw the one scenario that plays (.svg)");
    command->add_flag("--show", options->show, "print the runs");
    command->add_flag("-q,--quiet", options->quiet, "print only what fails");
    command->callback([options, &exit] { exit = Command(*options).run(); });
}

}   // namespace evd::driver
