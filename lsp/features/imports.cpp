#include "lsp/features/imports.h"

#include "lsp/features/navigate.h"

#include <filesystem>

namespace evd::lsp {

namespace fs = std::filesystem;

std::string importClause(const std::string& from, const std::string& to, const std::string& stdlib) {
    fs::path target = fs::path(to).lexically_normal();
    if (!stdlib.empty() && target.parent_path() == fs::path(stdlib).lexically_normal())
        return "std." + target.stem().string();
    std::string relative = target.lexically_relative(fs::path(from).lexically_normal().parent_path()).string();
    return "\"" + std::string(relative.rfind("..", 0) == 0 ? "" : "./") + relative + "\"";
}

std::string movedPath(const std::string& path, const Moves& moves) {
    // Of a folder and something in it that both move, what is nearer to the file counts.
    const std::pair<std::string, std::string>* nearest = nullptr;
    for (const auto& move : moves) {
        bool within = path == move.first ||
                      (path.size() > move.first.size() && path.compare(0, move.first.size(), move.first) == 0 &&
                       path[move.first.size()] == '/');
        if (within && !move.first.empty() && (nearest == nullptr || move.first.size() > nearest->first.size()))
            nearest = &move;
    }
    return nearest == nullptr ? path : nearest->second + path.substr(nearest->first.size());
}

std::vector<Edit> renameImports(const Analysis& analysis, const Moves& moves, const std::string& stdlib) {
    std::string self = movedPath(analysis.path(), moves);
    std::vector<Edit> out;
    for (const Link& link : documentLinks(analysis)) {
        std::string target = fs::path(link.path).lexically_normal().string(), after = movedPath(target, moves);
        std::string clause = importClause(self, after, stdlib);
        if (clause == importClause(analysis.path(), target, stdlib)) continue;   // the way from one to the other stays
        std::string_view written = analysis.sources().text(link.span);
        if (after == target && written.rfind("\"/", 0) == 0) continue;   // from wherever: the path is absolute
        // A dotted import calls the module by its last part, a file import by its header.
        bool keepsName = clause.front() != '"' || link.link->byFile() || !link.link->as().missing() ||
                         link.name == analysis.program().modules[link.module].name;
        if (!keepsName) clause += " as " + link.name;
        if (written != clause) out.push_back({link.span, clause});
    }
    return out;
}

}   // namespace evd::lsp
