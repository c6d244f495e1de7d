#include "lsp/features/imports.h"

#include "lsp/features/navigate.h"

#include <filesystem>

namespace evd::lsp {

namespace fs = std::filesystem;

std::string importClause(const std::string& from, const std::string& to, const std::string& stdlib) {
    fs::path target = fs::path(to).lexically_normal();
    if (!stdlib.empty() && target.parent_path() == fs::path(stdlib).lexically_normal()) return "std." + target.stem().string();
    std::string relative = target.lexically_relative(fs::path(from).lexically_normal().parent_path()).string();
    return "\"" + std::string(relative.rfind("..", 0) == 0 ? "" : "./") + relative + "\"";
}

std::vector<Edit> renameImports(const Analysis& analysis, const std::string& oldPath, const std::string& newPath, const std::string& stdlib) {
    bool moves = analysis.path() == oldPath;
    std::vector<Edit> out;
    for (const Link& link : documentLinks(analysis)) {
        std::string target = fs::path(link.path).lexically_normal().string();
        if (!moves && target != oldPath) continue;
        std::string clause = importClause(moves ? newPath : analysis.path(), target == oldPath ? newPath : target, stdlib);
        if (moves && clause.rfind("std.", 0) == 0) continue;
        if (moves && fs::path(oldPath).parent_path() == fs::path(newPath).parent_path()) continue;   // it only gets another name
        if (analysis.sources().text(link.span) != clause) out.push_back({link.span, clause});
    }
    return out;
}

} // namespace evd::lsp
