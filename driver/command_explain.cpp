// `evident explain EVD2007`: the page of a diagnostic. And `evident version`.

#include "driver/commands.h"
#include "driver/paths.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <sstream>

namespace evd::driver {

namespace {

std::string upper(std::string text) {
    for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return text;
}

const char* severityWord(Severity severity) {
    return severity == Severity::Error ? "error" : severity == Severity::Warning ? "warning" : "note";
}

void list() {
    for (const CodeInfo& row : allCodes())
        std::cout << fmt::format("{}  {:<8} {:<22} {}\n", codeName(row.code), severityWord(row.severity), row.name,
                                 row.text);
}

/// `EVD2007`, `evd2007`, `2007`, `7`, or the name `NonExhaustiveMatch`.
const CodeInfo* find(const std::string& text) {
    std::string digits = upper(text).rfind("EVD", 0) == 0 ? text.substr(3) : text;
    bool number = !digits.empty() && digits.size() <= 4 &&
                  std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    for (const CodeInfo& row : allCodes())
        if ((number && static_cast<int>(row.code) == std::stoi(digits)) || upper(row.name) == upper(text)) return &row;
    return nullptr;
}

int explain(const std::string& text) {
    const CodeInfo* row = find(text);
    if (!row) {
        std::vector<std::string> names;
        for (const CodeInfo& known : allCodes()) {
            names.push_back(codeName(known.code));
            names.push_back(known.name);
        }
        std::string near = nearest(text, names);
        return fail(Code::BadUsage,
                    {"there is no diagnostic `" + text + "`" +
                     (near.empty() ? "; `evident explain --list` shows all" : "; did you mean `" + near + "`?")},
                    kExitUsage);
    }
    std::ifstream page(installPaths().diagnostics + "/" + codeName(row->code) + ".md", std::ios::binary);
    if (page) {
        std::cout << page.rdbuf();
        return kExitOk;
    }
    std::cout << fmt::format("# {}: {}\n\n{}: {}\n\nThis diagnostic has no page yet.\n", codeName(row->code), row->name,
                             severityWord(row->severity), row->text);
    return kExitOk;
}

}   // namespace

void addExplain(CLI::App& app, int& exit) {
    auto code = std::make_shared<std::string>();
    auto all = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("explain", "what a diagnostic means and how to mend it");
    command->add_option("CODE", *code, "a code such as EVD2007, or a name such as NonExhaustiveMatch");
    command->add_flag("--list", *all, "all codes, one per line");
    command->callback([code, all, &exit] {
        if (*all) list();
        else if (code->empty())
            exit = fail(Code::BadUsage, {"explain needs a code, such as `evident explain EVD2007`"}, kExitUsage);
        else exit = explain(*code);
    });
}

void addVersion(CLI::App& app, int& exit) {
    CLI::App* command = app.add_subcommand("version", "the version of this program");
    command->callback([&exit] {
        std::cout << "evident " << version() << "\n";
        exit = kExitOk;
    });
}

}   // namespace evd::driver
