// `evident fmt FILE…`: brings specs into the standard layout, or tells which are not in it.

#include "base/read_file.h"
#include "driver/commands.h"
#include "driver/replace_file.h"
#include "frontend/format/format.h"
#include "frontend/syntax/parse.h"

#include <algorithm>
#include <iostream>

namespace evd::driver {

namespace {

struct FmtOptions {
    std::vector<std::string> files;
    bool check = false;
};

/// 0: in the standard layout now; 1: not (with --check), or not possible.
int formatOne(const std::string& file, const FmtOptions& options) {
    OverlayReader reader;
    std::string path = file;
    if (file == "-") {
        path = "<stdin>";
        reader.set(path, readAll(std::cin));
    }
    std::optional<std::string> text = reader.read(path);
    if (!text) return fail(Code::CannotRead, {path, reader.why()});
    std::optional<std::string> formatted = format::format(*text);
    if (!formatted) {
        Diagnostics found;
        SourceSet sources;
        FileId id = sources.add(path, *text);
        syntax::parse(id, sources.file(id).text(), found);
        printDiagnostics(found, sources);
        std::cerr << path << ": left as it is, because of the errors\n";
        return kExitFailure;
    }
    if (options.check) {
        if (*formatted != *text) std::cout << path << "\n";
        return *formatted == *text ? kExitOk : kExitFailure;
    }
    if (file == "-") return writeFile("-", *formatted) ? kExitOk : kExitFailure;
    if (*formatted == *text) return kExitOk;
    // The spec is the author's work: whatever happens, it is there whole, as it was or as it is now.
    int error = replaceFile(path, *formatted);
    return error == 0 ? kExitOk : fail(Code::CannotWrite, {path, std::strerror(error)});
}

}   // namespace

void addFmt(CLI::App& app, int& exit) {
    auto options = std::make_shared<FmtOptions>();
    CLI::App* command = app.add_subcommand("fmt", "bring specs into the standard layout");
    command->add_option("FILE", options->files, "specs; - reads standard input and writes standard output")->required();
    command->add_flag("--check", options->check,
                      "change nothing; list the files that are not in the standard layout, and fail if there are any");
    command->callback([options, &exit] {
        for (const std::string& file : options->files) exit = std::max(exit, formatOne(file, *options));
    });
}

}   // namespace evd::driver
