#include "driver/run_files.h"

#include "explore/trace/render_mermaid.h"
#include "explore/trace/render_shiviz.h"
#include "explore/trace/render_svg.h"

#include <algorithm>

namespace evd::driver {

namespace {

struct Kind {
    std::string_view end;
    std::string (*render)(const explore::Run& run);
};
constexpr Kind kKinds[] = {
    {".svg", explore::renderSvg}, {".mmd", explore::renderMermaid}, {".shiviz", explore::renderShiviz}};

const Kind* kindOf(const std::string& path) {
    const auto* const found =
        std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& one) { return path.ends_with(one.end); });
    return found == std::end(kKinds) ? nullptr : found;
}

}   // namespace

std::string whyNoDiagram(const std::vector<std::string>& paths) {
    for (const std::string& path : paths)
        if (kindOf(path) == nullptr) return "--diagram writes .svg, .mmd or .shiviz files; found " + path;
    return "";
}

std::string diagramOf(const explore::Run& run, const std::string& path) { return kindOf(path)->render(run); }

}   // namespace evd::driver
