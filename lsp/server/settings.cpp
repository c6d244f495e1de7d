#include "lsp/server/settings.h"

#include "base/check.h"

#include <cstring>

namespace evd::lsp {

const std::vector<OptionRow>& optionTable() {
    static const std::vector<OptionRow> kTable = {
        {"diagnostics.workspace", "boolean", 1, 0, 1, "Check the files of the workspace that are not open."},
        {"diagnostics.debounce", "integer", 0, 0, 2000,
         "Least delay between the last edit and a check, in milliseconds; 0: none, unless edits outrun the checks of a "
         "long file."},
        {"diagnostics.maximum", "integer", 200, 1, 10000, "Most diagnostics per file."},
        {"inlayHints.types", "boolean", 1, 0, 1, "Show inferred types of variables and `let`s."},
        {"inlayHints.results", "boolean", 1, 0, 1, "Show inferred results of functions and classes."},
        {"inlayHints.parameters", "boolean", 0, 0, 1, "Show names of parameters at calls."},
        {"codeLens.run", "boolean", 1, 0, 1,
         "Show run, build and diagram above systems, the last verdict above statements, and explore above checks."},
        {"codeLens.references", "boolean", 1, 0, 1, "Show senders and reactions above messages."},
        {"hover.automaton", "boolean", 1, 0, 1, "Show the automaton in the hover of a process, class or state."},
        {"explore.background", "boolean", 1, 0, 1,
         "Explore a check again, in the background, after an edit that changes what it means."},
        {"explore.backgroundSeconds", "integer", 5, 1, 3600,
         "How long an exploration in the background may take, in seconds."},
        {"explore.backgroundMemory", "integer", 256, 16, 1000000,
         "How much memory an exploration in the background may use, in megabytes, about."},
        {"explore.seconds", "integer", 0, 0, 1000000,
         "How long an exploration that was asked for may take, in seconds; 0: as long as it takes."},
        {"explore.memory", "integer", 2048, 16, 1000000,
         "How much memory an exploration that was asked for may use, in megabytes, about."},
        {"completion.snippets", "boolean", 1, 0, 1, "Offer snippets in completion."},
    };
    return kTable;
}

void Settings::read(const Json& json) {
    values_.clear();
    for (const OptionRow& row : optionTable()) {
        const Json* at = &json;
        std::string key = row.key;
        size_t dot = key.find('.');
        at = &member(*at, key.substr(0, dot).c_str());
        const Json& value = member(*at, key.substr(dot + 1).c_str());
        int64_t number = row.standard;
        if (std::strcmp(row.type, "boolean") == 0 && value.is_boolean()) number = value.get<bool>() ? 1 : 0;
        if (std::strcmp(row.type, "integer") == 0 && value.is_number_integer()) {
            int64_t given = value.get<int64_t>();
            if (given >= row.minimum && given <= row.maximum) number = given;
        }
        values_.push_back(number);
    }
}

int64_t Settings::number(const char* key) const {
    const auto& table = optionTable();
    for (size_t i = 0; i < table.size(); ++i)
        if (std::strcmp(table[i].key, key) == 0) return values_.empty() ? table[i].standard : values_[i];
    EVD_CHECK(false, "an unknown setting");
}

Json optionsJson() {
    Json options = Json::array();
    for (const OptionRow& row : optionTable()) {
        bool flag = std::strcmp(row.type, "boolean") == 0;
        Json entry = {{"key", std::string("evident.") + row.key}, {"type", row.type}, {"description", row.description}};
        entry["default"] = flag ? Json(row.standard != 0) : Json(row.standard);
        if (!flag) {
            entry["minimum"] = row.minimum;
            entry["maximum"] = row.maximum;
        }
        options.push_back(std::move(entry));
    }
    return {{"options", options}};
}

}   // namespace evd::lsp
