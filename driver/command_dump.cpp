// `evident dump tokens|tree|types|ir spec.evd`: what the compiler sees, for those who work on it.

#include "driver/commands.h"
#include "driver/dump_tree.h"
#include "driver/paths.h"
#include "driver/render_text.h"
#include "frontend/syntax/parse.h"
#include "ir/core/print.h"

#include <fmt/format.h>
#include <iostream>

namespace evd::driver {

namespace {

struct DumpOptions {
    std::string what, spec;
    std::vector<std::string> types;
};

std::string place(const SourceFile& file, Span span) {
    LineColumn at = file.position(span.begin, ColumnUnit::Utf16);
    return fmt::format("{}:{}", at.line + 1, at.column + 1);
}

void dumpTokens(const syntax::Tree& tree, const SourceFile& file) {
    for (const syntax::Token& token : tree.tokens)
        std::cout << fmt::format("{:<9} {}\n", place(file, token.span), file.text(token.span));
    for (const syntax::Comment& comment : tree.comments)
        std::cout << fmt::format("{:<9} {}\n", place(file, comment.span), file.text(comment.span));
}

void dumpTypes(const sema::Program& program, const SourceSet& sources) {
    for (const sema::Module& module : program.modules) {
        std::cout << "// " << module.path << "\n";
        for (sema::SymbolId symbol : module.symbols) {
            const sema::Symbol& declared = program[symbol];
            std::cout << program.signature(symbol);
            if (declared.nameSpan.file < sources.size())
                std::cout << "   // " << place(sources.file(declared.nameSpan.file), declared.nameSpan);
            std::cout << "\n";
            for (sema::SymbolId member : declared.members)
                if (program[member].type)
                    std::cout << "  " << program[member].name << " : " << program.text(program[member].type) << "\n";
        }
    }
}

int dump(const DumpOptions& options) {
    Session session(installPaths().stdlib);
    lower::LowerOptions lowering;
    if (!readTypeArgs(options.types, lowering.typeArgs)) return kExitUsage;
    Checked checked = session.check(sessionPath(options.spec, session));
    bool shown = false;
    if (checked.program && !checked.program->modules.empty()) {
        const sema::Module& root = checked.program->root();
        if (options.what == "tokens" && root.tree) dumpTokens(*root.tree, checked.sources.file(root.tree->file));
        if (options.what == "tree" && root.tree)
            std::cout << dumpTree(*root.tree, checked.sources.file(root.tree->file));
        if (options.what == "types") dumpTypes(*checked.program, checked.sources);
        shown = options.what != "ir";
        if (options.what == "ir" && checked.ok())
            if (Lowered module = session.lower(checked, lowering)) {
                std::cout << ir::print(*module);
                shown = true;
            }
    }
    std::cout.flush();
    printDiagnostics(checked.diagnostics, checked.sources);
    return shown && !checked.diagnostics.hasErrors() ? kExitOk : kExitFailure;
}

}   // namespace

void addDump(CLI::App& app, int& exit) {
    auto options = std::make_shared<DumpOptions>();
    CLI::App* command = app.add_subcommand("dump", "show what the compiler sees: tokens, tree, types or ir");
    command->add_option("WHAT", options->what, "tokens, tree, types or ir")
        ->required()
        ->check(CLI::IsMember({"tokens", "tree", "types", "ir"}));
    command->add_option("SPEC", options->spec, "the spec; - is standard input")->required();
    command->add_option("--type", options->types, "what a type parameter stands for, such as Cmd=Int");
    command->callback([options, &exit] { exit = dump(*options); });
}

}   // namespace evd::driver
