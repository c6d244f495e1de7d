#include "lsp/protocol/completion_list.h"

namespace evd::lsp {

Json completionList(const std::vector<CompletionItem>& items, Json range, bool sharedRange) {
    Json list = Json::array();
    for (const CompletionItem& item : items) {
        Json one = object("label", item.label, "kind", static_cast<int>(item.kind), "sortText",
                          static_cast<char>('a' + item.rank) + item.label);
        if (!item.detail.empty()) one["detail"] = item.detail;
        if (!item.doc.empty()) one["documentation"] = object("kind", "markdown", "value", item.doc);
        if (item.snippet) one["insertTextFormat"] = 2;
        if (item.snippet)
            one["filterText"] = item.label.substr(0, item.label.find(' '));   // `on … when` is done at `on `
        if (!sharedRange)
            one["textEdit"] = object("range", range, "newText", item.insert.empty() ? item.label : item.insert);
        else if (!item.insert.empty()) one["textEditText"] = item.insert;
        list.push_back(std::move(one));
    }
    Json out = object("isIncomplete", false, "items", std::move(list));
    if (sharedRange) out["itemDefaults"] = object("editRange", std::move(range));
    return out;
}

}   // namespace evd::lsp
